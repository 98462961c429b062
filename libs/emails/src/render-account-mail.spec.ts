import type { AccountMail, RenderOptions, ServiceNotice } from './account-mail.ts';
import { renderAccountMail } from './render-account-mail.tsx';

const link = 'https://posthorn.example.com/activate#token=Zm9v_YmFy-YmF6';
const expiresAt = new Date('2026-11-23T13:05:40Z');
const since = new Date('2026-11-20T06:30:00Z');
const endsAt = new Date('2026-11-27T12:00:00Z');
const options: RenderOptions = {
  branding: { productName: 'Posthorn', logoDataUri: null, supportAddress: 'support@example.com', footer: 'Example Ltd\r\nBremen' },
  recipientName: 'Ana Nowak',
  locale: 'en',
  timeZone: 'Europe/Berlin',
};

/** Every mail there is, with the given text wherever a person's text can go. */
function everyMail(text: string): AccountMail[] {
  return [
    { kind: 'INVITATION', tenantName: text, invitedByName: text, link, expiresAt },
    { kind: 'ACTIVATION', tenantName: text, link, expiresAt },
    { kind: 'ACTIVATION', tenantName: null, link, expiresAt },
    { kind: 'PASSWORD_RESET', link, expiresAt },
    { kind: 'EMAIL_CHANGE', newEmail: text, link, expiresAt },
    { kind: 'EMAIL_APPROVAL', presentEmail: text, newEmail: text, link, expiresAt },
    { kind: 'SECURITY_NOTICE', event: 'FAILED_SIGN_INS', count: 20, at: since },
    { kind: 'SECURITY_NOTICE', event: 'NEW_BROWSER', browser: text, network: text, at: since },
    { kind: 'SECURITY_NOTICE', event: 'ACTIVATED' },
    { kind: 'SECURITY_NOTICE', event: 'PASSWORD_CHANGED' },
    { kind: 'SECURITY_NOTICE', event: 'EMAIL_CHANGED', newEmail: text, link, expiresAt },
    ...everyNotice(text).map((notice) => ({ kind: 'SERVICE_NOTICE', ...notice, link }) as const),
    { kind: 'TEST', requestedBy: text, requestedAt: expiresAt },
  ];
}

function everyNotice(text: string): ServiceNotice[] {
  const names = { subjectName: text, tenantName: text };
  const trouble = { ...names, since, detail: text };
  return [
    { ...trouble, event: 'PROFILE_PARKED' },
    { ...trouble, tenantName: null, event: 'PROFILE_PARKED' },
    { ...names, event: 'SECRET_EXPIRING', daysLeft: 7, endsAt },
    { ...names, event: 'TOKEN_EXPIRING', daysLeft: 7, endsAt, extendedByUse: false },
    { ...trouble, event: 'CONSENT_LOST', usable: true, usableUntil: endsAt },
    { ...trouble, event: 'REFRESH_FAILING', retried: true, usable: false, usableUntil: null },
    { ...names, event: 'NOBODY_TOLD', detail: text },
  ];
}

function labelOf(mail: AccountMail): string {
  return 'event' in mail ? `${mail.kind} ${mail.event}` : mail.kind;
}

function visibleTextOf(html: string): string {
  return html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&');
}

const mails = everyMail('Nordwind').map((mail) => [labelOf(mail), mail] as const);

