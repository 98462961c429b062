import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { activate, freshEmail, invite, password, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import type { Client } from '../../test/kit/client.ts';
import { hashedNetwork } from '../account-mail/mail-cause.ts';
import { eventually, type TestApi } from '../../test/kit/test-api.ts';

const signIn = `mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { identity { email } } }`;
const reset = `mutation ($token: String!, $password: String!) { resetPassword(input: { token: $token, password: $password }) { identity { email } } }`;
const requestReset = `mutation ($email: String!) { requestPasswordReset(email: $email) }`;
const look = `query ($token: String!) { link(token: $token) { state purpose email tenantName needsPassword } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
  await root.client.run(
    `mutation ($id: ID!, $name: String!) { updateTenant(id: $id, input: { name: $name, invitationsPerDay: 500 }) { id } }`,
    {
      id: tenant.tenantId,
      name: tenant.name,
    },
  );
}, 60_000);
afterAll(() => api.close());

describe('setup', () => {
  it('makes one first system admin, whose link works no second time', async () => {
    const { me } = await root.client.run(`{ me { identity { email systemAdmin } permissions } publicSettings { needsSetup } }`);

    expect(me.identity).toEqual({ email: root.email, systemAdmin: true });
    expect(me.permissions).toContain('platform.mail');
    const refusal = await api
      .browser()
      .refusal(
        `mutation { becomeSystemAdmin(input: { token: "forged", email: "a@b.example", name: "A", password: "long enough password", timeZone: "UTC" }) { identity { id } } }`,
      );
    expect(refusal.extensions.code).toBe('LINK_UNUSABLE');
  });
});

describe('activation', () => {
  it('shows what a link is for without using it up, and works once', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const token = await api.mailedToken(email, 'ACTIVATION');
    const visitor = api.browser();

    const looks = [await visitor.run(look, { token }), await visitor.run(look, { token })];
    await activate(api, email).catch(() => undefined);
    const after = await visitor.run(look, { token });

    expect(looks.map(({ link }) => link)).toEqual(
      Array(2).fill({ state: 'VALID', purpose: 'ACTIVATION', email, tenantName: tenant.name, needsPassword: true }),
    );
    expect(after['link']).toMatchObject({ state: 'USED', email: null });
  });

  it('refuses a short password by name, and keeps the link', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const token = await api.mailedToken(email, 'ACTIVATION');
    const input = { token, name: 'A', password: 'short', locale: 'en', timeZone: 'Nowhere/Else' };

    const refusal = await api
      .browser()
      .refusal(`mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`, { input });

    expect(refusal.extensions.fields).toEqual({
      password: expect.stringContaining('12 characters'),
      timeZone: expect.stringContaining('Europe/Berlin'),
    });
    expect((await api.browser().run(look, { token }))['link'].state).toBe('VALID');
  });

  it('refuses a password that is guessed: of the person, the tenant and the product, and blanks', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const token = await api.mailedToken(email, 'ACTIVATION');
    const query = `mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`;

    for (const guessed of ['passwordpassword', ' '.repeat(12), email, tenant.name, 'Carlotta Weller', 'posthornposthorn']) {
      const input = { token, name: 'Carlotta Weller', password: guessed, locale: 'en', timeZone: 'UTC' };
      expect((await api.browser().refusal(query, { input })).extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'password' });
    }
  });

  it('lets exactly one of 20 parallel visitors in', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const input = { token: await api.mailedToken(email, 'ACTIVATION'), name: 'Racer', password, locale: 'en', timeZone: 'UTC' };
    const query = `mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`;

    const answers = await Promise.all(Array.from({ length: 20 }, () => api.browser().ask(query, { input })));

    const codes = answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'in').sort();
    expect(codes).toEqual([...Array<string>(19).fill('LINK_UNUSABLE'), 'in']);
  });

  it('tells the person by mail that the account is active', async () => {
    expect((await api.mailsTo(tenant.member.email)).map((mail) => mail.kind)).toEqual(['SECURITY_NOTICE', 'ACTIVATION']);
  });
});

describe('sign-in', () => {
  it('finds the address in any case and Unicode form', async () => {
    const { signIn: me } = await api.browser().run(signIn, { email: tenant.admin.email.toUpperCase(), password });

    expect(me.identity.email).toBe(tenant.admin.email);
  });

  it('answers unknown, wrong, never activated and disabled alike', async () => {
    const invited = freshEmail();
    await invite(tenant.admin, invited);
    const disabledEmail = freshEmail();
    await invite(tenant.admin, disabledEmail);
    const disabled = await activate(api, disabledEmail);
    await root.client.run(`mutation ($id: ID!) { disableIdentity(id: $id) { status } }`, { id: disabled.identityId });
    const browser = api.browser({ address: '198.51.100.7' });

    const refusals = await Promise.all([
      browser.refusal(signIn, { email: freshEmail('nobody'), password }),
      browser.refusal(signIn, { email: tenant.member.email, password: 'not the password' }),
      browser.refusal(signIn, { email: invited, password }),
      browser.refusal(signIn, { email: disabledEmail, password }),
    ]);

    expect(new Set(refusals.map((refusal) => `${refusal.extensions.code} ${refusal.message}`)).size).toBe(1);
    expect(refusals[0]?.extensions.code).toBe('SIGN_IN_FAILED');
  });

  it('slows guesses from one network down, without shutting the owner’s known browser out', async () => {
    const { email } = tenant.member;
    const owner = api.browser({ address: '198.51.100.20' });
    await owner.run(signIn, { email, password });
    const stranger = api.browser({ address: '198.51.100.20' });

    const codes: string[] = [];
    for (let guess = 0; guess < 8; guess += 1) codes.push((await stranger.refusal(signIn, { email, password: 'guess' })).extensions.code);

    expect(codes.slice(0, 5)).toEqual(Array(5).fill('SIGN_IN_FAILED'));
    expect(codes.at(-1)).toBe('TRY_LATER');
    await expect(owner.run(signIn, { email, password })).resolves.toBeDefined();
    await expect(api.browser({ address: '203.0.113.99' }).run(signIn, { email, password })).resolves.toBeDefined();
  });

  it('gives a new session each time and keeps the old cookie useless after sign-out', async () => {
    const client = api.browser();
    await client.run(signIn, { email: tenant.member.email, password });
    const stolen = client.cookies.get('posthorn')!;
    await client.run(`mutation { signOut }`);

    const thief = api.browser();
    thief.cookies.set('posthorn', stolen);

    expect((await thief.run(`{ me { identity { id } } }`))['me']).toBeNull();
    expect(client.cookies.has('posthorn')).toBe(false);
  });
});

describe('password reset', () => {
  it('answers known and unknown alike, mails the known, and signs in with the new password', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const person = await activate(api, email);
    const browser = api.browser({ address: '198.51.100.30' });

    const answers = [
      await browser.run(requestReset, { email: email.toUpperCase() }),
      await browser.run(requestReset, { email: freshEmail('nobody') }),
    ];
    const token = await api.mailedToken(email, 'PASSWORD_RESET');
    await browser.run(reset, { token, password: 'another long password' });

    expect(answers).toEqual([{ requestPasswordReset: true }, { requestPasswordReset: true }]);
    expect((await person.client.run(`{ me { identity { id } } }`))['me']).toBeNull();
    expect((await browser.refusal(reset, { token, password: 'another long password' })).extensions.code).toBe('LINK_UNUSABLE');
    await expect(browser.run(signIn, { email, password: 'another long password' })).resolves.toBeDefined();
  });

  it('keeps up to three links alive, and ends all with the first use', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    await activate(api, email);
    const browser = api.browser({ address: '198.51.100.31' });
    const tokens: string[] = [];
    for (let asked = 1; asked <= 3; asked += 1) {
      await browser.run(requestReset, { email });
      await eventually(async () => expect((await api.mailsTo(email)).filter((mail) => mail.kind === 'PASSWORD_RESET')).toHaveLength(asked));
      tokens.push(await api.mailedToken(email, 'PASSWORD_RESET'));
    }

    await browser.run(reset, { token: tokens[0], password: 'another long password' });

    const states = await Promise.all(tokens.map(async (token) => (await browser.run(look, { token }))['link'].state));
    expect(states).toEqual(['USED', 'USED', 'USED']);
  });

  it('mails at most three times an hour to one address, and says nothing about it', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    await activate(api, email);
    const browser = api.browser({ address: '198.51.100.32' });

    for (let asked = 0; asked < 5; asked += 1) expect(await browser.run(requestReset, { email })).toEqual({ requestPasswordReset: true });

    await eventually(async () => expect((await api.mailsTo(email)).filter((mail) => mail.kind === 'PASSWORD_RESET')).toHaveLength(3));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await api.mailsTo(email)).filter((mail) => mail.kind === 'PASSWORD_RESET')).toHaveLength(3);
  });

  it('takes turns with other mail by the network that asked, of which a hash is kept, and by the person where their own browser asked', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const person = await activate(api, email);
    const stranger = api.browser({ address: '198.51.100.33' });
    const causes = () =>
      api.database.asSystem('read the causes of resets', async (tx) => {
        const messages = await tx.message.findMany({ where: { recipient: email, kind: 'PASSWORD_RESET' }, orderBy: { id: 'asc' } });
        return messages.map(({ cause }) => cause);
      });

    await stranger.run(requestReset, { email });
    await eventually(async () => expect(await causes()).toEqual([hashedNetwork('198.51.100.33')]));
    await person.client.run(requestReset, { email });

    await eventually(async () => expect(await causes()).toEqual([hashedNetwork('198.51.100.33'), person.identityId]));
  });

  it('counts fresh links for an ended one as resets: three an hour to one address', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const token = await api.mailedToken(email, 'ACTIVATION');
    await activate(api, email);
    const browser = api.browser({ address: '198.51.100.34' });
    const fresh = `mutation ($token: String!) { requestFreshLink(token: $token) }`;

    for (let asked = 0; asked < 5; asked += 1) expect(await browser.run(fresh, { token })).toEqual({ requestFreshLink: true });
    expect(await browser.run(fresh, { token: 'no link of ours' })).toEqual({ requestFreshLink: true });

    await eventually(async () => expect((await api.mailsTo(email)).filter((mail) => mail.kind === 'PASSWORD_RESET')).toHaveLength(3));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await api.mailsTo(email)).filter((mail) => mail.kind === 'PASSWORD_RESET')).toHaveLength(3);
  });

  it('of a browser that signed in before is answered, however many strangers asked; its link outlives theirs', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const owner = (await activate(api, email)).client;
    for (let network = 40; network < 46; network += 1)
      for (let asked = 0; asked < 3; asked += 1) await api.browser({ address: `198.51.100.${network}` }).run(requestReset, { email });
    // Twelve an hour, whatever the number of networks.
    await eventually(async () => expect(await resetsTo(email)).toBe(12));

    await owner.run(requestReset, { email });

    await eventually(async () => expect(await resetsTo(email)).toBe(13));
    const token = await api.mailedToken(email, 'PASSWORD_RESET');
    for (let network = 46; network < 50; network += 1) await api.browser({ address: `198.51.100.${network}` }).run(requestReset, { email });
    await expect(owner.run(reset, { token, password: 'another long password' })).resolves.toBeDefined();
  });

  it('counts per network first: three of one network leave another one its own', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    await activate(api, email);
    for (let asked = 0; asked < 5; asked += 1) await api.browser({ address: '198.51.100.50' }).run(requestReset, { email });
    await eventually(async () => expect(await resetsTo(email)).toBe(3));

    await api.browser({ address: '198.51.100.51' }).run(requestReset, { email });

    await eventually(async () => expect(await resetsTo(email)).toBe(4));
  });

  it('knows a browser by the address it signed in with alone', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    await activate(api, email);
    const other = api.browser({ address: '198.51.100.52' });
    await other.run(signIn, { email: tenant.member.email, password });

    for (let asked = 0; asked < 5; asked += 1) await other.run(requestReset, { email });

    await eventually(async () => expect(await resetsTo(email)).toBe(3));
  });

  it('sends who never activated a fresh activation link', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const first = await api.mailedToken(email, 'ACTIVATION');

    await api.browser({ address: '198.51.100.33' }).run(requestReset, { email });

    await eventually(async () => expect(await api.mailedToken(email, 'ACTIVATION')).not.toBe(first));
    expect((await api.browser().run(look, { token: first }))['link'].state).toBe('USED');
  });
});

describe('my account', () => {
  it('changes the password by the old one, ends the other sessions and keeps this one', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const here = (await activate(api, email)).client;
    const there = api.browser();
    await there.run(signIn, { email, password });
    const change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { identity { email } } }`;

    const wrong = await here.refusal(change, { input: { currentPassword: 'not it', newPassword: 'another long password' } });
    await here.run(change, { input: { currentPassword: password, newPassword: 'another long password' } });

    const same = await here.refusal(change, { input: { currentPassword: 'another long password', newPassword: 'another long password' } });
    const weak = await here.refusal(change, { input: { currentPassword: 'another long password', newPassword: '123456789012' } });

    expect([same, weak].map(({ extensions }) => extensions.field)).toEqual(['newPassword', 'newPassword']);
    expect(wrong.extensions).toMatchObject({ code: 'WRONG_PASSWORD', field: 'currentPassword' });
    expect((await there.run(`{ me { identity { id } } }`))['me']).toBeNull();
    expect((await here.run(`{ me { identity { email } } }`))['me'].identity.email).toBe(email);
    expect((await api.mailsTo(email))[0]?.kind).toBe('SECURITY_NOTICE');
  });

  it('moves to a new address once that confirms, and back by the link to the old one', async () => {
    const email = freshEmail('old');
    await invite(tenant.admin, email);
    const person = await activate(api, email);
    const next = freshEmail('new');
    await person.client.run(`mutation ($email: String!) { requestEmailChange(email: $email) { pendingEmail } }`, { email: next });

    const confirm = await api.mailedToken(next, 'EMAIL_CHANGE');
    await api.browser().run(`mutation ($token: String!) { confirmEmailChange(token: $token) }`, { token: confirm });
    expect((await person.client.run(`{ me { identity { id } } }`))['me']).toBeNull();
    await expect(api.browser().run(signIn, { email: next, password })).resolves.toBeDefined();

    const undo = await api.mailedToken(email, 'SECURITY_NOTICE');
    await api.browser().run(`mutation ($token: String!) { undoEmailChange(token: $token) }`, { token: undo });
    expect((await api.browser().refusal(signIn, { email, password })).extensions.code).toBe('SIGN_IN_FAILED');
    const token = await api.mailedToken(email, 'PASSWORD_RESET');
    const { resetPassword } = await api.browser().run(reset, { token, password: 'mine again, for good' });
    expect(resetPassword.identity.email).toBe(email);
  });

  it('refuses a sixth new address in a day, and a fourth mail to one address', async () => {
    const mover = await somebody();
    const target = freshEmail('target');
    const wanted = [target, target, target, freshEmail('next'), freshEmail('next')];

    for (const email of wanted) await mover.client.run(requestChange, { email });
    const sixth = await mover.client.refusal(requestChange, { email: freshEmail('next') });
    const fourth = await (await somebody()).client.refusal(requestChange, { email: target });

    expect([sixth, fourth].map(({ extensions }) => extensions.code)).toEqual(['LIMIT_REACHED', 'LIMIT_REACHED']);
    expect([sixth.extensions.field, fourth.extensions.field]).toEqual([undefined, 'email']);
    expect(await api.mailsTo(target)).toHaveLength(3);
  });

  it('refuses a network that lets one person after the other change addresses', async () => {
    const codes: string[] = [];
    for (let people = 0; people < 8; people += 1) {
      const person = await somebody('198.51.100.77');
      for (let asked = 0; asked < 4; asked += 1) {
        const answer = await person.client.ask(requestChange, { email: freshEmail('next') });
        codes.push(answer.errors?.[0]?.extensions.code ?? 'sent');
      }
    }

    expect(codes).toEqual([...Array<string>(30).fill('sent'), 'LIMIT_REACHED', 'LIMIT_REACHED']);
  }, 60_000);

  it('will not let the last admin leave, but lets a member', async () => {
    const two = await tenantOfTwo(api, root);
    const leave = `mutation ($tenantId: ID!) { leaveTenant(tenantId: $tenantId) { memberships { id } } }`;

    expect((await two.admin.client.refusal(leave, { tenantId: two.tenantId })).extensions.code).toBe('CONFLICT');
    expect((await two.member.client.run(leave, { tenantId: two.tenantId }))['leaveTenant'].memberships).toEqual([]);
  });
});

