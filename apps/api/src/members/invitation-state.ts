import type { MembershipStatus, MessageState } from '@posthorn/database';

export const InvitationState = {
  SENDING: 'SENDING',
  MAIL_ACCEPTED: 'MAIL_ACCEPTED',
  MAIL_FAILED: 'MAIL_FAILED',
  LINK_COPIED: 'LINK_COPIED',
  LINK_EXPIRED: 'LINK_EXPIRED',
  ACCEPTED: 'ACCEPTED',
} as const;
export type InvitationState = keyof typeof InvitationState;

export interface InvitationFacts {
  status: MembershipStatus;
  copiedAt: Date | null;
  expiresAt: Date;
  /** Of the account message; undefined for a copied link, or when the message is past its retention. */
  mail: { state: MessageState; failureClass: string | null } | undefined;
}

const failed = new Set<MessageState>(['REJECTED', 'EXPIRED', 'CANCELLED', 'SUPPRESSED']);

/** How far an invitation came, from what is known of membership, link and mail. */
export function invitationState({ status, copiedAt, expiresAt, mail }: InvitationFacts, now = new Date()): InvitationState {
  if (status === 'ACTIVE') return 'ACCEPTED';
  if (expiresAt <= now) return 'LINK_EXPIRED';
  if (copiedAt) return 'LINK_COPIED';
  if (mail?.state === 'ACCEPTED') return 'MAIL_ACCEPTED';
  return mail && failed.has(mail.state) ? 'MAIL_FAILED' : 'SENDING';
}

/** The same for the tenant's admin: what happened, and whose turn it is. Nothing of the platform's mail server but the class. */
export function invitationSentence(state: InvitationState, facts: InvitationFacts): string {
  switch (state) {
    case 'ACCEPTED':
      return 'Joined.';
    case 'LINK_EXPIRED':
      return 'The link has expired. Send it again.';
    case 'LINK_COPIED':
      return 'The link was copied, to be handed over.';
    case 'MAIL_ACCEPTED':
      return 'The mail server accepted the mail.';
    case 'MAIL_FAILED':
      return facts.mail?.failureClass === 'RECIPIENT'
        ? 'The mail server does not know this address. Check its spelling, remove the invitation and invite again.'
        : 'The platform’s mail server refused the mail; your system admin sees it. You can copy the link instead.';
    case 'SENDING':
      return facts.mail?.state === 'PARKED'
        ? 'The platform’s mail is held up; your system admin sees it. The mail goes out once that is mended.'
        : 'The mail is on its way.';
  }
}
