import { defaultOAuth, type OAuthFlow, type SubmissionOAuth } from '@posthorn/contracts';
import { platformTenantId, type OAuthGrant, type OAuthGrantEvent, type Prisma } from '@posthorn/database';
import { EgressPolicy } from '@posthorn/egress';
import { beginAuthorization, completeAuthorization, type Network } from '@posthorn/oauth';
import type { TestOAuthServer } from '@posthorn/testing';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../../src/audit/audit.service.ts';
import type { DeliveryWorker, DeliveryWorkerOptions } from '../../src/delivery/delivery-worker.ts';
import { RefusedTokens } from '../../src/delivery/refused-tokens.ts';
import { TokenWaits } from '../../src/mail-queue/token-waits.service.ts';
import { DeliveryWake } from '../../src/mail-queue/wake.ts';
import { keepGrant } from '../../src/grants/grant-keeping.ts';
import { requireSubject } from '../../src/grants/grant-subject.ts';
import { accessTokenContext, hashOf } from '../../src/grants/grant-rows.ts';
import { GrantedTokens } from '../../src/grants/granted-tokens.ts';
import { GrantKeeper, type GrantKeeperOptions } from '../../src/grants/refresh/grant-keeper.ts';
import { GrantRefresh } from '../../src/grants/refresh/grant-refresh.ts';
import { askForRefresh } from '../../src/grants/refresh/force.ts';
import { clientSecretContext, openClient } from '../../src/oauth/registration.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';
import { specLog, startWorker } from './spec-worker.ts';
import { TenantMailKit, type ProfileOptions } from './tenant-mail-kit.ts';

export const secretThere = 'test-client-secret';
const mailScope = 'https://mail.test/SMTP.Send';

export interface TokenProfile extends TestProfile {
  clientId: string;
}

interface TokenProfileOptions extends ProfileOptions {
  provider: TestOAuthServer;
  /** Default: a person consents. */
  flow?: OAuthFlow;
  oauth?: Partial<SubmissionOAuth>;
  client?: Partial<Prisma.OAuthClientUncheckedCreateInput>;
}

/** Setups that sign in with tokens, over a spec's own database: made, granted, refreshed and used by the product's own code. */
export class TokenKit {
  readonly rows: MailDatabase;
  readonly mail: TenantMailKit;
  readonly waits: TokenWaits;
  readonly wake: DeliveryWake;
  readonly refusedTokens: RefusedTokens;
  private readonly running: { stop(): Promise<void> }[] = [];

  constructor(rows: MailDatabase) {
    this.rows = rows;
    this.mail = new TenantMailKit(rows);
    this.wake = new DeliveryWake(rows.urls.app);
    this.waits = new TokenWaits(this.mail.database, this.wake);
    const { database, vault, source } = this.mail;
    this.refusedTokens = new RefusedTokens({ database, vault, source });
  }

  /** A profile of mailbox@example.com with a client of its own at the provider; without tokens so far. */
  async addProfile({
    provider,
    flow = 'AUTHORIZATION_CODE',
    oauth = {},
    client = {},
    ...options
  }: TokenProfileOptions): Promise<TokenProfile> {
    const profile = await this.mail.addProfile(options);
    const clientId = await this.addClient(profile.tenantId, provider, client);
    const settings = { ...defaultOAuth, interactive: flow === 'AUTHORIZATION_CODE', ...oauth, clientId };
    await this.mail.database.asSystem('a spec', (tx) =>
      tx.emailProfile.update({
        where: { id: profile.profileId },
        data: { authentication: 'OAUTH2', oauth: { ...settings }, oauthClientId: clientId, username: 'mailbox@example.com' },
      }),
    );
    const { refreshBeforeSeconds } = settings;
    await this.within(profile, (tx) => keepGrant(tx, { ...profile, clientId, flow, refreshBeforeSeconds }, [], null));
    return { ...profile, clientId };
  }

  /** A person consents at the provider, and what comes is stored. */
  async grant(profile: TokenProfile, provider: TestOAuthServer): Promise<void> {
    const { vault } = this.mail;
    const subject = await this.within(profile, (tx) => requireSubject(tx, profile, profile.profileId));
    const client = openClient(vault, subject.client);
    const redirectUri = `https://posthorn.test/api/oauth/callback/${profile.clientId}`;
    const parameters = [{ name: 'prompt', value: 'consent' }];
    const { url, pending } = await beginAuthorization(client, { redirectUri, scope: subject.scope, parameters });
    const callback = await provider.consent(url);
    const tokens = await completeAuthorization(client, { parameters: callback.searchParams, pending }, networkTo(provider));
    const by = { identityId: uuidv7(), name: 'Ada' };
    const granted = new GrantedTokens(vault, this.waits);
    await this.within(profile, (tx) => granted.store(tx, subject, { tokens, obtainedAt: new Date(), by, tookMs: null }));
  }

  async granted(options: TokenProfileOptions): Promise<TokenProfile> {
    const profile = await this.addProfile(options);
    await this.grant(profile, options.provider);
    return profile;
  }

  /** As the person's button does. */
  askForRefresh(profile: TestProfile): Promise<boolean> {
    return this.within(profile, (tx) => askForRefresh(tx, profile.profileId));
  }

