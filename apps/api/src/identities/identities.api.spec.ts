import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { activate, freshEmail, invite, password, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const disable = `mutation ($id: ID!) { disableIdentity(id: $id) { status } }`;
const enable = `mutation ($id: ID!) { enableIdentity(id: $id) { status } }`;
const setSystemAdmin = `mutation ($id: ID!, $yes: Boolean!) { setSystemAdmin(id: $id, systemAdmin: $yes) { systemAdmin } }`;
const signIn = `mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { permissions } }`;
const look = `query ($token: String!) { link(token: $token) { state email } }`;
const me = `{ me { identity { id } } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
}, 60_000);
afterAll(() => api.close());

describe('a disabled person', () => {
  it('is out at once: sessions, links and sign-in', async () => {
    const person = await newcomer();
    await person.client.run(`mutation ($email: String!) { requestPasswordReset(email: $email) }`, { email: person.email });
    const token = await api.mailedToken(person.email, 'PASSWORD_RESET');

    await root.client.run(disable, { id: person.identityId });

    expect((await person.client.run(me))['me']).toBeNull();
    expect((await api.browser().run(look, { token }))['link']).toEqual({ state: 'UNKNOWN', email: null });
    const reset = `mutation ($token: String!, $password: String!) { resetPassword(input: { token: $token, password: $password }) { permissions } }`;
    expect((await api.browser().refusal(reset, { token, password: 'another long password' })).extensions.code).toBe('LINK_UNUSABLE');
    expect((await api.browser().refusal(signIn, { email: person.email, password })).extensions.code).toBe('SIGN_IN_FAILED');
  });

  it('is in again once enabled, by their old password; their old sessions stay ended', async () => {
    const person = await newcomer();
    await root.client.run(disable, { id: person.identityId });
    const { enableIdentity } = await root.client.run(enable, { id: person.identityId });

    expect(enableIdentity.status).toBe('ACTIVE');
    expect((await person.client.run(me))['me']).toBeNull();
    await expect(api.browser().run(signIn, { email: person.email, password })).resolves.toBeDefined();
  });
});

describe('a system admin', () => {
  it('can’t be the last to go, neither disabled nor demoted', async () => {
    for (const [query, variables] of [
      [disable, { id: root.identityId }],
      [setSystemAdmin, { id: root.identityId, yes: false }],
    ] as const) {
      expect((await root.client.refusal(query, variables)).extensions.code).toBe('CONFLICT');
    }
  });

  it('is made from somebody active whose address is proven; their sessions end with the change of role', async () => {
    const person = await newcomer();
    const invitedEmail = freshEmail();
    await invite(tenant.admin, invitedEmail);
    const { identities } = await root.client.run(`query ($search: String) { identities(filter: { search: $search }) { items { id } } }`, {
      search: invitedEmail,
    });
    const handed = await newcomer();
    await api.database.asSystem('a spec', (tx) => tx.identity.update({ where: { id: handed.identityId }, data: { verifiedAt: null } }));

    await root.client.run(setSystemAdmin, { id: person.identityId, yes: true });
    const ended = (await person.client.run(me))['me'];
    const again = (await api.browser().run(signIn, { email: person.email, password }))['signIn'];
    await root.client.run(setSystemAdmin, { id: person.identityId, yes: false });

    expect(ended).toBeNull();
    expect(again.permissions).toContain('platform.tenants');
    for (const id of [identities.items[0].id, handed.identityId])
      expect((await root.client.refusal(setSystemAdmin, { id, yes: true })).extensions.code).toBe('CONFLICT');
  });

  it('stays, when two remove each other at once', async () => {
    for (const [byOne, byOther] of [
      [disable, disable],
      [disable, setSystemAdmin],
      [setSystemAdmin, setSystemAdmin],
    ] as const) {
      const [one, other] = [await secondAdmin(), await secondAdmin()];
      await root.client.run(`mutation ($password: String!) { stepUp(password: $password) { id } }`, { password });
      // Only these two are left, so that one of them is the last.
      await api.database.asSystem('a spec', (tx) =>
        tx.identity.updateMany({
          where: { systemAdmin: true, id: { notIn: [one.identityId, other.identityId] } },
          data: { systemAdmin: false },
        }),
      );

      const answers = await Promise.all([
        one.client.ask(byOne, { id: other.identityId, yes: false }),
        other.client.ask(byOther, { id: one.identityId, yes: false }),
      ]);
      const left = await api.database.asSystem('a spec', (tx) => tx.identity.count({ where: { systemAdmin: true, disabledAt: null } }));
      await api.database.asSystem('a spec', (tx) => tx.identity.update({ where: { id: root.identityId }, data: { systemAdmin: true } }));

      expect(left).toBe(1);
      expect(answers.filter((answer) => answer.errors)).toHaveLength(1);
    }
  });

  it('types the password again for acts on people, once ten minutes have passed', async () => {
    const person = await newcomer();
    await api.database.asSystem('a spec', (tx) =>
      tx.session.updateMany({ where: { identityId: root.identityId }, data: { steppedUpAt: new Date(Date.now() - 601_000) } }),
    );

    const refusals = [
      await root.client.refusal(disable, { id: person.identityId }),
      await root.client.refusal(enable, { id: person.identityId }),
      await root.client.refusal(setSystemAdmin, { id: person.identityId, yes: true }),
    ];
    const wrong = await root.client.refusal(`mutation { stepUp(password: "not it") { id } }`);
    const { stepUp } = await root.client.run(`mutation ($password: String!) { stepUp(password: $password) { steppedUpUntil } }`, {
      password,
    });

    expect(refusals.map((refusal) => refusal.extensions.code)).toEqual(Array(3).fill('STEP_UP_REQUIRED'));
    expect(wrong.extensions).toMatchObject({ code: 'WRONG_PASSWORD', field: 'password' });
    expect(new Date(stepUp.steppedUpUntil).getTime()).toBeGreaterThan(Date.now() + 9 * 60_000);
    await expect(root.client.run(disable, { id: person.identityId })).resolves.toBeDefined();
  });

  it('finds people by address, name and state', async () => {
    const list = `query ($filter: IdentityFilter) { identities(filter: $filter) { items { email status } } }`;

    const found = (await root.client.run(list, { filter: { search: tenant.member.email.toUpperCase() } }))['identities'].items;

    expect(found).toEqual([{ email: tenant.member.email, status: 'ACTIVE' }]);
    expect((await tenant.admin.client.refusal(list)).extensions.code).toBe('NOT_ALLOWED');
  });
});

async function newcomer(): Promise<Person> {
  const email = freshEmail('newcomer');
  await invite(tenant.admin, email);
  return activate(api, email);
}

/** Somebody made a system admin, with a fresh session. */
async function secondAdmin(): Promise<Person> {
  const person = await newcomer();
  await api.database.asSystem('a spec', (tx) => tx.identity.update({ where: { id: person.identityId }, data: { systemAdmin: true } }));
  return person;
}
