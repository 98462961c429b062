import type { CapturedMail, TestSmtpServer } from '@posthorn/testing';

/** How long a mail may take from the act that causes it to the server: jobs, queue, SMTP. */
const arrivesWithinMs = 15_000;

/** The mailboxes of everybody behind one mail server. */
export class Inbox {
  private readonly read = new Set<CapturedMail>();

  private readonly server: TestSmtpServer;

  constructor(server: TestSmtpServer) {
    this.server = server;
  }

  /** The oldest mail to the address that was not read yet, already here or still to come; with a pattern: whose subject fits. */
  async next(address: string, subject = /./): Promise<CapturedMail> {
    const fits = (mail: CapturedMail): boolean =>
      mail.to.includes(address) && !this.read.has(mail) && subject.test(mail.parsed.subject ?? '');
    const mail = await this.server.waitForMail(fits, arrivesWithinMs).catch((error: unknown) => {
      const others = this.server.messages.map(({ to, parsed }) => `${to.join()}: ${parsed.subject}`).join('\n');
      throw new Error(`No mail ${String(subject)} to ${address}. All that came:\n${others}`, { cause: error });
    });
    this.read.add(mail);
    return mail;
  }

  /** How many came to the address, read or not. */
  countFor(address: string): number {
    return this.server.messages.filter(({ to }) => to.includes(address)).length;
  }
}

/** Where the button of the mail leads. Text and HTML must agree, or half of its readers end elsewhere. */
export function linkIn(mail: CapturedMail): string {
  const [, button] = /<a[^>]+href="(https?:[^"]+)"/.exec(mail.parsed.html ?? '') ?? [];
  const [plain] = /^https?:\/\/\S+$/m.exec(mail.parsed.text ?? '') ?? [];
  if (button === undefined || button !== plain) throw new Error(`The mail's link is ${button} in HTML and ${plain} in text.`);
  return button;
}
