import { supportText } from './support-text.ts';

const at = new Date('2026-11-20T12:00:00Z');
const attempt = {
  tenantId: 't',
  id: 'a',
  messageId: 'm',
  number: 1,
  startedAt: at,
  finishedAt: at,
  outcome: 'REJECTED',
  failureClass: 'RECIPIENT',
  stage: 'RCPT',
  reply: '550 5.1.1 No such user\n550 here',
  timings: { RCPT: 12, CONNECT: 3.4 },
  worker: 'w1',
  profileId: 'p',
} as const;
const row = {
  tenantId: 't',
  id: 'm',
  mailId: 'mail',
  profileId: 'p',
  homeProfileId: null,
  lane: 'BULK',
  kind: 'MAIL',
  state: 'REJECTED',
  recipient: 'anna@example.org',
  attemptCount: 1,
  unknownCount: 0,
  fence: 1,
  leaseUntil: null,
  worker: null,
  attemptStartedAt: null,
  notBefore: at,
  expiresAt: at,
  createdAt: at,
  finishedAt: at,
  secret: null,
  identityId: null,
  causeTenantId: null,
  tokenId: null,
  failureClass: 'RECIPIENT',
  sentence: 'The server knows no such mailbox.',
  reply: '550 5.1.1',
  queueId: null,
  maxAttempts: 3,
  tags: [],
  mail: { messageIdHeader: 'mail@example.org', subject: 'Private', text: 'Private', data: { cc: ['other@example.org'] } },
  attempts: [attempt],
} as const;

describe('the text for support', () => {
  it('tells the message’s fate line by line', () => {
    const text = supportText({ ...row, tags: [] } as never, {
      name: 'Relay',
      host: 'mail.example.org',
      port: 587,
      security: 'STARTTLS_REQUIRED',
    });

    expect(text.split('\n')).toEqual([
      'Message: m',
      'Message-ID: <mail@example.org>',
      'Recipient: anna@example.org',
      'Kind, lane: MAIL, BULK',
      'Profile: Relay: mail.example.org:587, STARTTLS_REQUIRED',
      'State: REJECTED',
      'Failure: RECIPIENT: The server knows no such mailbox.',
      'Written: 2026-11-20T12:00:00.000Z',
      'Ends: 2026-11-20T12:00:00.000Z',
      'Final: 2026-11-20T12:00:00.000Z',
      'Tries: 1 of 3',
      'Try 1 at 2026-11-20T12:00:00.000Z by w1: REJECTED RECIPIENT at RCPT',
      '  CONNECT 3 ms, RCPT 12 ms',
      '  550 5.1.1 No such user',
      '  550 here',
    ]);
  });

  it('holds no content and nobody else', () => {
    expect(supportText(row as never, null)).not.toMatch(/Private|other@/);
  });
});
