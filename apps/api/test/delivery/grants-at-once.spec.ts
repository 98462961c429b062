import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { OAuthGrant } from '@posthorn/database';
import { startOAuthServer, startSmtpServer, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import { hashOf } from '../../src/grants/grant-rows.ts';
import { eventually, MailDatabase } from './mail-in-database.ts';
import { refreshesAt, TokenKit, type TokenProfile } from './token-kit.ts';
import { spawnWorker } from './spawn-worker.ts';
import type { WorkerProcessOptions } from './worker-process.ts';

const grants = Number(process.env['GRANTS_AT_ONCE'] ?? 200);
const processes = 8;
const leaseSeconds = 4;
/** As long as the product waits: the provider shares the machine with all who ask it. */
const client = { connectTimeoutMs: 10_000, requestTimeoutMs: 10_000 };

let rows: MailDatabase;
let kit: TokenKit;
let smtp: TestSmtpServer;
let provider: TestOAuthServer;
let profiles: TokenProfile[];
const workers: ChildProcess[] = [];

beforeAll(async () => {
  rows = await MailDatabase.create();
  kit = new TokenKit(rows);
  smtp = await startSmtpServer();
  provider = await startOAuthServer();
  profiles = [];
  // A few at a time: consents are as much work as refreshes.
  for (let tenant = 0; tenant < grants / 4; tenant += 1) {
    const first = await kit.granted({ server: smtp, provider, client });
    const more = [1, 2, 3].map(() => kit.granted({ server: smtp, provider, client, tenantId: first.tenantId }));
    profiles.push(first, ...(await Promise.all(more)));
  }
  await Promise.all(Array.from({ length: processes }, startProcess));
}, 240_000);
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await kit.close();
  await smtp.close();
  await provider.close();
  await rows.close();
});

async function startProcess(): Promise<void> {
  const [appUrl, keys] = [rows.urls.app, kit.mail.keys.serialize()];
  const options: WorkerProcessOptions = {
    workerUrl: rows.urls.worker,
    systemUrl: rows.urls.system,
    slots: 2,
    mail: { appUrl, keys },
    grants: { appUrl, keys, leaseSeconds },
  };
  const worker = spawnWorker(options);
  workers.push(worker);
  const ended = once(worker, 'exit').then(() => Promise.reject(new Error('a worker process did not start')));
  await Promise.race([once(worker, 'message'), ended]);
}

const all = (): Promise<OAuthGrant[]> => kit.mail.database.asSystem('a spec', (tx) => tx.oAuthGrant.findMany());

/** All of them are due at this moment, and every process hears of it. */
async function expireAll(): Promise<Date> {
  const startedAt = new Date();
  provider.requests.length = 0;
  await rows.query('update oauth_grant set expires_at = now(), next_refresh_at = now()');
  await rows.query(`select pg_notify('grants', '')`);
  return startedAt;
}
/** Looks seldom, because the provider runs in this very process. */
async function finalSince(startedAt: Date): Promise<OAuthGrant[]> {
  const open = 'select count(*)::int as count from oauth_grant where (obtained_at < $1 and failure_at is null) or lease_until is not null';
  for (const giveUpAt = Date.now() + 90_000; Date.now() < giveUpAt; await delay(250)) {
    const [{ count } = { count: -1 }] = await rows.query<{ count: number }>(open, [startedAt]);
    if (count === 0) break;
  }
  return all();
}

describe(`${grants} grants that expire at once under ${processes} worker processes`, () => {
  it('are refreshed once each: the provider sees no refresh token twice', async () => {
    const startedAt = await expireAll();
    const found = await finalSince(startedAt);

    const asked = refreshesAt(provider);
    expect(found).toHaveLength(grants);
    expect(found.map(({ failureCode, failureWords }) => failureCode && [failureCode, failureWords]).filter(Boolean)).toEqual([]);
    expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
    expect(asked).toHaveLength(grants);
    expect(new Set(asked.map(({ token }) => token)).size).toBe(grants);
  }, 120_000);

  it('are all refreshed although two processes are killed midway, but for those that died with an answer in their hands', async () => {
    const startedAt = await expireAll();
    await eventually(
      () => Promise.resolve(refreshesAt(provider).length),
      (count) => count >= grants / 4,
      30_000,
    );
    const victims = workers.splice(0, 2);
    for (const victim of victims) victim.kill('SIGKILL');
    const found = await finalSince(startedAt);

    const asked = refreshesAt(provider);
    const answered = new Set(asked.filter(({ status }) => status === 200).map(({ token }) => Buffer.from(hashOf(token)).toString('hex')));
    const lost = found.filter(({ failureAt }) => failureAt !== null);
    expect(victims.map(({ killed }) => killed)).toEqual([true, true]);
    // At most what two processes had in their hands, each visibly so, and each of them used up at the provider.
    expect(lost.length).toBeLessThanOrEqual(2 * 8);
    expect(lost.map(({ failureClass }) => failureClass).filter((one) => one !== 'CONSENT_NEEDED')).toEqual([]);
    expect(lost.map(({ refreshTokenHash }) => Buffer.from(refreshTokenHash!).toString('hex')).filter((one) => !answered.has(one))).toEqual(
      [],
    );
    // Those whose rotated token was stored just before the kill are asked about once more, with that one.
    expect(answered.size).toBeGreaterThanOrEqual(grants);
    expect(answered.size + lost.length).toBeLessThanOrEqual(grants + 2 * 8);
    expect(asked.filter(({ status }) => status === 200)).toHaveLength(answered.size);
    expect(asked.filter(({ status }) => status !== 200)).toHaveLength(lost.length);
  }, 120_000);
});