describe('an address that was changed away', () => {
  it('undoes the change for 72 hours, whatever changes follow, and ends their links', async () => {
    const person = await somebody();
    const [second, third] = [freshEmail('second'), freshEmail('third')];
    await moveTo(person.email, second);
    const undoOfFirst = await api.mailedToken(person.email, 'SECURITY_NOTICE');
    const thief = await signedInAs(second);
    // The thief holds the mailbox of the first address at this one moment.
    await thief.run(requestChange, { email: third });
    await api.browser().run(approve, { token: await api.mailedToken(person.email, 'EMAIL_APPROVAL') });
    await confirmAt(third);
    const undoOfSecond = await api.mailedToken(second, 'SECURITY_NOTICE');
    const thiefAgain = await signedInAs(third);

    await api.browser().run(undo, { token: undoOfFirst });

    expect((await api.browser().refusal(undo, { token: undoOfSecond })).extensions.code).toBe('LINK_UNUSABLE');
    expect((await thiefAgain.run(`{ me { identity { id } } }`))['me']).toBeNull();
    const token = await api.mailedToken(person.email, 'PASSWORD_RESET');
    const { resetPassword } = await api.browser().run(reset, { token, password: 'mine again, for good' });
    expect(resetPassword.identity.email).toBe(person.email);
  });

  it('is asked before a further change, and the new address hears nothing before', async () => {
    const person = await somebody();
    const [second, third] = [freshEmail('second'), freshEmail('third')];
    await moveTo(person.email, second);
    const thief = await signedInAs(second);

    const { requestEmailChange: me } = await thief.run(requestChange, { email: third });

    expect(me).toEqual({ pendingEmail: third, pendingApprovalBy: person.email });
    expect(await api.mailsTo(third)).toEqual([]);
    await api.browser().run(approve, { token: await api.mailedToken(person.email, 'EMAIL_APPROVAL') });
    await confirmAt(third);
    await expect(signedInAs(third)).resolves.toBeDefined();
  });

  it('is not asked for a change that was cancelled, or replaced by another', async () => {
    const person = await somebody();
    const second = freshEmail('second');
    await moveTo(person.email, second);
    const owner = await signedInAs(second);
    await owner.run(requestChange, { email: freshEmail('third') });
    const replaced = await api.mailedToken(person.email, 'EMAIL_APPROVAL');
    await owner.run(requestChange, { email: freshEmail('fourth') });
    const cancelled = await api.mailedToken(person.email, 'EMAIL_APPROVAL');
    await owner.run(`mutation { cancelEmailChange { pendingEmail } }`);

    for (const token of [replaced, cancelled])
      expect((await api.browser().refusal(approve, { token })).extensions.code).toBe('LINK_UNUSABLE');
  });

  it('comes back although somebody had it invited and activated by a copied link meanwhile', async () => {
    const person = await somebody();
    await moveTo(person.email, freshEmail('second'));
    const undoToken = await api.mailedToken(person.email, 'SECURITY_NOTICE');
    const other = await tenantOfTwo(api, root);
    const { id } = await invite(other.admin, person.email);
    const { copyActivationLink } = await other.admin.client.run(`mutation ($id: ID!) { copyActivationLink(membershipId: $id) { url } }`, {
      id,
    });
    const squatter = api.browser();
    const input = { token: copyActivationLink.url.split('#')[1], name: 'Squatter', password, locale: 'en', timeZone: 'UTC' };
    await squatter.run(`mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`, { input });

    await api.browser().run(undo, { token: undoToken });

    expect((await squatter.run(`{ me { identity { id } } }`))['me']).toBeNull();
    const token = await api.mailedToken(person.email, 'PASSWORD_RESET');
    const { resetPassword } = await api.browser().run(reset, { token, password: 'mine again, for good' });
    expect(resetPassword.identity.email).toBe(person.email);
  });
});

