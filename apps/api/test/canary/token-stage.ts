import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { startOAuthServer, startRawServer, startSmtpServer, type RawServer, type RawStep, type TestSmtpServer } from '@posthorn/testing';
import { judgeTokens, mailbox, oauthClientInput, openEgress } from '../kit/oauth.ts';
import { install, type Installation, type RunningProcess } from '../kit/installation.ts';
import { freshEmail } from '../kit/people.ts';
import { eventually } from '../kit/test-api.ts';
import { Canaries } from './canaries.ts';
import { TokenWitness } from './token-witness.ts';
import { WatchedClient } from './watched-client.ts';

const grantFields = `state why whatToDo consentedAs scopes failure { class code sentence words fix } pendingConsent { id consentedAs missingScopes }
  history { kind code detail actorName }`;
const readGrant = `query ($profileId: ID) { grant(profileId: $profileId) { ${grantFields} } }`;
export const changedGrant = `subscription ($profileId: ID) { grantChanged(profileId: $profileId) { ${grantFields} } }`;

/** An installation with two providers whose secrets are known, and mail servers that judge their tokens or repeat them. */
export class TokenStage {
  readonly canaries = new Canaries();
  readonly answers: string[] = [];
  installation!: Installation;
  url!: string;
  worker!: RunningProcess;
  /** The platform's provider and the tenant's. */
  platform!: TokenWitness;
  tenant!: TokenWitness;
  /** Takes tokens of both. */
  sink!: TestSmtpServer;
  /** Takes OAUTHBEARER only. */
  bearerSink!: TestSmtpServer;
  /** Says of every token what `repeated` has it say. */
  parrot!: RawServer;
  readonly repeated: Partial<Record<RawStep, string>> = {};

  async open(): Promise<void> {
    this.installation = await install();
    const providers = await Promise.all([startOAuthServer({ clients: [] }), startOAuthServer({ clients: [] })]);
    this.platform = new TokenWitness(providers[0], this.canaries, 'platform');
    this.tenant = new TokenWitness(providers[1], this.canaries, 'tenant');
    const judges = providers.map(judgeTokens);
    const judge = async (user: string, token: string) => (await Promise.all(judges.map((one) => one(user, token)))).includes(true);
    this.sink = await startSmtpServer({ tokens: judge, mechanisms: ['XOAUTH2', 'OAUTHBEARER'] });
    this.bearerSink = await startSmtpServer({ tokens: judge, mechanisms: ['OAUTHBEARER'] });
    this.parrot = await startRawServer({ extensions: ['AUTH XOAUTH2'], replies: this.repeated });
    this.url = (await this.installation.start('main')).url;
    this.worker = await this.installation.start('worker');
  }

  async close(): Promise<void> {
    await this.installation.close();
    const servers = [this.sink, this.bearerSink, this.parrot, this.platform.provider, this.tenant.provider];
    await Promise.all(servers.map((server) => server.close()));
  }

  browser(): WatchedClient {
    return new WatchedClient(this.url, this.canaries, this.answers);
  }

  async becomeAdmin(): Promise<WatchedClient> {
    const client = this.browser();
    const token = (await this.installation.command('setup-link')).split('#')[1];
    const input = { token, email: freshEmail('root'), name: 'Root', password: 'a password of this spec', timeZone: 'UTC' };
    await client.run(`mutation ($input: BecomeSystemAdminInput!) { becomeSystemAdmin(input: $input) { __typename } }`, { input });
    for (const { port } of [this.sink, this.bearerSink, this.parrot, this.platform.provider, this.tenant.provider])
      await openEgress({ client }, { port });
    return client;
  }

  /** By the mail that the platform sends with its token. */
  async tenantAdmin(root: WatchedClient): Promise<WatchedClient> {
    const { createTenant } = await root.run(`mutation { createTenant(input: { name: "Canary" }) { id } }`);
    const email = freshEmail('admin');
    await root.run(
      `mutation ($id: ID!, $email: String!) { inviteTenantAdmin(tenantId: $id, input: { email: $email, name: "Admin", role: TENANT_ADMIN }) { id } }`,
      { id: createTenant.id, email },
    );
    const { parsed } = await this.sink.waitForMail((mail) => mail.to.includes(email));
    const token = /#([\w-]{43})/.exec(parsed.text ?? '')?.[1];
    const admin = this.browser();
    const input = { token, name: 'Admin', password: 'a password of this spec', locale: 'en', timeZone: 'UTC' };
    await admin.run(`mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { __typename } }`, { input });
    admin.tenantId = createTenant.id;
    return admin;
  }

