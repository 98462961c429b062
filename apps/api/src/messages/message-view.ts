import { platformTenantId } from '@posthorn/database';
import type { Senders } from '../tenant-mail/sender.ts';
import { tenantMailData } from '../tenant-mail/tenant-mail.ts';
import { canResend, canRetry, refusalOfCancel } from './message-actions.ts';
import { headersOf, toMailboxText, toSender } from './message-headers.ts';
import type { AttemptRow, FullRow } from './message-rows.ts';
import { stageTimes } from './stage-times.ts';
import type { Attempt, MailHeader, Message } from './message.types.ts';
import { supportText, type SupportProfile } from './support-text.ts';

/** A message as it is read; `text` and transcripts are read when they are asked for. */
export type ReadMessage = Message & { scopeTenantId: string; mailId: string; homeProfileId: string | null; accountText: string | null };
export type ReadAttempt = Attempt & { tenantId: string };

/** What a message tells of a profile. `senders`: null for the platform's own. */
export interface ProfileView extends SupportProfile {
  senders: Senders | null;
}

/** What of a message is not in its own rows. */
interface Surroundings {
  profiles: Map<string, ProfileView>;
  tenantName: string | null;
}

/** What account mail doesn't store: it is rendered again. */
export interface AccountContent {
  subject: string;
  text: string;
  fromAddress: string;
  fromName: string | null;
}

export function accountMessage(row: FullRow, content: AccountContent, around: Surroundings): ReadMessage {
  const { subject, text, fromAddress, fromName } = content;
  const from = toMailboxText({ address: fromAddress, name: fromName });
  return {
    ...inCommon(row, around),
    subject,
    fromAddress,
    fromName,
    accountText: text,
    to: [row.recipient],
    cc: [],
    attachments: [],
    headers: headersOfAccount(row, from, subject),
    profileId: null,
    profileName: null,
    homeProfileName: null,
    sourceName: null,
    tenantId: row.causeTenantId,
    canRetry: canRetry(row),
    canResend: canResend(row),
    canCancel: false,
    previewPath: `/api/messages/${row.id}/preview`,
  };
}

export function tenantMessage(row: FullRow, around: Surroundings): ReadMessage {
  const { to, cc, source } = tenantMailData.read(row.mail.data);
  const carrier = around.profiles.get(row.profileId);
  const { from } = toSender(row, carrier?.senders ?? null);
  return {
    ...inCommon(row, around),
    subject: row.mail.subject ?? '',
    fromAddress: from.address,
    fromName: from.name,
    accountText: null,
    to: to.map(toMailboxText),
    cc: cc.map(toMailboxText),
    headers: headersOf(row, carrier?.senders ?? null),
    sourceName: source.name,
    attachments: row.mail.attachments.map(({ name, contentType, cid, content }) => ({ name, contentType, cid, ...content })),
    profileId: row.profileId,
    profileName: carrier?.name ?? null,
    homeProfileName: around.profiles.get(row.homeProfileId ?? '')?.name ?? null,
    tenantId: row.tenantId,
    canRetry: canRetry(row),
    canResend: false,
    canCancel: refusalOfCancel(row) === null,
    previewPath: `/api/t/${row.tenantId}/messages/${row.id}/preview`,
  };
}

function inCommon(row: FullRow, { profiles, tenantName }: Surroundings) {
  const planned = row.state === 'QUEUED' || row.state === 'CLAIMED' || row.state === 'DEFERRED';
  const profile = profiles.get(row.tenantId === platformTenantId ? platformTenantId : row.profileId) ?? null;
  return {
    ...row,
    scopeTenantId: row.tenantId,
    tenantName,
    messageId: row.mail.messageIdHeader,
    state: row.state === 'CLAIMED' ? ('QUEUED' as const) : row.state,
    notBefore: planned ? row.notBefore : null,
    attempts: row.attempts.map((attempt) => toAttempt(attempt, profiles)),
    supportText: supportText(row, profile),
  };
}

function headersOfAccount({ mail, recipient }: FullRow, from: string, subject: string): MailHeader[] {
  return Object.entries({
    Date: mail.createdAt.toUTCString().replace('GMT', '+0000'),
    From: from,
    To: recipient,
    'Message-ID': `<${mail.messageIdHeader}>`,
    Subject: subject,
    'Auto-Submitted': 'auto-generated',
  }).map(([name, value]) => ({ name, value }));
}

function toAttempt({ timings, ...row }: AttemptRow, profiles: Map<string, SupportProfile>): ReadAttempt {
  return {
    ...row,
    timings: stageTimes(timings),
    profileName: profiles.get(row.profileId ?? '')?.name ?? null,
  };
}