const requestChange = `mutation ($email: String!) { requestEmailChange(email: $email) { pendingEmail pendingApprovalBy } }`;
const approve = `mutation ($token: String!) { approveEmailChange(token: $token) }`;
const undo = `mutation ($token: String!) { undoEmailChange(token: $token) }`;

const resetsTo = async (email: string): Promise<number> =>
  (await api.mailsTo(email)).filter(({ kind }) => kind === 'PASSWORD_RESET').length;

/** A member of a tenant, perhaps signed in from an address. */
async function somebody(address?: string): Promise<Person> {
  const email = freshEmail();
  await invite(tenant.admin, email);
  const person = await activate(api, email);
  return address === undefined ? person : { ...person, client: await signedInAs(email, address) };
}

async function signedInAs(email: string, address?: string): Promise<Client> {
  const browser = api.browser(address === undefined ? {} : { address });
  await browser.run(signIn, { email, password });
  return browser;
}

async function moveTo(from: string, to: string): Promise<void> {
  await (await signedInAs(from)).run(requestChange, { email: to });
  await confirmAt(to);
}

async function confirmAt(email: string): Promise<void> {
  const token = await api.mailedToken(email, 'EMAIL_CHANGE');
  await api.browser().run(`mutation ($token: String!) { confirmEmailChange(token: $token) }`, { token });
}
