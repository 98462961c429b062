import { Injectable } from '@nestjs/common';
import { Database, platformScope, platformTenantId, type MailAttachment, type TenantScope, type Tx } from '@posthorn/database';
import { accountMailColumn } from '../account-mail/account-mail.ts';
import { brandingOf, renderStoredMail } from '../account-mail/render-stored-mail.ts';
import { notFound } from '../platform/errors/app-error.ts';
import { isShownImage, pageOfText, previewImageOctets, withImages, type InlineImage } from './preview.ts';

/** What stands in a shown mail for its link, which is gone or would work. */
export const linkPlaceholder = '[link]';

/** The mail behind a message, for an iframe without scripts. */
@Injectable()
export class MessagePreview {
  constructor(private readonly database: Database) {}

  /** Account mail is rendered again, with a placeholder for its link. */
  async ofPlatform(id: string): Promise<string> {
    const { row, settings } = await this.database.forTenant(platformScope, async (tx) => ({
      row: await tx.message.findFirst({ where: { id, tenantId: platformTenantId }, include: { mail: true } }),
      settings: await tx.platformSettings.findFirstOrThrow(),
    }));
    if (!row) throw notFound('message');
    const stored = accountMailColumn.read(row.mail.data);
    return (await renderStoredMail(stored, brandingOf(settings), linkPlaceholder, row.expiresAt)).html;
  }

  /** A tenant's mail as it was ordered, its inline images in it. */
  ofTenant({ tenantId }: TenantScope, id: string): Promise<string> {
    return this.database.forTenant({ tenantId }, async (tx) => {
      const include = { mail: { include: { attachments: { orderBy: { position: 'asc' } } } } } as const;
      const row = await tx.message.findFirst({ where: { id, tenantId }, include });
      if (!row) throw notFound('message');
      const { html, text, attachments } = row.mail;
      return html === null ? pageOfText(text ?? '') : withImages(html, await imagesOf(tx, attachments));
    });
  }
}

async function imagesOf(tx: Tx, attachments: readonly MailAttachment[]): Promise<InlineImage[]> {
  const images: InlineImage[] = [];
  let left = previewImageOctets;
  for (const { cid, contentType, contentId } of attachments) {
    if (cid === null || !isShownImage({ contentType })) continue;
    const content = await tx.attachmentContent.findFirst({ where: { id: contentId }, select: { sizeBytes: true } });
    if (!content || content.sizeBytes > left) continue;
    left -= content.sizeBytes;
    const chunks = await tx.attachmentChunk.findMany({ where: { contentId }, orderBy: { number: 'asc' } });
    images.push({ cid, contentType, octets: Buffer.concat(chunks.map(({ octets }) => octets)) });
  }
  return images;
}
