import { createServer, type AddressInfo } from 'node:net';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { becomeSystemAdmin, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';
import { SandboxServerModule } from './sandbox.module.ts';

const newPassword = `mutation { resetSandboxPassword { username password } }`;
const list = `query ($search: String) { sandboxMessages(filter: { search: $search }) { items { id from recipients subject text headers previewPath } } }`;

let api: TestApi;
let port: number;
let root: Person;
let a: TenantOfTwo;
let b: TenantOfTwo;

beforeAll(async () => {
  port = await freePort();
  api = await startApi({ POSTHORN_SANDBOX_SMTP_PORT: String(port), POSTHORN_SANDBOX: '1' }, [SandboxServerModule]);
  root = await becomeSystemAdmin(api);
  [a, b] = [await tenantOfTwo(api, root), await tenantOfTwo(api, root)];
}, 60_000);
afterAll(() => api.close());

describe('the sandbox', () => {
  it('captures what comes without a password for the platform', async () => {
    await submit({ subject: 'To the platform' });

    const [mail] = await captured(root, 'To the platform');

    expect(mail).toMatchObject({
      from: 'sender@example.org',
      recipients: ['one@example.org', 'two@example.org'],
      subject: 'To the platform',
      text: 'Hello\n',
    });
    expect(mail!.headers).toContain('Subject: To the platform');
    expect(await captured(a.admin, 'To the platform')).toEqual([]);
  });

  it('captures what comes with a tenant’s password for that tenant, and for nobody else', async () => {
    const { resetSandboxPassword: account } = await a.admin.client.run(newPassword);

    await submit({ subject: 'To tenant A', auth: account });

    const [mail] = await captured(a.admin, 'To tenant A');
    expect(mail).toBeDefined();
    expect(await captured(b.admin, 'To tenant A')).toEqual([]);
    expect(await captured(root, 'To tenant A')).toEqual([]);
    expect((await a.admin.client.run(`{ sandbox { port username passwordSet messageCount running } }`))['sandbox']).toEqual({
      port,
      username: account.username,
      passwordSet: true,
      messageCount: 1,
      running: true,
    });
  });

  it('refuses a wrong password, an ended one, and a suspended tenant’s', async () => {
    const { resetSandboxPassword: old } = await b.admin.client.run(newPassword);
    const { resetSandboxPassword: current } = await b.admin.client.run(newPassword);
    const refused = { responseCode: 535 };

    await expect(submit({ subject: 'x', auth: { ...current, password: 'wrong' } })).rejects.toMatchObject(refused);
    await expect(submit({ subject: 'x', auth: old })).rejects.toMatchObject(refused);
    await root.client.run(`mutation ($id: ID!) { suspendTenant(id: $id, reason: "x") { id } }`, { id: b.tenantId });
    await expect(submit({ subject: 'x', auth: current })).rejects.toMatchObject(refused);
    await root.client.run(`mutation ($id: ID!) { resumeTenant(id: $id) { id } }`, { id: b.tenantId });
    await expect(submit({ subject: 'It counts again', auth: current })).resolves.toBeUndefined();
  });

  it('shows HTML in a response that runs nothing and loads nothing', async () => {
    const { resetSandboxPassword: auth } = await a.admin.client.run(newPassword);
    await submit({ subject: 'With HTML', auth, html: '<h1>Hi</h1><script>alert(1)</script><img src="https://tracker.example/x.png">' });
    const [mail] = await captured(a.admin, 'With HTML');

    // As a frame asks: with the cookie, without the tenant's header.
    const frame = api.browser();
    for (const [name, value] of a.admin.client.cookies) frame.cookies.set(name, value);
    const response = await frame.fetch(mail!.previewPath);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'; img-src data:;/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<h1>Hi</h1>');
  });

  it('shows a mail without HTML as text, whatever it holds', async () => {
    await submit({ subject: 'Plain', text: '<script>alert(1)</script> & "quotes"' });
    const [mail] = await captured(root, 'Plain');

    const html = await (await root.client.fetch(mail!.previewPath)).text();

    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;');
    expect(html).not.toContain('<script>');
  });

  it('finds by part of the subject or by a recipient, also with an underscore', async () => {
    await submit({ subject: '100% found', to: ['under_score@example.org'] });

    expect(await captured(root, '100%')).toHaveLength(1);
    expect(await captured(root, 'under_score@example.org')).toHaveLength(1);
    expect(await captured(root, 'underXscore@example.org')).toHaveLength(0);
  });

  it('takes mail that is hardly one: no headers, NULs, broken MIME', async () => {
    await submit({ subject: '', raw: Buffer.from('\r\nno header at all\0\r\n') });
    await submit({
      subject: '',
      raw: Buffer.from('Subject: a\0b\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n'),
    });

    const mails = await captured(root, undefined);

    expect(mails.slice(0, 2).map(({ subject }) => subject)).toEqual(['ab', '']);
    for (const { previewPath } of mails.slice(0, 2)) expect((await root.client.fetch(previewPath)).status).toBe(200);
  });

  it('is emptied by its admins alone', async () => {
    expect((await a.member.client.refusal(`mutation { clearSandbox }`)).extensions.code).toBe('NOT_ALLOWED');
    expect((await a.admin.client.run(`mutation { clearSandbox }`))['clearSandbox']).toBeGreaterThan(0);

    expect(await captured(a.admin, undefined)).toEqual([]);
    expect((await captured(root, undefined)).length).toBeGreaterThan(0);
  });
});

interface Submission {
  subject: string;
  auth?: { username: string; password: string };
  to?: string[];
  text?: string;
  html?: string;
  raw?: Buffer;
}

/** Over real SMTP, as a program would. */
async function submit({
  subject,
  auth,
  to = ['one@example.org', 'two@example.org'],
  text = 'Hello',
  html,
  raw,
}: Submission): Promise<void> {
  const built =
    raw ?? (await new MailComposer({ from: 'sender@example.org', to, subject, text, ...(html ? { html } : {}) }).compile().build());
  const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    if (auth) {
      const credentials = { user: auth.username, pass: auth.password };
      await new Promise<void>((resolve, reject) => connection.login({ credentials }, (error) => (error ? reject(error) : resolve())));
    }
    await new Promise<void>((resolve, reject) => {
      connection.send({ from: 'sender@example.org', to }, built, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    connection.close();
  }
}

interface Captured {
  id: string;
  from: string;
  recipients: string[];
  subject: string;
  text: string;
  headers: string;
  previewPath: string;
}

async function captured(person: Person, search: string | undefined): Promise<Captured[]> {
  return (await person.client.run(list, { search }))['sandboxMessages'].items as Captured[];
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => resolve(taken));
    });
  });
}
