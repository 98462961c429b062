import type { Request } from 'express';
import { brokenOff } from '../attachments/multipart.ts';
import { invalidInput, tooLarge } from '../platform/errors/app-error.ts';

/** A JSON body, read behind the guard. Throws INVALID_INPUT for what is none, breaks off, or goes beyond the limit (413). */
export async function readJson(request: Request, limitOctets: number): Promise<Record<string, unknown>> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw invalidInput('', 'Send application/json, or multipart/form-data with a part named message.');
  const beyond = () => tooLarge('', `The body is at most ${limitOctets / 1024 / 1024} MB; upload files with POST /api/v1/attachments.`);
  if (Number(request.headers['content-length'] ?? 0) > limitOctets) throw beyond();
  const pieces: Buffer[] = [];
  let octets = 0;
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      octets += (piece as Buffer).length;
      if (octets > limitOctets) break;
      pieces.push(piece as Buffer);
    }
  } catch {
    throw brokenOff();
  }
  if (octets > limitOctets) {
    request.resume();
    throw beyond();
  }
  return parseJson(Buffer.concat(pieces).toString('utf8'));
}

/** Throws INVALID_INPUT for what is no JSON object. */
export function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw invalidInput('', 'The message is no JSON object.');
}
