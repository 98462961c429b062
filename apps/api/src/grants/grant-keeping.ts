import type { OAuthFlow } from '@posthorn/contracts';
import type { OAuthGrant, Tx } from '@posthorn/database';
import { nextRefreshAt } from '@posthorn/oauth';
import {
  announceGrant,
  announceGrantChange,
  emptied,
  forgottenFailure,
  grantFactsOf,
  holds,
  jitterOf,
  recordGrantEvent,
  withoutIdentity,
} from './grant-rows.ts';

/** What a setup's grant goes by. */
export interface GrantSetup {
  tenantId: string;
  profileId: string;
  clientId: string;
  flow: OAuthFlow;
  refreshBeforeSeconds: number;
}

/**
 * Makes the grant of a setup that signs in with OAuth 2.0, or brings it up to date. Whatever was changed may be what the last refresh failed
 * of: unless a person must consent, the next attempt is at once. Unattended flows without a token are due at once, too.
 *
 * @param drop reasons why the tokens go, in words; none: they stay
 */
export async function keepGrant(tx: Tx, setup: GrantSetup, drop: string[], actorName: string | null): Promise<void> {
  const { profileId } = setup;
  const before = await lockGrant(tx, profileId);
  if (!before) await create(tx, setup);
  else if (drop.length > 0) await empty(tx, before, setup, drop, actorName);
  else await update(tx, before, setup);
  await announceGrant(tx, profileId);
  await announceGrantChange(tx, setup);
}

/** The setup signs in otherwise, or is gone: its tokens, its history and what waits at the provider go with it. */
export async function forgetGrant(tx: Tx, profileId: string): Promise<void> {
  await tx.oAuthConsent.deleteMany({ where: { profileId } });
  await tx.oAuthGrantEvent.deleteMany({ where: { profileId } });
  await tx.oAuthGrant.deleteMany({ where: { profileId } });
}

/** Whether there is anything to lose. */
export async function holdsTokens(tx: Tx, profileId: string): Promise<boolean> {
  const row = await tx.oAuthGrant.findFirst({ where: { profileId }, select: { accessToken: true, refreshToken: true } });
  return row !== null && holds(row);
}

/** The row, locked until the transaction ends: what a refresh writes meanwhile comes before or after, never between. */
export async function lockGrant(tx: Tx, profileId: string): Promise<OAuthGrant | null> {
  await tx.$queryRaw`select from oauth_grant where profile_id = ${profileId}::uuid for update`;
  return tx.oAuthGrant.findFirst({ where: { profileId } });
}

async function create(tx: Tx, { flow, ...setup }: GrantSetup): Promise<void> {
  const due = flow === 'AUTHORIZATION_CODE' ? null : new Date();
  await tx.oAuthGrant.create({ data: { ...setup, flow, jitter: jitterOf(setup.profileId), nextRefreshAt: due } });
}

async function update(tx: Tx, before: OAuthGrant, { profileId, clientId, flow, refreshBeforeSeconds }: GrantSetup): Promise<void> {
  const mends = before.failureClass !== null && before.failureClass !== 'CONSENT_NEEDED';
  const columns = { clientId, flow, refreshBeforeSeconds, ...(mends ? forgottenFailure : {}) };
  const now = new Date();
  const planned = nextRefreshAt(grantFactsOf({ ...before, ...columns }), now);
  await tx.oAuthGrant.update({ where: { profileId }, data: { ...columns, nextRefreshAt: mends && planned ? now : planned } });
}

async function empty(tx: Tx, before: OAuthGrant, setup: GrantSetup, drop: string[], actorName: string | null): Promise<void> {
  const { profileId, clientId, flow, refreshBeforeSeconds } = setup;
  // A refresh that is under way holds the old fence: its tokens are of the old setup.
  const gone = { ...emptied, generation: before.generation + 1, fence: before.fence + 1 };
  const columns = { ...gone, clientId, flow, refreshBeforeSeconds };
  const next = nextRefreshAt(grantFactsOf({ ...before, ...columns }), new Date());
  await tx.oAuthGrant.update({ where: { profileId }, data: { ...columns, ...withoutIdentity, nextRefreshAt: next } });
  await tx.oAuthConsent.deleteMany({ where: { profileId, status: 'TO_CONFIRM' } });
  if (holds(before)) await recordGrantEvent(tx, setup, { kind: 'DROPPED', detail: sentenceOf(drop), actorName });
}

const sentenceOf = (drop: string[]): string => `The tokens were dropped, because this changed: ${drop.join(', ')}.`;
