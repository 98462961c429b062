import type { RenderedMail } from '@posthorn/emails';
import MailComposer from 'nodemailer/lib/mail-composer';

export interface Envelope {
  from: { name: string; address: string };
  replyTo: string | null;
  to: string;
  /** Without angle brackets. */
  messageId: string;
  date: Date;
}

/** The bytes of an account mail. Reads no file and no URL, whatever the content says. Auto-Submitted: RFC 3834 section 5. */
export function buildMime(envelope: Envelope, mail: RenderedMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: envelope.from,
    ...(envelope.replyTo ? { replyTo: envelope.replyTo } : {}),
    to: envelope.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: envelope.date,
    messageId: `<${envelope.messageId}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
