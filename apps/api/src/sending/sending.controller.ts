import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { attachmentCid, attachmentNaming, mailLimits, sendMailInput, type SendMailInput } from '@posthorn/contracts';
import type { Request } from 'express';
import { Attachments } from '../attachments/attachments.service.ts';
import type { SendingActor } from '../platform/access/actor.ts';
import { isMultipart, readMultipart, type FilePart } from '../attachments/multipart.ts';
import { requirePlainBody } from '../attachments/plain-body.ts';
import { AllowKey } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { HandSent } from './hand-sent.service.ts';
import { parseJson, readJson } from './json-body.ts';
import { beyondTotal, type MailFile } from './mail-files.ts';
import type { SentMail } from './sending.types.ts';

const jsonOctets = 8 * 1024 * 1024;
const mailPipe = new ZodPipe<SendMailInput>(sendMailInput);
const namingPipe = new ZodPipe(attachmentNaming);

/** Sending over HTTP: the mail as JSON, or a form with that JSON and the files. */
@Controller('api/v1/messages')
export class SendingController {
  constructor(
    private readonly sent: HandSent,
    private readonly attachments: Attachments,
  ) {}

  @AllowKey('messages:send', 'tenant.send')
  @Post()
  @HttpCode(202)
  async send(@CurrentActor() actor: SendingActor, @Req() request: Request, @Headers('idempotency-key') key?: string): Promise<SentMail> {
    requirePlainBody(request);
    if (!isMultipart(request)) return this.sent.send(actor, mailOf(await readJson(request, jsonOctets), key));
    const { body, parts } = await this.readForm(actor, request);
    const mail = mailOf(body, key);
    const files = parts.map(({ field, ...file }) => ({ ...file, cid: isShown(field, mail) ? field : null }));
    return this.sent.send(actor, mail, files);
  }

  private async readForm(actor: SendingActor, request: Request): Promise<{ body: Body; parts: ReceivedFile[] }> {
    if (Number(request.headers['content-length'] ?? 0) > mailLimits.attachmentOctets + jsonOctets) throw beyondTotal();
    const parts: ReceivedFile[] = [];
    const limits = { files: mailLimits.attachments, text: { field: 'message', octets: jsonOctets } };
    const text = await readMultipart(request, limits, async (part) => {
      parts.push(await this.receive(actor, part, parts));
    });
    if (text === undefined) throw invalidInput('message', 'The form lacks the part named message: the mail as JSON.');
    return { body: parseJson(text), parts };
  }

  private async receive(
    actor: SendingActor,
    { field, fileName, mediaType, octets }: FilePart,
    before: ReceivedFile[],
  ): Promise<ReceivedFile> {
    const { name, contentType } = namingPipe.transform({ name: fileName ?? '', contentType: mediaType });
    const left = before.reduce((rest, { sizeBytes }) => rest - sizeBytes, mailLimits.attachmentOctets);
    return { field, name, contentType, cid: null, ...(await this.attachments.store(actor, octets, left, beyondTotal)) };
  }
}

type Body = Record<string, unknown>;
/** A file with the name its form gave it: the cid, where the HTML refers to it. */
type ReceivedFile = MailFile & { field: string };

/** A form may name its parts as it likes, line breaks included; a cid it may not. */
const isShown = (field: string, { html }: SendMailInput): boolean =>
  attachmentCid.safeParse(field).success && (html?.includes(`cid:${field}`) ?? false);

/** A misspelt field would be a mail without what it meant: it is refused by name. */
function mailOf(body: Body, header: string | undefined): SendMailInput {
  const unknown = Object.keys(body).find((field) => !(field in sendMailInput.shape));
  if (unknown !== undefined) throw invalidInput(unknown, `A mail has no field ${unknown}.`);
  const mail = mailPipe.transform({ ...body, idempotencyKey: body['idempotencyKey'] ?? header });
  if (header !== undefined && mail.idempotencyKey !== header)
    throw invalidInput('idempotencyKey', 'The header Idempotency-Key and the field idempotencyKey differ; send one of them.');
  return mail;
}
