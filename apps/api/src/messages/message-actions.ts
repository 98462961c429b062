import type { Message, MessageState } from '@posthorn/database';
import { cancellable } from '../mail-queue/message-states.ts';
import { AppError } from '../platform/errors/app-error.ts';

type Facts = Pick<Message, 'state' | 'kind' | 'tokenId' | 'expiresAt'>;

const failed: readonly MessageState[] = ['REJECTED', 'EXPIRED', 'CANCELLED', 'SUPPRESSED'];
const onItsWay: readonly MessageState[] = ['QUEUED', 'CLAIMED', 'SENDING'];

/** Why a message can't be cancelled; null when it can. */
export function refusalOfCancel({ state }: Pick<Message, 'state'>): AppError | null {
  if (cancellable.includes(state)) return null;
  if (state === 'SENDING') return new AppError('CONFLICT', 'This message is being handed over just now; the server may have it already.');
  return new AppError('CONFLICT', 'This message is over; there is nothing left to cancel.');
}

/** Whether a fresh link for the same person makes sense. */
export const canResend = ({ state, kind }: Facts): boolean => (kind === 'ACTIVATION' || kind === 'INVITATION') && !onItsWay.includes(state);

export function canRetry(message: Facts, now = new Date()): boolean {
  return refusalOfRetry(message, now) === null;
}

/** Why a message can't be queued again; null when it can. */
export function refusalOfRetry({ state, kind, tokenId, expiresAt }: Facts, now = new Date()): AppError | null {
  if (onItsWay.includes(state)) return new AppError('CONFLICT', 'This message is on its way already.');
  if (state === 'ACCEPTED') return new AppError('CONFLICT', 'The server has accepted this message; sending it again would repeat it.');
  if (state === 'PARKED')
    return new AppError(
      'CONFLICT',
      'This message waits until the mail server lets Posthorn sign in, and then goes out by itself. Check the mail settings.',
    );
  const linkIsOver = tokenId !== null && (failed.includes(state) || expiresAt <= now);
  if (!linkIsOver) return null;
  if (kind === 'ACTIVATION' || kind === 'INVITATION')
    return new AppError('CONFLICT', 'The link in this mail is over. Send a fresh one instead (resendAccountMail).');
  return new AppError('CONFLICT', 'The link in this mail is over. The person asks for a new one; nobody else can.');
}
