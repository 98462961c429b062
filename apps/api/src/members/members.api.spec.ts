import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import type { Tx } from '@posthorn/database';
import { activate, freshEmail, invite, password, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const memberFields = `id identityId email name role status invitation { state sentence canCopyLink }`;
const inviteUser = `mutation ($email: String!, $name: String!, $role: MembershipRole!) {
  inviteUser(input: { email: $email, name: $name, role: $role }) { ${memberFields} } }`;
const resend = `mutation ($id: ID!) { resendActivation(membershipId: $id) { id } }`;
const copy = `mutation ($id: ID!) { copyActivationLink(membershipId: $id) { url expiresAt } }`;
const remove = `mutation ($id: ID!) { removeMember(membershipId: $id) }`;
const accept = `mutation ($id: ID!) { acceptInvitation(tenantId: $id) { memberships { tenantId status } } }`;
const changeRole = `mutation ($id: ID!, $role: MembershipRole!) { changeMemberRole(membershipId: $id, role: $role) { role } }`;
const look = `query ($token: String!) { link(token: $token) { state } }`;
const list = `query ($filter: MemberFilter, $page: PageInput) { members(filter: $filter, page: $page) { items { ${memberFields} } nextCursor } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
}, 60_000);
afterAll(() => api.close());

describe('an invitation', () => {
  it('shows the same for an address with an account and for one without', async () => {
    const other = await tenantOfTwo(api, root);
    const known = await run(other.admin, inviteUser, { email: tenant.member.email.toUpperCase(), name: 'As typed', role: 'MEMBER' });
    const unknown = await run(other.admin, inviteUser, { email: freshEmail(), name: 'As typed', role: 'MEMBER' });

    const shown = [known['inviteUser'], unknown['inviteUser']].map(({ name, role, status, invitation }) => ({
      name,
      role,
      status,
      state: invitation.state,
    }));

    expect(shown).toEqual(Array(2).fill({ name: 'As typed', role: 'MEMBER', status: 'INVITED', state: 'SENDING' }));
    expect(known['inviteUser'].email).toBe(tenant.member.email.toUpperCase());
  });

  it('goes to the stored address, and is accepted after signing in', async () => {
    const other = await tenantOfTwo(api, root);
    await invite(other.admin, tenant.member.email.toUpperCase());

    const me = await run(tenant.member, accept, { id: other.tenantId });

    expect((await api.mailsTo(tenant.member.email))[0]?.kind).toBe('INVITATION');
    expect(me['acceptInvitation'].memberships).toContainEqual({ tenantId: other.tenantId, status: 'ACTIVE' });
  });

  it('is not accepted once it has expired', async () => {
    const other = await tenantOfTwo(api, root);
    const person = await newcomer();
    await invite(other.admin, person.email);
    await asSystem((tx) =>
      tx.invitation.updateMany({
        where: { tenantId: other.tenantId, membership: { status: 'INVITED' } },
        data: { expiresAt: new Date(0) },
      }),
    );

    const refusal = await person.client.refusal(accept, { id: other.tenantId });
    const { members } = await run(other.admin, list, { filter: { status: 'INVITED' } });

    expect(refusal.extensions.code).toBe('LINK_UNUSABLE');
    expect(members.items[0].invitation).toMatchObject({ state: 'LINK_EXPIRED', sentence: 'The link has expired. Send it again.' });
  });

  it('is refused for somebody in the list, in other case and other Unicode form too', async () => {
    const email = `jose\u0301.${Date.now()}@example.org`;
    await invite(tenant.admin, email);

    for (const same of [
      email,
      email.toUpperCase(),
      email.normalize('NFC'),
      email.replace('@', '\uff20').replace('\uff20', '@'),
      ` ${email} `,
    ]) {
      const refusal = await tenant.admin.client.refusal(inviteUser, { email: same, name: 'Again', role: 'MEMBER' });
      expect(refusal.extensions).toMatchObject({ code: 'CONFLICT', field: 'email' });
    }
    expect((await api.mailsTo(email)).length).toBe(1);
  });

  it('is made once by two admins who invite the same person at once', async () => {
    const email = freshEmail();

    const answers = await Promise.all([1, 2, 3].map(() => tenant.admin.client.ask(inviteUser, { email, name: 'Racer', role: 'MEMBER' })));

    expect(answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'made').sort()).toEqual(['CONFLICT', 'CONFLICT', 'made']);
    expect(await api.mailsTo(email)).toHaveLength(1);
  });

  it('is for admins: a member may look and not invite', async () => {
    expect((await tenant.member.client.refusal(inviteUser, { email: freshEmail(), name: 'A', role: 'MEMBER' })).extensions.code).toBe(
      'NOT_ALLOWED',
    );
    await expect(tenant.member.client.run(list)).resolves.toBeDefined();
  });

  it.each([
    ['a line break', 'Eve\r\nBcc: all@example.org', 'line break'],
    ['a character that turns the reading direction', 'Eve\u202egro.elpmaxe', 'invisible control character'],
    ['300 characters', 'x'.repeat(300), '120 characters'],
    ['nothing', '   ', 'missing'],
  ])('is refused by name for a name with %s', async (_, name, sentence) => {
    const refusal = await tenant.admin.client.refusal(inviteUser, { email: freshEmail(), name, role: 'MEMBER' });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'name' });
    expect(refusal.message).toContain(sentence);
  });

  it.each(['a@b@c', 'a b@example.org', 'a@example.org\r\nBcc: b@example.org', '"a"@example.org', `${'x'.repeat(65)}@example.org`, ''])(
    'is refused for the address %j, naming the field',
    async (email) => {
      expect((await tenant.admin.client.refusal(inviteUser, { email, name: 'A', role: 'MEMBER' })).extensions).toMatchObject({
        code: 'INVALID_INPUT',
        field: 'email',
      });
    },
  );

  it.each(['Ålesund 🎉👩‍👩‍👧', 'مريم العبد الله', '山田 太郎'])('keeps the name %s as it is', async (name) => {
    const made = await run(tenant.admin, inviteUser, { email: freshEmail(), name, role: 'MEMBER' });

    expect(made['inviteUser'].name).toBe(name);
  });
});

describe('the allowance', () => {
  it('of a tenant holds, also for invitations sent at once', async () => {
    const small = await tenantOfTwo(api, root);
    const update = `mutation ($id: ID!, $name: String!, $n: Int!) { updateTenant(id: $id, input: { name: $name, invitationsPerDay: $n }) { invitationsToday } }`;
    // The two who were invited to make the tenant count too.
    await run(root, update, { id: small.tenantId, name: small.name, n: 4 });

    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => small.admin.client.ask(inviteUser, { email: freshEmail(), name: 'A', role: 'MEMBER' })),
    );

    expect(answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'sent').sort()).toEqual([
      ...Array<string>(3).fill('LIMIT_REACHED'),
      'sent',
      'sent',
    ]);
    expect((await small.admin.client.refusal(inviteUser, { email: freshEmail(), name: 'A', role: 'MEMBER' })).message).toContain(
      '4 invitations in 24 hours',
    );
  });

  it('of an address is three a day and tenant, and twelve over all, re-sent ones included', async () => {
    const email = freshEmail();
    const refusals: unknown[] = [];
    for (let tenants = 0; tenants < 5; tenants += 1) {
      const { admin } = await tenantOfTwo(api, root);
      if (tenants === 4) {
        refusals.push((await admin.client.refusal(inviteUser, { email, name: 'A', role: 'MEMBER' })).extensions);
        break;
      }
      const { id } = await invite(admin, email);
      await run(admin, resend, { id });
      await run(admin, resend, { id });
      refusals.push((await admin.client.refusal(resend, { id })).extensions);
    }

    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'LIMIT_REACHED', field: 'email' });
    expect(refusals).toHaveLength(5);
    expect(await api.mailsTo(email)).toHaveLength(12);
  });
});

describe('a link', () => {
  it('ends with the one that is mailed after it', async () => {
    const email = freshEmail();
    const { id } = await invite(tenant.admin, email);
    const older = await api.mailedToken(email, 'ACTIVATION');

    await run(tenant.admin, resend, { id });

    expect((await api.browser().run(look, { token: older }))['link'].state).toBe('USED');
    await expect(activate(api, email)).resolves.toBeDefined();
    expect((await tenant.admin.client.refusal(resend, { id })).extensions.code).toBe('CONFLICT');
  });

  it('goes with the invitation that is withdrawn', async () => {
    const email = freshEmail();
    const { id } = await invite(tenant.admin, email);
    const token = await api.mailedToken(email, 'ACTIVATION');

    await run(tenant.admin, remove, { id });

    expect((await api.browser().run(look, { token }))['link'].state).toBe('USED');
    expect((await tenant.admin.client.refusal(remove, { id })).extensions.code).toBe('NOT_FOUND');
  });

  it('is sent again to the person’s address of today, not to the one they were invited under', async () => {
    const other = await tenantOfTwo(api, root);
    const person = await newcomer();
    const { id } = await invite(other.admin, person.email);
    const moved = await moveTo(person, freshEmail('moved'));

    await run(other.admin, resend, { id });

    expect((await api.mailsTo(moved))[0]?.kind).toBe('INVITATION');
    expect((await api.mailsTo(person.email)).filter((mail) => mail.kind === 'ACTIVATION')).toHaveLength(1);
  });
});

describe('a copied link', () => {
  it('leads to the public URL whatever the request’s headers say, and asks for the password first', async () => {
    const { id } = await invite(tenant.admin, freshEmail());
    const forged = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
      host: 'evil.example',
    };
    const request = { method: 'POST', headers: forged, body: JSON.stringify({ query: copy, variables: { id } }) };

    const answer = (await (await tenant.admin.client.fetch('/graphql', request)).json()) as {
      data: { copyActivationLink: { url: string } };
    };
    await asSystem((tx) =>
      tx.session.updateMany({ where: { identityId: tenant.admin.identityId }, data: { steppedUpAt: minutesAgo(11) } }),
    );
    const refusal = await tenant.admin.client.refusal(copy, { id });
    await run(tenant.admin, `mutation ($password: String!) { stepUp(password: $password) { steppedUpUntil } }`, { password });

    expect(answer.data.copyActivationLink.url).toMatch(/^http:\/\/localhost:3000\/activate#[\w-]{43}$/);
    expect(refusal.extensions.code).toBe('STEP_UP_REQUIRED');
    await expect(run(tenant.admin, copy, { id })).resolves.toBeDefined();
  });

  it('ends the one copied before, and leaves the mailed one as it is', async () => {
    const email = freshEmail();
    const { id } = await invite(tenant.admin, email);
    const mailed = await api.mailedToken(email, 'ACTIVATION');
    const first = await copiedToken(tenant.admin, id);
    const second = await copiedToken(tenant.admin, id);

    const states = await Promise.all(
      [mailed, first, second].map(async (token) => (await api.browser().run(look, { token }))['link'].state),
    );

    expect(states).toEqual(['VALID', 'USED', 'VALID']);
  });

  it('looks the same whether or not the person has an account, and opens none that is there already', async () => {
    const other = await tenantOfTwo(api, root);
    const somebody = await newcomer();
    const known = await invite(other.admin, somebody.email);
    const email = freshEmail();
    const twice = await invite(tenant.admin, email);
    await invite(other.admin, email);
    const fresh = await invite(tenant.admin, freshEmail());
    const cases = [
      [other.admin, known.id, 'INVITATION'],
      [tenant.admin, twice.id, 'INVITATION'],
      [tenant.admin, fresh.id, 'ACTIVATION'],
    ] as const;

    for (const [admin, id, purpose] of cases) {
      const members = (await run(admin, list))['members'].items as { id: string; identityId: null; invitation: { canCopyLink: boolean } }[];
      const token = await copiedToken(admin, id);
      const { link } = await api.browser().run(`query ($token: String!) { link(token: $token) { purpose name needsPassword } }`, { token });

      expect(members.find((member) => member.id === id)).toMatchObject({ identityId: null, invitation: { canCopyLink: true } });
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(link).toMatchObject({ purpose, needsPassword: purpose === 'ACTIVATION' });
      if (purpose === 'INVITATION') {
        expect(link.name).toBeNull();
        await expect(activateBy(token)).rejects.toThrow('LINK_UNUSABLE');
      }
    }
  });

  it('leaves the address unproven, so that invitations of other tenants stay out of reach until a mailed link is followed', async () => {
    const email = freshEmail('handed');
    const { id } = await invite(tenant.admin, email);
    const handed = await activateBy(await copiedToken(tenant.admin, id));
    const other = await tenantOfTwo(api, root);
    await invite(other.admin, email);

    const { me } = await run(handed, `{ me { identity { verifiedAt } memberships { tenantId } } }`);
    const refusals = [
      await handed.client.refusal(accept, { id: other.tenantId }),
      await handed.client.refusal(`mutation ($id: ID!) { leaveTenant(tenantId: $id) { memberships { id } } }`, { id: other.tenantId }),
    ];
    // The mailed link reaches the address’s owner: a new password, and everybody else is out.
    const owner = await activate(api, email);

    expect(me).toEqual({ identity: { verifiedAt: null }, memberships: [{ tenantId: tenant.tenantId }] });
    expect(refusals.map((refusal) => refusal.extensions.code)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await handed.client.run(`{ me { session { id } } }`))['me']).toBeNull();
    expect((await run(owner, `{ me { memberships { tenantId status } } }`))['me'].memberships).toContainEqual({
      tenantId: other.tenantId,
      status: 'ACTIVE',
    });
  });

  it('gives nobody another tenant’s invitation by way of a changed address', async () => {
    const email = freshEmail('victim');
    const { id } = await invite(tenant.admin, email);
    const attacker = { ...(await activateBy(await copiedToken(tenant.admin, id))), email };
    const other = await tenantOfTwo(api, root);
    await invite(other.admin, email);

    const moved = await moveTo(attacker, freshEmail('attacker'));
    await attacker.client.ask(
      `mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { session { id } } }`,
      {
        email: moved,
        password,
      },
    );
    const { me } = await attacker.client.run(`{ me { memberships { tenantId } } }`);
    const refusal = await attacker.client.refusal(accept, { id: other.tenantId });

    expect(me.memberships).toEqual([{ tenantId: tenant.tenantId }]);
    expect(refusal.extensions.code).toBe('NOT_FOUND');
  });
});

describe('members', () => {
  it('are found by part of name and address, by role and status, page by page', async () => {
    const small = await tenantOfTwo(api, root);
    await invite(small.admin, freshEmail('zoe'), 'MEMBER', 'Zoë 100% Tester_');

    const found = await Promise.all(
      [
        { search: 'zoë' },
        { search: 'ZOE.' },
        { search: small.admin.email },
        { role: 'TENANT_ADMIN' },
        { status: 'INVITED' },
        { search: '100%' },
        { search: '%' },
        { search: 'r_' },
        { search: 'nobody' },
      ].map(async (filter) => (await run(small.admin, list, { filter }))['members'].items.length),
    );
    const first = (await run(small.admin, list, { page: { first: 2 } }))['members'];
    const rest = (await run(small.admin, list, { page: { first: 2, after: first.nextCursor } }))['members'];

    expect(found).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0]);
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
  });

  it.each([[{ search: 'a\u0000b' }], [{ search: 'x'.repeat(255) }]])('are not searched for by %j', async (filter) => {
    expect((await tenant.admin.client.refusal(list, { filter })).extensions.code).toBe('INVALID_INPUT');
  });

  it('keep their last admin, also when two admins go for each other at once', async () => {
    const duo = await tenantOfTwo(api, root);
    const members = (await run(duo.admin, list))['members'].items as { id: string; identityId: string }[];
    const idOf = (person: Person) => members.find(({ identityId }) => identityId === person.identityId)!.id;
    await run(duo.admin, changeRole, { id: idOf(duo.member), role: 'TENANT_ADMIN' });

    const answers = await Promise.all([
      duo.admin.client.ask(changeRole, { id: idOf(duo.member), role: 'MEMBER' }),
      duo.member.client.ask(remove, { id: idOf(duo.admin) }),
    ]);

    const codes = answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'done').sort();
    expect(codes).toContain('done');
    expect(codes).not.toEqual(['done', 'done']);
    const admins = await asSystem((tx) => tx.membership.count({ where: { tenantId: duo.tenantId, role: 'TENANT_ADMIN' } }));
    expect(admins).toBe(1);
  });

  it('who were taken out have no tenant that opens at sign-in', async () => {
    const duo = await tenantOfTwo(api, root);
    const members = (await run(duo.admin, list))['members'].items as { id: string; identityId: string }[];

    await run(duo.admin, remove, { id: members.find(({ identityId }) => identityId === duo.member.identityId)!.id });

    expect((await run(duo.member, `{ me { defaultTenantId memberships { id } } }`))['me']).toEqual({
      defaultTenantId: null,
      memberships: [],
    });
    expect((await duo.member.client.refusal(list)).extensions.code).toBe('NOT_FOUND');
  });
});

const run = (person: Pick<Person, 'client'>, query: string, variables: Record<string, unknown> = {}) => person.client.run(query, variables);
const asSystem = <T>(work: (tx: Tx) => Promise<T>) => api.database.asSystem('a spec', work);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function newcomer(): Promise<Person> {
  const email = freshEmail('newcomer');
  await invite(tenant.admin, email);
  return activate(api, email);
}

/** Changes the person's address by the mailed link, and signs in again. */
async function moveTo(person: Person, email: string): Promise<string> {
  await run(person, `mutation ($email: String!) { requestEmailChange(email: $email) { pendingEmail } }`, { email });
  const token = await api.mailedToken(email, 'EMAIL_CHANGE');
  await run(person, `mutation ($token: String!) { confirmEmailChange(token: $token) }`, { token });
  return email;
}

async function copiedToken(admin: Person, id: string): Promise<string> {
  return (await run(admin, copy, { id }))['copyActivationLink'].url.split('#')[1];
}

async function activateBy(token: string): Promise<Pick<Person, 'client' | 'identityId'>> {
  const client = api.browser();
  const input = { token, name: 'Somebody New', password, locale: 'en', timeZone: 'UTC' };
  const { activateAccount: me } = await client.run(
    `mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`,
    { input },
  );
  return { client, identityId: me.identity.id };
}
