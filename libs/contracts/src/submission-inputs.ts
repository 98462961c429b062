import { z } from 'zod';
import { emailAddress, line, optionalLine } from './text.ts';

export const hostName = z
  .string()
  .trim()
  .min(1, 'The host is missing.')
  .max(253, 'A host name has at most 253 characters.')
  .regex(/^[\p{L}\p{N}._:[\]-]+$/u, 'Type the host alone, such as smtp.example.org: no scheme, no path, no blanks.');

export const port = z
  .int('The port is a whole number.')
  .min(1, 'The port lies between 1 and 65535.')
  .max(65535, 'The port lies between 1 and 65535.');

export const optionalAddress = (label: string) =>
  z
    .union([z.literal('').transform(() => null), z.null(), emailAddress(label)])
    .optional()
    .transform((value) => value ?? null);

export const security = z.enum(['NONE', 'STARTTLS_REQUIRED', 'STARTTLS_OPPORTUNISTIC', 'TLS'], 'Choose how the connection is secured.');
export const secretAction = z.enum(['KEEP', 'REPLACE', 'REMOVE']);

/** The bounds of every timeout a person may set, in milliseconds. */
export const timeoutMs = z.int().min(1_000, 'The timeout is at least 1,000 ms.').max(120_000, 'The timeout is at most 120,000 ms.');

const secretText = (label: string) =>
  z
    .string()
    .max(1024, `${label} has more than 1024 characters.`)
    .nullish()
    .transform((value) => value ?? null);

const optionalHost = (label: string) =>
  z
    .union([z.literal('').transform(() => null), z.null(), hostName.min(1, `${label} is missing.`)])
    .optional()
    .transform((value) => value ?? null);

const optionalTimeout = timeoutMs.nullish().transform((value) => value ?? null);
const limit = (label: string, max: number) =>
  z
    .int(`${label} is a whole number.`)
    .min(1, `${label} is at least 1; leave it empty for no limit.`)
    .max(max, `${label} is at most ${max.toLocaleString('en')}.`)
    .nullish()
    .transform((value) => value ?? null);

/** An address, or a whole domain as `@example.org`. */
const allowedSender = z.union(
  [
    z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^@(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]+$/u),
    emailAddress('An allowed sender'),
  ],
  'An allowed sender is an address such as plant4@example.org, or a whole domain such as @example.org.',
);

/** Oldest first. */
export const tlsVersions = ['TLS_1_0', 'TLS_1_1', 'TLS_1_2', 'TLS_1_3'] as const;
export const tlsVersion = z.enum(tlsVersions, 'Choose a TLS version.');
export const mechanism = z.enum(['AUTO', 'PLAIN', 'LOGIN', 'CRAM_MD5'], 'Choose a mechanism, or Automatic.');
export const proxyKind = z.enum(['HTTP', 'SOCKS5'], 'Choose the kind of proxy.');

/** PEM; several in one text. */
export const certificates = z
  .union([
    z.literal('').transform(() => null),
    z.null(),
    z
      .string()
      .max(64_000, 'The trusted certificates have more than 64,000 characters.')
      .regex(
        /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/,
        'Paste certificates in PEM form: -----BEGIN CERTIFICATE----- and so on, nothing else.',
      ),
  ])
  .optional()
  .transform((value) => value ?? null);

/** What is seldom changed about a submission. Every field may be left out; the values here are the defaults. */
export const submissionAdvanced = z
  .object({
    tlsMinimum: tlsVersion.nullish().transform((value) => value ?? 'TLS_1_2'),
    tlsMaximum: tlsVersion.nullish().transform((value) => value ?? 'TLS_1_3'),
    /** Certificates trusted in place of the public authorities, PEM. */
    ca: certificates,
    /** The name the certificate must carry, where it is not the host. */
    serverName: optionalHost('The server name'),
    mechanism: mechanism.nullish().transform((value) => value ?? 'AUTO'),
    /** Senders beside the From address. */
    allowedSenders: z
      .array(allowedSender)
      .max(100, 'At most 100 allowed senders.')
      .nullish()
      .transform((value) => value ?? []),
    heloName: optionalHost('The HELO name'),
    /** Reverse path, where it is not the From address. */
    envelopeSender: optionalAddress('The envelope sender'),
    dnsTimeoutMs: optionalTimeout,
    connectTimeoutMs: optionalTimeout,
    greetingTimeoutMs: optionalTimeout,
    commandTimeoutMs: optionalTimeout,
    dataTimeoutMs: optionalTimeout,
    proxyKind: proxyKind.nullish().transform((value) => value ?? null),
    proxyHost: optionalHost('The proxy host'),
    proxyPort: port.nullish().transform((value) => value ?? null),
    proxyUsername: optionalLine('The proxy user name', 255),
    /** Connections at once, over all workers. */
    maxConnections: z
      .int()
      .min(1, 'At least 1 connection.')
      .max(100, 'At most 100 connections.')
      .nullish()
      .transform((value) => value ?? 3),
    perMinute: limit('Messages per minute', 100_000),
    perDay: limit('Messages per day', 100_000_000),
  })
  .refine(({ tlsMinimum, tlsMaximum }) => tlsVersions.indexOf(tlsMinimum) <= tlsVersions.indexOf(tlsMaximum), {
    path: ['tlsMaximum'],
    error: 'The newest TLS version lies below the oldest.',
  })
  .refine(({ proxyKind: kind, proxyHost, proxyPort }) => kind === null || (proxyHost !== null && proxyPort !== null), {
    path: ['proxyHost'],
    error: 'A proxy needs its host and port.',
  });

export type SubmissionAdvanced = z.output<typeof submissionAdvanced>;
export type TlsVersion = z.infer<typeof tlsVersion>;

/** What a submission has when nobody opened Advanced. */
export const defaultAdvanced: SubmissionAdvanced = submissionAdvanced.parse({});

/** Names of the advanced fields that differ from their defaults: what "3 changed" counts. */
export function changedAdvanced(advanced: SubmissionAdvanced): (keyof SubmissionAdvanced)[] {
  const names = Object.keys(defaultAdvanced) as (keyof SubmissionAdvanced)[];
  return names.filter((name) => JSON.stringify(advanced[name]) !== JSON.stringify(defaultAdvanced[name]));
}

/** Where and as whom mail is handed in: the fields platform mail and email profiles have in common. */
export const submissionFields = {
  preset: line('The preset', 40),
  host: hostName,
  port,
  security,
  username: optionalLine('The user name', 320),
  passwordAction: secretAction,
  password: secretText('The password'),
  timeoutMs,
  advanced: submissionAdvanced.nullish().transform((value) => value ?? defaultAdvanced),
  proxyPasswordAction: secretAction.default('KEEP'),
  proxyPassword: secretText('The proxy password'),
};

interface Secrets {
  passwordAction: z.infer<typeof secretAction>;
  password: string | null;
  proxyPasswordAction: z.infer<typeof secretAction>;
  proxyPassword: string | null;
}

/** REPLACE needs the new secret, and a line break in one would end a command. */
export function checkSecrets(input: Secrets, context: z.RefinementCtx): void {
  for (const [name, action] of [
    ['password', input.passwordAction],
    ['proxyPassword', input.proxyPasswordAction],
  ] as const) {
    const value = input[name] ?? '';
    if (action === 'REPLACE' && value === '') context.addIssue({ code: 'custom', path: [name], message: 'Type the new password.' });
    // eslint-disable-next-line no-control-regex -- NUL is what is looked for
    if (/[\r\n\u0000]/.test(value))
      context.addIssue({ code: 'custom', path: [name], message: 'The password holds a line break; paste it without.' });
  }
}
