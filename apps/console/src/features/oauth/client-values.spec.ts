import {
  changedAdvanced,
  clientFormSchema,
  clientInput,
  clientShape,
  clientValues,
  scopeFor,
  secretObstacles,
  serviceAccountIn,
} from './client-values.ts';
import type { ClientValues, Provider, SavedClient } from './client-values.ts';

const provider = (id: string, facts: Partial<Provider> = {}): Provider => ({
  id,
  name: id,
  asksDirectory: false,
  clouds: [],
  flows: [],
  refreshTokenIdleDays: null,
  refreshTokenEndsWhen: [],
  clientSecretDays: null,
  notes: [],
  documentation: 'https://example.org',
  presets: [],
  ...facts,
});

const cloud = (id: string, host: string): Provider['clouds'][number] => ({
  id,
  label: id,
  issuer: null,
  authorizationUrl: `https://${host}/{directory}/authorize`,
  tokenUrl: `https://${host}/{directory}/token`,
  revocationUrl: null,
  introspectionUrl: null,
  scopes: [
    { flow: 'AUTHORIZATION_CODE', scope: 'SMTP.Send offline_access' },
    { flow: 'CLIENT_CREDENTIALS', scope: '.default' },
  ],
  smtpHost: null,
});

const providers = [
  provider('google'),
  provider('microsoft365', { asksDirectory: true, clouds: [cloud('global', 'login.example.com'), cloud('china', 'login.example.cn')] }),
  provider('generic'),
];

const saved: SavedClient = {
  id: '0197c0de-0000-7000-8000-000000000001',
  version: 3,
  name: 'Our directory',
  provider: 'microsoft365',
  providerName: 'Microsoft 365 (Office 365)',
  cloud: 'global',
  directory: 'nordwind.example',
  clientId: 'app',
  authentication: 'CLIENT_SECRET_POST',
  secretSet: true,
  secretChangedAt: null,
  secretExpiresAt: '2027-05-01T00:00:00.000Z',
  secretEndsInDays: null,
  keyId: null,
  certificate: null,
  unattendedFlow: 'CLIENT_CREDENTIALS',
  issuer: null,
  authorizationUrl: 'https://login.example.com/nordwind.example/authorize',
  tokenUrl: 'https://login.example.com/nordwind.example/token',
  revocationUrl: null,
  introspectionUrl: null,
  promisesIssuer: false,
  scope: '',
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  ca: null,
  redirectUri: 'https://mail.example.org/api/oauth/callback/0197c0de-0000-7000-8000-000000000001',
  updatedAt: '2026-11-20T10:00:00.000Z',
  updatedByName: null,
  profiles: [],
};

const generic: SavedClient = {
  ...saved,
  provider: 'generic',
  directory: null,
  issuer: 'https://id.example.org',
  tokenUrl: 'https://id.example.org/token',
};

const valuesOf = (client: SavedClient, changes: Partial<ClientValues> = {}): ClientValues => ({ ...clientValues(client), ...changes });
const problems = (client: SavedClient | null, values: ClientValues): Record<string, string> =>
  Object.fromEntries(
    clientFormSchema(client, providers)
      .safeParse(values)
      .error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [],
  );