describe('an account mail', () => {
  it.each(mails.filter(([, mail]) => 'link' in mail))('%s leads to its link by one anchor and shows it in both bodies', async (_, mail) => {
    const { html, text } = await renderAccountMail(mail, options);

    expect(html.match(/href="[^"]*"/g)).toEqual([`href="${link}"`]);
    expect(visibleTextOf(html).split(link)).toHaveLength(2);
    expect(text.split('\n').filter((line) => line === link)).toHaveLength(1);
  });

  it.each(mails.filter(([, mail]) => !('link' in mail)))('%s has nothing to click', async (_, mail) => {
    const { html, text } = await renderAccountMail(mail, options);

    expect(html).not.toContain('href=');
    expect(text).not.toContain('http');
  });

  it.each(mails)('%s greets, says why it came, whom to ask and who sent it', async (_, mail) => {
    const { html, text } = await renderAccountMail(mail, options);

    for (const body of [visibleTextOf(html), text]) {
      expect(body).toContain('Hello Ana Nowak,');
      expect(body).toContain('Why you get this mail: ');
      expect(body).toContain('Write to support@example.com.');
      expect(body).toMatch(/Example Ltd\s+Bremen/);
    }
  });

  it.each(mails.filter(([, mail]) => 'expiresAt' in mail))('%s says when its link ends, in the reader’s zone', async (_, mail) => {
    const { html, text } = await renderAccountMail(mail, options);

    const end = 'until Monday, 23 November 2026, 14:05 (Central European Standard Time).';
    expect(visibleTextOf(html)).toContain(end);
    expect(text.replaceAll('\n', ' ')).toContain(end);
  });

  it.each(mails.filter(([, mail]) => mail.kind === 'SECURITY_NOTICE'))('%s says what to do if it was not the reader', async (_, mail) => {
    const { html, text } = await renderAccountMail(mail, options);

    expect(visibleTextOf(html)).toContain('If this wasn’t you');
    expect(text).toMatch(/If this wasn’t you\n\S+/);
  });

  it.each(mails)('%s is readable in dark mode and loads nothing', async (_, mail) => {
    const { html } = await renderAccountMail(mail, options);

    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).not.toMatch(/<script|<link|<iframe|url\(|@import|src="http/);
  });

  it.each(mails)('%s keeps its plain text narrow', async (_, mail) => {
    const { text } = await renderAccountMail(mail, options);

    const tooLong = text.split('\n').filter((line) => line.length > 76 && !line.startsWith('https:'));
    expect(tooLong).toEqual([]);
    expect(text).not.toMatch(/undefined|null|\[object|<\w/);
  });

  it.each(everyMail('<img src=x onerror=alert(1)>"\'&').map((mail) => [labelOf(mail), mail] as const))(
    '%s escapes what people typed',
    async (_, mail) => {
      const branding = { productName: '<b>P</b>', logoDataUri: '"><script>', supportAddress: '<i>@x', footer: '<u>' };

      const { html } = await renderAccountMail(mail, { ...options, branding, recipientName: '<s>Ana</s>' });

      expect(html).not.toMatch(/<img|<script|<b>|<i>|<u>|<s>/);
    },
  );

  it.each([
    ['emoji', '👨‍👩‍👧‍👦🌬️'.repeat(150)],
    ['right-to-left letters', 'شركة الطاقة المتجددة '.repeat(15)],
    ['300 letters without a blank', 'W'.repeat(300)],
    ['line breaks and headers', 'Nordwind\r\nBcc: victim@example.com\r\n\r\n<html>'],
    ['direction overrides', '\u202eevil\u202c\u2066x\u2069\u200f'],
    ['stacked marks', `Z${'\u0351'.repeat(400)}`],
    ['nothing at all', ' \u200b\r\n'],
  ])('stays in shape with names of %s', async (_, name) => {
    for (const mail of everyMail(name)) {
      const { subject, html, text } = await renderAccountMail(mail, {
        ...options,
        recipientName: name,
        branding: { ...options.branding, productName: name || 'Posthorn' },
      });

      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(Array.from(new Intl.Segmenter().segment(subject)).length).toBeLessThanOrEqual(160);
      expect(`${html}${text}`).not.toMatch(/[\u202a-\u202e\u2066\u2067\u200f]/);
      expect(text).not.toMatch(/\p{M}{4}/u);
    }
  });

  it('calls an organisation whose name is empty by a general word', async () => {
    const mail = { kind: 'INVITATION', tenantName: '\u200b', invitedByName: '', link, expiresAt } as const;

    const { subject, text } = await renderAccountMail(mail, { ...options, recipientName: null });

    expect(subject).toBe('Join an organisation on Posthorn');
    expect(text).toMatch(/^Hello,\n\nAn administrator invites you to an organisation/);
  });

  it('never lets a name become a link in the reader’s mail program', async () => {
    const mail = { kind: 'INVITATION', tenantName: 'win.example.com', invitedByName: 'http://evil.example', link, expiresAt } as const;

    const { html, text } = await renderAccountMail(mail, options);

    expect(`${visibleTextOf(html)}${text}`).not.toMatch(/win\.example|evil\.example|http:\/\/evil/);
    expect(text.replaceAll('\u200c', '')).toContain('win.example.com');
  });

  it('shows a logged mail again with a word in place of its link, and no anchor', async () => {
    const { html, text } = await renderAccountMail({ kind: 'PASSWORD_RESET', link: '[link]', expiresAt }, options);

    expect(html).not.toContain('href=');
    expect(visibleTextOf(html)).toContain('[link]');
    expect(text).toContain('\n[link]\n');
  });

  it('makes no anchor of a link that is not http', async () => {
    const { html } = await renderAccountMail({ kind: 'PASSWORD_RESET', link: 'javascript:alert(1)', expiresAt }, options);

    expect(html).not.toContain('href=');
  });

  it('carries a bitmap logo in itself and leaves out any other', async () => {
    const test = { kind: 'TEST', requestedBy: 'Jo', requestedAt: expiresAt } as const;
    const withLogo = (logoDataUri: string) => renderAccountMail(test, { ...options, branding: { ...options.branding, logoDataUri } });

    const bitmap = await withLogo('data:image/png;base64,iVBORw0KGgo=');
    const remote = await withLogo('https://tracker.example/logo.png');
    const vector = await withLogo('data:image/svg+xml;base64,PHN2Zy8+');

    expect(bitmap.html).toContain('src="data:image/png;base64,iVBORw0KGgo="');
    expect(remote.html + vector.html).not.toContain('<img');
  });

  it('falls back to UTC where the zone is unknown', async () => {
    const { text } = await renderAccountMail({ kind: 'PASSWORD_RESET', link, expiresAt }, { ...options, timeZone: 'Mars/Olympus' });

    expect(text.replaceAll('\n', ' ')).toContain('13:05 (Coordinated Universal Time)');
  });

  it('says of an invitation until when it may be accepted, not that its link works once', async () => {
    const { text } = await renderAccountMail(
      { kind: 'INVITATION', tenantName: 'Nordwind', invitedByName: 'Ola', link, expiresAt },
      options,
    );

    expect(text).toContain('You can accept until Monday, 23 November 2026');
    expect(text).not.toContain('works once');
  });

  it.each(everyNotice('Plant 4').map((notice) => [notice.event, notice] as const))(
    'of service about %s names what it is about and whose, in both bodies and the inbox’s preview',
    async (_, notice) => {
      const { subject, html, text } = await renderAccountMail({ kind: 'SERVICE_NOTICE', ...notice, tenantName: 'Nordwind', link }, options);
      const told = text.replaceAll('\n', ' ');
      const preview = /<div style="display:none[^>]*>([^<]*)/.exec(html)?.[1];

      expect(subject).toContain('Plant 4');
      for (const body of [visibleTextOf(html), told, preview]) expect(body).toContain('Plant 4 of Nordwind');
      expect(told).toContain('Why you get this mail: you administer Nordwind.');
    },
  );

  const names = { subjectName: 'Plant 4', tenantName: 'Nordwind' } as const;
  const trouble = { ...names, since, detail: 'The provider says: no.' } as const;
  const mailWaits = 'Its mail waits, and goes out as soon as that is mended.';
  const sinceWhen = 'Friday, 20 November 2026, 07:30 (Central European Standard Time)';
  const endsWhen = 'Friday, 27 November 2026, 13:00 (Central European Standard Time)';
  it.each<[string, ServiceNotice, string[]]>([
    [
      'parked',
      { ...trouble, event: 'PROFILE_PARKED' },
      [`on hold since ${sinceWhen}`, mailWaits, 'tried again every ten minutes', 'says: no.'],
    ],
    [
      'without consent, while its token lives',
      { ...trouble, event: 'CONSENT_LOST', usable: true, usableUntil: endsAt },
      [`Since ${sinceWhen}`, `still goes out with the access token that is held, until ${endsWhen}.`, 'Grant a new token', 'says: no.'],
    ],
    [
      'without consent, with a token that does not expire',
      { ...trouble, event: 'CONSENT_LOST', usable: true, usableUntil: null },
      ['still goes out with the access token that is held, as long as the mail server takes it.'],
    ],
    ['without consent and token', { ...trouble, event: 'CONSENT_LOST', usable: false, usableUntil: endsAt }, [mailWaits]],
    [
      'whose refreshes fail for now',
      { ...trouble, event: 'REFRESH_FAILING', retried: true, usable: false, usableUntil: null },
      [`Since ${sinceWhen}`, mailWaits, 'It is tried again by itself.', 'says: no.'],
    ],
    [
      'whose refreshes fail for good',
      { ...trouble, event: 'REFRESH_FAILING', retried: false, usable: true, usableUntil: endsAt },
      [`until ${endsWhen}.`, 'then refresh the token.'],
    ],
    [
      'whose refresh token ends',
      { ...names, event: 'TOKEN_EXPIRING', daysLeft: 15, endsAt, extendedByUse: false },
      [`ends on ${endsWhen}.`, 'mail goes out as ever', 'Grant a new token before then'],
    ],
    [
      'whose refresh token nobody uses',
      { ...names, event: 'TOKEN_EXPIRING', daysLeft: 1, endsAt, extendedByUse: true },
      ['It ends because it is not used.'],
    ],
    [
      'whose secret ends',
      { ...names, event: 'SECRET_EXPIRING', daysLeft: 30, endsAt },
      [`ends on ${endsWhen}`, 'waits once the token it holds has expired', 'Make a new secret'],
    ],
    ['whose secret has ended', { ...names, event: 'SECRET_EXPIRING', daysLeft: 0, endsAt }, [`ended on ${endsWhen}`]],
  ])('of service about a setup %s says since when, what it means for mail, and what to do', async (_, notice, sentences) => {
    const { html, text } = await renderAccountMail({ kind: 'SERVICE_NOTICE', ...notice, link }, options);

    for (const body of [visibleTextOf(html), text.replaceAll('\n', ' ')])
      for (const sentence of sentences) expect(body).toContain(sentence);
  });

  it.each([
    [30, 'ends in 30 days'],
    [1, 'ends within a day'],
    [0, 'has ended'],
  ])('counts the days of a client secret in its subject: %d, %s', async (daysLeft, words) => {
    const { subject } = await renderAccountMail(
      { kind: 'SERVICE_NOTICE', ...names, event: 'SECRET_EXPIRING', daysLeft, endsAt, link },
      options,
    );

    expect(subject).toBe(`The client secret of Plant 4 ${words}`);
  });

  it('reads as a whole in plain text', async () => {
    const { subject, text } = await renderAccountMail({ kind: 'ACTIVATION', tenantName: 'Nordwind', link, expiresAt }, options);

    expect(subject).toBe('Activate your Posthorn account for Nordwind');
    expect(text).toBe(
      [
        'Hello Ana Nowak,',
        '',
        'Nordwind has set up an account on Posthorn for you. Choose a password to',
        'activate it.',
        '',
        'Choose a password:',
        link,
        '',
        'The link works once, until Monday, 23 November 2026, 14:05 (Central European',
        'Standard Time).',
        '',
        'Did you not expect an account? Then leave this mail alone: without the link',
        'the account stays closed.',
        '',
        '-- ',
        'Why you get this mail: an administrator set up an account with this address,',
        'or somebody asked for a new activation link.',
        'Questions? Write to support@example.com.',
        'Sent by Posthorn.',
        'Example Ltd',
        'Bremen',
        '',
      ].join('\n'),
    );
  });
});
