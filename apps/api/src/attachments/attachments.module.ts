import { Module } from '@nestjs/common';
import { AttachmentContents } from './attachment-contents.ts';
import { AttachmentsController } from './attachments.controller.ts';
import { Attachments } from './attachments.service.ts';
import { RemoveAttachmentsJob } from './remove-attachments.job.ts';

/**
 * Files for mail: streamed in, kept in chunks, equal ones once per tenant. An upload lives a day; the octets as long as an upload or a mail
 * refers to them. No file is ever whole in memory.
 */
@Module({
  controllers: [AttachmentsController],
  providers: [Attachments, AttachmentContents, RemoveAttachmentsJob],
  exports: [Attachments, AttachmentContents],
})
export class AttachmentsModule {}
