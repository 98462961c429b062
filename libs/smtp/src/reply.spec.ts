import fc from 'fast-check';
import { notSmtp, parseReply, queueIdOf } from './reply.ts';

describe('a reply', () => {
  it('has a code, an enhanced code and its words', () => {
    expect(parseReply('535 5.7.8 Error: authentication failed')).toEqual({
      code: 535,
      enhanced: '5.7.8',
      text: '535 5.7.8 Error: authentication failed',
    });
  });

  it('may have no enhanced code, and no words', () => {
    expect(parseReply('250 OK id=1xULsz-0001Tm-2m').enhanced).toBeNull();
    expect(parseReply('354')).toEqual({ code: 354, enhanced: null, text: '354' });
  });

  it('may have many lines, of which the last counts', () => {
    const reply = parseReply('550-5.7.26 first\n550-5.7.26 second\n550 5.7.26 third');

    expect(reply).toEqual({ code: 550, enhanced: '5.7.26', text: '550-5.7.26 first\n550-5.7.26 second\n550 5.7.26 third' });
  });

  it.each([
    'HTTP/1.1 400 Bad Request',
    '-ERR unknown command',
    'SSH-2.0-OpenSSH_9.2',
    '220-one\nroot:x:0:0:root:/root:/bin/sh',
    '220-one\n250 two',
    '220one',
    '2200 hello',
    '199 hello',
    '600 hello',
    '+OK POP3 ready',
    '{"error": 1}',
    '',
  ])('is not SMTP: %j, and is not repeated', (text) => {
    expect(parseReply(text)).toEqual(notSmtp);
  });

  it('takes an enhanced code only where it belongs', () => {
    expect(parseReply('550 see 5.1.1 for more').enhanced).toBeNull();
    expect(parseReply('550 5.1.1234 x').enhanced).toBeNull();
    expect(parseReply('550 3.1.1 x').enhanced).toBeNull();
  });

  it('is cut at 512 octets, never within a character', () => {
    const text = parseReply(`550 x${'ü'.repeat(600)}`).text;

    expect(Buffer.byteLength(text)).toBe(511);
    expect(text.endsWith('ü')).toBe(true);
  });

  it('carries no control character but its line feeds', () => {
    expect(parseReply('550 a\u0000b\u001b[31mc\u0085').text).toBe('550 a\ufffdb\ufffd[31mc\ufffd');
  });

  it('never exceeds its bound nor shows what is not SMTP, whatever comes', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((tail) => `250 ${tail}`),
      fc.string().map((tail) => `250-${tail}\n250 x`),
    );

    fc.assert(
      fc.property(anything, (text) => {
        const reply = parseReply(text);
        return Buffer.byteLength(reply.text) <= 512 && (reply.text === notSmtp.text) === (reply.code === 0);
      }),
    );
  });
});

describe("a server's own id for a message", () => {
  it.each([
    ['250 2.0.0 Ok: queued as 4F3X2Q1abc', '4F3X2Q1abc'],
    ['250 OK id=1xULsz-0001Tm-2m', '1xULsz-0001Tm-2m'],
    ['250 2.0.0 541976eb Message accepted for delivery', '541976eb'],
    ['250 2.6.0 <abc@EX.prod.outlook.com> [InternalId=123, Hostname=X] 8 bytes Queued mail for delivery', 'abc@EX.prod.outlook.com'],
    ['250 2.0.0 OK  1700000000 ffacd0b85a97d-3310ad - gsmtp', 'ffacd0b85a97d-3310ad'],
    ['250 Ok 0100018c1234abcd-12345678-0000-000000', '0100018c1234abcd-12345678-0000-000000'],
    ['250 Ok: queued as KBMTXMHMRAmqbd-SpEQmVA', 'KBMTXMHMRAmqbd-SpEQmVA'],
  ])('is found in %s', (text, id) => {
    expect(queueIdOf(parseReply(text))).toBe(id);
  });

  it.each(['250 OK', '250 2.0.0 Ok', '250 OK: message queued', '250 Ok thanks'])('is not made up for %s', (text) => {
    expect(queueIdOf(parseReply(text))).toBeNull();
  });
});
