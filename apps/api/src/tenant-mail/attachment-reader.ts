import { Readable } from 'node:stream';
import type { Database } from '@posthorn/database';
import type { Failure } from '@posthorn/smtp';
import { DraftFailure } from '../delivery/mail-source.ts';

/** Chunks of 256 KB that one transaction reads. */
const chunksAtOnce = 4;

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

/** The octets of an attachment, a few chunks a transaction, so that none stays open while a server takes its time. Fails with DraftFailure. */
export function openAttachment(database: Database, tenantId: string, contentId: string, sizeBytes: number): Readable {
  return Readable.from(octetsOf(database, tenantId, contentId, sizeBytes), { objectMode: false, highWaterMark: 64 * 1024 });
}

async function* octetsOf(database: Database, tenantId: string, contentId: string, sizeBytes: number): AsyncGenerator<Buffer> {
  let octets = 0;
  for (let number = 0; octets < sizeBytes; number += chunksAtOnce) {
    const chunks = await readChunks(database, tenantId, contentId, number);
    if (chunks.length === 0) throw new DraftFailure(gone);
    for (const chunk of chunks) {
      octets += chunk.length;
      yield chunk;
    }
  }
  // More than was announced: a server would hang up over its SIZE.
  if (octets !== sizeBytes) throw new DraftFailure(gone);
}

async function readChunks(database: Database, tenantId: string, contentId: string, number: number): Promise<Buffer[]> {
  try {
    const rows = await database.forTenant({ tenantId }, (tx) =>
      tx.attachmentChunk.findMany({
        where: { contentId, number: { gte: number, lt: number + chunksAtOnce } },
        orderBy: { number: 'asc' },
        select: { octets: true },
      }),
    );
    return rows.map(({ octets }) => Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
  } catch (cause) {
    throw Object.assign(new DraftFailure(unreadable), { cause });
  }
}
