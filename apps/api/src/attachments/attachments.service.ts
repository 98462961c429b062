import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { attachmentNaming, mailLimits } from '@posthorn/contracts';
import { Database } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import type { SendingActor } from '../platform/access/actor.ts';
import { AppError, tooLarge } from '../platform/errors/app-error.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { AttachmentContents, TooManyOctets, type StoredContent } from './attachment-contents.ts';
import { brokenOff } from './multipart.ts';

export interface Upload {
  id: string;
  name: string;
  contentType: string;
  sizeBytes: number;
}

const naming = new ZodPipe(attachmentNaming);

export const beyondLimit = () => tooLarge('', `An attachment has at most ${mailLimits.attachmentOctets / 1024 / 1024} MB.`);

/** Uploads: what a send may refer to by id, for a day. */
@Injectable()
export class Attachments {
  constructor(
    private readonly database: Database,
    private readonly contents: AttachmentContents,
  ) {}

  /** Throws INVALID_INPUT naming name or contentType before a single octet is read. */
  async upload(actor: SendingActor, named: { name: string | undefined; contentType: string }, octets: Readable): Promise<Upload> {
    const { name, contentType } = naming.transform({ ...named, name: named.name ?? '' });
    const { contentId, sizeBytes } = await this.store(actor, octets, mailLimits.attachmentOctets);
    const id = uuidv7();
    await this.database.forTenant(actor, async (tx) => {
      if ((await this.contents.keep(tx, [contentId])) === 0) throw new AppError('TRY_LATER', 'Upload it again.', { retryAfterSeconds: 1 });
      await tx.attachment.create({ data: { tenantId: actor.tenantId, id, name, contentType, contentId } });
    });
    return { id, name, contentType, sizeBytes };
  }

  /** The octets alone, for a mail that brings its files along. */
  async store({ tenantId }: SendingActor, octets: Readable, limit: number, beyond = beyondLimit): Promise<StoredContent> {
    try {
      // A request that is destroyed could not be answered any more.
      return await this.contents.store({ tenantId }, octets.iterator({ destroyOnReturn: false }), limit);
    } catch (error) {
      octets.resume();
      if (error instanceof TooManyOctets) throw beyond();
      if (octets.errored) throw brokenOff();
      throw error;
    }
  }
}
