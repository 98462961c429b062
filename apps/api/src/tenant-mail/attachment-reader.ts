import { Readable } from 'node:stream';
import type { Database } from '@posthorn/database';
import type { Failure } from '@posthorn/smtp';
import { DraftFailure } from '../delivery/mail-source.ts';

const sliceOctets = 32 * 1024;

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
    const slices = await readChunk(database, tenantId, contentId, number);
    if (slices.length === 0) throw new DraftFailure(gone);
    for (const slice of slices) {
      const next = Buffer.from(slice, 'base64');
      octets += next.length;
      yield next;
    }
  }
  // More than was announced: a server would hang up over its SIZE.
  if (octets !== sizeBytes) throw new DraftFailure(gone);
}

/**
 * In base64: bytea comes as hexadecimal, twice as long, and is copied three more times before it is octets again. In slices below what V8
 * treats as large objects, which it clears away late: on a busy machine a large mail would pile up as garbage.
 */
async function readChunk(database: Database, tenantId: string, contentId: string, number: number): Promise<string[]> {
  try {
    const rows = await database.forTenant(
      { tenantId },
      (tx) => tx.$queryRaw<{ slice: string }[]>`
      select encode(substring(octets from start + 1 for ${sliceOctets}::int), 'base64') as slice
      from attachment_chunk, generate_series(0, length(octets) - 1, ${sliceOctets}::int) start
      where content_id = ${contentId}::uuid and number = ${number}::int order by start`,
    );
    return rows.map(({ slice }) => slice);
  } catch (cause) {
    throw Object.assign(new DraftFailure(unreadable), { cause });
  }
}
