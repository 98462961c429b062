import { z } from 'zod';
import { line, optionalLine } from './text.ts';

/** Limits of one mail, shown in errors and help texts. Sizes in octets, before encoding. */
export const mailLimits = {
  recipients: 500,
  attachments: 20,
  attachmentOctets: 25 * 1024 * 1024,
  inlineOctets: 256 * 1024,
  bodyCharacters: 1_000_000,
} as const;

// A CR or LF would end the header, whatever comes after it a header of the sender's choosing.
const headerText = (label: string, max: number) =>
  z
    .string()
    .max(max, `${label} has more than ${max} characters.`)
    .refine((value) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value), `${label} holds a line break or another control character; remove it.`)
    .refine((value) => value.isWellFormed(), `${label} holds half a character; it was cut in the middle of one.`);

/** `anna@example.org` or `Anna <anna@example.org>`; whether it is one is judged per recipient. */
const mailbox = (label: string) => headerText(label, 400).trim().min(1, `${label} is empty.`);
/** One, or a list. Made a list first: of a union's branches zod would tell none. */
const mailboxes = (label: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z
      .array(mailbox(label), `${label} is an address or a list of addresses.`)
      .max(mailLimits.recipients, `${label} has more than ${mailLimits.recipients} addresses.`)
      .nullish()
      .transform((value) => value ?? []),
  );

/** Headers that Posthorn writes itself, or that would tell servers what is not so. Compared in lower case. */
export const deniedHeaders: readonly RegExp[] = [
  /^(from|to|cc|bcc|sender|reply-to|subject|date|message-id)$/,
  /^(return-path|received|delivered-to|x-original-to|envelope-to|apparently-to)$/,
  /^(mime-version|content-.*)$/,
  /^(dkim-signature|domainkey-signature|arc-.*|authentication-results|received-spf|bimi-.*)$/,
  /^(resent-.*|x-priority|priority|importance|x-msmail-priority)$/,
  // Receipts go to whoever is named there, past the sender's own address.
  /^(disposition-notification-.*|return-receipt-to|x-confirm-reading-to)$/,
  /^(x-posthorn-.*)$/,
];

const header = z
  .object({
    name: z
      .string()
      .max(76, 'A header name has at most 76 characters.')
      .regex(/^[!-9;-~]+$/, 'A header name holds letters, digits and hyphens, such as X-Plant.'),
    value: headerText('The header value', 2_000),
  })
  .refine(({ name }) => !deniedHeaders.some((denied) => denied.test(name.toLowerCase())), {
    path: ['name'],
    error: 'This header is written by Posthorn or by mail servers; leave it out.',
  });

/** A list, or an object of names and values, which becomes a list first. */
const headers = z.preprocess(
  (value) => (isRecord(value) ? Object.entries(value).map(([name, text]) => ({ name, value: text })) : value),
  z
    .array(header, 'headers is a list of name and value, or an object of names and values.')
    .max(50, 'At most 50 headers.')
    .nullish()
    .transform((value) => value ?? []),
);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const fileName = headerText('The attachment name', 255)
  .trim()
  .min(1, 'The attachment name is missing.')
  .refine((name) => !/[\\/]/.test(name) && !/^\.+$/.test(name), 'The attachment name is a file name alone, without a path.');
const contentType = z
  .string()
  .max(127)
  .regex(/^[\w.+-]+\/[\w.+-]+$/, 'The content type looks like application/pdf.');

/** How an upload is named: in the mail it stands in a header. */
export const attachmentNaming = z.object({ name: fileName, contentType });

/** For <img src="cid:logo">: it stands in a header. */
export const attachmentCid = z
  .string()
  .max(100)
  .regex(/^[\w.+@-]+$/, 'A cid holds letters, digits and . _ + @ -');

const attachment = z
  .object({
    /** An upload's id; or name and content. */
    id: z.uuid('The attachment id is the one that POST /api/v1/attachments answered.').nullish(),
    name: fileName.nullish(),
    contentType: contentType.nullish(),
    content: z
      .base64('The content is base64.')
      .max(
        Math.ceil(mailLimits.inlineOctets / 3) * 4,
        'Inline content is at most 256 KB; upload larger files with POST /api/v1/attachments.',
      )
      .nullish(),
    cid: attachmentCid.nullish(),
  })
  .refine(({ id, content }) => (id == null) !== (content == null), 'An attachment has either the id of an upload or its content.')
  .refine(({ content, name }) => content == null || name != null, { path: ['name'], error: 'Inline content needs a name.' });