  /** As a person does whose client got a new secret at the provider. */
  async enterSecret(profile: TokenProfile, plain: string): Promise<void> {
    const { tenantId, clientId: id } = profile;
    const secret = Uint8Array.from(this.mail.vault.seal(plain, clientSecretContext({ tenantId, id })));
    const { flow, refreshBeforeSeconds } = await this.row(profile);
    await this.within(profile, async (tx) => {
      await tx.oAuthClient.update({ where: { id }, data: { secret } });
      await keepGrant(tx, { ...profile, flow, refreshBeforeSeconds }, [], 'Ada');
    });
  }

  /** The token held is another than the provider's. */
  async alterToken(profile: TestProfile, plain: string): Promise<void> {
    const accessToken = Uint8Array.from(this.mail.vault.seal(plain, accessTokenContext(profile)));
    await this.within(profile, (tx) =>
      tx.oAuthGrant.update({ where: { profileId: profile.profileId }, data: { accessToken, accessTokenHash: hashOf(plain) } }),
    );
  }

  /** The access token ends now, so that nothing can be sent before there is another. */
  async expire(profile: TestProfile): Promise<void> {
    await this.rows.query(`update oauth_grant set expires_at = now() where profile_id = $1`, [profile.profileId]);
  }

  async row({ profileId }: TestProfile): Promise<OAuthGrant> {
    return this.mail.database.asSystem('a spec', (tx) => tx.oAuthGrant.findUniqueOrThrow({ where: { profileId } }));
  }

  async history({ profileId }: TestProfile): Promise<OAuthGrantEvent[]> {
    return this.mail.database.asSystem('a spec', (tx) => tx.oAuthGrantEvent.findMany({ where: { profileId }, orderBy: { id: 'asc' } }));
  }

  async audited({ tenantId }: TestProfile): Promise<string[]> {
    const rows = await this.rows.query<{ action: string }>(`select action from audit_event where tenant_id = $1 order by id`, [tenantId]);
    return rows.map(({ action }) => action);
  }

  startKeeper(options: Partial<GrantKeeperOptions> = {}): GrantKeeper {
    const keeper = new GrantKeeper({ url: this.rows.urls.worker, refresh: this.refresh(), log: specLog, shutdownMs: 500, ...options });
    keeper.start();
    this.running.push(keeper);
    return keeper;
  }

  refresh(vault = this.mail.vault): GrantRefresh {
    return new GrantRefresh({ database: this.mail.database, vault, audit: new Audit(), waits: this.waits, log: specLog });
  }

  startWorker(options: Partial<DeliveryWorkerOptions> = {}): DeliveryWorker {
    const worker = startWorker(this.rows, this.mail.source, { refusedTokens: this.refusedTokens, ...options });
    this.running.push(worker);
    return worker;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.running.splice(0).map((one) => one.stop()));
  }

  async close(): Promise<void> {
    await this.stopAll();
    await this.wake.close();
    await this.mail.close();
  }

  async within<T>({ tenantId }: TestProfile, work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
    return this.mail.database.forTenant({ tenantId }, work);
  }

  /** A client with the secret that the provider knows, and the egress rule for it. */
  async addClient(tenantId: string, provider: TestOAuthServer, changes: TokenProfileOptions['client']): Promise<string> {
    const id = uuidv7();
    const { endpoints, issuer, port } = provider;
    const secret = Uint8Array.from(this.mail.vault.seal(secretThere, clientSecretContext({ tenantId, id })));
    await this.mail.database.asSystem('a spec', async (tx) => {
      await tx.oAuthClient.create({
        data: {
          tenantId,
          id,
          name: `Client ${id}`,
          nameKey: `client ${id}`,
          provider: 'generic',
          clientId: 'posthorn',
          secret,
          authentication: 'CLIENT_SECRET_BASIC',
          issuer,
          promisesIssuer: true,
          scope: `openid email offline_access ${mailScope}`,
          authorizationUrl: endpoints.authorization,
          tokenUrl: endpoints.token,
          revocationUrl: endpoints.revocation,
          introspectionUrl: endpoints.introspection,
          connectTimeoutMs: 2_000,
          requestTimeoutMs: 2_000,
          ...changes,
        },
      });
      const rule = { tenantId: platformTenantId, host: '127.0.0.1', port };
      await tx.egressRule.upsert({ where: { tenantId_host_port: rule }, create: { ...rule, allowCleartextAuth: true }, update: {} });
    });
    return id;
  }
}

/** What a mail server asks of the provider about a token. */
export const judgeOf =
  (provider: TestOAuthServer) =>
  async (user: string, token: string): Promise<boolean> => {
    const { active, username } = await provider.introspect(token);
    return active && (username === null || username === user);
  };

const networkTo = ({ port }: TestOAuthServer): Network => ({
  policy: new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth: true }]),
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 5_000,
});

/** Refresh tokens as the provider saw them, and what it said. */
export const refreshesAt = ({ requests }: TestOAuthServer): { token: string; status: number }[] =>
  requests
    .filter(({ path, parameters }) => path === '/token' && parameters['grant_type'] === 'refresh_token')
    .map(({ parameters, status }) => ({ token: parameters['refresh_token'] ?? '', status }));
