import type { IncomingMessage } from 'node:http';
import { AppError } from '../platform/errors/app-error.ts';

/** Refuses a compressed body, which would be kept as if it were the file itself: 415. */
export function requirePlainBody({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return;
  throw new AppError('INVALID_INPUT', `Send the body as it is, without Content-Encoding: ${encoding.slice(0, 40)}.`, {}, 415);
}
