import type { Tone } from '@posthorn/ui';
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
  CANCELLED: { label: 'Cancelled', tone: 'neutral', meaning: 'Its reason went away before it was sent.' },
  SUPPRESSED: { label: 'Suppressed', tone: 'neutral', meaning: 'The recipient gets no mail of this kind.' },
  PARKED: { label: 'Parked', tone: 'warning', meaning: 'Waits until the mail settings can sign in again.' },
  HELD: { label: 'Held', tone: 'warning', meaning: 'Waits for a person to decide.' },
};

export const messageKinds: Record<string, string> = {
  INVITATION: 'Invitation',
  ACTIVATION: 'Activation',
  PASSWORD_RESET: 'Password reset',
  EMAIL_CHANGE: 'E-mail change',
  SECURITY_NOTICE: 'Security notice',
  SERVICE_NOTICE: 'Service notice',
  TEST: 'Test',
};

export const kindLabel = (kind: string): string => messageKinds[kind] ?? kind;
