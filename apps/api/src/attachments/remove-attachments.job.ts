import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { z } from 'zod';
import { RunsJob, type Job } from '../platform/jobs/job.ts';

/** Contents per transaction: at 25 MB each, what a transaction can delete in seconds. */
const batch = 50;

/** Removes uploads a day old, and then the octets that neither an upload nor a mail refers to. */
@RunsJob()
@Injectable()
export class RemoveAttachmentsJob implements Job<object> {
  readonly name = 'remove-attachments';
  readonly payload = z.object({});
  readonly schedule = '41 2 * * *';
  readonly expireInSeconds = 1_800;

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    await this.database.asSystem(
      'remove old uploads',
      (tx) => tx.$executeRaw`delete from attachment where created_at < now() - interval '1 day'`,
    );
    while ((await this.removeContents()) === batch);
  }

  /** A send or an upload that takes one up meanwhile has locked it: it is skipped. */
  private removeContents(): Promise<number> {
    return this.database.asSystem(
      'remove attachments nothing refers to',
      (tx) =>
        tx.$executeRaw`delete from attachment_content where id in (
        select c.id from attachment_content c
        where c.last_used_at < now() - interval '1 day'
          and not exists (select from attachment a where a.tenant_id = c.tenant_id and a.content_id = c.id)
          and not exists (select from mail_attachment m where m.tenant_id = c.tenant_id and m.content_id = c.id)
        limit ${batch} for update of c skip locked)`,
    );
  }
}
