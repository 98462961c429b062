import fc from 'fast-check';
import { readMailbox } from './mailbox.ts';
import { readRecipients } from './recipients.ts';

describe('a mailbox', () => {
  it.each([
    ['anna@example.org', 'anna@example.org', null],
    ['Anna <anna@example.org>', 'anna@example.org', 'Anna'],
    ['"Berg, Anna" <Anna@Example.org>', 'Anna@Example.org', 'Berg, Anna'],
    ['Ünal <ünal@bücher.example>', 'ünal@bücher.example', 'Ünal'],
    ['<anna@example.org>', 'anna@example.org', null],
  ])('%s', (text, address, name) => {
    expect(readMailbox(text)).toEqual({ address, name });
  });

  it.each([
    ['two', 'a@example.org, b@example.org', 'one address'],
    ['two behind semicolons', 'a@example.org; b@example.org', 'one address'],
    ['a group', 'Ops: a@example.org, b@example.org;', 'group'],
    ['no domain', 'anna', 'name@example.org'],
    ['a route', '<@relay:anna@example.org>', 'Write it as'],
    ['words around it', 'please tell anna@example.org', 'Write it as'],
    ['an address behind another', 'a@example.org <b@example.org> c@example.org', ''],
    ['nothing', ' ', 'no address'],
    ['a quoted local part', '"anna berg"@example.org', ''],
  ])('is none with %s', (_, text, reason) => {
    expect(readMailbox(text)).toEqual(expect.stringContaining(reason));
  });

  it('never holds a line break, whatever was written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const mailbox = readMailbox(`${before} <a@example.org>${after}`);

        expect(typeof mailbox === 'string' || !/[\r\n]/.test(mailbox.address)).toBe(true);
      }),
    );
  });
});

describe('recipients', () => {
  it('that are bad are listed with the reason, and sink no other', () => {
    const { addresses, refused } = readRecipients({ to: ['a@example.org', 'nobody'], cc: [], bcc: ['b@example.org'] });

    expect(addresses).toEqual(['a@example.org', 'b@example.org']);
    expect(refused).toEqual([{ recipient: 'nobody', reason: expect.stringContaining('name@example.org') }]);
  });

  it('named twice get one mail, and blind copies stand in no header', () => {
    const read = readRecipients({
      to: ['a@example.org', 'A <A@example.org>'],
      cc: ['a@EXAMPLE.org', 'c@example.org'],
      bcc: ['c@example.org', 'd@example.org'],
    });

    expect(read).toEqual({
      to: [{ address: 'a@example.org', name: null }],
      cc: [{ address: 'c@example.org', name: null }],
      addresses: ['a@example.org', 'c@example.org', 'd@example.org'],
      refused: [],
    });
  });
});
