import { isIP } from 'node:net';
import fc from 'fast-check';
import { cleanPassword, guessPreset, presetOfHost, type Preset } from './preset.ts';
import { presets } from './presets.ts';

const named = (id: string): Preset => {
  const preset = presets.find((candidate) => candidate.id === id);
  if (!preset) throw new Error(`no preset ${id}`);
  return preset;
};

const hostsOf = ({ host, variants }: Preset): string[] => [...(host === null ? [] : [host]), ...variants.map((variant) => variant.host)];

const duplicates = (values: string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index);

/** RFC 8314 section 3.3, and the alternatives providers offer where 465 is blocked. */
const tlsPorts = [443, 465, 2465, 8465];

describe('the presets', () => {
  it('hold the providers, Custom first', () => {
    expect(presets.map(({ id }) => id)).toEqual([
      'custom',
      'google',
      'google-relay',
      'microsoft365',
      'outlook',
      'sendgrid',
      'amazon-ses',
      'mailgun',
      'postmark',
      'brevo',
      'zoho',
      'yahoo',
      'icloud',
      'fastmail',
      'mailjet',
      'resend',
      'smtp2go',
      'sparkpost',
      'mailtrap',
    ]);
  });

  it('name no host, variant or domain twice', () => {
    expect(duplicates(presets.flatMap(hostsOf))).toEqual([]);
    expect(duplicates(presets.flatMap(({ domains }) => domains))).toEqual([]);
    for (const { variants } of presets) expect(duplicates(variants.flatMap(({ id, label }) => [id, label]))).toEqual([]);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))('are complete: %s', (id, preset) => {
    expect(preset.host === null).toBe(preset.variants.length > 0 || id === 'custom');
    expect(preset.variants).not.toHaveLength(1);
    for (const host of hostsOf(preset)) expect(host).toMatch(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/u);
    for (const host of hostsOf(preset)) expect(isIP(host)).toBe(0);
    for (const domain of preset.domains) expect(domain).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/u);
    expect(preset.documentation).toMatch(/^https:\/\/[^\s?#]+$/u);
    if (preset.verified !== null) expect(new Date(preset.verified).toISOString().slice(0, 10)).toBe(preset.verified);
    for (const limit of Object.values(preset.limits)) expect(limit === null || (Number.isInteger(limit) && limit > 0)).toBe(true);
    for (const { from } of preset.notices) expect(new Date(from).toISOString().slice(0, 10)).toBe(from);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    'never go unencrypted, each port as RFC 8314 has it: %s',
    (_id, preset) => {
      const ways = [{ port: preset.port, security: preset.security }, ...preset.alternatives];

      for (const { port, security } of ways) expect(security).toBe(tlsPorts.includes(port ?? 0) ? 'TLS' : 'STARTTLS_REQUIRED');
      expect(ways.map(({ port }) => port)).not.toContain(25);
      expect(new Set(ways.map(({ port }) => port)).size).toBe(ways.length);
    },
  );

  it.each(presets.map((preset) => [preset.id, preset] as const))('speak in whole sentences: %s', (_id, preset) => {
    const texts = [preset.usernameHint, preset.passwordHint, ...preset.notes, ...preset.notices.map(({ text }) => text)];

    for (const text of texts) expect(text).toMatch(/^[A-Z"].{8,}\.$/u);
    for (const text of texts)
      expect(text.replaceAll('Microsoft 365 (Office 365)', '')).not.toMatch(/Office 365|Microsoft 365(?! admin center)/u);
  });

  it('call Microsoft by the one name used everywhere, and warn of the end of passwords there', () => {
    const { name, notices } = named('microsoft365');

    expect(name).toBe('Microsoft 365 (Office 365)');
    expect(notices.map(({ from }) => from)).toEqual(['2026-12-31', '2027-07-01']);
    expect(notices[0]?.text).toContain('OAuth 2.0');
  });

  it('tell the user names that are the same for everybody, and hint at them', () => {
    const fixed = presets.filter(({ fixedUsername }) => fixedUsername !== undefined);

    expect(fixed.map(({ id, fixedUsername }) => [id, fixedUsername])).toEqual([
      ['sendgrid', 'apikey'],
      ['resend', 'resend'],
      ['sparkpost', 'SMTP_Injection'],
    ]);
    for (const { fixedUsername, usernameHint } of fixed) expect(usernameHint).toBe(`The user name is literally ${fixedUsername}.`);
  });

  it('offer tokens where the provider documents them for submission, and a person consents', () => {
    const withTokens = presets.flatMap(({ id, oauth }) => (oauth ? [[id, oauth]] : []));

    expect(withTokens).toEqual([
      ['google', { provider: 'google', interactive: true }],
      ['microsoft365', { provider: 'microsoft365', interactive: true }],
      ['outlook', { provider: 'microsoft365', interactive: true }],
    ]);
    for (const { oauth, fixedUsername } of presets) expect(oauth !== null && fixedUsername !== undefined).toBe(false);
  });

  it('know the regions of Amazon SES, the data centres of Zoho and the clouds of Microsoft', () => {
    expect(named('amazon-ses').variants).toContainEqual({
      id: 'eu-central-1',
      label: 'Europe (Frankfurt), eu-central-1',
      host: 'email-smtp.eu-central-1.amazonaws.com',
    });
    expect(named('zoho').variants.map(({ host }) => host)).toEqual(expect.arrayContaining(['smtp.zoho.eu', 'smtppro.zoho.com.au']));
    expect(named('microsoft365').variants[0]).toMatchObject({ id: 'worldwide', host: 'smtp.office365.com' });
  });
});

describe('the guess from an address', () => {
  it.each([
    ['ada@gmail.com', 'google'],
    ['Ada Lovelace <ada@GoogleMail.com>', 'google'],
    ['ops@contoso.onmicrosoft.com', 'microsoft365'],
    ['ada@hotmail.co.uk', 'outlook'],
    ['ada@yahoo.com.br', 'yahoo'],
    ['ada@me.com', 'icloud'],
    [' ada@fastmail.fm ', 'fastmail'],
    ['ada@zohomail.eu.', 'zoho'],
    ['"a@b"@icloud.com', 'icloud'],
    ['postmaster@sandbox123.mailgun.org', 'mailgun'],
  ])('is, for %j, %s', (address, id) => {
    expect(guessPreset(address)?.id).toBe(id);
  });

  it.each(['ada@example.com', 'ada@notgmail.com', 'ada@gmail.com.evil.example', 'ada@yahoo.co.jp', 'gmail.com', 'ada@', '', '@'])(
    'is nobody for %j',
    (address) => {
      expect(guessPreset(address)).toBeNull();
    },
  );

  it('leads back from each domain to its own preset, whatever stands before the @', () => {
    const owned = presets.flatMap(({ id, domains }) => domains.map((domain) => ({ id, domain })));

    fc.assert(
      fc.property(fc.constantFrom(...owned), fc.emailAddress(), ({ id, domain }, address) => {
        return guessPreset(`${address.slice(0, address.lastIndexOf('@'))}@${domain.toUpperCase()}`)?.id === id;
      }),
    );
  });
});

describe('the provider of a host', () => {
  it('is found for each host and variant, however it is written', () => {
    for (const preset of presets) for (const host of hostsOf(preset)) expect(presetOfHost(` ${host.toUpperCase()}. `)).toBe(preset);
  });

  it('is nobody for a host of somebody else', () => {
    expect(presetOfHost('smtp.gmail.com.example')).toBeNull();
    expect(presetOfHost('')).toBeNull();
  });
});

describe('a pasted password', () => {
  it('loses the blanks of a Google app password, and says so', () => {
    expect(cleanPassword('abcd efgh\u00a0ijkl mnop\n', 'google')).toEqual({ password: 'abcdefghijklmnop', stripped: true });
    expect(cleanPassword('abcdefghijklmnop', 'google').stripped).toBe(false);
  });

  it('loses the line end of a pasted API key', () => {
    expect(cleanPassword('SG.key\r\n', 'sendgrid')).toEqual({ password: 'SG.key', stripped: true });
  });

  it('keeps its blanks where a person may have chosen it', () => {
    expect(cleanPassword('correct horse ', 'custom')).toEqual({ password: 'correct horse ', stripped: false });
    expect(cleanPassword('correct horse ', 'microsoft365').stripped).toBe(false);
    expect(cleanPassword('correct horse ', 'no such preset').stripped).toBe(false);
  });
});
