import { sendMailInput } from './sending-inputs.ts';

/** Field and sentence of the first thing wrong with a mail to anna@example.org that has this change. */
function refusalOf(change: object): [string, string] | null {
  const { error } = sendMailInput.safeParse({ to: 'anna@example.org', ...change });
  const issue = error?.issues[0];
  return issue ? [issue.path.join('.'), issue.message] : null;
}

describe('a mail to be sent', () => {
  it('takes one address or several, headers as a list or an object, times in ISO 8601', () => {
    const change = { cc: ['ben@example.org'], headers: { 'X-Plant': '4' }, sendAt: '2026-12-01T08:00:00+01:00' };

    const mail = sendMailInput.parse({ to: 'anna@example.org', ...change });

    expect(mail).toMatchObject({ to: ['anna@example.org'], cc: ['ben@example.org'], bcc: [], lane: 'BULK', priority: 3 });
    expect(mail.headers).toEqual([{ name: 'X-Plant', value: '4' }]);
    expect(mail.sendAt).toEqual(new Date('2026-12-01T07:00:00Z'));
  });

  it.each([
    ['to.0', { to: 'anna@example.org\r\nBcc: victim@example.org' }, /line break/],
    ['to.1', { to: ['anna@example.org', 'ben@example.org\nBcc: victim@example.org'] }, /line break/],
    ['to', { to: 7 }, /an address or a list of addresses/],
    ['to', { to: [] }, /at least one recipient/],
    ['subject', { subject: 'Pump\r\nBcc: victim@example.org' }, /line break/],
    ['headers.0.name', { headers: { 'Content-Type': 'text/evil' } }, /written by Posthorn/],
    ['headers.0.name', { headers: { 'Disposition-Notification-To': 'victim@example.org' } }, /written by Posthorn/],
    ['headers.0.name', { headers: { 'Return-Receipt-To': 'victim@example.org' } }, /written by Posthorn/],
    ['headers.0.name', { headers: [{ name: 'From', value: 'boss@example.org' }] }, /written by Posthorn/],
    ['headers.0.value', { headers: { 'X-Plant': '4\r\nBcc: victim@example.org' } }, /line break/],
    ['headers', { headers: 'X-Plant: 4' }, /a list of name and value/],
    ['sendAt', { sendAt: 'tomorrow' }, /a time such as/],
    ['expiresAt', { expiresAt: 5 }, /a time such as/],
    ['priority', { priority: 9 }, /between 1/],
    ['attachments.0.content', { attachments: [{ name: 'a.txt', content: '!!' }] }, /base64/],
  ])('is refused by the name %s, with a sentence, for %j', (field, change, sentence) => {
    expect(refusalOf(change)).toEqual([field, expect.stringMatching(sentence)]);
  });
});
