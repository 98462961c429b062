import type { OAuthConsent, Tx } from '@posthorn/database';
import type { Identity, Tokens } from '@posthorn/oauth';
import { Secret, type SealContext, type Vault } from '@posthorn/vault';

// What a consent keeps, between its row and what is sealed in it.

/** To sign in and consent, in milliseconds. */
export const consentLifeMs = 10 * 60_000;

/** To decide about tokens of another user, or for fewer scopes than were asked for, in milliseconds. */
export const decisionLifeMs = 15 * 60_000;

type Key = Pick<OAuthConsent, 'tenantId' | 'id'>;

const contextOf = ({ tenantId, id }: Key, column: string): SealContext => ({ tenantId, table: 'oauth_consent', column, recordId: id });
export const pendingContext = (key: Key): SealContext => contextOf(key, 'pending');
const tokensContext = (key: Key): SealContext => contextOf(key, 'tokens');

/** Tokens as they came, and when. */
export interface ObtainedTokens {
  tokens: Tokens;
  obtainedAt: Date;
}

interface Stored {
  accessToken: string;
  expiresInSeconds: number | null;
  refreshToken: string | null;
  refreshTokenExpiresInSeconds: number | null;
  scope: string | null;
  identity: Identity | null;
  obtainedAt: string;
}

export function sealTokens(vault: Vault, key: Key, { tokens, obtainedAt }: ObtainedTokens): Uint8Array<ArrayBuffer> {
  const { accessToken, refreshToken, ...rest } = tokens;
  const secrets = { accessToken: accessToken.reveal(), refreshToken: refreshToken?.reveal() ?? null };
  const stored: Stored = { ...rest, ...secrets, obtainedAt: obtainedAt.toISOString() };
  return Uint8Array.from(vault.seal(Secret.of(JSON.stringify(stored)), tokensContext(key)));
}

/** @throws SealError */
export function openTokens(vault: Vault, key: Key, sealed: Uint8Array): ObtainedTokens {
  const { accessToken, refreshToken, obtainedAt, ...rest } = JSON.parse(vault.open(sealed, tokensContext(key)).reveal()) as Stored;
  const secrets = { accessToken: Secret.of(accessToken), refreshToken: refreshToken === null ? null : Secret.of(refreshToken) };
  return { tokens: { ...rest, ...secrets }, obtainedAt: new Date(obtainedAt) };
}

/** Consents that nobody ended are kept a day longer, so that a late callback is told it was late. */
const keptMs = 24 * 3_600_000;

/** Tokens nobody decided about go at once, everything else with its day. */
export async function forgetConsents(tx: Tx, now = new Date()): Promise<void> {
  const over = [{ status: 'TO_CONFIRM' as const, expiresAt: { lte: now } }, { expiresAt: { lte: new Date(now.getTime() - keptMs) } }];
  await tx.oAuthConsent.deleteMany({ where: { OR: over } });
}
