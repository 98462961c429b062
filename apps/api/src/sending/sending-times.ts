import { invalidInput } from '../platform/errors/app-error.ts';

const maxMs = 30 * 24 * 3_600_000;

/** Throws INVALID_INPUT where a mail would wait for more than 30 days, or be over before it is tried. A `sendAt` that has passed is now. */
export function judgeTimes({ sendAt, expiresAt }: { sendAt: Date | null; expiresAt: Date | null }, now = new Date()): void {
  const latest = now.getTime() + maxMs;
  if (sendAt && sendAt.getTime() > latest) throw invalidInput('sendAt', 'sendAt lies at most 30 days ahead.');
  if (!expiresAt) return;
  if (expiresAt.getTime() > latest) throw invalidInput('expiresAt', 'expiresAt lies at most 30 days ahead.');
  if (expiresAt <= now) throw invalidInput('expiresAt', 'expiresAt has passed: nothing would be sent.');
  if (sendAt && expiresAt <= sendAt) throw invalidInput('expiresAt', 'expiresAt comes after sendAt.');
}