describe('the form of an OAuth client', () => {
  it('saves what was loaded without changing anything, and keeps the secret', () => {
    const input = clientInput(clientShape.parse(clientValues(generic)), { saved: generic });

    expect(input).toMatchObject({
      id: null,
      version: 3,
      secretAction: 'KEEP',
      secret: null,
      secretExpiresAt: '2027-05-01T00:00:00.000Z',
      issuer: generic.issuer,
      tokenUrl: generic.tokenUrl,
      dropTokens: false,
    });
    expect(problems(generic, clientValues(generic))).toEqual({});
  });

  it('names no endpoints of a provider that is known: they follow from it', () => {
    const input = clientInput(clientShape.parse(clientValues(saved)), { saved });

    expect(input).toMatchObject({ tokenUrl: null, authorizationUrl: null, unattendedFlow: 'CLIENT_CREDENTIALS' });
  });

  it('gives a new client the id its redirect URI was shown with', () => {
    const values = { ...clientValues(null), name: 'Google', clientId: 'app', secret: 'shh' };

    const input = clientInput(clientShape.parse(values), { saved: null, newId: 'made-before' });

    expect(input).toMatchObject({ id: 'made-before', version: 0, secretAction: 'REPLACE', secret: 'shh', unattendedFlow: 'JWT_BEARER' });
  });

  it('takes the secret from a client that needs none', () => {
    const input = clientInput(clientShape.parse(valuesOf(generic, { authentication: 'NONE', secret: 'typed before' })), { saved: generic });

    expect(input).toMatchObject({ secretAction: 'REMOVE', secret: null, secretExpiresAt: null });
  });

  it.each([
    ['the directory', saved, { directory: 'other.example' }, ['token URL']],
    ['the cloud', saved, { cloud: 'china' }, ['token URL']],
    ['the issuer', generic, { issuer: 'https://other.example.org' }, ['issuer']],
    ['the revocation URL', generic, { revocationUrl: 'https://id.example.org/revoke' }, ['revocation URL']],
    ['the trusted certificates', generic, { ca: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' }, ['trusted certificates']],
    ['a key for a secret', generic, { authentication: 'PRIVATE_KEY_JWT' }, ['authentication']],
  ] as const)('asks for the secret again when %s changes', (_what, client, changes, obstacles) => {
    const values = valuesOf(client, changes);

    expect(secretObstacles(values, client, providers)).toEqual(obstacles);
    expect(problems(client, values)).toHaveProperty('secret');
    expect(problems(client, { ...values, secret: 'typed again' })).toEqual({});
  });

  it.each([
    ['name, scope, timeouts and the promise of an issuer', { name: 'New', scope: 'a b', requestTimeoutMs: 5_000, promisesIssuer: true }],
    ['the authorization URL, which sees no secret', { authorizationUrl: 'https://id.example.org/other' }],
    ['the way the same secret travels', { authentication: 'CLIENT_SECRET_BASIC' }],
    ['blanks around a URL', { tokenUrl: ' https://id.example.org/token ' }],
    ['line ends after certificates', { ca: '\r\n' }],
  ] as const)('keeps the secret through a change of %s', (_what, changes) => {
    expect(secretObstacles(valuesOf(generic, changes), generic, providers)).toEqual([]);
  });

  it.each([
    ['a secret that is missing', null, { ...clientValues(null), name: 'x', clientId: 'y' }, 'secret'],
    ['a secret that was removed', generic, valuesOf(generic, { secret: null }), 'secret'],
    ['a Replace without anything typed', generic, valuesOf(generic, { secret: '' }), 'secret'],
    ['no token URL where nothing else brings one', generic, valuesOf(generic, { tokenUrl: ' ', secret: 's' }), 'tokenUrl'],
    ['no directory at Microsoft', saved, valuesOf(saved, { directory: '', secret: 's' }), 'directory'],
    ['a day that is none', saved, valuesOf(saved, { secretExpiresAt: 'soon' }), 'secretExpiresAt'],
  ] as const)('refuses %s', (_what, client, values, field) => {
    expect(Object.keys(problems(client, values))).toEqual([field]);
  });

  it('counts what differs under Advanced, where the provider leaves the choice', () => {
    expect(changedAdvanced(clientValues(saved))).toBe(0);
    expect(changedAdvanced(valuesOf(saved, { connectTimeoutMs: 2_000, promisesIssuer: true }))).toBe(1);
    expect(changedAdvanced(valuesOf(generic, { connectTimeoutMs: 2_000, promisesIssuer: true, ca: 'pem' }))).toBe(3);
  });

  it('asks for the provider’s own scope of each way, until one is typed', () => {
    expect(scopeFor(clientValues(saved), 'CLIENT_CREDENTIALS', providers)).toBe('.default');
    expect(scopeFor(valuesOf(saved, { scope: ' mine ' }), 'CLIENT_CREDENTIALS', providers)).toBe('mine');
    expect(scopeFor(clientValues(generic), 'AUTHORIZATION_CODE', providers)).toBe('');
  });

  it('knows a service account’s key file from any other text', () => {
    const file = JSON.stringify({ type: 'service_account', client_email: 'posthorn@project.example', private_key: '…' });

    expect(serviceAccountIn(file)).toEqual({ clientId: 'posthorn@project.example' });
    for (const text of ['', 'null', '[]', '{"type":"authorized_user","client_email":"a@b.c"}', '-----BEGIN PRIVATE KEY-----']) {
      expect(serviceAccountIn(text)).toBeNull();
    }
  });
});
