import { canResend, canRetry, refusalOfRetry } from './message-actions.ts';

const inAnHour = new Date(Date.now() + 3_600_000);
const anHourAgo = new Date(Date.now() - 3_600_000);
const activation = { state: 'REJECTED', kind: 'ACTIVATION', tokenId: 'token', expiresAt: inAnHour } as const;
const notice = { state: 'REJECTED', kind: 'SECURITY_NOTICE', tokenId: null, expiresAt: anHourAgo } as const;

describe('queueing a message again', () => {
  it('is possible for a failed mail without a link, also after its time', () => {
    expect([canRetry(notice), canRetry({ ...notice, state: 'EXPIRED' }), canRetry({ ...notice, state: 'HELD' })]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is possible for a held mail whose link still works', () => {
    expect(canRetry({ ...activation, state: 'HELD' })).toBe(true);
    expect(canRetry({ ...activation, state: 'HELD', expiresAt: anHourAgo })).toBe(false);
  });

  it('names the act that makes a fresh link where the old one is over', () => {
    expect(refusalOfRetry(activation)).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('resendAccountMail') });
    expect(refusalOfRetry({ ...activation, kind: 'PASSWORD_RESET' })?.message).toContain('asks for a new one');
  });

  it.each(['QUEUED', 'CLAIMED', 'SENDING', 'ACCEPTED', 'PARKED'] as const)('is refused while it is %s', (state) => {
    expect(canRetry({ ...notice, state })).toBe(false);
  });
});

describe('a fresh link', () => {
  it('can be sent for invitations that are not on their way', () => {
    expect([
      canResend(activation),
      canResend({ ...activation, state: 'ACCEPTED' }),
      canResend({ ...activation, state: 'SENDING' }),
      canResend(notice),
    ]).toEqual([true, true, false, false]);
  });
});
