import type { EmailProfile } from '@posthorn/database';
import type { AttemptRow, FullRow } from './message-rows.ts';
import { stageTimes } from './stage-times.ts';

/** What support needs to know of a submission, and may. */
export type SupportProfile = Pick<EmailProfile, 'name' | 'host' | 'port' | 'security'>;

/** A message's fate for support: ids, times, what servers said. No body, no subject, no secret, no other recipient. */
export function supportText(row: Omit<FullRow, 'mail'> & { mail: { messageIdHeader: string } }, profile: SupportProfile | null): string {
  const lines: [string, string | null][] = [
    ['Message', row.id],
    ['Message-ID', `<${row.mail.messageIdHeader}>`],
    ['Recipient', row.recipient],
    ['Kind, lane', `${row.kind}, ${row.lane}`],
    ['Profile', profile && `${profile.name}: ${profile.host}:${profile.port}, ${profile.security}`],
    ['State', row.state === 'CLAIMED' ? 'QUEUED' : row.state],
    ['Failure', row.failureClass && [row.failureClass, row.sentence].filter(Boolean).join(': ')],
    ['Server’s id', row.queueId],
    ['Written', row.createdAt.toISOString()],
    ['Not before', row.finishedAt ? null : row.notBefore.toISOString()],
    ['Ends', row.expiresAt.toISOString()],
    ['Final', row.finishedAt?.toISOString() ?? null],
    ['Tries', row.maxAttempts === null ? String(row.attemptCount) : `${row.attemptCount} of ${row.maxAttempts}`],
  ];
  const head = lines.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return [...head, ...row.attempts.flatMap(attemptLines)].join('\n');
}

function attemptLines({ number, startedAt, outcome, failureClass, stage, reply, timings, worker }: AttemptRow): string[] {
  const measured = stageTimes(timings).map(({ stage: name, ms }) => `${name} ${ms} ms`);
  const failure = failureClass ? ` ${failureClass}${stage ? ` at ${stage}` : ''}` : '';
  return [
    `Try ${number} at ${startedAt.toISOString()} by ${worker}: ${outcome}${failure}`,
    ...(measured.length > 0 ? [`  ${measured.join(', ')}`] : []),
    ...(reply ? [`  ${reply.replaceAll('\n', '\n  ')}`] : []),
  ];
}
