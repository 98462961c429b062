import type { Failure } from '@posthorn/smtp';
import fc from 'fast-check';
import { isOneTooMany, retryDelayMs, tryOf, verdictOn, type AttemptCounts } from './verdict.ts';

const account: AttemptCounts = { lane: 'ACCOUNT', attemptCount: 0, unknownCount: 0, maxAttempts: null };
const bulk: AttemptCounts = { ...account, lane: 'BULK' };
const failure = (part: Partial<Failure>): Failure => ({
  class: 'TEMP',
  stage: 'RCPT',
  reply: { code: 450, enhanced: '4.2.0', text: '450 4.2.0 Greylisted' },
  retry: 'RETRY',
  sentence: 'Try later.',
  fix: null,
  ...part,
});
const middle = () => 0.5;

describe('the time to the next try', () => {
  it('starts at 5 s and doubles up to 5 minutes, for bulk up to an hour', () => {
    const account = [0, 1, 2, 6, 30].map((tries) => retryDelayMs('ACCOUNT', tries, middle) / 1000);
    const bulk = [0, 1, 6, 30].map((tries) => retryDelayMs('BULK', tries, middle) / 1000);

    expect(account).toEqual([5, 10, 20, 300, 300]);
    expect(bulk).toEqual([5, 10, 320, 3600]);
  });

  it('strays by a fifth at most', () => {
    const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(50), anyRandom, (tries, random) => {
        const exact = retryDelayMs('ALARM', tries, middle);
        const strayed = retryDelayMs('ALARM', tries, () => random);
        return strayed >= exact * 0.8 - 1 && strayed <= exact * 1.2 + 1;
      }),
    );
  });
});

describe('the verdict on a failure', () => {
  it('tries a temporary refusal of the recipient again, and thinks no worse of the server', () => {
    expect(verdictOn(failure({}), false, account, middle)).toEqual({
      state: 'DEFERRED',
      outcome: 'DEFERRED',
      delayMs: 5_000,
      signal: 'NEUTRAL',
    });
  });

  it('lets a message without a token wait for one, which says nothing against the server', () => {
    const missing = failure({ class: 'TOKEN', stage: 'AUTH', reply: null });

    expect(verdictOn(missing, false, bulk, middle)).toEqual({ state: 'DEFERRED', outcome: 'DEFERRED', delayMs: 5_000, signal: 'TOKEN' });
    expect(verdictOn({ ...missing, retry: 'PARK' }, false, bulk, middle)).toMatchObject({ state: 'PARKED', signal: 'PARK' });
  });

  it('gives a refused recipient up', () => {
    const verdict = verdictOn(
      failure({ class: 'RECIPIENT', retry: 'FAIL', reply: { code: 550, enhanced: '5.1.1', text: '550' } }),
      false,
      account,
    );

    expect(verdict).toEqual({ state: 'REJECTED', outcome: 'REJECTED', delayMs: null, signal: 'NEUTRAL' });
  });

  it('sends account mail of unknown fate again twice, then waits for a person', () => {
    const vanished = failure({ class: 'CONNECT', stage: 'DATA', reply: null });
    const states = [0, 1, 2].map((unknownCount) => verdictOn(vanished, true, { ...account, unknownCount }).state);

    expect(states).toEqual(['DEFERRED', 'DEFERRED', 'HELD']);
  });

  it('never repeats bulk mail of unknown fate by itself', () => {
    const verdict = verdictOn(failure({ class: 'TIMEOUT', stage: 'DATA', reply: null }), true, bulk);

    expect(verdict).toEqual({ state: 'HELD', outcome: 'UNKNOWN', delayMs: null, signal: 'TIMEOUT' });
  });

  it('knows the fate of a message that the server refused after the dot', () => {
    const verdict = verdictOn(
      failure({ class: 'MESSAGE', stage: 'DATA', retry: 'FAIL', reply: { code: 554, enhanced: null, text: '554' } }),
      true,
      account,
    );

    expect(verdict.outcome).toBe('REJECTED');
  });

  it('parks at once when policy refuses the login, and only suspects a wrong password', () => {
    const policy = verdictOn(failure({ class: 'AUTH_POLICY', stage: 'AUTH', retry: 'PARK' }), false, account, middle);
    const password = verdictOn(failure({ class: 'AUTH', stage: 'AUTH', retry: 'PARK' }), false, account, middle);

    expect(policy).toMatchObject({ state: 'PARKED', signal: 'PARK' });
    expect(password).toMatchObject({ state: 'DEFERRED', signal: 'HOLD', delayMs: 5_000 });
  });

  it('lets a full quota hold bulk mail, and account mail try again', () => {
    const quota = failure({ class: 'QUOTA', stage: 'DATA', retry: 'HOLD', reply: { code: 550, enhanced: '5.4.5', text: '550' } });

    expect(verdictOn(quota, false, bulk)).toMatchObject({ state: 'HELD', outcome: 'QUOTA' });
    expect(verdictOn(quota, false, account)).toMatchObject({ state: 'DEFERRED', outcome: 'QUOTA', delayMs: 300_000 });
  });

  it('waits at least a minute when the server wants it slower', () => {
    const verdict = verdictOn(failure({ class: 'RATE' }), false, account, middle);

    expect(verdict).toMatchObject({ state: 'DEFERRED', outcome: 'RATE', delayMs: 60_000 });
  });

  it.each([
    ['a refused connection', failure({ class: 'CONNECT', stage: 'CONNECT', reply: null }), 'CIRCUIT'],
    ['a bad certificate', failure({ class: 'TLS', stage: 'TLS', reply: null }), 'CIRCUIT'],
    ['a 421', failure({ stage: 'MAIL', reply: { code: 421, enhanced: null, text: '421' } }), 'CIRCUIT'],
    ['a 4.7.0', failure({ stage: 'MAIL', reply: { code: 450, enhanced: '4.7.0', text: '450' } }), 'CIRCUIT'],
    ['silence', failure({ class: 'TIMEOUT', stage: 'GREETING', reply: null }), 'TIMEOUT'],
    ['a temporary failure to sign in', failure({ stage: 'AUTH', reply: { code: 454, enhanced: null, text: '454' } }), 'CIRCUIT'],
    ['an address of ours that is no address', failure({ class: 'RECIPIENT', retry: 'FAIL', reply: null }), 'NEUTRAL'],
  ])('after %s tells the profile %s', (_, given, signal) => {
    expect(verdictOn(given, false, account).signal).toBe(signal);
  });
});

