import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { generateKeyPairSync } from 'node:crypto';
import { grantState } from '@posthorn/oauth';
import { startOAuthServer, startSmtpServer, type TestOAuthFault, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import { KeyRing, Vault } from '@posthorn/vault';
import pg from 'pg';
import { accessTokenContext, grantFactsOf, hashOf, refreshTokenContext } from '../../src/grants/grant-rows.ts';
import { GrantQueue } from '../../src/grants/refresh/grant-queue.ts';
import { clientSecretContext } from '../../src/oauth/registration.ts';
import { eventually, MailDatabase } from './mail-in-database.ts';
import { refreshesAt, TokenKit, type TokenProfile } from './token-kit.ts';

let rows: MailDatabase;
let kit: TokenKit;
let smtp: TestSmtpServer;
let provider: TestOAuthServer;

beforeAll(async () => {
  rows = await MailDatabase.create();
  kit = new TokenKit(rows);
  smtp = await startSmtpServer();
});
beforeEach(async () => {
  await rows.query('update oauth_grant set next_refresh_at = null');
  provider = await startOAuthServer();
});
afterEach(async () => {
  await kit.stopAll();
  await provider.close();
});
afterAll(async () => {
  await kit.close();
  await smtp.close();
  await rows.close();
});

const granted = (options: Partial<Parameters<TokenKit['addProfile']>[0]> = {}) => kit.granted({ server: smtp, provider, ...options });
const tokenOf = async (profile: TokenProfile): Promise<string> => {
  const row = await kit.row(profile);
  return row.accessToken ? kit.mail.vault.open(row.accessToken, accessTokenContext(row)).reveal() : '';
};
const kinds = async (profile: TokenProfile): Promise<string[]> => (await kit.history(profile)).map(({ kind }) => kind);
const stateOf = async (profile: TokenProfile) => grantState(grantFactsOf(await kit.row(profile)), new Date()).state;
const failed = (profile: TokenProfile, attempts = 1) =>
  eventually(
    () => kit.row(profile),
    ({ failureAttempts, leaseUntil }) => failureAttempts >= attempts && leaseUntil === null,
  );
const refreshedSince = (profile: TokenProfile, before: Date | null) =>
  eventually(
    () => kit.row(profile),
    ({ obtainedAt, failureAt }) => failureAt === null && obtainedAt !== null && (before === null || obtainedAt > before),
  );
/** Now, and what comes of it. */
async function refreshNow(profile: TokenProfile) {
  const { obtainedAt } = await kit.row(profile);
  await kit.askForRefresh(profile);
  return refreshedSince(profile, obtainedAt);
}

describe('a grant', () => {
  it('is refreshed ahead of its expiry, again and again, each time with the refresh token that came last', async () => {
    await provider.close();
    provider = await startOAuthServer({ accessTokenSeconds: 3 });
    const profile = await granted({ oauth: { refreshBeforeSeconds: 2 } });
    kit.startKeeper();

    await eventually(
      () => Promise.resolve(refreshesAt(provider).length),
      (count) => count >= 3,
    );
    const row = await eventually(
      () => kit.row(profile),
      ({ leaseUntil }) => leaseUntil === null,
    );

    const used = refreshesAt(provider);
    expect(used.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(used.map(({ token }) => token)).size).toBe(used.length);
    expect(row.expiresAt!.getTime()).toBeGreaterThan(Date.now());
    expect(await kinds(profile)).toEqual(expect.arrayContaining(['GRANTED', 'REFRESHED']));
    expect(await provider.introspect(await tokenOf(profile))).toMatchObject({ active: true, username: 'mailbox@example.com' });
    expect(await kit.audited(profile)).toEqual([]);
  });

  it('has its idle refresh token used at half of that one’s life, whether or not mail flows', async () => {
    const profile = await granted({ client: { provider: 'google' } });
    await rows.query(
      `update oauth_grant set expires_at = null, idle_days = 180, refresh_used_at = now() - interval '100 days', next_refresh_at = now() where profile_id = $1`,
      [profile.profileId],
    );
    const { obtainedAt } = await kit.row(profile);

    kit.startKeeper();

    const row = await refreshedSince(profile, obtainedAt);
    expect(row.refreshUsedAt!.getTime()).toBeGreaterThan(Date.now() - 10_000);
    expect(row.idleDays).not.toBeNull();
  });

  it('keeps its refresh token and takes the setup’s default life where the provider names neither', async () => {
    const profile = await granted({ oauth: { defaultExpirationSeconds: 1_000 } });
    const before = await kit.row(profile);
    provider.alterAnswer = ({ refresh_token: _, expires_in: __, ...rest }) => rest;
    kit.startKeeper();

    const row = await refreshNow(profile);

    expect(Buffer.from(row.refreshTokenHash!).equals(before.refreshTokenHash!)).toBe(true);
    expect(row.expiresAt!.getTime() - row.obtainedAt!.getTime()).toBe(1_000_000);
  });

  it.each([3_600, -3_600])('lives as long as the provider said, by our clock, where that one’s is %d s off', async (skewSeconds) => {
    const profile = await granted();
    provider.skewSeconds = skewSeconds;
    kit.startKeeper();

    const row = await refreshNow(profile);
    const stayed = await provider.introspect(await tokenOf(profile));

    expect(row.expiresAt!.getTime() - row.obtainedAt!.getTime()).toBe(3_600_000);
    expect(stayed.active).toBe(true);
    expect(refreshesAt(provider)).toHaveLength(1);
  });

  it.each<[string, TestOAuthFault, string]>([
    ['garbage', { kind: 'TEXT', body: '{"access_token": 17, ' }, 'BAD_ANSWER'],
    ['a page', { kind: 'TEXT', body: '<html>Sign in to the Wi-Fi</html>', contentType: 'text/html' }, 'BAD_ANSWER'],
    ['10 MB', { kind: 'HUGE', octets: 10_000_000 }, 'BAD_ANSWER'],
    ['503', { kind: 'STATUS', status: 503 }, 'TEMPORARY'],
    ['nothing', { kind: 'HANG' }, 'TEMPORARY'],
  ])('survives %s for an answer: it fails with a sentence, waits, and recovers', async (_name, fault, failureClass) => {
    const profile = await granted();
    const before = await kit.row(profile);
    provider.fault = fault;
    kit.startKeeper();

    await kit.askForRefresh(profile);
    const first = await failed(profile);
    await kit.askForRefresh(profile);
    const second = await failed(profile, 2);
    const held = await tokenOf(profile);
    provider.fault = null;
    const row = await refreshNow(profile);

    expect(first).toMatchObject({ failureClass, failureRetry: true, failureSentence: expect.stringMatching(/\w{3}/) });
    expect(first.nextRefreshAt!.getTime() - first.failureAt!.getTime()).toBeGreaterThanOrEqual(4_000);
    expect(second.nextRefreshAt!.getTime() - second.failureAt!.getTime()).toBeGreaterThanOrEqual(8_000);
    expect(Buffer.from(hashOf(held)).equals(before.accessTokenHash!)).toBe(true);
    expect(row).toMatchObject({ failureAt: null, failureAttempts: 0 });
    expect(await kinds(profile)).toEqual(['GRANTED', 'REFRESH_FAILED', 'REFRESH_FAILED', 'REFRESHED']);
    expect(await kit.audited(profile)).toEqual(['grant.refresh-failing', 'grant.recovered']);
    expect(refreshesAt(provider).every(({ status }) => status === 200)).toBe(true);
  });

  it('outlives a provider that is down', async () => {
    const profile = await granted();
    await provider.stop();
    kit.startKeeper();

    await kit.askForRefresh(profile);
    const down = await failed(profile);
    await provider.start();
    const row = await eventually(
      () => kit.row(profile),
      ({ failureAt }) => failureAt === null,
    );

    expect(down).toMatchObject({ failureClass: 'TEMPORARY', failureRetry: true });
    expect(row.obtainedAt!.getTime() - down.failureAt!.getTime()).toBeGreaterThanOrEqual(4_000);
    expect(refreshesAt(provider).map(({ status }) => status)).toEqual([200]);
  });

  it('needs a person once the provider calls its refresh token dead, which is asked once', async () => {
    const profile = await granted();
    provider.dropTokens();
    kit.startKeeper();

    await kit.askForRefresh(profile);
    const row = await failed(profile);
    await delay(1_500);

    expect(row).toMatchObject({ failureClass: 'CONSENT_NEEDED', failureCode: 'invalid_grant', nextRefreshAt: null });
    expect(await stateOf(profile)).toBe('CONSENT_NEEDED');
    expect(refreshesAt(provider).map(({ status }) => status)).toEqual([400]);
    expect(await kit.audited(profile)).toEqual(['grant.consent-lost']);
  });

  it('fails where the client’s secret was changed at the provider, and goes on as soon as the new one is entered', async () => {
    const profile = await granted();
    provider.setClient({ clientId: 'posthorn', secret: 'another-secret-of-theirs' });
    kit.startKeeper();

    await kit.askForRefresh(profile);
    const row = await failed(profile);
    await kit.enterSecret(profile, 'another-secret-of-theirs');
    const after = await refreshedSince(profile, row.obtainedAt);

    expect(row).toMatchObject({ failureClass: 'CLIENT', failureRetry: false, failureFix: 'ENTER_SECRET' });
    expect(row.nextRefreshAt!.getTime() - row.failureAt!.getTime()).toBeGreaterThan(2_000_000);
    expect(after.failureAt).toBeNull();
  });

  it('says that a key file is missing, and asks nobody', async () => {
    const profile = await granted();
    const queue = new GrantQueue(rows.urls.worker, 20, () => undefined);
    await kit.askForRefresh(profile);
    const [claimed] = await queue.claim(8, [], 8);

    await kit.refresh(new Vault(KeyRing.generate())).refreshOne(profile.tenantId, profile.profileId, claimed!.fence);
    await queue.close();

    expect(await kit.row(profile)).toMatchObject({ failureClass: 'CLIENT', failureSentence: expect.stringContaining('key file') });
    expect(refreshesAt(provider)).toEqual([]);
  });

  it('that nobody consents to is fetched at once with the client’s own credentials, scope and parameters', async () => {
    kit.startKeeper();
    const profile = await kit.addProfile({
      server: smtp,
      provider,
      flow: 'CLIENT_CREDENTIALS',
      oauth: { scope: 'https://mail.test/SMTP.Send', clientCredentialsParameters: [{ name: 'audience', value: 'mail' }] },
    });

    const row = await refreshedSince(profile, null);

    const { parameters } = provider.requests.findLast(({ path }) => path === '/token')!;
    expect(parameters).toMatchObject({ grant_type: 'client_credentials', scope: 'https://mail.test/SMTP.Send', audience: 'mail' });
    expect(row.refreshToken).toBeNull();
    expect(await stateOf(profile)).toBe('VALID');
  });

  it('of a person is refreshed with the parameters for that, and with the scope only where the provider wants it', async () => {
    const refreshParameters = [{ name: 'resource_hint', value: 'mail' }];
    const generic = await granted({ oauth: { refreshParameters } });
    const microsoft = await granted({
      client: { provider: 'microsoft365' },
      oauth: { scope: 'openid offline_access https://mail.test/SMTP.Send' },
    });
    kit.startKeeper();

    await refreshNow(generic);
    await refreshNow(microsoft);

    const [first, second] = provider.requests.filter(({ parameters }) => parameters['grant_type'] === 'refresh_token');
    expect(first!.parameters).toMatchObject({ resource_hint: 'mail' });
    expect(first!.parameters['scope']).toBeUndefined();
    expect(second!.parameters['scope']).toBe('openid offline_access https://mail.test/SMTP.Send');
  });

  it('of a service account asserts the mailbox it is for', async () => {
    const bodies: URLSearchParams[] = [];
    const google = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(new URLSearchParams(chunk.toString())));
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ access_token: 'of-the-service', token_type: 'Bearer', expires_in: 3_599 }));
      });
    });
    await new Promise<void>((resolve) => google.listen(0, '127.0.0.1', resolve));
    const { port } = google.address() as AddressInfo;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const profile = await kit.addProfile({ server: smtp, provider: { ...provider, port }, flow: 'JWT_BEARER' });
    const key = clientSecretContext({ tenantId: profile.tenantId, id: profile.clientId });
    const secret = Uint8Array.from(kit.mail.vault.seal(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), key));
    await kit.within(profile, (tx) =>
      tx.oAuthClient.update({
        where: { id: profile.clientId },
        data: { authentication: 'PRIVATE_KEY_JWT', secret, tokenUrl: `http://127.0.0.1:${port}/token`, issuer: null },
      }),
    );
    kit.startKeeper();

    await refreshedSince(profile, null);
    google.close();

    const claims = JSON.parse(Buffer.from(bodies[0]!.get('assertion')!.split('.')[1]!, 'base64url').toString()) as object;
    expect(claims).toMatchObject({ iss: 'posthorn', sub: 'mailbox@example.com' });
    expect(await tokenOf(profile)).toBe('of-the-service');
  });
});

