import { isAscii } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { StreamedMessage } from '@posthorn/smtp';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { buildTenantMime, needsUtf8, type MimeAttachment, type TenantMime } from './tenant-mime.ts';

const mail: TenantMime = {
  from: { address: 'plant4@works.example', name: 'Plant 4, Öhringen' },
  replyTo: [],
  to: [{ address: 'ann@example.org', name: 'Ann "the boss" O’Neill' }],
  cc: [{ address: 'ben@example.org', name: null }],
  subject: 'Tank 7: 95 °C',
  text: 'It is hot.\nVery hot.',
  html: '<p>It is <b>hot</b>. <img src="cid:logo"></p>',
  headers: [],
  priority: 3,
  automatic: false,
  attachments: [],
  messageId: '01990000-0000-7000-8000-000000000001@works.example',
  date: new Date('2026-11-20T12:34:56Z'),
};
const octetsOf = (sizeBytes: number) => Buffer.alloc(sizeBytes, 0xe7);
const attachment = (sizeBytes: number, part: Partial<MimeAttachment> = {}): MimeAttachment => ({
  name: 'report.pdf',
  contentType: 'application/pdf',
  cid: null,
  sizeBytes,
  open: () => Readable.from([octetsOf(sizeBytes)], { objectMode: false }),
  ...part,
});
const whole = (built: Buffer | StreamedMessage) => (Buffer.isBuffer(built) ? Promise.resolve(built) : buffer(built.open()));
const build = async (part: Partial<TenantMime>) => {
  const raw = await whole(await buildTenantMime({ ...mail, ...part }));
  const text = raw.toString('latin1');
  return { raw, head: text.slice(0, text.indexOf('\r\n\r\n')), parsed: await PostalMime.parse(raw) };
};

