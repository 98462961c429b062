import { dayMs } from '@posthorn/contracts';
import type { Tone } from '@posthorn/ui';
import type { ApiKeyState, KeyScope, SendingLane } from '@/generated/graphql.ts';

export const keyScopes: Record<KeyScope, { label: string; help: string }> = {
  MESSAGES_SEND: { label: 'Send mail', help: 'Hands in mail and attachments, in the lanes and through the profiles below.' },
  MESSAGES_READ: { label: 'Read messages', help: 'Asks what became of a message: state, attempts, the server’s answers.' },
  ALARMS_RAISE: { label: 'Raise alarms', help: 'Reports alarms and resolves them.' },
};

export const keyLanes: Record<SendingLane, { label: string; help: string }> = {
  BULK: { label: 'Bulk', help: 'Ordinary mail. Retried for three days; waits while alarms go out.' },
  ALARM: { label: 'Alarm', help: 'Urgent mail. Goes before bulk and is retried for a day.' },
};

export const keyStates: Record<ApiKeyState, { label: string; tone: Tone; meaning: string }> = {
  ACTIVE: { label: 'Active', tone: 'success', meaning: 'It works.' },
  ROTATING: { label: 'Being replaced', tone: 'warning', meaning: 'Another key took its place; it still works until it expires.' },
  EXPIRED: { label: 'Expired', tone: 'neutral', meaning: 'Its time is over; whoever uses it is refused.' },
  REVOKED: { label: 'Revoked', tone: 'neutral', meaning: 'Somebody ended it; whoever uses it is refused.' },
};

export const expiryChoices = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: 'never', label: 'never' },
] as const;

type ExpiryChoice = (typeof expiryChoices)[number]['value'];

/** When a key made now ends; null: never. */
export const expiryOf = (choice: ExpiryChoice, now: Date): string | null =>
  choice === 'never' ? null : new Date(now.getTime() + Number(choice) * dayMs).toISOString();

export const overlapChoices = [
  { value: '0', label: 'At once', description: 'Whatever still uses it is refused from this moment.' },
  { value: '1', label: 'In an hour' },
  { value: '24', label: 'In a day', description: 'Time to put the new key everywhere the old one is.' },
  { value: '168', label: 'In a week' },
] as const;

/** "Send mail, read messages" */
export function scopeWords(scopes: readonly KeyScope[]): string {
  const words = scopes.map((scope) => keyScopes[scope].label);
  return words.map((word, index) => (index === 0 ? word : word.toLowerCase())).join(', ');
}

/** The lanes of a key that sends; empty for one that does not. */
export function laneWords({ scopes, lanes }: { scopes: readonly KeyScope[]; lanes: readonly SendingLane[] }): string {
  if (!scopes.includes('MESSAGES_SEND')) return '';
  return lanes.map((lane) => keyLanes[lane].label).join(', ');
}