describe('workers that refresh side by side', () => {
  it('keep the lease of a provider that takes its time, so that nobody else asks it', async () => {
    const profile = await granted({ client: { requestTimeoutMs: 4_000 } });
    const { fence } = await kit.row(profile);
    provider.fault = { kind: 'HANG' };
    for (let keeper = 0; keeper < 3; keeper += 1) kit.startKeeper({ leaseSeconds: 1 });

    await kit.askForRefresh(profile);
    const row = await failed(profile);

    expect(row.fence).toBe(fence + 1);
    expect(row.failureAttempts).toBe(1);
  });

  it('store a rotated refresh token though the lease was lost meanwhile, and nothing of another grant', async () => {
    const [kept, replaced] = [await granted(), await granted()];
    const queue = new GrantQueue(rows.urls.worker, 20, () => undefined);
    const claimed = new Map<string, number>();
    for (const profile of [kept, replaced]) await kit.askForRefresh(profile);
    for (const { profileId, fence } of await queue.claim(8, [], 8)) claimed.set(profileId, fence);
    await queue.close();
    // Their writes wait here, while the provider has answered already.
    const blocker = new pg.Client({ connectionString: rows.urls.system });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query('select from delivery_budget where profile_id = any ($1) for update', [[kept.profileId, replaced.profileId]]);
    const before = await kit.row(replaced);

    const refreshing = [kept, replaced].map(({ tenantId, profileId }) =>
      kit.refresh().refreshOne(tenantId, profileId, claimed.get(profileId)!),
    );
    await eventually(
      () => Promise.resolve(refreshesAt(provider).length),
      (count) => count === 2,
    );
    await rows.query('update oauth_grant set fence = fence + 1 where profile_id = $1', [kept.profileId]);
    await rows.query('update oauth_grant set fence = fence + 1, generation = generation + 1 where profile_id = $1', [replaced.profileId]);
    await blocker.query('commit');
    await Promise.all(refreshing);
    await blocker.end();

    const row = await kit.row(kept);
    const refreshToken = kit.mail.vault.open(row.refreshToken!, refreshTokenContext(row)).reveal();
    expect(refreshesAt(provider).map(({ token }) => token)).not.toContain(refreshToken);
    expect(await kinds(kept)).toEqual(['GRANTED', 'REFRESHED']);
    expect(Buffer.from((await kit.row(replaced)).accessTokenHash!).equals(before.accessTokenHash!)).toBe(true);
    expect(await kinds(replaced)).toEqual(['GRANTED']);
  });

  it('leave room for others where one provider hangs', async () => {
    const hanging = await startOAuthServer();
    hanging.fault = { kind: 'HANG' };
    const stuck = await kit.addProfile({
      server: smtp,
      provider: hanging,
      flow: 'CLIENT_CREDENTIALS',
      client: { requestTimeoutMs: 60_000 },
    });
    for (let more = 0; more < 11; more += 1) {
      const { profileId } = await rows.addProfile({ tenantId: stuck.tenantId });
      await rows.query(
        `insert into oauth_grant (tenant_id, profile_id, client_id, flow, next_refresh_at) values ($1, $2, $3, 'CLIENT_CREDENTIALS', now() - interval '1 hour')`,
        [stuck.tenantId, profileId, stuck.clientId],
      );
      await rows.query(
        `insert into email_profile (tenant_id, id, name, from_address, from_name, host, port, security, authentication, oauth_client_id, username)
         values ($1, $2::uuid, $2::uuid::text, 'a@spec.test', '', 'h', 25, 'NONE', 'OAUTH2', $3, 'm')`,
        [stuck.tenantId, profileId, stuck.clientId],
      );
    }
    kit.startKeeper();
    await delay(500);

    const other = await kit.addProfile({ server: smtp, provider, flow: 'CLIENT_CREDENTIALS' });
    const refreshed = await refreshedSince(other, null);
    await hanging.close();
    await kit.stopAll();

    expect(refreshed.obtainedAt).not.toBeNull();
  });
});
