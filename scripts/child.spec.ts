import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from './child.ts';

const ready = `console.log(JSON.stringify({ level: 30, msg: 'ready' }));`;
const forever = `setInterval(() => undefined, 1000);`;

describe('a child of the launcher', () => {
  let logs: string;
  let child: Child;

  beforeEach(() => {
    logs = path.join(mkdtempSync(path.join(tmpdir(), 'posthorn-child-')), 'logs');
  });

  afterEach(async () => {
    await child.stop();
    rmSync(path.dirname(logs), { recursive: true });
  });

  const run = (code: string) => {
    child = startChild('example', ['-e', code], { env: { PATH: process.env.PATH }, logs });
    return child;
  };

  it('is ready at its ready line, and logs for its owner alone', async () => {
    await run(`console.log('first'); ${ready} ${forever}`).ready;
    await child.stop();

    const file = path.join(logs, 'example.log');
    // Its writing ends after the child has: nobody waits for a log.
    for (let tries = 0; readFileSync(file, 'utf8') === '' && tries < 100; tries += 1) await sleep(50);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('first');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('that ends before it is ready says how, with its last 20 lines', async () => {
    const code = `for (let line = 1; line <= 30; line += 1) console.log('line ' + line); process.exitCode = 3;`;

    const failed = run(code).ready;

    await expect(failed).rejects.toThrow(/^example ended with code 3\. Its last lines:\n {2}line 11\n[^]*line 30$/);
    await expect(failed).rejects.not.toThrow('line 10\n');
  });

  it('that is killed later says by what', async () => {
    await run(`${ready} setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20); ${forever}`).ready;

    expect(await child.ended).toContain('example ended by SIGKILL');
  });

  it('stops on request', async () => {
    await run(`process.on('SIGTERM', () => process.exit(0)); ${ready} ${forever}`).ready;

    await child.stop();

    expect(await child.ended).toContain('example ended with code 0');
  });

  it('is told to end with its parent, and holds a pipe to notice', async () => {
    await run(`if (process.env.POSTHORN_PARENT_PIPE === '1') process.stdin.resume(); ${ready}`).ready;

    expect(await Promise.race([child.ended, sleep(500, 'still there')])).toBe('still there');
  });
});
