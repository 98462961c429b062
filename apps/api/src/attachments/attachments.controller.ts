import { Controller, Post, Query, Req } from '@nestjs/common';
import { mailLimits } from '@posthorn/contracts';
import type { Request } from 'express';
import { AllowKey } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { Attachments, beyondLimit, type Upload } from './attachments.service.ts';
import type { SendingActor } from '../platform/access/actor.ts';
import { fileNameOf, mediaTypeOf } from './file-naming.ts';
import { isMultipart, readMultipart } from './multipart.ts';
import { requirePlainBody } from './plain-body.ts';

// What a form adds to its one file.
const formOctets = 64 * 1024;

/** Uploads of programs and of the console: a raw body, or a form with one file. */
@Controller('api/v1/attachments')
export class AttachmentsController {
  constructor(private readonly attachments: Attachments) {}

  @AllowKey('messages:send', 'tenant.send')
  @Post()
  async upload(@CurrentActor() actor: SendingActor, @Req() request: Request, @Query('name') name?: string): Promise<Upload> {
    requirePlainBody(request);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > mailLimits.attachmentOctets + formOctets) throw beyondLimit();
    if (isMultipart(request)) return this.uploadForm(actor, request);
    const named = typeof name === 'string' ? name : fileNameOf(request.headers['content-disposition']);
    return this.attachments.upload(actor, { name: named, contentType: mediaTypeOf(request.headers['content-type']) }, request);
  }

  private async uploadForm(actor: SendingActor, request: Request): Promise<Upload> {
    let upload: Upload | undefined;
    await readMultipart(request, { files: 1 }, async ({ fileName, mediaType, octets }) => {
      upload = await this.attachments.upload(actor, { name: fileName, contentType: mediaType }, octets);
    });
    if (!upload) throw invalidInput('', 'The form holds no file.');
    return upload;
  }
}
