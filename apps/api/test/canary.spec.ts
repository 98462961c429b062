import { startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import { Canaries, isIn } from './canary/canaries.ts';
import { dumpDatabase } from './canary/database-dump.ts';
import { WatchedClient } from './canary/watched-client.ts';
import type { Client } from './kit/client.ts';
import { install, type Installation } from './kit/installation.ts';
import { freshEmail } from './kit/people.ts';
import { eventually } from './kit/test-api.ts';

/**
 * Every secret of this run is a string found nowhere else. After the flows, and while mail is queued and a check waits, the whole database,
 * the logs at their loudest, every answer and every mail are searched for each of them, raw and encoded. Tokens have a spec of their own.
 */

const canaries = new Canaries();
const answers: string[] = [];
const handedOut: string[] = [];

let installation: Installation;
let sink: TestSmtpServer;
let url: string;

const secret = (name: string) => canaries.secret(name);
const found = (text: string) => canaries.found(text);
const browser = () => new WatchedClient(url, canaries, answers);

beforeAll(async () => {
  installation = await install();
  const smtpPassword = secret('smtp');
  sink = await startSmtpServer({ users: { posthorn: smtpPassword } });
  url = (await installation.start('main')).url;
  const worker = await installation.start('worker');
  await actEverything(smtpPassword);
  await eventually(async () => expect(await unsent()).toBe(0));
  await worker.end();
  await leaveMailBehind();
}, 120_000);
afterAll(async () => {
  await installation.close();
  await sink.close();
});

describe('no secret', () => {
  it('escapes the search: planted ones are found in every encoding', () => {
    const planted = 'planted 1f2e ä/&+?"';
    const encodings = [
      planted,
      JSON.stringify({ deep: JSON.stringify({ planted }) }),
      Buffer.from(planted).toString('hex'),
      encodeURIComponent(planted),
      ...[0, 1, 2].flatMap((pad) => {
        const bytes = Buffer.concat([Buffer.alloc(pad, 'x'), Buffer.from(planted), Buffer.from('tail')]);
        return [bytes.toString('base64'), bytes.toString('base64url')];
      }),
    ];

    for (const text of encodings) expect(isIn(planted, `before ${text} after`)).toBe(true);
    expect(isIn(planted, encodings.join('').replaceAll('planted', '').replaceAll(/[\w%]/g, ''))).toBe(false);
  });

  it('was forgotten by this spec', () => {
    expect(canaries.names()).toEqual(
      [
        'admin',
        'changed',
        'member',
        'reset',
        'root',
        'smtp',
        'unsaved smtp',
        'wrong',
        'profile smtp',
        'profile proxy',
        'saved profile smtp',
        'unsaved profile smtp',
        'platform proxy',
        'unsaved profile proxy',
        'api key',
        'cookie posthorn',
        'cookie posthorn-browser',
        'sandbox',
        'token ACTIVATION',
        'token EMAIL_CHANGE',
        'token PASSWORD_RESET',
        'token SECURITY_NOTICE',
        'token copied',
        'token printed',
        'token setup',
      ].sort(),
    );
  });

  it('is in the database, while mail is queued and a check waits', async () => {
    const dump = await dumpDatabase(installation.testDatabase);

    expect(await unsent()).toBeGreaterThanOrEqual(3);
    expect(dump).toContain('waiting@example.org');
    expect(found(dump)).toEqual([]);
  });

  it('is in the logs, at their loudest', () => {
    const log = installation.log();

    expect(log).toContain('"level":20');
    expect(log.split('\n').length).toBeGreaterThan(50);
    expect(found(log)).toEqual([]);
  });

  it('is in an answer, but for those that hand one out once', () => {
    const others = answers.filter((answer) => !handedOut.some((value) => answer.includes(value)));

    expect(answers.length - others.length).toBe(handedOut.length);
    expect(found(others.join('\n'))).toEqual([]);
  });

  it('is in a mail, but for its own link’s token', () => {
    expect(sink.messages.length).toBeGreaterThan(8);
    for (const { parsed, raw } of sink.messages) {
      const inMail = new Set([
        ...found(raw.toString('latin1')),
        ...found(`${parsed.text}\n${parsed.html}\n${JSON.stringify(parsed.headers)}`),
      ]);
      expect({ subject: parsed.subject, inMail: [...inMail].filter((name) => !name.startsWith('token ')) }).toEqual({
        subject: parsed.subject,
        inMail: [],
      });
      expect(inMail.size).toBeLessThanOrEqual(1);
    }
  });

  it('is in a mail’s header or in what a server is asked for: tokens stand behind the #', () => {
    for (const { parsed } of sink.messages) {
      expect(found(JSON.stringify(parsed.headers))).toEqual([]);
      for (const [link] of `${parsed.text}`.matchAll(/https?:\/\/\S+/g)) expect(found(link.split('#')[0]!)).toEqual([]);
    }
  });
});

async function actEverything(smtpPassword: string): Promise<void> {
  const root = browser();
  const rootEmail = freshEmail('root');
  const setup = tokenOf(await installation.command('setup-link'), 'setup');
  await act(root, 'becomeSystemAdmin', 'BecomeSystemAdminInput', {
    token: setup,
    email: rootEmail,
    name: 'Root',
    password: secret('root'),
    timeZone: 'UTC',
  });
  await act(root, 'allowEgress', 'AllowEgressInput', { host: '127.0.0.1', port: sink.port, allowCleartextAuth: true });
  const settings = {
    version: 0,
    fromAddress: 'posthorn@example.org',
    fromName: 'Posthorn',
    preset: 'custom',
    host: '127.0.0.1',
    port: sink.port,
    security: 'NONE',
    username: 'posthorn',
    timeoutMs: 5_000,
  };
  await root.run(`mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) { __typename } }`, {
    input: { ...settings, passwordAction: 'REPLACE', password: smtpPassword },
  });
  await act(root, 'checkConnection', 'CheckConnectionInput', { sendMail: true, to: 'checked@example.org' });
  await root.run(`mutation { testPlatformMail { id } }`);

  const { createTenant } = await root.run(`mutation { createTenant(input: { name: "Canary" }) { id } }`);
  const admin = browser();
  const adminEmail = freshEmail('admin');
  await root.run(
    `mutation ($id: ID!, $email: String!) { inviteTenantAdmin(tenantId: $id, input: { email: $email, name: "Admin", role: TENANT_ADMIN }) { id } }`,
    {
      id: createTenant.id,
      email: adminEmail,
    },
  );
  await activate(admin, adminEmail, secret('admin'));
  admin.tenantId = createTenant.id;

  await actAsMember(admin);
  await actOnProfiles(admin);

  const { inviteUser } = await admin.run(
    `mutation { inviteUser(input: { email: "handed@example.org", name: "Handed", role: MEMBER }) { id } }`,
  );
  await mailedToken('handed@example.org', 'ACTIVATION');
  const { copyActivationLink } = await admin.run(`mutation ($id: ID!) { copyActivationLink(membershipId: $id) { url } }`, {
    id: inviteUser.id,
  });
  handOut('token copied', copyActivationLink.url.split('#')[1]);
  const { resetSandboxPassword } = await admin.run(`mutation { resetSandboxPassword { password } }`);
  handOut('sandbox', resetSandboxPassword.password);
  for (const line of (await installation.command('admin-link', rootEmail)).split('\n').filter((text) => text.includes('#')))
    tokenOf(line, 'printed');
  await admin.run(`{ auditEvents { items { details subject } } members { items { email invitation { sentence } } } sandbox { username } }`);
  await root.run(
    `{ auditEvents { items { details subject } } messages(scope: ACCOUNT) { items { subject text fromAddress attempts { reply } } } platformMailSettings { username host } }`,
  );
}

const profileOf = (name: string, change: object) => ({
  name,
  fromAddress: 'plant4@example.org',
  preset: 'custom',
  host: '127.0.0.1',
  port: sink.port,
  security: 'NONE',
  timeoutMs: 2_000,
  username: 'plant',
  passwordAction: 'KEEP',
  password: null,
  ...change,
});
const behindProxy = (name: string) => ({
  advanced: { proxyKind: 'SOCKS5', proxyHost: '127.0.0.1', proxyPort: 1, proxyUsername: 'plant' },
  proxyPasswordAction: 'REPLACE',
  proxyPassword: secret(name),
});

/** Profiles saved, copied, checked, sent through with a password that the server refuses, debugged, and deleted. */
async function actOnProfiles(admin: Client): Promise<void> {
  const fields = `id version name host username passwordSet proxyPasswordSet advanced { proxyUsername } lastFailure { sentence reply }`;
  const password = { passwordAction: 'REPLACE', password: secret('profile smtp') };
  const { createEmailProfile: made } = await admin.run(
    `mutation ($input: EmailProfileInput!) { createEmailProfile(input: $input) { profile { ${fields} } } }`,
    {
      input: profileOf('Plant 4', { ...password, ...behindProxy('profile proxy') }),
    },
  );
  const { id } = made.profile;
  await admin.run(`mutation ($id: ID!) { duplicateEmailProfile(id: $id) { ${fields} } }`, { id });
  await admin.run(
    `mutation ($id: ID!, $input: EmailProfileInput!) { updateEmailProfile(id: $id, input: $input) { ... on EmailProfileSaved { notes profile { ${fields} } } } }`,
    {
      id,
      input: profileOf('Plant 4', { version: 1, passwordAction: 'REPLACE', password: secret('saved profile smtp') }),
    },
  );
  await admin.run(`mutation ($id: ID!) { debugEmailProfile(id: $id) { debugUntil } }`, { id });
  await checked(admin, { profileId: id });
  await checked(admin, {
    profile: profileOf('Typed', {
      passwordAction: 'REPLACE',
      password: secret('unsaved profile smtp'),
      ...behindProxy('unsaved profile proxy'),
    }),
  });
  const sent = await admin.run(`mutation ($input: TestMessageInput!) { sendTestMessage(input: $input) { id } }`, {
    input: { profileId: id, to: 'tested@example.org' },
  });
  await eventually(async () => {
    const { message } = await admin.run(
      `query ($id: ID!) { message(id: $id) { supportText attempts { reply transcript } } }`,
      sent['sendTestMessage'],
    );
    expect(message.attempts[0].transcript).toContain('AUTH');
  });
  const { createApiKey } = await admin.run(`mutation { createApiKey(input: { name: "Historian", scopes: [MESSAGES_SEND] }) { secret } }`);
  handOut('api key', createApiKey.secret);
  await admin.run(`{ apiKeys { name prefix } emailProfiles { items { ${fields} } } auditEvents { items { details } } }`);
}

async function checked(client: Client, input: object): Promise<void> {
  const { checkConnection } = await client.run(`mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id } }`, {
    input,
  });
  await eventually(async () => {
    const { connectionCheck } = await client.run(
      `query ($id: ID!) { connectionCheck(id: $id) { finishedAt stages { detail reply } failure { sentence reply } } }`,
      checkConnection,
    );
    expect(connectionCheck.finishedAt).not.toBeNull();
  });
}

async function actAsMember(admin: Client): Promise<void> {
  const [member, stranger] = [browser(), browser()];
  const email = freshEmail('member');
  await admin.run(`mutation ($email: String!) { inviteUser(input: { email: $email, name: "Member", role: MEMBER }) { id } }`, { email });
  const password = secret('member');
  await activate(member, email, password);
  const wrong = secret('wrong');
  await stranger.refusal(`mutation ($input: SignInInput!) { signIn(input: $input) { permissions } }`, {
    input: { email, password: wrong },
  });
  await stranger.refusal(`mutation ($input: SignInInput!) { signIn(input: $input) { permissions } }`, {
    input: { email: wrong, password: wrong },
  });
  await stranger.refusal(`query ($token: String!) { link(token: $token) { state { x } } }`, { token: wrong });
  await act(stranger, 'signIn', 'SignInInput', { email, password });

  await stranger.run(`mutation ($email: String!) { requestPasswordReset(email: $email) }`, { email });
  const reset = secret('reset');
  await act(stranger, 'resetPassword', 'ResetPasswordInput', { token: await mailedToken(email, 'PASSWORD_RESET'), password: reset });
  await act(stranger, 'changePassword', 'ChangePasswordInput', { currentPassword: reset, newPassword: secret('changed') });
  await stranger.refusal(`mutation ($wrong: String!) { stepUp(password: $wrong) { id } }`, { wrong });
  const moved = freshEmail('moved');
  await stranger.run(`mutation ($email: String!) { requestEmailChange(email: $email) { pendingEmail } }`, { email: moved });
  await stranger.run(`mutation ($token: String!) { confirmEmailChange(token: $token) }`, {
    token: await mailedToken(moved, 'EMAIL_CHANGE'),
  });
  const undo = await mailedToken(email, 'SECURITY_NOTICE');
  await stranger.run(`query ($token: String!) { link(token: $token) { state email } }`, { token: undo });
}

/** Rows with sealed secrets in them: nobody delivers any more. */
async function leaveMailBehind(): Promise<void> {
  const root = browser();
  const { value: password } = canaries.all.find(({ name }) => name === 'root')!;
  const people = await installation.database.asSystem('a spec', (tx) => tx.identity.findMany({ where: { systemAdmin: true } }));
  await act(root, 'signIn', 'SignInInput', { email: people[0]!.email, password });
  const { tenants } = await root.run(`{ tenants { items { id } } }`);
  for (const email of ['waiting@example.org', 'also.waiting@example.org', 'third.waiting@example.org']) {
    await root.run(
      `mutation ($id: ID!, $email: String!) { inviteTenantAdmin(tenantId: $id, input: { email: $email, name: "Waiting", role: MEMBER }) { id } }`,
      {
        id: tenants.items[0].id,
        email,
      },
    );
    canaries.add('token ACTIVATION', await installation.mailedToken(email, 'ACTIVATION'));
  }
  const settings = {
    version: 1,
    fromAddress: 'a@example.org',
    fromName: 'A',
    preset: 'custom',
    host: '127.0.0.1',
    port: 1,
    security: 'TLS',
    username: 'somebody',
    timeoutMs: 1_000,
  };
  await act(root, 'checkConnection', 'CheckConnectionInput', {
    settings: { ...settings, passwordAction: 'REPLACE', password: secret('unsaved smtp'), ...behindProxy('platform proxy') },
  });
}

function act(client: Client, operation: string, type: string, input: object): Promise<unknown> {
  return client.run(`mutation ($input: ${type}!) { ${operation}(input: $input) { __typename } }`, { input });
}

async function activate(client: Client, email: string, password: string): Promise<void> {
  const token = await mailedToken(email, 'ACTIVATION');
  await act(client, 'activateAccount', 'ActivateAccountInput', { token, name: 'New', password, locale: 'en', timeZone: 'UTC' });
}

/** From the mail that arrived, as its reader would. */
async function mailedToken(email: string, kind: string): Promise<string> {
  const isOurs = (mail: { to: string[]; parsed: { text?: string | undefined } }) =>
    mail.to.includes(email) && /#[\w-]{43}/.test(mail.parsed.text ?? '') && !seen.has(tokenIn(mail));
  const mail = await sink.waitForMail(isOurs);
  const token = tokenIn(mail);
  seen.add(token);
  canaries.add(`token ${kind}`, token);
  return token;
}
const seen = new Set<string>();
const tokenIn = (mail: { parsed: { text?: string | undefined } }) => /#([\w-]{43})/.exec(mail.parsed.text ?? '')?.[1] ?? '';

function tokenOf(link: string, name: string): string {
  const value = /#([\w-]{43})/.exec(link)?.[1] ?? '';
  canaries.add(`token ${name}`, value);
  return value;
}

function handOut(name: string, value: string): void {
  canaries.add(name, value);
  handedOut.push(value);
}

/** The profile's mail waits on purpose: its server refuses the password. */
const unsent = () =>
  installation.database.asSystem('a spec', (tx) =>
    tx.message.count({ where: { lane: 'ACCOUNT', state: { in: ['QUEUED', 'CLAIMED', 'SENDING', 'DEFERRED'] } } }),
  );
