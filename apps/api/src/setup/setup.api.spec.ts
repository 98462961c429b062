import { createServer, type AddressInfo } from 'node:net';
import { SandboxServerModule } from '../sandbox/sandbox.module.ts';
import { FirstStart } from './first-start.service.ts';
import { Setup } from './setup.service.ts';
import {
  activate,
  becomeSystemAdmin,
  becomeSystemAdminBy,
  freshEmail,
  invite,
  password,
  tenantOfTwo,
  type Person,
} from '../../test/kit/people.ts';
import { eventually, startApi, type TestApi } from '../../test/kit/test-api.ts';

const become = `mutation ($input: BecomeSystemAdminInput!) { becomeSystemAdmin(input: $input) { identity { id } } }`;
const signInWithLink = `mutation ($token: String!) { signInWithLink(token: $token) { identity { email } } }`;
const reset = `mutation ($token: String!, $password: String!) { resetPassword(input: { token: $token, password: $password }) { identity { email } } }`;
const tokenOf = (link: string | undefined) => link!.split('#')[1];

let api: TestApi;

beforeEach(async () => {
  api = await startApi();
}, 60_000);
afterEach(() => api.close());

describe('the first start', () => {
  it('makes one first admin of any number who hold its link at once', async () => {
    const token = tokenOf(await api.app.get(Setup).firstAdminLink());
    const inputs = Array.from({ length: 8 }, () => ({ token, email: freshEmail(), name: 'Racer', password, timeZone: 'UTC' }));

    const answers = await Promise.all(inputs.map((input) => api.browser().ask(become, { input })));

    expect(answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'in').sort()).toEqual([
      ...Array<string>(7).fill('LINK_UNUSABLE'),
      'in',
    ]);
    expect((await api.browser().run(`{ publicSettings { needsSetup } }`))['publicSettings'].needsSetup).toBe(false);
    expect(await api.app.get(Setup).firstAdminLink()).toBeUndefined();
  });

  it('prints a fresh link each time, which ends the one before', async () => {
    const [first, second] = [await api.app.get(Setup).firstAdminLink(), await api.app.get(Setup).firstAdminLink()];

    await expect(becomeSystemAdminBy(first!, api.browser())).rejects.toThrow('LINK_UNUSABLE');
    await expect(becomeSystemAdminBy(second!, api.browser())).resolves.toBeDefined();
  });
});

describe('the demo', () => {
  const embedded = { POSTHORN_EMBEDDED: '1', POSTHORN_SANDBOX: '1' };
  const plain = { POSTHORN_EMBEDDED: '0', POSTHORN_SANDBOX: '0' };
  const profiles = `{ emailProfiles { items { id name host port fromAddress isDefault inSandbox } } }`;

  it('has an email profile that works, and leads into its tenant’s own inbox', async () => {
    const port = await freePort();
    const demo = await startApi({ ...embedded, POSTHORN_SANDBOX_SMTP_PORT: String(port) }, [SandboxServerModule]);
    await demo.app.get(FirstStart).prepare();
    await demo.app.get(FirstStart).prepare();
    const { client: ada } = await activate(demo, 'ada@northwind.example');
    const { tenants } = await demo.database.asSystem('a spec', async (tx) => ({ tenants: await tx.tenant.findMany() }));
    ada.tenantId = tenants.find(({ name }) => name === 'Northwind Water')!.id;

    const { emailProfiles } = await ada.run(profiles);
    const { checkConnection } = await ada.run(`mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id } }`, {
      input: { profileId: emailProfiles.items[0].id, sendMail: true, to: 'anna@northwind.example' },
    });
    const check = await eventually(async () => {
      const { connectionCheck } = await ada.run(
        `query ($id: ID!) { connectionCheck(id: $id) { status finishedAt failure { sentence } } }`,
        checkConnection,
      );
      if (!connectionCheck.finishedAt) throw new Error('still running');
      return connectionCheck;
    });
    const { sandboxMessages } = await ada.run(`{ sandboxMessages { items { from recipients } } }`);
    await demo.close();
    Object.assign(process.env, plain);

    const address = { host: '127.0.0.1', port, fromAddress: 'alerts@northwind.example' };
    expect(emailProfiles.items).toEqual([{ id: expect.any(String), name: 'Sandbox', ...address, isDefault: true, inSandbox: true }]);
    expect(check).toMatchObject({ status: 'PASSED', failure: null });
    expect(sandboxMessages.items).toEqual([{ from: 'alerts@northwind.example', recipients: ['anna@northwind.example'] }]);
  }, 60_000);

  it('has none where no sandbox runs', async () => {
    const demo = await startApi({ ...embedded, POSTHORN_SANDBOX: '0' });
    await demo.app.get(FirstStart).prepare();

    const counts = await demo.database.asSystem('a spec', async (tx) => [await tx.tenant.count(), await tx.emailProfile.count()]);
    await demo.close();
    Object.assign(process.env, plain);

    expect(counts).toEqual([3, 0]);
  }, 60_000);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the links printed on the machine', () => {
  it('let an admin in whose mail is broken, once, and are audited', async () => {
    const root = await becomeSystemAdmin(api);
    const links = await api.app.get(Setup).adminLinks(root.email.toUpperCase());
    const browser = api.browser();

    const { signInWithLink: me } = await browser.run(signInWithLink, { token: tokenOf(links?.signIn) });
    const again = await api.browser().refusal(signInWithLink, { token: tokenOf(links?.signIn) });
    await api.browser().run(reset, { token: tokenOf(links?.reset), password: 'another long password' });

    expect(me.identity.email).toBe(root.email);
    expect(again.extensions.code).toBe('LINK_UNUSABLE');
    // The new password ended what the first link had opened.
    expect((await browser.run(`{ me { identity { email } } }`))['me']).toBeNull();
    const actions = await api.database.asSystem('a spec', (tx) => tx.auditEvent.findMany({ select: { action: true } }));
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['account.links-printed', 'session.signed-in-by-printed-link']),
    );
  });

  it('are for nobody who is unknown, disabled or never activated', async () => {
    const root = await becomeSystemAdmin(api);
    const { admin } = await tenantOfTwo(api, root);
    const [invited, disabled] = [freshEmail(), await newcomer(admin)];
    await invite(admin, invited);
    await root.client.run(`mutation ($id: ID!) { disableIdentity(id: $id) { status } }`, { id: disabled.identityId });

    for (const address of ['nobody@example.org', invited, disabled.email])
      expect(await api.app.get(Setup).adminLinks(address)).toBeUndefined();
  });

  it('serve their own purpose alone', async () => {
    const root = await becomeSystemAdmin(api);
    const links = await api.app.get(Setup).adminLinks(root.email);

    expect((await api.browser().refusal(signInWithLink, { token: tokenOf(links?.reset) })).extensions.code).toBe('LINK_UNUSABLE');
    expect((await api.browser().refusal(reset, { token: tokenOf(links?.signIn), password: 'another long password' })).extensions.code).toBe(
      'LINK_UNUSABLE',
    );
  });
});

async function newcomer(admin: Person): Promise<Person> {
  const email = freshEmail('newcomer');
  await invite(admin, email);
  return activate(api, email);
}
