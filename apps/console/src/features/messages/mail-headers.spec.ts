import { headersOf } from './mail-headers.ts';

const mail = {
  fromAddress: 'plant@example.org',
  fromName: 'Plant 3',
  to: ['anna@example.org', 'Jo <jo@example.org>'],
  cc: [],
  subject: 'Pump 3',
  messageId: '1@example.org',
  headers: [],
};

describe('the headers of a mail', () => {
  it('are a line each, without those that are empty', () => {
    expect(headersOf(mail)).toBe(
      'From: Plant 3 <plant@example.org>\nTo: anna@example.org, Jo <jo@example.org>\nSubject: Pump 3\nMessage-ID: <1@example.org>',
    );
  });

  it('name a sender without a name by the address alone', () => {
    expect(headersOf({ ...mail, fromName: null })).toMatch(/^From: plant@example\.org$/m);
  });

  it('show a header once, as the mail itself has it', () => {
    const headers = [
      { name: 'from', value: 'real@example.org' },
      { name: 'X-Plant', value: '3' },
    ];

    expect(headersOf({ ...mail, headers }).split('\n')).toEqual([
      'To: anna@example.org, Jo <jo@example.org>',
      'Subject: Pump 3',
      'Message-ID: <1@example.org>',
      'from: real@example.org',
      'X-Plant: 3',
    ]);
  });
});
