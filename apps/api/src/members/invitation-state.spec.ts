import { invitationSentence, invitationState, type InvitationFacts } from './invitation-state.ts';

const soon = new Date(Date.now() + 60_000);
const facts = (changes: Partial<InvitationFacts>): InvitationFacts => ({
  status: 'INVITED',
  copiedAt: null,
  expiresAt: soon,
  mail: undefined,
  ...changes,
});

describe('the state of an invitation', () => {
  it.each([
    ['ACCEPTED', facts({ status: 'ACTIVE', expiresAt: new Date(0) })],
    ['LINK_EXPIRED', facts({ expiresAt: new Date(0), mail: { state: 'ACCEPTED', failureClass: null } })],
    ['LINK_COPIED', facts({ copiedAt: new Date(), mail: { state: 'REJECTED', failureClass: 'TEMP' } })],
    ['MAIL_ACCEPTED', facts({ mail: { state: 'ACCEPTED', failureClass: null } })],
    ['MAIL_FAILED', facts({ mail: { state: 'REJECTED', failureClass: 'RECIPIENT' } })],
    ['MAIL_FAILED', facts({ mail: { state: 'EXPIRED', failureClass: 'CONNECT' } })],
    ['SENDING', facts({ mail: { state: 'DEFERRED', failureClass: 'TEMP' } })],
    ['SENDING', facts({})],
  ])('is %s', (expected, given) => {
    expect(invitationState(given)).toBe(expected);
  });

  it('tells the admin whose turn it is', () => {
    const unknownAddress = facts({ mail: { state: 'REJECTED', failureClass: 'RECIPIENT' } });
    const refused = facts({ mail: { state: 'REJECTED', failureClass: 'AUTH' } });
    const parked = facts({ mail: { state: 'PARKED', failureClass: 'AUTH' } });

    expect(invitationSentence('MAIL_FAILED', unknownAddress)).toContain('does not know this address');
    expect(invitationSentence('MAIL_FAILED', refused)).toContain('your system admin sees it');
    expect(invitationSentence('SENDING', parked)).toContain('held up');
  });
});
