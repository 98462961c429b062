import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { install, type Installation } from './kit/installation.ts';
import { eventually } from './kit/test-api.ts';

const script = path.resolve(import.meta.dirname, '../dist/health.js');

describe('the health check of a container', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await install();
  }, 60_000);
  afterAll(() => installation.close());

  /** What it prints, and its exit code, in a container whose first process was started so. */
  async function check(started: string, variables: Record<string, string> = {}): Promise<{ code: number; said: string }> {
    const env = { POSTHORN_HOST: '0.0.0.0', POSTHORN_DATABASE_WORKER_URL: installation.testDatabase.urls.worker, ...variables };
    try {
      return { code: 0, said: (await promisify(execFile)(process.execPath, [script, started], { env })).stdout };
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string };
      return { code, said: stderr };
    }
  }

  it('asks the API whether it is ready', async () => {
    const api = await installation.start('main');
    const { port } = new URL(api.url);

    const running = await check('node apps/api/dist/main.js', { POSTHORN_API_PORT: port });
    await api.end();
    const ended = await check('node apps/api/dist/main.js', { POSTHORN_API_PORT: port });

    expect(running).toEqual({ code: 0, said: 'ok\n' });
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining('fetch failed') });
  });

  it('sees a worker by its claims', async () => {
    const worker = await installation.start('worker');

    const running = await check('/sbin/docker-init -- node apps/api/dist/worker.js');
    await worker.end();

    expect(running).toEqual({ code: 0, said: 'ok\n' });
    // PostgreSQL shows its connections for a moment after it is gone. Workers of other specs' databases on this server don't count.
    await eventually(async () => {
      const ended = await check('node apps/api/dist/worker.js');
      expect(ended).toEqual({ code: 1, said: 'The worker has claimed nothing for 35 s.\n' });
    });
  });

  it('fails where the console answers nothing, and where no part of Posthorn runs', async () => {
    const silent = await check('node apps/console/server.ts', { POSTHORN_CONSOLE_PORT: '1' });
    const foreign = await check('sleep infinity');

    expect(silent.code).toBe(1);
    expect(foreign).toEqual({ code: 1, said: 'No part of Posthorn runs as sleep infinity.\n' });
  });
});
