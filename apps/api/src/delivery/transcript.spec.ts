import { AttemptTranscript } from './transcript.ts';

const at = new Date('2026-11-20T12:34:56.789Z');

describe('a transcript', () => {
  it('has a line each: when, who, what', () => {
    const transcript = new AttemptTranscript();
    transcript.add({ at, from: 'us', text: 'CONNECT: 192.0.2.1' });
    transcript.add({ at, from: 'client', text: 'EHLO plant4.example' });
    transcript.add({ at, from: 'server', text: '250-mail.example\r\n250 PIPELINING\r\n' });

    expect(transcript.text.split('\n')).toEqual([
      '12:34:56.789 -: CONNECT: 192.0.2.1',
      '12:34:56.789 C: EHLO plant4.example',
      '12:34:56.789 S: 250-mail.example',
      '12:34:56.789 S: 250 PIPELINING',
    ]);
  });

  it('ends before it grows over 32 KB, and says so', () => {
    const transcript = new AttemptTranscript();
    for (let line = 0; line < 1_000; line += 1) transcript.add({ at, from: 'server', text: `250-${'ü'.repeat(100)}` });

    expect(Buffer.byteLength(transcript.text)).toBeLessThanOrEqual(32 * 1024);
    expect(transcript.text.endsWith('(The rest is left out.)')).toBe(true);
  });
});
