/** What the system admin sets about the look of account mail. */
export interface Branding {
  productName: string;
  /** `data:image/(png|jpeg|gif|webp);base64,...`; anything else is left out. Mail never loads a remote image. */
  logoDataUri: string | null;
  supportAddress: string | null;
  /** Free text of the system admin at the foot of each mail; line breaks are kept. */
  footer: string | null;
}

/** Whether mail still leaves with the access token that is held; `usableUntil` null: it does not expire. */
interface TokenLeft {
  usable: boolean;
  usableUntil: Date | null;
}

/** What an admin is told because mail stands still, or soon will. `daysLeft` counts begun days; 0: it has ended. */
export type ServiceNotice = {
  /** An email profile, an OAuth client, an alarm, or the platform's mail. */
  subjectName: string;
  /** Null for what is the platform's own. */
  tenantName: string | null;
} & (
  | { event: 'PROFILE_PARKED'; since: Date; detail: string }
  | { event: 'SECRET_EXPIRING'; daysLeft: number; endsAt: Date }
  /** `extendedByUse`: it ends because nobody uses it. */
  | { event: 'TOKEN_EXPIRING'; daysLeft: number; endsAt: Date; extendedByUse: boolean }
  | ({ event: 'CONSENT_LOST'; since: Date; detail: string } & TokenLeft)
  /** `retried`: it is tried again by itself, and may yet succeed. */
  | ({ event: 'REFRESH_FAILING'; since: Date; detail: string; retried: boolean } & TokenLeft)
  | { event: 'NOBODY_TOLD'; detail: string }
);

/** The closed list of mails the platform itself sends. Tenant mail never comes through here. */
export type AccountMail =
  | { kind: 'INVITATION'; tenantName: string; invitedByName: string; link: string; expiresAt: Date }
  | { kind: 'ACTIVATION'; tenantName: string | null; link: string; expiresAt: Date }
  | { kind: 'PASSWORD_RESET'; link: string; expiresAt: Date }
  | { kind: 'EMAIL_CHANGE'; newEmail: string; link: string; expiresAt: Date }
  /** To an old address, while it may still undo the change away from it: whether the account may move on. */
  | { kind: 'EMAIL_APPROVAL'; presentEmail: string; newEmail: string; link: string; expiresAt: Date }
  | { kind: 'SECURITY_NOTICE'; event: 'ACTIVATED' | 'PASSWORD_CHANGED' }
  | { kind: 'SECURITY_NOTICE'; event: 'EMAIL_CHANGED'; newEmail: string; link: string; expiresAt: Date }
  | { kind: 'SECURITY_NOTICE'; event: 'FAILED_SIGN_INS'; count: number; at: Date }
  /** `browser` as it named itself. */
  | { kind: 'SECURITY_NOTICE'; event: 'NEW_BROWSER'; browser: string; network: string; at: Date }
  | ({ kind: 'SERVICE_NOTICE'; link: string } & ServiceNotice)
  | { kind: 'TEST'; requestedBy: string; requestedAt: Date };

export type AccountMailKind = AccountMail['kind'];

export interface RenderOptions {
  branding: Branding;
  recipientName: string | null;
  locale: 'en';
  /** IANA name of the reader's zone. An unknown name falls back to UTC: a mail must not fail for it. */
  timeZone: string;
}

export interface RenderedMail {
  /** One line, never CR or LF, at most 160 characters. */
  subject: string;
  html: string;
  text: string;
}
