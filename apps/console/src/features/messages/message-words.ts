import type { SelectOption, Tone } from '@posthorn/ui';
import type { MessageState } from '@/generated/graphql.ts';

interface Words {
  label: string;
  tone: Tone;
  /** What the state means, for the hover. */
  meaning: string;
}

export const messageStates: Record<MessageState, Words> = {
  QUEUED: { label: 'Queued', tone: 'neutral', meaning: 'Waits for a worker.' },
  SENDING: { label: 'Sending', tone: 'info', meaning: 'A worker is handing it to the mail server.' },
  ACCEPTED: { label: 'Accepted', tone: 'success', meaning: 'The mail server took it and answers for it now.' },
  DEFERRED: { label: 'Deferred', tone: 'warning', meaning: 'The last try failed; it is tried again by itself.' },
  REJECTED: { label: 'Rejected', tone: 'danger', meaning: 'The mail server refused it for good.' },
  EXPIRED: { label: 'Expired', tone: 'danger', meaning: 'Nobody took it before its time ran out.' },
  CANCELLED: { label: 'Cancelled', tone: 'neutral', meaning: 'It was called off before it was sent.' },
  SUPPRESSED: { label: 'Suppressed', tone: 'neutral', meaning: 'The recipient gets no mail of this kind.' },
  PARKED: { label: 'Parked', tone: 'warning', meaning: 'Waits until the mail settings can sign in again.' },
  HELD: { label: 'Held', tone: 'warning', meaning: 'Waits for a person to decide.' },
};

/** Several states under one word, as people ask for them. */
const stateGroups = {
  waiting: { label: 'Waiting, any kind', states: ['QUEUED', 'DEFERRED', 'PARKED', 'HELD'] },
  failed: { label: 'Failed, any kind', states: ['REJECTED', 'EXPIRED'] },
} as const satisfies Record<string, { label: string; states: MessageState[] }>;

export const stateOptions: SelectOption[] = [
  ...Object.entries(stateGroups).map(([value, { label }]) => ({ value, label })),
  ...Object.entries(messageStates).map(([value, { label, meaning }]) => ({ value, label, description: meaning })),
];

/** The states that a filter in the address stands for; undefined for none and for one nobody knows. */
export function statesOf(filter: string | undefined): MessageState[] | undefined {
  const group = Object.entries(stateGroups).find(([name]) => name === filter)?.[1];
  if (group !== undefined) return [...group.states];
  const state = (Object.keys(messageStates) as MessageState[]).find((one) => one === filter);
  return state && [state];
}

export const accountKinds: Record<string, string> = {
  INVITATION: 'Invitation',
  ACTIVATION: 'Activation',
  PASSWORD_RESET: 'Password reset',
  EMAIL_CHANGE: 'E-mail change',
  EMAIL_APPROVAL: 'E-mail approval',
  SECURITY_NOTICE: 'Security notice',
  SERVICE_NOTICE: 'Service notice',
  TEST: 'Test',
};

export const tenantKinds: Record<string, string> = { MAIL: 'Mail', TEST: 'Test' };

export const kindLabel = (kind: string): string => accountKinds[kind] ?? tenantKinds[kind] ?? kind;

export const kindOptions = (kinds: Record<string, string>): SelectOption[] =>
  Object.entries(kinds).map(([value, label]) => ({ value, label }));

export const laneLabels: Record<string, string> = { ACCOUNT: 'Account', ALARM: 'Alarm', BULK: 'Bulk' };
