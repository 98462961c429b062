import type { Reply } from './types.ts';

/** Longest reply text kept, in octets: the longest reply line of RFC 5321 section 4.5.3.1.5. */
const maxReply = 512;

export const notSmtp: Reply = { code: 0, enhanced: null, text: 'not an SMTP server' };

/**
 * A server's reply, its lines joined by line feeds; `mask` takes out of it what nobody may read, before it is cut. Unless each line is an SMTP reply line of one code (RFC 5321 section 4.2)
 * it is `notSmtp`: what another kind of server says inside a network is nobody's to read.
 */
export function parseReply(text: string, mask: (text: string) => string = (said) => said): Reply {
  const lines = text.replace(/\r/gu, '').replace(/\n+$/u, '').split('\n');
  const code = /^[2-5][0-9]{2}/u.exec(lines[0] ?? '')?.[0];
  if (code === undefined) return notSmtp;
  const wellFormed = lines.every(
    (line, index) => line.startsWith(code) && (index < lines.length - 1 ? line[3] === '-' : line.length === 3 || line[3] === ' '),
  );
  if (!wellFormed) return notSmtp;
  const enhanced = new RegExp(`^${code}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})(?=\\s|$)`, 'u').exec(lines.at(-1) ?? '');
  return { code: Number(code), enhanced: enhanced?.[1] ?? null, text: cutTo(maxReply, printable(mask(lines.join('\n')))) };
}

/** Anything but a positive or an intermediate reply (RFC 5321 section 4.2.1). */
export function isRefusal(reply: Reply): boolean {
  return reply.code < 200 || reply.code >= 400;
}

/**
 * The id a server gave the message, from the forms in use: Postfix and sendmail `queued as X`, Exim `id=X`, OpenSMTPD `X Message
 * accepted`, Exchange `<X> [InternalId=...]`, Amazon SES `Ok X`, Google `OK 1700000000 X - gsmtp`. Null where none is recognised.
 */
export function queueIdOf(reply: Reply): string | null {
  const forms = [
    /queued (?:mail for delivery )?as:?\s+<?([\w.@-]+)>?/iu,
    /\bid=([\w.@-]+)/iu,
    /^250 2\.6\.0 <([^>\s]+)>/u,
    /^250 2\.0\.0 OK\s+\d+ ([\w.-]+) - gsmtp/iu,
    /^250 2\.0\.0 ([\w-]+) Message accepted/iu,
    /^250 Ok ([0-9a-f][\w-]{15,})$/iu,
  ];
  for (const form of forms) {
    const id = form.exec(reply.text)?.[1];
    if (id !== undefined) return id;
  }
  return null;
}

/** Control characters would cut a database text short, or move the cursor of whoever reads a log. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu, '\ufffd').toWellFormed();
}

export function cutTo(octets: number, text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= octets) return text;
  let end = octets;
  // Never inside a character: continuation octets are 10xxxxxx.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
