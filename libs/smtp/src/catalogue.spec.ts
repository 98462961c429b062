import fc from 'fast-check';
import { symptomOf } from '../test/describe-rows.ts';
import { catalogue, explain } from './catalogue.ts';
import type { Failure, Stage } from './types.ts';

const transaction: readonly Stage[] = ['MAIL', 'RCPT', 'DATA'];

describe('the catalogue', () => {
  it('names no row twice', () => {
    const ids = catalogue.map(({ id }) => id);

    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('gives a message up only for a 5xx, and only once a transaction has begun', () => {
    for (const { id, retry, codes, stages } of catalogue) {
      if (retry !== 'FAIL' || codes === undefined) continue;

      expect({ id, codes: codes.filter((code) => (code < 10 ? code !== 5 : code < 500)) }).toEqual({ id, codes: [] });
      expect({ id, early: (stages ?? ['AUTH']).filter((stage) => !transaction.includes(stage)) }).toEqual({ id, early: [] });
    }
  });

  it('ends with a row that fits everything', () => {
    const { id: _id, class: _class, retry: _retry, sentence: _sentence, ...conditions } = catalogue.at(-1) ?? { id: 'none' };

    expect(conditions).toEqual({});
  });
});

describe('the decision to try again', () => {
  const explained = (stage: Stage, reply: string): Failure => explain(symptomOf({ stage, reply }));
  const code = (first: number) => fc.integer({ min: first * 100, max: first * 100 + 99 });
  const stages = fc.constantFrom(...transaction);
  /** What the rows look for, so that words meet codes they were not written for. */
  const words = fc.constantFrom(
    ...[
      'Sender address rejected: not owned by user',
      'SendAsDenied',
      'Greylisted',
      'Mailbox full',
      'user unknown',
      'relaying denied',
      'SPAM',
    ],
    ...[
      'DMARC',
      'message size',
      'Daily quota exceeded',
      'too many recipients',
      'suppression list',
      'verified Sender Identity',
      'TenantAttribution',
    ],
    ...['Helo command rejected', 'Client host rejected', 'spamhaus', '5.7.60', '5.2.2', 'authorized recipients', 'virus', 'null sender'],
  );

  it('never gives up a message for a 4xx, whatever the words', () => {
    fc.assert(
      fc.property(
        code(4),
        stages,
        fc.oneof(fc.string({ maxLength: 40 }), words),
        (number, stage, said) => explained(stage, `${number} ${said}`).retry !== 'FAIL',
      ),
    );
  });

  it('never repeats a plain 5xx but 503', () => {
    fc.assert(
      fc.property(code(5), stages, (number, stage) => {
        const { retry } = explained(stage, `${number} no`);
        return number === 503 ? retry === 'RETRY' : retry !== 'RETRY';
      }),
    );
  });

  it('never fails a message for good before MAIL, whatever the words', () => {
    const before = fc.constantFrom<Stage>('GREETING', 'EHLO', 'STARTTLS', 'AUTH');

    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 599 }),
        before,
        fc.oneof(fc.constant('no'), words),
        (number, stage, said) => explained(stage, `${number} ${said}`).retry !== 'FAIL',
      ),
    );
  });

  it.each([
    ['AUTH', '535 5.7.139 basic authentication is disabled', 'AUTH_POLICY', 'PARK'],
    ['AUTH', '535 5.7.8 Error: authentication failed: (reason unavailable)', 'AUTH', 'PARK'],
    ['AUTH', '535 Key not found', 'AUTH', 'PARK'],
    ['AUTH', '454 4.7.0 Temporary authentication failure', 'TEMP', 'RETRY'],
    ['AUTH', '421 4.7.0 Try again later, closing connection', 'TEMP', 'RETRY'],
    ['GREETING', '421 4.7.0 mail.local Error: too many connections from 127.0.0.1', 'RATE', 'RETRY'],
    ['RCPT', '452 4.5.3 Your message has too many recipients', 'RATE', 'RETRY'],
    ['RCPT', '552 Too many recipients', 'RATE', 'RETRY'],
    [
      'RCPT',
      '450-4.2.1 The user you are trying to contact is receiving mail at a rate that\n450 4.2.1 prevents additional messages',
      'RATE',
      'RETRY',
    ],
    ['RCPT', '450 4.2.0 <a@b.c>: Greylisted for 300 seconds', 'TEMP', 'RETRY'],
    ['RCPT', '552 5.2.2 Mailbox full', 'RECIPIENT', 'FAIL'],
    ['RCPT', '452 4.2.2 Mailbox full', 'TEMP', 'RETRY'],
    ['RCPT', '550 5.2.1 The email account that you tried to reach is disabled', 'RECIPIENT', 'FAIL'],
    ['DATA', '454 Throttling failure: Daily message quota exceeded.', 'QUOTA', 'HOLD'],
    ['DATA', '550 5.7.1 Daily SMTP relay limit exceeded for customer', 'QUOTA', 'HOLD'],
    ['DATA', '451 Authentication failed: Maximum credits exceeded', 'QUOTA', 'HOLD'],
    ['DATA', '550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'SENDER', 'FAIL'],
    ['RCPT', '553 Relaying disallowed as x@y.z', 'SENDER', 'FAIL'],
    ['MAIL', '451 4.7.0 later', 'TEMP', 'RETRY'],
    ['MAIL', '530 5.7.57 SMTP; Client was not authenticated to send anonymous mail', 'AUTH', 'PARK'],
    ['DATA', '550 Unknown user', 'MESSAGE', 'FAIL'],
  ] as const)('in %s, %j is %s and %s', (stage, reply, failureClass, retry) => {
    expect(explained(stage, reply)).toMatchObject({ class: failureClass, retry, stage });
  });
});