describe('a tenant’s mail', () => {
  it('shows what was ordered, its Message-ID and its date', async () => {
    const { parsed } = await build({ replyTo: [{ address: 'desk@works.example', name: 'Desk' }] });

    expect(parsed.from).toMatchObject({ address: 'plant4@works.example', name: 'Plant 4, Öhringen' });
    expect(parsed.to).toMatchObject([{ address: 'ann@example.org', name: 'Ann "the boss" O’Neill' }]);
    expect(parsed.cc).toMatchObject([{ address: 'ben@example.org' }]);
    expect(parsed.replyTo).toMatchObject([{ address: 'desk@works.example' }]);
    expect(parsed).toMatchObject({
      subject: 'Tank 7: 95 °C',
      messageId: '<01990000-0000-7000-8000-000000000001@works.example>',
      date: '2026-11-20T12:34:56.000Z',
    });
    expect(parsed.text?.trim().replaceAll('\r\n', '\n')).toBe('It is hot.\nVery hot.');
    expect(parsed.html).toContain('<b>hot</b>');
  });

  it.each([
    ['text alone', { html: null }, 'text/plain'],
    ['HTML alone', { text: null }, 'text/html'],
    ['both', {}, 'multipart/alternative'],
    ['neither', { text: null, html: null }, 'text/plain'],
    ['a text without a word', { text: '', html: null }, 'text/plain'],
    ['an attachment', { attachments: [attachment(10)] }, 'multipart/mixed'],
    ['an inline image', { attachments: [attachment(10, { cid: 'logo' })] }, 'multipart/alternative'],
  ])('with %s is of the right kind', async (_, part, contentType) => {
    expect((await build(part)).head).toMatch(new RegExp(`^Content-Type: ${contentType}`, 'm'));
  });

  it('says how urgent it is only where it is not as usual', async () => {
    const urgent = await build({ priority: 1 });
    const idle = await build({ priority: 5 });

    expect(urgent.head).toMatch(/^X-Priority: 1\r\nImportance: high/m);
    expect(idle.head).toMatch(/^X-Priority: 5\r\nImportance: low/m);
    expect((await build({})).head).not.toMatch(/priority|importance/i);
  });

  it('says that a machine wrote it where one did', async () => {
    expect((await build({ automatic: true })).head).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect((await build({})).head).not.toContain('Auto-Submitted');
  });

  it('leaves that to a sender who says so in a header of their own', async () => {
    const { head } = await build({ automatic: true, headers: [{ name: 'auto-submitted', value: 'auto-replied' }] });

    expect(head.match(/^auto-submitted: .*$/gim)).toEqual([expect.stringMatching(/: auto-replied$/)]);
  });

  it('carries headers of the sender’s own, long ones folded', async () => {
    const long = 'word '.repeat(150).trim();
    const { parsed, raw } = await build({
      headers: [
        { name: 'X-Plant', value: 'Öhringen' },
        { name: 'X-Long', value: long },
      ],
    });
    const valueOf = (key: string) => parsed.headers.find((header) => header.key === key)?.value;

    // RFC 2047.
    expect(valueOf('x-plant')).toBe('=?UTF-8?Q?=C3=96hringen?=');
    expect(valueOf('x-long')?.replace(/\s+/g, ' ')).toBe(long);
    expect(
      Math.max(
        ...raw
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(78);
  });

  it('ends no header where a value would', async () => {
    const evil = 'x\r\nBcc: everybody@example.org\r\n\r\nHello';
    const { parsed, head } = await build({
      subject: evil,
      headers: [{ name: 'X-Plant', value: evil }],
      from: { address: 'plant4@works.example', name: evil },
      attachments: [attachment(1, { name: evil, cid: 'a' })],
    });

    expect(head).not.toMatch(/^Bcc:/m);
    expect(parsed.bcc ?? []).toEqual([]);
  });

  it('writes international addresses: a domain alone in ASCII, a mailbox that needs SMTPUTF8 as it is', async () => {
    const domain = await build({ to: [{ address: 'info@bücher.example', name: null }] });
    const mailbox = await build({ to: [{ address: 'jörg@bücher.example', name: null }] });

    expect(domain.head).toContain('To: info@xn--bcher-kva.example\r\n');
    expect(mailbox.raw.toString()).toContain('To: jörg@bücher.example\r\n');
  });

  it('names a mailbox that needs SMTPUTF8 without its address where there is none, and stays ASCII', async () => {
    const to = [
      { address: 'ann@example.org', name: 'Ann' },
      { address: 'jörg@bücher.example', name: 'Jörg":;, eve@example.org' },
    ];
    const raw = await whole(await buildTenantMime({ ...mail, to, replyTo: [to[1]!] }, { inAscii: true }));
    const parsed = await PostalMime.parse(raw);

    expect(needsUtf8({ to, cc: [], replyTo: [] })).toBe(true);
    expect(needsUtf8({ to: [{ address: 'info@bücher.example', name: 'Jörg' }], cc: [], replyTo: [] })).toBe(false);
    expect(isAscii(raw)).toBe(true);
    expect(parsed.to).toEqual([
      { address: 'ann@example.org', name: 'Ann' },
      { name: 'Jörg eve@example.org jörg@bücher.example', group: [] },
    ]);
    expect(parsed.replyTo).toEqual([expect.objectContaining({ group: [] })]);
  });

  it('keeps attachments as they are, with their names, inline parts in place', async () => {
    const { parsed } = await build({
      attachments: [
        attachment(100_000, { name: 'Übersicht, "neu".pdf' }),
        attachment(3, { name: 'logo.png', contentType: 'image/png', cid: 'logo' }),
        attachment(70, { name: 'mail.eml', contentType: 'message/rfc822' }),
        attachment(0, { name: 'empty.txt', contentType: 'text/plain' }),
      ],
    });

    const shown = parsed.attachments.map(({ filename, mimeType, disposition, related = false, content }) => ({
      filename,
      mimeType,
      disposition,
      related,
      octets: (content as ArrayBuffer).byteLength,
    }));
    expect(shown).toHaveLength(4);
    expect(shown).toEqual(
      expect.arrayContaining([
        { filename: 'Übersicht, "neu".pdf', mimeType: 'application/pdf', disposition: 'attachment', related: false, octets: 100_000 },
        { filename: 'logo.png', mimeType: 'image/png', disposition: 'inline', related: true, octets: 3 },
        { filename: 'mail.eml', mimeType: 'application/octet-stream', disposition: 'attachment', related: false, octets: 70 },
        { filename: 'empty.txt', mimeType: 'text/plain', disposition: 'attachment', related: false, octets: 0 },
      ]),
    );
    const pdf = parsed.attachments.find(({ mimeType }) => mimeType === 'application/pdf');
    expect(Buffer.from(pdf?.content as ArrayBuffer).equals(octetsOf(100_000))).toBe(true);
  });

  it('tells its exact size before it is read, and ends every line with CRLF', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(400), fc.constantFrom(57, 114, 65_536, 262_144)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), fc.boolean(), async (octets, html, inline) => {
        const attachments = octets.map((sizeBytes, index) => attachment(sizeBytes, { cid: inline && index === 0 ? 'logo' : null }));
        const built = (await buildTenantMime({ ...mail, html: html ? mail.html : null, attachments })) as StreamedMessage;
        const raw = await whole(built);

        expect(built.octets).toBe(raw.length);
        expect(raw.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 40 },
    );
  });

  it('knows whether it is ASCII', async () => {
    const built = async (part: Partial<TenantMime>) =>
      (await buildTenantMime({ ...mail, ...part, attachments: [attachment(5)] })) as StreamedMessage;

    expect((await built({})).ascii).toBe(true);
    expect((await built({ cc: [{ address: 'jörg@example.org', name: null }] })).ascii).toBe(false);
  });

  it('fails as its attachment does', async () => {
    const failure = new Error('the chunk is gone');
    const open = () =>
      Readable.from(
        (async function* () {
          yield Buffer.alloc(1_000);
          await Promise.reject(failure);
        })(),
        { objectMode: false },
      );
    const built = await buildTenantMime({ ...mail, attachments: [attachment(2_000, { open })] });

    await expect(whole(built)).rejects.toBe(failure);
  });
});
