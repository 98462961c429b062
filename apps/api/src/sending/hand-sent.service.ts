import { Injectable } from '@nestjs/common';
import { sendMailInput, type SendMailInput, type TestMessageInput } from '@posthorn/contracts';
import type { EmailProfile, Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import type { SendingActor } from '../platform/access/actor.ts';
import { EmailProfiles } from '../email-profiles/email-profiles.service.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { Sending, type SendOptions } from './sending.service.ts';
import type { SentMail } from './sending.types.ts';

/** Mail that a person sends is audited, a program's is in the log of messages alone: it would drown the audit. */
@Injectable()
export class HandSent {
  constructor(
    private readonly sending: Sending,
    private readonly profiles: EmailProfiles,
    private readonly audit: Audit,
  ) {}

  send(actor: SendingActor, input: SendMailInput, files: SendOptions['files'] = []): Promise<SentMail> {
    return this.sending.send(actor, input, { files, ...this.recordFor(actor, 'message.sent') });
  }

  /** A test mail with the saved settings is a message of kind TEST: queued, delivered by a worker, kept with its attempts. Answers its id. */
  async sendTest(actor: TenantActor, { profileId, to, subject, text, attachmentIds }: TestMessageInput): Promise<string> {
    const { name, host, port } = await this.profiles.find(actor, profileId);
    const at = new Date().toISOString().replace('T', ' ').replace(/\..*/, ' UTC');
    const input = sendMailInput.parse({
      profile: profileId,
      to,
      lane: 'ALARM',
      subject: subject ?? `Test of the email profile “${name}”`,
      text:
        text ??
        `${actor.name} sent this at ${at} to test the email profile “${name}” (${host}, port ${port}).\n\nThat you read it shows that the profile delivers.\n`,
      attachments: attachmentIds.map((id) => ({ id })),
    });
    const { messages, refused } = await this.sending.send(actor, input, { kind: 'TEST', ...this.recordFor(actor, 'email-profile.tested') });
    const [message] = messages;
    if (!message) throw invalidInput('to', refused[0]?.reason ?? 'This is no address.');
    return message.id;
  }

  private recordFor(actor: SendingActor, action: string): Pick<SendOptions, 'record'> {
    if (actor.kind === 'key') return {};
    return {
      record: (tx: Tx, { name }: EmailProfile, { mailId, messages }: SentMail) =>
        this.audit.record(tx, actor, { action, subject: name, details: { mailId, recipients: messages.length } }),
    };
  }
}