  /** As the provider knows it from now on. */
  register({ provider }: TokenWitness, clientId: string, secret: string, post = false): void {
    provider.setClient({ clientId, secret, authentication: post ? 'client_secret_post' : 'client_secret_basic' });
  }

  /** A private key in PEM form, a canary in whatever form it is kept; the provider knows its public one. */
  key(name: string, register: { witness: TokenWitness; clientId: string } | null = null): string {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const base64 = pem.split('\n').filter((line) => line !== '' && !line.startsWith('-'));
    for (const part of [pem.trim(), base64.join(''), base64[Math.floor(base64.length / 2)]!]) this.canaries.add(name, part);
    this.canaries.add(name, String(privateKey.export({ format: 'jwk' }).d));
    if (register) {
      const keys: JsonWebKey[] = [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }];
      register.witness.provider.setClient({ clientId: register.clientId, authentication: 'private_key_jwt', keys });
    }
    return pem;
  }

  clientInput({ provider }: TokenWitness, clientId: string, secret: string, change: object = {}) {
    return oauthClientInput(provider, { name: `Login ${clientId}`, clientId, secret, ...change });
  }

  async cancel(client: WatchedClient, callback: URL, init: RequestInit = {}): Promise<string> {
    const answer = await client.fetch(`${callback.pathname}${callback.search}`, { redirect: 'manual', ...init });
    const { searchParams } = new URL(answer.headers.get('location') ?? 'none:');
    return searchParams.get('result') ?? searchParams.get('grant') ?? `HTTP ${answer.status}`;
  }

  async begin(client: WatchedClient, witness: TokenWitness, profileId: string | null): Promise<URL> {
    const { beginGrant } = await client.run(`mutation ($profileId: ID) { beginGrant(profileId: $profileId) { url } }`, { profileId });
    return witness.begun(beginGrant.url);
  }

  /** The way to the provider; answers the way back. */
  async consent(
    client: WatchedClient,
    witness: TokenWitness,
    profileId: string | null,
    person: { login?: string; denies?: boolean } = {},
  ): Promise<URL> {
    const url = await this.begin(client, witness, profileId);
    const callback = await witness.provider.consent(url.href, { login: mailbox, ...person });
    witness.calledBack(callback);
    return callback;
  }

  async grant(client: WatchedClient, witness: TokenWitness, profileId: string | null, person: { login?: string } = {}): Promise<string> {
    return this.cancel(client, await this.consent(client, witness, profileId, person));
  }

  async refresh(client: WatchedClient, profileId: string | null): Promise<string> {
    const { refreshGrant } = await client.run(`mutation ($profileId: ID) { refreshGrant(profileId: $profileId) { ${grantFields} } }`, {
      profileId,
    });
    return refreshGrant.state;
  }

  async grantOf(client: WatchedClient, profileId: string | null) {
    return (await client.run(readGrant, { profileId }))['grant'];
  }

  /** A mail through a profile with its transcript kept; answers where it ended. */
  async send(client: WatchedClient, profileId: string): Promise<{ state: string; transcript: string }> {
    await client.run(`mutation ($id: ID!) { debugEmailProfile(id: $id) { debugUntil } }`, { id: profileId });
    const { sendTestMessage } = await client.run(`mutation ($input: TestMessageInput!) { sendTestMessage(input: $input) { id } }`, {
      input: { profileId, to: 'tested@example.org' },
    });
    return eventually(async () => {
      const { message } = await client.run(
        `query ($id: ID!) { message(id: $id) { state sentence supportText attempts { reply transcript } } }`,
        sendTestMessage,
      );
      const transcript = message.attempts.map((attempt: { transcript: string | null }) => attempt.transcript ?? '').join('\n');
      if (!transcript.includes('AUTH')) throw new Error(`still ${message.state}`);
      return { state: message.state, transcript };
    });
  }

  async check(client: WatchedClient, input: object): Promise<string> {
    const { checkConnection } = await client.run(`mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id } }`, {
      input,
    });
    return eventually(async () => {
      const { connectionCheck } = await client.run(
        `query ($id: ID!) { connectionCheck(id: $id) { status finishedAt stages { detail reply } failure { sentence reply } } }`,
        checkConnection,
      );
      if (connectionCheck.finishedAt === null) throw new Error('still running');
      return connectionCheck.status;
    });
  }
}