describe('a try that may be the last', () => {
  const greylisted = verdictOn(failure({}), false, bulk, middle);

  it('is followed by others while there are some left, or no number was given', () => {
    expect(tryOf(greylisted, { attemptCount: 0, maxAttempts: 2 })).toEqual({ ...greylisted, sentence: null });
    expect(tryOf(greylisted, { attemptCount: 50, maxAttempts: null }).state).toBe('DEFERRED');
  });

  it('ends the message with a sentence that says so', () => {
    expect(tryOf(greylisted, { attemptCount: 2, maxAttempts: 3 })).toMatchObject({
      state: 'REJECTED',
      outcome: 'DEFERRED',
      delayMs: null,
      sentence: 'Its 3 tries are used up.',
    });
    expect(tryOf(greylisted, { attemptCount: 0, maxAttempts: 1 }).sentence).toContain('once only');
  });

  it('leaves a message that may have arrived to a person', () => {
    const vanished = verdictOn(failure({ class: 'CONNECT', stage: 'DATA', reply: null }), true, { ...bulk, lane: 'ALARM' }, middle);

    expect(vanished.state).toBe('DEFERRED');
    expect(tryOf(vanished, { attemptCount: 0, maxAttempts: 1 })).toMatchObject({ state: 'HELD', outcome: 'UNKNOWN' });
  });

  it('are not used up by a token that is missing: no server was asked', () => {
    const missing = verdictOn(failure({ class: 'TOKEN', stage: 'AUTH', reply: null }), false, bulk, middle);

    expect(tryOf(missing, { attemptCount: 4, maxAttempts: 1 })).toEqual({ ...missing, sentence: null });
  });

  it('ends nothing that is parked, held or refused anyway', () => {
    const refused = verdictOn(failure({ retry: 'FAIL' }), false, bulk, middle);

    expect(tryOf(refused, { attemptCount: 9, maxAttempts: 1 })).toEqual({ ...refused, sentence: null });
  });
});

describe('one recipient too many', () => {
  const reply = (text: string, enhanced: string | null = null) => ({ code: Number(text.slice(0, 3)), enhanced, text });

  it.each([
    ['Postfix', reply('452 4.5.3 Error: too many recipients', '4.5.3'), true],
    ['Exim', reply('452 too many recipients'), true],
    ['RFC 821', reply('552 Too many recipients'), true],
    ['a full disk', reply('452 4.3.1 Insufficient system storage', '4.3.1'), false],
    ['a refusal for good', reply('550 5.5.3 Too many recipients', '5.5.3'), false],
  ])('%s', (_, answer, expected) => {
    expect(isOneTooMany(failure({ stage: 'RCPT', reply: answer }))).toBe(expected);
  });
});
