import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { promisify } from 'node:util';
import { type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { makeKey } from '../../test/kit/programs.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

/** The README's examples, taken from it and run as they stand there. */
const root = path.resolve(import.meta.dirname, '../../../..');
const client = path.join(root, 'libs/client');
const run = promisify(execFile);

let api: TestApi;
let tenant: TenantOfTwo;
let env: Record<string, string>;
const folder = mkdtempSync(path.join(tmpdir(), 'posthorn-examples-'));
// A package finds itself by its own name from inside its folder alone.
const inside = mkdtempSync(path.join(client, '.example-'));

beforeAll(async () => {
  ({ api, tenant } = await apiWithTenant());
  await makeProfile(tenant.admin, { name: 'Plant relay' });
  const { secret } = await makeKey(tenant.admin, { lanes: ['ALARM', 'BULK'] });
  env = { PATH: process.env['PATH'] ?? '', POSTHORN_URL: api.url, POSTHORN_KEY: secret };
  await run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', path.join(client, 'tsconfig.build.json')]);
}, 60_000);
afterAll(async () => {
  await api.close();
  for (const made of [folder, inside]) rmSync(made, { recursive: true });
});

/** The code blocks under a heading. */
function examples(heading: string): string[] {
  const readme = readFileSync(path.join(client, 'README.md'), 'utf8');
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code]) => code!);
}

function written(name: string, code: string | Uint8Array, where = folder): string {
  const file = path.join(where, name);
  writeFileSync(file, code);
  return file;
}

const newest = () =>
  api.database.forTenant(tenant, (tx) =>
    tx.mail.findFirstOrThrow({ orderBy: { id: 'desc' }, include: { attachments: true, messages: { orderBy: { id: 'asc' } } } }),
  );

function isHere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    // eslint-disable-next-line no-console -- who reads the run learns why an example was left out
    console.log(`${program} is not on this machine: its example is not run.`);
    return false;
  }
}
const where = (program: string) => (isHere(program) ? it : it.skip);

describe('the README’s example for', () => {
  it('Node sends, with its attachment', async () => {
    const file = written('example.mjs', examples('Node')[0]!, inside);

    const { stdout } = await run(process.execPath, [file], { env });

    const mail = await newest();
    expect(stdout).toBe(`anna@example.org: message ${mail.messages[0]?.id}\n`);
    expect(mail).toMatchObject({ subject: 'Pump 3 has stopped', attachments: [{ name: 'pumps.csv', contentType: 'text/csv' }] });
  });

  where('curl')('curl sends', async () => {
    const { stdout } = await run('sh', ['-c', examples('curl')[0]!], { env });

    const mail = await newest();
    expect(JSON.parse(stdout)).toMatchObject({ mailId: mail.id, refused: [] });
    expect(mail).toMatchObject({ subject: 'Pump 3 has stopped', text: 'Pump 3 has stopped.' });
  });

  where('curl')('curl sends a form with a picture in its place', async () => {
    written('trend.png', Buffer.from('iVBORw0KGgo=', 'base64'));

    await run('sh', ['-c', examples('curl')[1]!], { env, cwd: folder });

    expect(await newest()).toMatchObject({
      subject: 'Trend',
      attachments: [{ name: 'trend.png', contentType: 'image/png', cid: 'trend' }],
    });
  });

  where('python3')('Python sends, and says why not', async () => {
    const file = written('example.py', examples('Python')[0]!);

    const { stdout } = await run('python3', [file], { env });
    const refused = await run('python3', [file], { env: { ...env, POSTHORN_KEY: 'phk_wrong' } }).catch((error: unknown) => error);

    expect(stdout).toBe(`anna@example.org ${(await newest()).messages[0]?.id}\n`);
    expect((refused as { stderr: string }).stderr).toContain('NOT_SIGNED_IN: This API key is not known here.');
  });

  // Jython and a gateway are nowhere to be had: the script is plain enough for Python 3, and `system` stands in for Ignition's.
  where('python3')('Ignition sends, by CPython and a stand-in for its functions', async () => {
    const file = written('ignition.py', `${standIn}\n${examples('Ignition')[0]!}\nprint(mailId)\n`);

    const { stdout } = await run('python3', [file], { env });

    const mail = await newest();
    expect(stdout).toBe(`${mail.id}\n`);
    expect(mail.messages.map(({ recipient, maxAttempts }) => ({ recipient, maxAttempts }))).toEqual([
      { recipient: 'anna@example.org', maxAttempts: 4 },
      { recipient: 'ben@example.org', maxAttempts: 4 },
    ]);
    expect(mail.data).toMatchObject({ priority: 1 });
  });

  it('ThingsBoard sends what its script makes of an alarm, once', async () => {
    const [script, configuration] = examples('ThingsBoard');
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- ThingsBoard runs the script so
    const transform = new Function('msg', 'metadata', 'msgType', script!) as (...args: unknown[]) => { msg: unknown };
    const metadata: Record<string, string> = { deviceName: 'Pump 3', ss_posthornUrl: api.url, ss_posthornKey: env['POSTHORN_KEY']! };
    const filled = configuration!.replace(/\$\{(\w+)\}/g, (_, name: string) => metadata[name]!);
    const node = JSON.parse(filled) as { restEndpointUrlPattern: string; requestMethod: string; headers: Record<string, string> };
    const { msg } = transform({ id: 'alarm-1', name: 'High pressure', details: '9 bar' }, metadata, 'ALARM');
    const call = () => fetch(node.restEndpointUrlPattern, { method: node.requestMethod, headers: node.headers, body: JSON.stringify(msg) });

    const answers = [await call(), await call()];

    const mail = await newest();
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await answers[1]?.json()).toMatchObject({ mailId: mail.id });
    expect(mail).toMatchObject({ subject: 'High pressure on Pump 3', text: 'Pump 3 reports High pressure: 9 bar' });
  });
});

/** Ignition's functions that the script uses, on Python's own library. */
const standIn = `
import json, os, urllib.error, urllib.request

class Response:
    def __init__(self, status, body): self.status, self.body = status, body
    def isGood(self): return 200 <= self.status < 300
    def getText(self): return self.body.decode("utf-8")

class Client:
    def post(self, url, headers, data):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers)) as answer:
                return Response(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            return Response(error.code, error.read())

class system:
    class net:
        httpClient = staticmethod(lambda timeout: Client())
    class util:
        jsonEncode = staticmethod(json.dumps)
        jsonDecode = staticmethod(json.loads)

posthornUrl, posthornKey = os.environ["POSTHORN_URL"], os.environ["POSTHORN_KEY"]
`;
