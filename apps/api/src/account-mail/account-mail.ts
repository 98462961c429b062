import type { AccountMail, ServiceNotice } from '@posthorn/emails';

/** Who reads it; kept with the mail because the worker may not read identities. */
export interface AccountMailRecipient {
  /** Null where only the address is known. */
  name: string | null;
  /** IANA name, such as Europe/Berlin. */
  timeZone: string;
}

type InJson<Notice> = Notice extends unknown
  ? { [Field in keyof Notice]: Date extends Notice[Field] ? string | Exclude<Notice[Field], Date> : Notice[Field] }
  : never;

/** A notice with its dates in ISO 8601. */
export type StoredNotice = InJson<ServiceNotice>;

/** What an account mail's template needs, without its link: the closed list of kinds. Stored as JSON beside the message. */
export type AccountMailData =
  | { kind: 'INVITATION'; tenantName: string; invitedByName: string }
  | { kind: 'ACTIVATION'; tenantName: string | null }
  | { kind: 'PASSWORD_RESET' }
  | { kind: 'EMAIL_CHANGE'; newEmail: string }
  | { kind: 'SECURITY_NOTICE'; event: 'ACTIVATED' | 'PASSWORD_CHANGED' }
  | { kind: 'SECURITY_NOTICE'; event: 'EMAIL_CHANGED'; newEmail: string }
  /** `path` begins with a slash and lies under the public URL. */
  | ({ kind: 'SERVICE_NOTICE'; path: string } & StoredNotice)
  /** `requestedAt` in ISO 8601. */
  | { kind: 'TEST'; requestedBy: string; requestedAt: string };

/** The column `mail.data` of account mail. */
export type StoredAccountMail = AccountMailData & { recipient: AccountMailRecipient };

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
    case 'SECURITY_NOTICE':
      if (data.event !== 'EMAIL_CHANGED') return { kind: data.kind, event: data.event };
      return { kind: data.kind, event: data.event, newEmail: data.newEmail, link, expiresAt };
    case 'SERVICE_NOTICE':
      return { kind: data.kind, ...noticeOf(data), link };
    case 'TEST':
      return { kind: data.kind, requestedBy: data.requestedBy, requestedAt: new Date(data.requestedAt) };
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