const isoInstant = z.iso.datetime({ offset: true });

const instant = (label: string) =>
  z.preprocess(
    (value) => (isoInstant.safeParse(value).success ? new Date(value as string) : value),
    z
      .date(`${label} is a time such as 2026-12-01T08:00:00Z.`)
      .nullish()
      .transform((value) => value ?? null),
  );

const bodyText = (label: string) =>
  z
    .string()
    .max(mailLimits.bodyCharacters, `${label} has more than ${mailLimits.bodyCharacters.toLocaleString('en')} characters.`)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), `${label} holds NUL or half a character, which no mail can carry.`)
    .nullish()
    .transform((value) => value ?? null);

export const sendingLane = z.enum(['ALARM', 'BULK'], 'The lane is ALARM or BULK.');

export const sendMailInput = z
  .object({
    /** Name, alias or id. Default: the tenant's default profile. */
    profile: optionalLine('The profile', 80),
    from: mailbox('from')
      .nullish()
      .transform((value) => value ?? null),
    to: mailboxes('to'),
    cc: mailboxes('cc'),
    bcc: mailboxes('bcc'),
    replyTo: mailboxes('replyTo'),
    subject: headerText('The subject', 998)
      .nullish()
      .transform((value) => value ?? ''),
    text: bodyText('The text'),
    html: bodyText('The HTML'),
    attachments: z
      .array(attachment)
      .max(mailLimits.attachments, `At most ${mailLimits.attachments} attachments.`)
      .nullish()
      .transform((value) => value ?? []),
    headers,
    /** 1 is the highest. */
    priority: z
      .int()
      .min(1, 'The priority lies between 1 (highest) and 5.')
      .max(5, 'The priority lies between 1 (highest) and 5.')
      .nullish()
      .transform((value) => value ?? 3),
    lane: sendingLane.nullish().transform((value) => value ?? 'BULK'),
    sendAt: instant('sendAt'),
    expiresAt: instant('expiresAt'),
    /** Tries after the first; null: until it expires. */
    retries: z
      .int()
      .min(0, 'retries is 0 or more.')
      .max(100, 'retries is at most 100.')
      .nullish()
      .transform((value) => value ?? null),
    idempotencyKey: z
      .string()
      .max(200, 'The idempotency key has more than 200 characters.')
      .regex(/^[!-~]+$/, 'The idempotency key holds printable characters without blanks.')
      .nullish()
      .transform((value) => value ?? null),
    tags: z
      .array(line('A tag', 50))
      .max(10, 'At most 10 tags.')
      .nullish()
      .transform((value) => [...new Set(value ?? [])]),
  })
  .refine(({ to, cc, bcc }) => to.length + cc.length + bcc.length > 0, {
    path: ['to'],
    error: 'Name at least one recipient in to, cc or bcc.',
  })
  .refine(({ to, cc, bcc }) => to.length + cc.length + bcc.length <= mailLimits.recipients, {
    path: ['to'],
    error: `At most ${mailLimits.recipients} recipients in to, cc and bcc together.`,
  });

/** Scopes of API keys, with what each is for. */
export const keyScopes = ['messages:send', 'messages:read', 'alarms:raise'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** A key nobody thinks of any more ends by itself; null says that it shall not. */
const inAYear = () => new Date(Date.now() + 365 * 24 * 3600 * 1000);

export const createApiKeyInput = z.object({
  name: line('The name', 80),
  scopes: z.array(z.enum(keyScopes)).min(1, 'Choose what the key may do.'),
  lanes: z.array(sendingLane).min(1, 'Choose at least one lane.').default(['BULK']),
  /** Empty: every profile. */
  profileIds: z.array(z.uuid()).max(50, 'At most 50 profiles.').default([]),
  /** CIDR blocks or addresses it may be used from. Empty: everywhere. */
  networks: z.array(z.string().trim().min(1).max(50)).max(20, 'At most 20 networks.').default([]),
  expiresAt: z
    .union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))])
    .nullish()
    .transform((value) => (value === undefined ? inAYear() : value))
    .refine((at) => at === null || at > new Date(), 'The expiry lies in the past.'),
});

export const rotateApiKeyInput = z.object({
  /** How long the old key goes on working. */
  overlapHours: z.int().min(0, 'Between 0 and 720 hours.').max(720, 'Between 0 and 720 hours.').default(24),
});

export type SendMailInput = z.output<typeof sendMailInput>;
export type CreateApiKeyInput = z.output<typeof createApiKeyInput>;
