import type { AccountMail, ServiceNotice } from '@posthorn/emails';
import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';

/** Who reads it; kept with the mail because the worker may not read identities. `name`: null where only the address is known. */
const recipient = z.object({ name: z.string().nullable(), timeZone: z.string() });
export type AccountMailRecipient = z.infer<typeof recipient>;

const names = { subjectName: z.string(), tenantName: z.string().nullable() };
const tokenLeftShape = { since: z.string(), usable: z.boolean(), usableUntil: z.string().nullable() };
/** A notice with its dates in ISO 8601. */
const storedNotice = z.discriminatedUnion('event', [
  z.object({ event: z.literal('PROFILE_PARKED'), since: z.string(), detail: z.string(), ...names }),
  z.object({ event: z.literal('SECRET_EXPIRING'), daysLeft: z.number(), endsAt: z.string(), ...names }),
  z.object({ event: z.literal('TOKEN_EXPIRING'), daysLeft: z.number(), endsAt: z.string(), extendedByUse: z.boolean(), ...names }),
  z.object({ event: z.literal('CONSENT_LOST'), detail: z.string(), ...tokenLeftShape, ...names }),
  z.object({ event: z.literal('REFRESH_FAILING'), detail: z.string(), retried: z.boolean(), ...tokenLeftShape, ...names }),
  z.object({ event: z.literal('NOBODY_TOLD'), detail: z.string(), ...names }),
]);
export type StoredNotice = z.infer<typeof storedNotice>;

/** `path` begins with a slash and lies under the public URL. */
const serviceNotice = z.intersection(z.object({ kind: z.literal('SERVICE_NOTICE'), path: z.string() }), storedNotice);

/** What an account mail's template needs, without its link: the closed list of kinds. `at` and `requestedAt` in ISO 8601. */
const accountMailData = z.union([
  z.object({ kind: z.literal('INVITATION'), tenantName: z.string(), invitedByName: z.string() }),
  z.object({ kind: z.literal('ACTIVATION'), tenantName: z.string().nullable() }),
  z.object({ kind: z.literal('PASSWORD_RESET') }),
  z.object({ kind: z.literal('EMAIL_CHANGE'), newEmail: z.string() }),
  z.object({ kind: z.literal('EMAIL_APPROVAL'), presentEmail: z.string(), newEmail: z.string() }),
  z.object({ kind: z.literal('SECURITY_NOTICE'), event: z.enum(['ACTIVATED', 'PASSWORD_CHANGED']) }),
  z.object({ kind: z.literal('SECURITY_NOTICE'), event: z.literal('EMAIL_CHANGED'), newEmail: z.string() }),
  z.object({ kind: z.literal('SECURITY_NOTICE'), event: z.literal('FAILED_SIGN_INS'), count: z.number(), at: z.string() }),
  z.object({
    kind: z.literal('SECURITY_NOTICE'),
    event: z.literal('NEW_BROWSER'),
    browser: z.string(),
    network: z.string(),
    at: z.string(),
  }),
  z.object({ kind: z.literal('TEST'), requestedBy: z.string(), requestedAt: z.string() }),
  serviceNotice,
]);
export type AccountMailData = z.infer<typeof accountMailData>;
export type StoredAccountMail = AccountMailData & { recipient: AccountMailRecipient };

export const accountMailColumn = jsonColumn<StoredAccountMail>('mail.data', z.intersection(accountMailData, z.object({ recipient })));

/** Whether the mail of this data carries a one-time token in its link. */
export function carriesToken(data: AccountMailData): boolean {
  return linkPathOf(data)?.includes('#') ?? false;
}

/** Where the mail's link leads, up to where the token is appended; null for mail without a link. */
export function linkPathOf(data: AccountMailData): string | null {
  switch (data.kind) {
    case 'INVITATION':
      return '/account/memberships';
    case 'ACTIVATION':
      return '/activate#';
    case 'PASSWORD_RESET':
      return '/reset#';
    case 'EMAIL_CHANGE':
      return '/email/confirm#';
    case 'EMAIL_APPROVAL':
      return '/email/approve#';
    case 'SECURITY_NOTICE':
      return data.event === 'EMAIL_CHANGED' ? '/email/undo#' : null;
    case 'SERVICE_NOTICE':
      return data.path;
    case 'TEST':
      return null;
  }
}

/** The template's input: the stored data, the link and the end of the message's life, which is its link's. */
export function accountMailOf(data: AccountMailData, link: string, expiresAt: Date): AccountMail {
  switch (data.kind) {
    case 'INVITATION':
      return { kind: data.kind, tenantName: data.tenantName, invitedByName: data.invitedByName, link, expiresAt };
    case 'ACTIVATION':
      return { kind: data.kind, tenantName: data.tenantName, link, expiresAt };
    case 'PASSWORD_RESET':
      return { kind: data.kind, link, expiresAt };
    case 'EMAIL_CHANGE':
      return { kind: data.kind, newEmail: data.newEmail, link, expiresAt };
    case 'EMAIL_APPROVAL':
      return { kind: data.kind, presentEmail: data.presentEmail, newEmail: data.newEmail, link, expiresAt };
    case 'SECURITY_NOTICE':
      return securityNoticeOf(data, link, expiresAt);
    case 'SERVICE_NOTICE':
      return { kind: data.kind, ...noticeOf(data), link };
    case 'TEST':
      return { kind: data.kind, requestedBy: data.requestedBy, requestedAt: new Date(data.requestedAt) };
  }
}

function securityNoticeOf(data: Extract<AccountMailData, { kind: 'SECURITY_NOTICE' }>, link: string, expiresAt: Date): AccountMail {
  const { kind } = data;
  switch (data.event) {
    case 'ACTIVATED':
    case 'PASSWORD_CHANGED':
      return { kind, event: data.event };
    case 'EMAIL_CHANGED':
      return { kind, event: data.event, newEmail: data.newEmail, link, expiresAt };
    case 'FAILED_SIGN_INS':
      return { kind, event: data.event, count: data.count, at: new Date(data.at) };
    case 'NEW_BROWSER':
      return { kind, event: data.event, browser: data.browser, network: data.network, at: new Date(data.at) };
  }
}

function noticeOf({ subjectName, tenantName, ...data }: StoredNotice): ServiceNotice {
  const names = { subjectName, tenantName };
  switch (data.event) {
    case 'PROFILE_PARKED':
      return { ...names, event: data.event, detail: data.detail, since: new Date(data.since) };
    case 'SECRET_EXPIRING':
      return { ...names, event: data.event, daysLeft: data.daysLeft, endsAt: new Date(data.endsAt) };
    case 'TOKEN_EXPIRING':
      return { ...names, event: data.event, daysLeft: data.daysLeft, extendedByUse: data.extendedByUse, endsAt: new Date(data.endsAt) };
    case 'CONSENT_LOST':
      return { ...names, event: data.event, detail: data.detail, ...tokenLeft(data) };
    case 'REFRESH_FAILING':
      return { ...names, event: data.event, detail: data.detail, retried: data.retried, ...tokenLeft(data) };
    case 'NOBODY_TOLD':
      return { ...names, event: data.event, detail: data.detail };
  }
}

const tokenLeft = ({ since, usable, usableUntil }: { since: string; usable: boolean; usableUntil: string | null }) => ({
  since: new Date(since),
  usable,
  usableUntil: usableUntil === null ? null : new Date(usableUntil),
});
