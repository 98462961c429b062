import { Injectable } from '@nestjs/common';
import { mailLimits, type SendMailInput } from '@posthorn/contracts';
import type { Tx } from '@posthorn/database';
import { AttachmentContents } from '../attachments/attachment-contents.ts';
import type { SendingActor } from '../platform/access/actor.ts';
import { AppError, invalidInput, tooLarge } from '../platform/errors/app-error.ts';
import type { TenantMailOrder } from '../tenant-mail/tenant-mail.ts';

/** A file whose octets are stored. */
export type MailFile = TenantMailOrder['attachments'][number] & { sizeBytes: number };

type Written = SendMailInput['attachments'][number];
type Named = Written | MailFile;

export const beyondTotal = () =>
  tooLarge('attachments', `All attachments together have at most ${mailLimits.attachmentOctets / 1024 / 1024} MB.`);

/** What a mail carries: uploads by id, inline content, and files that came with the request. */
@Injectable()
export class MailFiles {
  constructor(private readonly contents: AttachmentContents) {}

  /** Stores inline content, before the transaction of the send. What becomes of no mail goes with the daily clean-up. */
  async store(actor: SendingActor, written: readonly Written[]): Promise<Named[]> {
    const stored: Named[] = [];
    for (const one of written) {
      if (one.content == null) stored.push(one);
      else {
        const octets = [Buffer.from(one.content, 'base64')];
        const { contentId, sizeBytes } = await this.contents.store(actor, inTurn(octets), mailLimits.inlineOctets);
        stored.push({
          contentId,
          sizeBytes,
          name: one.name!,
          contentType: one.contentType ?? 'application/octet-stream',
          cid: one.cid ?? null,
        });
      }
    }
    return stored;
  }

  /** In the transaction of the send: finds the uploads, judges the whole, and keeps the octets from the clean-up. */
  async resolve(tx: Tx, named: readonly Named[]): Promise<MailFile[]> {
    requireDistinctCids(named);
    if (named.length > mailLimits.attachments) throw invalidInput('attachments', `At most ${mailLimits.attachments} attachments.`);
    const ids = named.flatMap((one) => ('contentId' in one ? [] : one.id!));
    const uploads = await tx.attachment.findMany({ where: { id: { in: ids } }, include: { content: { select: { sizeBytes: true } } } });
    const files = named.map((one, index): MailFile => {
      if ('contentId' in one) return one;
      const upload = uploads.find(({ id }) => id === one.id);
      if (!upload) throw unknownUpload(index);
      const { contentId, content } = upload;
      return {
        contentId,
        sizeBytes: content.sizeBytes,
        cid: one.cid ?? null,
        name: one.name ?? upload.name,
        contentType: one.contentType ?? upload.contentType,
      };
    });
    if (files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > mailLimits.attachmentOctets) throw beyondTotal();
    const contentIds = [...new Set(files.map(({ contentId }) => contentId))];
    if ((await this.contents.keep(tx, contentIds)) !== contentIds.length)
      throw new AppError('TRY_LATER', 'An attachment was being removed. Upload it again.', { retryAfterSeconds: 1 });
    return files;
  }
}

async function* inTurn(octets: Buffer[]): AsyncGenerator<Buffer> {
  yield* octets;
}

const unknownUpload = (index: number) =>
  new AppError('NOT_FOUND', 'There is no such upload, or it is not yours. Uploads live a day.', { field: `attachments.${index}.id` });

function requireDistinctCids(named: readonly Named[]): void {
  const cids = named.map(({ cid }) => cid).filter((cid) => cid != null);
  const twice = cids.find((cid, index) => cids.indexOf(cid) !== index);
  if (twice !== undefined) throw invalidInput('attachments', `Two attachments have the cid ${twice}.`);
}
