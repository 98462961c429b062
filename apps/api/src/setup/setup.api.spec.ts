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
import { startApi, type TestApi } from '../../test/kit/test-api.ts';

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
