import { defaultAdvanced } from '@posthorn/contracts';
import { mailFormSchema, mailInputOf, mailValuesOf } from './mail-values.ts';
import type { MailSettings, MailValues, OAuthSetup } from './mail-values.ts';

const saved: MailSettings = {
  version: 4,
  fromAddress: 'posthorn@example.org',
  fromName: 'Posthorn',
  replyTo: null,
  preset: 'custom',
  host: 'smtp.example.org',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: 'posthorn',
  passwordSet: true,
  authentication: 'PASSWORD',
  oauth: null,
  grantState: null,
  oauthClient: null,
  timeoutMs: 10_000,
  advanced: defaultAdvanced,
  proxyPasswordSet: false,
  debugUntil: null,
  updatedAt: '2026-11-20T10:00:00Z',
  updatedByName: null,
  state: 'DELIVERING',
  inSandbox: false,
  lastCheck: null,
  lastSuccessAt: null,
  lastFailure: null,
  consecutiveFailures: 0,
};

const setup: OAuthSetup = {
  providers: [],
  reservedParameters: ['state'],
  id: '0198a2de-0000-7000-8000-00000000000f',
  redirectUri: 'http://localhost:3000/api/oauth/callback/0198a2de-0000-7000-8000-00000000000f',
};

describe('the platform mail form', () => {
  it('sends what is saved back as it is, and keeps the password', () => {
    const input = mailInputOf(mailFormSchema(saved, setup).parse(mailValuesOf(saved)), saved, setup);

    expect(input).toEqual({
      version: 4,
      fromAddress: 'posthorn@example.org',
      fromName: 'Posthorn',
      replyTo: null,
      preset: 'custom',
      host: 'smtp.example.org',
      port: 587,
      security: 'STARTTLS_REQUIRED',
      username: 'posthorn',
      timeoutMs: 10_000,
      advanced: defaultAdvanced,
      authentication: 'PASSWORD',
      oauth: null,
      oauthClient: null,
      dropTokens: false,
      passwordAction: 'KEEP',
      password: null,
      proxyPasswordAction: 'KEEP',
      proxyPassword: null,
    });
  });

  it('names the version that was read last, after a conflict theirs', () => {
    const values = mailFormSchema(saved, setup).parse(mailValuesOf(saved));

    expect(mailInputOf(values, saved, setup, { version: 7 }).version).toBe(7);
  });

  describe('with OAuth 2.0', () => {
    const typed = mailValuesOf(saved);
    const values: MailValues = {
      ...typed,
      authentication: 'OAUTH2',
      oauth: { ...typed.oauth, interactive: true },
      oauthClient: typed.oauthClient && { ...typed.oauthClient, clientId: 'posthorn.apps', secret: 'geheim' },
    };

    it('sends the one client along, under the id its redirect URI was shown with', () => {
      const input = mailInputOf(mailFormSchema(saved, setup).parse(values), saved, setup, { dropTokens: true });

      expect(input).toMatchObject({
        authentication: 'OAUTH2',
        oauth: { clientId: null, interactive: true },
        oauthClient: {
          id: setup.id,
          version: 0,
          name: 'Platform mail',
          clientId: 'posthorn.apps',
          secretAction: 'REPLACE',
          dropTokens: true,
        },
        dropTokens: true,
      });
    });

    it('names the client’s field that is missing', () => {
      const { error } = mailFormSchema(saved, setup).safeParse({ ...values, oauthClient: typed.oauthClient });

      expect(error?.issues[0]?.path).toEqual(['oauthClient', 'clientId']);
    });
  });
});
