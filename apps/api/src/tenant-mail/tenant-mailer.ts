import { domainToASCII } from 'node:url';
import { Injectable } from '@nestjs/common';
import type { Tx } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { MailQueue } from '../mail-queue/mail-queue.service.ts';
import { tenantMailData, type TenantMailOrder } from './tenant-mail.ts';

export interface EnqueuedMail {
  mailId: string;
  /** In the order of the recipients. */
  messages: { id: string; recipient: string }[];
}

/** The only way tenant mail is written: content and one message per recipient in the caller's transaction, the worker woken after its commit. */
@Injectable()
export class TenantMailer {
  constructor(private readonly queue: MailQueue) {}

  /** `tx` reaches the tenant. The caller has checked the order: the profile is the tenant's, the sender one that it allows. */
  async enqueue(tx: Tx, tenantId: string, order: TenantMailOrder): Promise<EnqueuedMail> {
    const mailId = uuidv7();
    const { from, replyTo, to, cc, priority, source, headers, subject, text, html, ...envelope } = order;
    const content = {
      subject,
      text,
      html,
      messageIdHeader: `${mailId}@${domainOf(from.address)}`,
      headers: headers.map(({ name, value }) => ({ name, value })),
      data: tenantMailData.write({ from, replyTo, to, cc, priority, source }),
    };
    const messages = await this.queue.enqueueTenantMail(tx, { ...envelope, tenantId, mailId, content });
    return { mailId, messages };
  }
}

const domainOf = (address: string): string => domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'posthorn.invalid';
