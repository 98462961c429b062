import fc from 'fast-check';
import { envelopeAddress } from './mailbox-names.ts';

it.each([
  ['name@example.com', 'name@example.com', false],
  ['name+tag@EXAMPLE.com', 'name+tag@example.com', false],
  ['name@büro.example', 'name@xn--bro-hoa.example', false],
  ['jürgen@example.com', 'jürgen@example.com', true],
  ['name@[192.0.2.1]', 'name@[192.0.2.1]', false],
  ['"a@b"@example.com', '"a@b"@example.com', false],
])('%s goes over the wire as %s', (address, wire, needsUtf8) => {
  expect(envelopeAddress(address)).toEqual({ wire, needsUtf8 });
});

it.each([
  'a@example.com\r\nRCPT TO:<evil@example.com>',
  'a@example.com\n',
  'a\rb@example.com',
  'a\u0000@example.com',
  'a\u2028b@example.com',
  'a b@example.com',
  'a@example.com> SIZE=1',
  '<a@example.com>',
  'a@exa mple.com',
  'a@',
  '@example.com',
  'example.com',
  '',
  `${'a'.repeat(250)}@example.com`,
])('%j is no address', (address) => {
  expect(envelopeAddress(address)).toBeNull();
});

it('lets nothing through that could end a command or its path', () => {
  const hostile = fc
    .tuple(fc.string({ unit: 'binary' }), fc.constantFrom('\r', '\n', '\r\n', '<', '>', ' ', '\u0000', '\u0085', ''))
    .map(([text, end]) => `a${text}${end}@example.com`);

  fc.assert(
    fc.property(hostile, (address) => {
      const wire = envelopeAddress(address)?.wire ?? '';
      return ['\r', '\n', '<', '>', ' ', '\u0000', '\u0085'].every((character) => !wire.includes(character));
    }),
  );
});
