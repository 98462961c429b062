import { Client } from './kit/client.ts';
import { install, type Installation } from './kit/installation.ts';
import { becomeSystemAdminBy, freshEmail, password, tenantOfTwo, invite, type TenantOfTwo } from './kit/people.ts';

const activate = `mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { session { id } } }`;

let installation: Installation;
let urls: string[];
let tenant: TenantOfTwo;

beforeAll(async () => {
  installation = await install();
  const apis = await Promise.all([installation.start('main'), installation.start('main')]);
  urls = apis.map(({ url }) => url);
  const browser = () => new Client(urls[0]!);
  const root = await becomeSystemAdminBy(await installation.command('setup-link'), browser());
  tenant = await tenantOfTwo({ browser, mailedToken: (address, kind) => installation.mailedToken(address, kind) }, root);
}, 120_000);
afterAll(() => installation.close());

describe('two API processes', () => {
  it('let one of 50 parallel activations of one link in', async () => {
    const email = freshEmail('racer');
    await invite(tenant.admin, email);
    const input = { token: await installation.mailedToken(email, 'ACTIVATION'), name: 'Racer', password, locale: 'en', timeZone: 'UTC' };

    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => new Client(urls[index % 2]!).ask(activate, { input })));

    const codes = answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'in').sort();
    expect(codes).toEqual([...Array<string>(49).fill('LINK_UNUSABLE'), 'in']);
    const left = await installation.database.asSystem('a spec', async (tx) => ({
      sessions: await tx.session.count({ where: { identity: { email } } }),
      notices: await tx.message.count({ where: { recipient: email, kind: 'SECURITY_NOTICE' } }),
    }));
    expect(left).toEqual({ sessions: 1, notices: 1 });
  }, 60_000);

  it('know the same sessions, at once', async () => {
    const other = new Client(urls[1]!);
    for (const [name, value] of tenant.member.client.cookies) other.cookies.set(name, value);
    const me = `{ me { identity { email } } }`;

    const before = (await other.run(me))['me'];
    await tenant.member.client.run(`mutation { signOut }`);

    expect(before.identity.email).toBe(tenant.member.email);
    expect((await other.run(me))['me']).toBeNull();
  });
});
