import { Readable } from 'node:stream';
import type { Database } from '@posthorn/database';
import type { Failure } from '@posthorn/smtp';
import { DraftFailure } from './mail-source.ts';

const gone: Failure = {
  class: 'MESSAGE',
  stage: 'DATA',
  reply: null,
  retry: 'FAIL',
  sentence: 'An attachment of this mail is not stored any more. Send the mail again with the file.',
  fix: null,
};

const unreadable: Failure = {
  ...gone,
  class: 'TEMP',
  retry: 'RETRY',
  sentence: 'An attachment of this mail could not be read just now. Nothing was sent; it is tried again.',
};

/** The octets of an attachment, a chunk of 256 KB a transaction, so that none stays open while a server takes its time. Fails with DraftFailure. */
export function openAttachment(database: Database, tenantId: string, contentId: string, sizeBytes: number): Readable {
  return Readable.from(octetsOf(database, tenantId, contentId, sizeBytes), { objectMode: false, highWaterMark: 64 * 1024 });
}

async function* octetsOf(database: Database, tenantId: string, contentId: string, sizeBytes: number): AsyncGenerator<Buffer> {
  let octets = 0;
  for (let number = 0; octets < sizeBytes; number += 1) {
    const chunk = await readChunk(database, tenantId, contentId, number);
    if (!chunk) throw new DraftFailure(gone);
    octets += chunk.length;
    yield chunk;
  }
  // More than was announced: a server would hang up over its SIZE.
  if (octets !== sizeBytes) throw new DraftFailure(gone);
}

async function readChunk(database: Database, tenantId: string, contentId: string, number: number): Promise<Buffer | null> {
  try {
    const chunk = await database.forTenant({ tenantId }, (tx) =>
      tx.attachmentChunk.findUnique({ where: { contentId_number: { contentId, number } }, select: { octets: true } }),
    );
    return chunk && Buffer.from(chunk.octets.buffer, chunk.octets.byteOffset, chunk.octets.byteLength);
  } catch (cause) {
    throw Object.assign(new DraftFailure(unreadable), { cause });
  }
}
