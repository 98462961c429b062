import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type TenantScope, type Tx } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { chunksOf } from './chunks-of.ts';

export interface StoredContent {
  contentId: string;
  sizeBytes: number;
}

/** Chunks per transaction: 1 MB, so that none waits for the network and few are needed. */
const chunksPerWrite = 4;

/** Thrown by {@link AttachmentContents.store} where the octets go beyond the limit. */
export class TooManyOctets extends Error {}

/** The octets of attachments. Equal ones are kept once per tenant. */
@Injectable()
export class AttachmentContents {
  constructor(private readonly database: Database) {}

  /** Writes the octets as they come. Leaves nothing behind when they break off or go beyond the limit, which throws {@link TooManyOctets}. */
  async store({ tenantId }: TenantScope, octets: AsyncIterable<Buffer>, limit: number): Promise<StoredContent> {
    const contentId = uuidv7();
    await this.database.forTenant({ tenantId }, (tx) => tx.attachmentContent.create({ data: { tenantId, id: contentId } }));
    try {
      const { hash, sizeBytes } = await this.write(tenantId, contentId, octets, limit);
      return { contentId: await this.deduplicate(tenantId, contentId, hash, sizeBytes), sizeBytes };
    } catch (error) {
      await this.database.forTenant({ tenantId }, (tx) => tx.attachmentContent.deleteMany({ where: { id: contentId } }));
      throw error;
    }
  }

  /**
   * Keeps them from the clean-up until the transaction ends, in which an upload or a mail takes them up. Answers how many are there. Their
   * date is written once an hour at most: a logo in every mail must not make senders wait for each other.
   */
  async keep(tx: Tx, contentIds: readonly string[]): Promise<number> {
    if (contentIds.length === 0) return 0;
    const kept = await tx.$queryRaw<{ id: string; stale: boolean }[]>`
      select id, last_used_at < now() - interval '1 hour' as stale from attachment_content
      where id = any (${contentIds}::uuid[]) and hash is not null order by id for key share`;
    const stale = kept.filter((row) => row.stale).map(({ id }) => id);
    // One that another sender is writing the date of has it.
    if (stale.length > 0)
      await tx.$executeRaw`
        update attachment_content set last_used_at = now()
        where id in (select id from attachment_content where id = any (${stale}::uuid[]) for no key update skip locked)`;
    return kept.length;
  }

  private async write(tenantId: string, contentId: string, octets: AsyncIterable<Buffer>, limit: number) {
    const hash = createHash('sha256');
    let [number, sizeBytes] = [0, 0];
    let waiting: Uint8Array<ArrayBuffer>[] = [];
    const flush = async () => {
      const data = waiting.map((chunk, index) => ({ tenantId, contentId, number: number + index, octets: chunk }));
      await this.database.forTenant({ tenantId }, (tx) => tx.attachmentChunk.createMany({ data }));
      number += waiting.length;
      waiting = [];
    };
    for await (const chunk of chunksOf(octets)) {
      sizeBytes += chunk.length;
      if (sizeBytes > limit) throw new TooManyOctets();
      hash.update(chunk);
      waiting.push(chunk);
      if (waiting.length === chunksPerWrite) await flush();
    }
    if (waiting.length > 0) await flush();
    return { hash: hash.digest(), sizeBytes };
  }

  /** Gives the content its hash, or drops it for the one that has it. Twice at most: a duplicate may have been stored in between. */
  private async deduplicate(tenantId: string, id: string, hash: Buffer<ArrayBuffer>, sizeBytes: number, again = true): Promise<string> {
    try {
      return await this.database.forTenant({ tenantId }, async (tx) => {
        const [duplicate] = await tx.attachmentContent.updateManyAndReturn({
          where: { tenantId, hash },
          data: { lastUsedAt: new Date() },
          select: { id: true },
        });
        if (!duplicate) await tx.attachmentContent.update({ where: { id }, data: { hash, sizeBytes } });
        else await tx.attachmentContent.delete({ where: { id } });
        return duplicate?.id ?? id;
      });
    } catch (error) {
      if (!again || (error as { code?: string }).code !== 'P2002') throw error;
      return this.deduplicate(tenantId, id, hash, sizeBytes, false);
    }
  }
}
