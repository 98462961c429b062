import { setTimeout as delay } from 'node:timers/promises';
import { Database, platformProfileId, platformTenantId } from '@posthorn/database';
import { startOAuthServer, startSmtpServer, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import { v7 as uuidv7 } from 'uuid';
import { RefusedTokens } from '../../src/delivery/refused-tokens.ts';
import { PlatformMailSource } from '../../src/delivery/platform-mail-source.ts';
import { keepGrant } from '../../src/grants/grant-keeping.ts';
import { eventually, MailDatabase, type MessageRow, type TestProfile } from './mail-in-database.ts';
import { judgeOf, refreshesAt, TokenKit, type TokenProfile } from './token-kit.ts';

let rows: MailDatabase;
let kit: TokenKit;
let provider: TestOAuthServer;
let smtp: TestSmtpServer;

beforeEach(async () => {
  rows = await MailDatabase.create();
  kit = new TokenKit(rows);
  provider = await startOAuthServer();
  smtp = await startSmtpServer({ tokens: judgeOf(provider) });
});
afterEach(async () => {
  await kit.close();
  await smtp.close();
  await provider.close();
  await rows.close();
});

const enqueue = async (profile: TestProfile, part: Parameters<TokenKit['mail']['enqueue']>[1] = {}): Promise<string> =>
  (await kit.mail.enqueue(profile, part)).messages[0]!.id;
const message = (id: string) => rows.message(id);
const comesTo = (id: string, state: string, timeoutMs?: number): Promise<MessageRow> =>
  eventually(
    () => message(id),
    (row) => row.state === state,
    timeoutMs,
  );
const budget = (profile: TestProfile) =>
  rows.budget<{
    in_flight: number;
    token_wait_until: Date | null;
    parked_at: Date | null;
    circuit_until: Date | null;
    last_failure_class: string | null;
  }>(profile);
const waits = (profile: TestProfile) =>
  eventually(
    () => budget(profile),
    ({ token_wait_until, in_flight }) => token_wait_until !== null && in_flight === 0,
  );
const attempts = (id: string) =>
  rows.query<{ outcome: string; failure_class: string | null; number: number }>(
    'select * from attempt where message_id = $1 order by number',
    [id],
  );
/** The provider is away, and the token held has ended: nothing can be sent before it is back. */
async function withoutToken(profile: TokenProfile): Promise<void> {
  provider.fault = { kind: 'STATUS', status: 503 };
  await kit.expire(profile);
  await kit.askForRefresh(profile);
  await eventually(
    () => kit.row(profile),
    ({ failureAt, leaseUntil }) => failureAt !== null && leaseUntil === null,
  );
}
async function providerIsBack(profile: TokenProfile): Promise<void> {
  provider.fault = null;
  await kit.askForRefresh(profile);
}

describe('mail of a setup that signs in with a token', () => {
  it('goes out with it, and a kept session outlives a refresh, though not another grant', async () => {
    const profile = await kit.granted({ server: smtp, provider });
    kit.startKeeper();
    kit.startWorker();

    await comesTo(await enqueue(profile), 'ACCEPTED');
    const { obtainedAt } = await kit.row(profile);
    await kit.askForRefresh(profile);
    await eventually(
      () => kit.row(profile),
      (row) => row.obtainedAt! > obtainedAt!,
    );
    await comesTo(await enqueue(profile), 'ACCEPTED');
    const connections = smtp.connections;
    await kit.grant(profile, provider);
    await comesTo(await enqueue(profile), 'ACCEPTED');

    expect(smtp.messages.map(({ user }) => user)).toEqual(Array(3).fill('mailbox@example.com'));
    expect([connections, smtp.connections]).toEqual([1, 2]);
    expect(smtp.signIns).toHaveLength(2);
  });

  it('waits unattempted while the provider is down, and goes out with the token, without a poll', async () => {
    const profile = await kit.granted({ server: smtp, provider });
    kit.startKeeper();
    kit.startWorker({ pollMs: 600_000 });
    await withoutToken(profile);

    const ids = await Promise.all([1, 2, 3].map(() => enqueue(profile)));
    const waiting = await waits(profile);
    const held = await Promise.all(ids.map(message));
    await providerIsBack(profile);
    const sent = await Promise.all(ids.map((id) => comesTo(id, 'ACCEPTED')));

    expect(held.map(({ state, attempt_count }) => [state, attempt_count])).toEqual(Array(3).fill(['QUEUED', 0]));
    expect(waiting.token_wait_until!.getTime() - Date.now()).toBeGreaterThan(100_000);
    expect(waiting).toMatchObject({ parked_at: null, circuit_until: null, consecutive_failures: 0 });
    expect(sent.every(({ attempt_count }) => attempt_count === 1)).toBe(true);
    expect((await budget(profile)).token_wait_until).toBeNull();
  });

  it('is deferred at once where it is not to wait, and comes forward with the token', async () => {
    const profile = await kit.granted({ server: smtp, provider, oauth: { accessTokenTimeoutSeconds: 0 } });
    kit.startKeeper();
    kit.startWorker();
    await withoutToken(profile);

    const id = await enqueue(profile);
    const deferred = await comesTo(id, 'DEFERRED');
    const said = await budget(profile);
    await rows.query(`update message set not_before = now() + interval '1 hour' where id = $1`, [id]);
    await providerIsBack(profile);
    await comesTo(id, 'ACCEPTED');

    expect(deferred).toMatchObject({ failure_class: 'TOKEN', attempt_count: 1 });
    expect(deferred.sentence).toMatch(/^No access token came in time\. The identity provider is overloaded/);
    expect(said).toMatchObject({ last_failure_class: 'TOKEN', consecutive_failures: 0, circuit_until: null, parked_at: null });
    expect((await attempts(id)).map(({ outcome, failure_class }) => [outcome, failure_class])).toEqual([
      ['DEFERRED', 'TOKEN'],
      ['ACCEPTED', null],
    ]);
  });

  it('waits as long as the setup says, and is deferred then', async () => {
    const profile = await kit.granted({ server: smtp, provider, oauth: { accessTokenTimeoutSeconds: 1 } });
    kit.startKeeper();
    kit.startWorker();
    await withoutToken(profile);

    const startedAt = Date.now();
    const id = await enqueue(profile);
    await waits(profile);
    const first = await message(id);
    await comesTo(id, 'DEFERRED');
    const waitedMs = Date.now() - startedAt;
    const later = await enqueue(profile);
    await comesTo(later, 'DEFERRED');

    expect(first.state).toBe('QUEUED');
    expect(waitedMs).toBeGreaterThanOrEqual(900);
    expect(smtp.connections).toBe(0);
  });

  it('of another tenant goes out while a token service hangs', async () => {
    const profile = await kit.granted({ server: smtp, provider, client: { requestTimeoutMs: 60_000 } });
    const plain = await startSmtpServer();
    const others = await kit.mail.addProfile({ server: plain });
    kit.startKeeper();
    kit.startWorker({ slots: 3 });
    provider.fault = { kind: 'HANG' };
    await kit.expire(profile);
    await kit.askForRefresh(profile);

    await Promise.all(Array.from({ length: 30 }, () => enqueue(profile, { lane: 'ALARM' })));
    await waits(profile);
    const ids = await Promise.all(Array.from({ length: 30 }, () => enqueue(others)));
    for (const id of ids) await comesTo(id, 'ACCEPTED');
    await plain.close();

    expect((await rows.states(`m.profile_id = '${profile.profileId}'`))['QUEUED']).toBe(30);
  });

  it('is parked where the consent was withdrawn behind our back, and a new grant sends all that has not expired', async () => {
    const profile = await kit.granted({ server: smtp, provider });
    kit.startKeeper();
    kit.startWorker();
    await comesTo(await enqueue(profile), 'ACCEPTED');
    await rows.query('update delivery_budget set paused_at = now() where profile_id = $1', [profile.profileId]);
    const ids = await Promise.all([1, 2, 3, 4].map(() => enqueue(profile)));
    const ended = await enqueue(profile, { expiresAt: new Date(Date.now() + 2_500) });
    provider.dropTokens();
    // The session that is kept still believes in the token.
    await kit.stopAll();
    kit.startKeeper();
    kit.startWorker();

    await rows.query('update delivery_budget set paused_at = null where profile_id = $1', [profile.profileId]);
    kit.wake.wake('BULK', profile.profileId);
    const parked = await Promise.all([...ids].map((id) => comesTo(id, 'PARKED')));
    const reason = parked.find(({ sentence }) => sentence !== null);
    const grant = await kit.row(profile);
    await comesTo(ended, 'EXPIRED');
    await kit.grant(profile, provider);
    await Promise.all(ids.map((id) => comesTo(id, 'ACCEPTED')));

    expect(reason).toMatchObject({ failure_class: 'TOKEN' });
    expect(reason!.sentence).toMatch(/Grant a new token\.$/);
    expect(grant.failureClass).toBe('CONSENT_NEEDED');
    expect(refreshesAt(provider)).toHaveLength(1);
    expect(await budget(profile)).toMatchObject({ parked_at: null });
    expect(smtp.messages).toHaveLength(5);
  });

  it('is parked where no token was ever granted, and probes change nothing', async () => {
    const profile = await kit.addProfile({ server: smtp, provider });
    kit.startKeeper();
    kit.startWorker();

    const id = await enqueue(profile);
    const row = await comesTo(id, 'PARKED');
    await rows.query('update delivery_budget set probe_at = now() where profile_id = $1', [profile.profileId]);
    await delay(1_500);
    const still = await message(id);
    await kit.grant(profile, provider);
    await comesTo(id, 'ACCEPTED');

    expect(row).toMatchObject({ failure_class: 'TOKEN', sentence: expect.stringContaining('Nobody has granted a token yet') });
    expect(still.state).toBe('PARKED');
  });

  it('is let go by a probe that signs in with a token', async () => {
    const profile = await kit.granted({ server: smtp, provider });
    await rows.query(`update delivery_budget set parked_at = now(), probe_at = now(), last_failure_class = 'AUTH' where profile_id = $1`, [
      profile.profileId,
    ]);
    const id = await enqueue(profile);

    kit.startWorker();

    await comesTo(id, 'ACCEPTED');
  });

  it('of a client whose secret ended is parked once its token has, and goes out when the new one is entered', async () => {
    const profile = await kit.addProfile({
      server: smtp,
      provider,
      flow: 'CLIENT_CREDENTIALS',
      oauth: { scope: 'https://mail.test/SMTP.Send' },
    });
    kit.startKeeper();
    kit.startWorker();
    await comesTo(await enqueue(profile), 'ACCEPTED');
    provider.setClient({ clientId: 'posthorn', secret: 'a-new-secret' });
    await kit.expire(profile);
    await kit.stopAll();
    kit.startKeeper();
    kit.startWorker();

    const id = await enqueue(profile);
    await kit.askForRefresh(profile);
    const parked = await comesTo(id, 'PARKED');
    await kit.enterSecret(profile, 'a-new-secret');
    await comesTo(id, 'ACCEPTED');

    expect(parked.failure_class).toBe('TOKEN');
  });
});

describe('a token that the mail server refuses', () => {
  it('is replaced once by force, and the same attempt goes on with the fresh one', async () => {
    const profile = await kit.granted({ server: smtp, provider });
    kit.startKeeper();
    kit.startWorker();
    smtp.refuseTokens(1);

    const id = await enqueue(profile);
    await comesTo(id, 'ACCEPTED');

    expect((await attempts(id)).map(({ outcome }) => outcome)).toEqual(['ACCEPTED']);
    expect(refreshesAt(provider).map(({ status }) => status)).toEqual([200]);
    expect(new Set(smtp.signIns.map(({ token }) => token)).size).toBe(2);
  });

  it('while the provider calls it good is a matter of the server’s policy: held, and not forced again within five minutes', async () => {
    const profile = await kit.granted({ server: smtp, provider });
    kit.startKeeper();
    kit.startWorker();
    smtp.refuseTokens(100);

    const id = await enqueue(profile);
    const first = await comesTo(id, 'DEFERRED');
    await rows.query('update delivery_budget set circuit_until = null where profile_id = $1', [profile.profileId]);
    await rows.query('update message set not_before = now() where id = $1', [id]);
    await eventually(
      () => message(id),
      ({ attempt_count, state }) => attempt_count === 2 && state === 'DEFERRED',
    );
    const second = await message(id);

    expect(first).toMatchObject({ failure_class: 'AUTH' });
    expect(first.sentence).toContain('A fresh access token was fetched and tried; it was refused, too.');
    expect(first.sentence).toContain('The provider says the token is good, so the mail server’s policy refuses it.');
    expect(first.reply).toMatch(/^334 /);
    expect(second.sentence).toContain('less than five minutes ago');
    expect(refreshesAt(provider)).toHaveLength(1);
    expect(await budget(profile)).toMatchObject({ auth_failures: 2, parked_at: null });
    expect((await budget(profile)).circuit_until).not.toBeNull();
  });

  it('is the failure of a login where looking into it fails on our side', async () => {
    const nowhere = 'postgres://nobody@127.0.0.1:1/nothing';
    const away = new Database({ appUrl: nowhere, systemUrl: nowhere });
    const { vault, source } = kit.mail;
    const profile = await kit.granted({ server: smtp, provider });
    kit.startWorker({ refusedTokens: new RefusedTokens({ database: away, vault, source }) });
    smtp.refuseTokens(1);

    const row = await comesTo(await enqueue(profile), 'DEFERRED');
    await away.close();

    expect(row).toMatchObject({ failure_class: 'AUTH', sentence: expect.stringMatching(/token/i) });
  });

  it('shares one forced refresh between all sends that were refused with it', async () => {
    const profile = await kit.granted({ server: smtp, provider, maxInFlight: 8 });
    kit.startKeeper();
    kit.startWorker();
    smtp.refuseTokens(8);

    const ids = await Promise.all(Array.from({ length: 8 }, () => enqueue(profile)));
    await eventually(
      () => rows.states(),
      (states) => (states['ACCEPTED'] ?? 0) + (states['DEFERRED'] ?? 0) === 8,
      15_000,
    );

    expect(ids).toHaveLength(8);
    expect(refreshesAt(provider)).toHaveLength(1);
  });

  it('waits for the next one where the provider calls it dead and gives none for now', async () => {
    const profile = await kit.granted({ server: smtp, provider, oauth: { accessTokenTimeoutSeconds: 1 } });
    kit.startKeeper();
    kit.startWorker();
    await kit.alterToken(profile, 'revoked-behind-our-back');
    provider.fault = { kind: 'STATUS', status: 503, path: '/token' };

    const id = await enqueue(profile);
    const first = await comesTo(id, 'DEFERRED');
    const grant = await kit.row(profile);
    await providerIsBack(profile);
    await comesTo(id, 'ACCEPTED');

    expect(first).toMatchObject({ failure_class: 'TOKEN' });
    expect(first.sentence).toContain('not valid any more; another one is on its way');
    expect(grant.expiresAt!.getTime()).toBeLessThanOrEqual(Date.now());
  });
});

describe('account mail of a platform that signs in with a token', () => {
  const platform = { tenantId: platformTenantId, profileId: platformProfileId };

  it('has the platform’s own grant fetched, and says that there is no token before that', async () => {
    const { vault, database } = kit.mail;
    const clientId = await kit.addClient(platformTenantId, provider, {});
    const oauth = { accessTokenTimeoutSeconds: 0, scope: 'https://mail.test/SMTP.Send' };
    const { host, port } = smtp;
    await database.asSystem('a spec', async (tx) => {
      await tx.platformMailSettings.deleteMany();
      await tx.platformMailSettings.create({
        data: {
          tenantId: platformTenantId,
          id: platformProfileId,
          host,
          port,
          security: 'NONE',
          username: 'mailbox@example.com',
          timeoutMs: 5_000,
          fromAddress: 'posthorn@spec.test',
          fromName: 'Posthorn',
          authentication: 'OAUTH2',
          oauth,
          oauthClientId: clientId,
        },
      });
      await tx.egressRule.create({ data: { tenantId: platformTenantId, id: uuidv7(), host, port, allowCleartextAuth: true } });
      await keepGrant(tx, { ...platform, clientId, flow: 'CLIENT_CREDENTIALS', refreshBeforeSeconds: 300 }, [], null);
    });
    const source = new PlatformMailSource(database, vault, 'https://posthorn.test');
    const none = await source.submissionOf(platform);
    kit.startKeeper();
    await eventually(
      () => kit.row(platform),
      ({ accessToken }) => accessToken !== null,
    );
    const submission = await source.submissionOf(platform);

    expect(none).toMatchObject({ class: 'TOKEN', retry: 'RETRY' });
    expect(submission).toMatchObject({ grant: { interactive: false, timeoutSeconds: 0, generation: 0 } });
    expect('settings' in submission && submission.settings.oauth).toEqual({ accessToken: expect.any(String) });
    expect(await kit.audited(platform)).toEqual([]);
  });
});
