import { setTimeout as delay } from 'node:timers/promises';
import { startOAuthServer, startSmtpServer, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import { announceGrant } from '../src/grants/grant-rows.ts';
import { MailDatabase } from '../test/delivery/mail-in-database.ts';
import { TenantMailKit } from '../test/delivery/tenant-mail-kit.ts';
import { dueNow, makeGrants, type GrantedProfile } from './grants.ts';
import type { Product } from './product.ts';

export interface TokenTimes {
  refreshes: {
    /** Requests with a refresh token that reached the provider, to grants that were due. 1: nobody asked twice, nobody was forgotten. */
    issuedToNeeded: number;
    perSecond: number;
  };
  /** What each send whose access token had just expired took longer than the one before it, which had one at hand. In milliseconds. */
  waits: number[];
}

/** Two workers keep grants alive at a provider that rotates refresh tokens, and send with them. */
export async function benchTokens(product: Product, count: { grants: number; waits: number }): Promise<TokenTimes> {
  const provider = await startOAuthServer();
  const smtp = await startSmtpServer({ tokens: judgeOf(provider) });
  const rows = MailDatabase.over(product.urls);
  const kit = new TenantMailKit(rows);
  try {
    await product.addWorker();
    const profiles = await makeGrants({ product, database: kit.database, rows, provider, smtp }, count.grants);
    const refreshes = await refreshAll(rows, provider, count.grants);
    return { refreshes, waits: await sendWaits(kit, smtp, profiles[0]!, count.waits) };
  } finally {
    await kit.close();
    await rows.close();
    await Promise.all([provider.close(), smtp.close()]);
  }
}

const judgeOf =
  (provider: TestOAuthServer) =>
  async (user: string, token: string): Promise<boolean> => {
    const { active, username } = await provider.introspect(token);
    return active && username === user;
  };

/** Whoever would ask once more does so soon. */
const afterwardsMs = 1_500;
const giveUpMs = 120_000;

async function refreshAll(rows: MailDatabase, provider: TestOAuthServer, needed: number): Promise<TokenTimes['refreshes']> {
  const start = performance.now();
  await dueNow(rows);
  while ((await standing(rows)).valid < needed) {
    if (performance.now() - start > giveUpMs) throw new Error(`not refreshed: ${JSON.stringify(await standing(rows))}`);
    await delay(25);
  }
  const seconds = (performance.now() - start) / 1000;
  await delay(afterwardsMs);
  const { failed, valid } = await standing(rows);
  if (failed > 0) throw new Error(`${failed} of ${valid} grants failed`);
  const issued = provider.requests.filter(({ parameters }) => parameters['grant_type'] === 'refresh_token').length;
  return { issuedToNeeded: issued / needed, perSecond: needed / seconds };
}

async function standing(rows: MailDatabase): Promise<{ valid: number; failed: number }> {
  const [row] = await rows.query<{ valid: number; failed: number }>(
    `select count(*) filter (where expires_at > now())::int as valid, count(*) filter (where failure_at is not null)::int as failed from oauth_grant`,
  );
  return row!;
}

async function sendWaits(kit: TenantMailKit, smtp: TestSmtpServer, profile: GrantedProfile, count: number): Promise<number[]> {
  await sendOnce(kit, smtp, profile, { subject: 'Warm', expired: false });
  const waits: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const atHand = await sendOnce(kit, smtp, profile, { subject: `At hand ${n}`, expired: false });
    const awaited = await sendOnce(kit, smtp, profile, { subject: `Awaited ${n}`, expired: true });
    waits.push(awaited - atHand);
  }
  return waits;
}

/** Milliseconds from enqueuing to the mail server's 250. `expired`: the access token ends in the same transaction, and its refresh is due. */
async function sendOnce(
  { database, mailer }: TenantMailKit,
  smtp: TestSmtpServer,
  { tenantId, profileId, mailbox }: GrantedProfile,
  { subject, expired }: { subject: string; expired: boolean },
): Promise<number> {
  const arrived = smtp.waitForMail(({ parsed }) => parsed.subject === subject, 30_000).then(() => performance.now());
  await database.forTenant({ tenantId }, async (tx) => {
    if (expired) {
      const now = new Date();
      await tx.oAuthGrant.update({ where: { profileId }, data: { expiresAt: now, nextRefreshAt: now } });
      await announceGrant(tx, profileId);
    }
    const to = { address: 'ann@bench.example', name: null };
    await mailer.enqueue(tx, tenantId, {
      profileId,
      lane: 'BULK',
      kind: 'MAIL',
      from: { address: mailbox, name: null },
      replyTo: [],
      to: [to],
      cc: [],
      recipients: [to.address],
      subject,
      text: 'Tank 7 is at 95 °C.',
      html: null,
      headers: [],
      priority: 3,
      attachments: [],
      tags: [],
      notBefore: null,
      expiresAt: null,
      maxAttempts: null,
      source: { kind: 'PERSON', id: tenantId, name: 'Bench' },
    });
  });
  const enqueued = performance.now();
  const took = Math.max(0, (await arrived) - enqueued);
  await delay(20);
  return took;
}
