import type { Tone } from '@posthorn/ui';
import type { GrantEventKind, GrantStateName } from '@/generated/graphql.ts';

export const grantStates: Record<GrantStateName, { tone: Tone; label: string; meaning: string }> = {
  NONE: { tone: 'neutral', label: 'No token', meaning: 'Nothing is held; mail waits for the first token.' },
  AWAITING_CONSENT: { tone: 'info', label: 'Waiting for consent', meaning: 'A person is at the identity provider.' },
  VALID: { tone: 'success', label: 'Valid', meaning: 'The token is valid and renewed by itself.' },
  EXPIRING: { tone: 'warning', label: 'Expiring', meaning: 'The token is near its end, or can’t be renewed for long.' },
  REFRESH_FAILING: { tone: 'danger', label: 'Refresh failing', meaning: 'The last refresh failed. It is tried again.' },
  CONSENT_NEEDED: { tone: 'danger', label: 'Consent needed', meaning: 'Only a person can help: grant a new token.' },
  REVOKED: { tone: 'neutral', label: 'Revoked', meaning: 'The grant was ended here; mail waits.' },
};

const grantEvents: Record<GrantEventKind, { label: string; tone: Tone }> = {
  GRANTED: { label: 'Granted', tone: 'success' },
  REFRESHED: { label: 'Refreshed', tone: 'success' },
  REFRESH_FAILED: { label: 'Refresh failed', tone: 'danger' },
  CONSENT_FAILED: { label: 'Consent failed', tone: 'danger' },
  REVOKED: { label: 'Revoked', tone: 'neutral' },
  DROPPED: { label: 'Dropped by a change', tone: 'warning' },
};

/** A person discarded it, which is no failure. */
export const grantEventOf = ({ kind, code }: { kind: GrantEventKind; code?: string | null }): { label: string; tone: Tone } =>
  kind === 'CONSENT_FAILED' && code === 'REJECTED' ? { label: 'Discarded', tone: 'neutral' } : grantEvents[kind];

/** A provider in a sentence: that of the form's last choice has no name of its own. */
export const providerInWords = (providerName: string): string =>
  providerName === 'Other provider' ? 'the identity provider' : providerName;

/** What the callback may say in the address it sends the browser to. */
export const grantResults = [
  'GRANTED',
  'TO_CONFIRM',
  'DENIED',
  'FAILED',
  'EXPIRED',
  'REPLAYED',
  'UNKNOWN_STATE',
  'OTHER_SESSION',
  'SIGNED_OUT',
  'CLIENT_CHANGED',
] as const;

export type GrantResult = (typeof grantResults)[number];

interface ResultWords {
  tone: Exclude<Tone, 'neutral'>;
  title: string;
  /** What happened, and what to do. */
  text: string;
}

/** What a person comes back to from the identity provider. */
export const resultWords: Record<GrantResult, ResultWords> = {
  GRANTED: { tone: 'success', title: 'Token granted.', text: 'Mail that waited for it goes out now.' },
  TO_CONFIRM: {
    tone: 'warning',
    title: 'One look before it counts.',
    text: 'The provider gave a token, but not quite the one that was asked for. Keep or discard it below; until then nothing changes.',
  },
  DENIED: {
    tone: 'warning',
    title: 'The consent was denied.',
    text: 'At the provider somebody chose Cancel, or an admin there doesn’t allow this application. Nothing was changed. Grant again and consent, or have the application allowed first.',
  },
  FAILED: { tone: 'danger', title: 'No token came of it.', text: 'The provider’s answer was no token. Nothing was changed.' },
  EXPIRED: {
    tone: 'warning',
    title: 'It took too long.',
    text: 'A consent counts for ten minutes after it was begun. Nothing was changed; grant again.',
  },
  REPLAYED: {
    tone: 'info',
    title: 'This answer was used already.',
    text: 'Each answer of the provider counts once: going back, or reloading its page, sends it a second time. Nothing was changed: the token page shows what counts.',
  },
  UNKNOWN_STATE: {
    tone: 'warning',
    title: 'This answer belongs to no request of ours.',
    text: 'The provider’s answer names a request that is not known here, or not any more. Nothing was changed. Grant again from the token page.',
  },
  OTHER_SESSION: {
    tone: 'warning',
    title: 'Another browser, or another sign-in.',
    text: 'A consent counts only in the browser session that began it. Nothing was changed. Grant again here, and stay in this browser until you are back.',
  },
  SIGNED_OUT: {
    tone: 'warning',
    title: 'You were signed out meanwhile.',
    text: 'Nobody is signed in here, so the provider’s answer can’t be put to a person. Nothing was changed. Sign in and grant again.',
  },
  CLIENT_CHANGED: {
    tone: 'warning',
    title: 'The OAuth client was changed meanwhile.',
    text: 'The answer belongs to the client as it was when you left. Nothing was changed; grant again.',
  },
};

/** Nothing else from an address is ever shown. */
export const grantResultOf = (text: string | undefined): GrantResult | null => grantResults.find((code) => code === text) ?? null;
