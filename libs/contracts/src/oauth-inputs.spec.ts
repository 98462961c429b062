import { discoverEndpointsInput, oauthClientInput, submissionOAuth } from './oauth-inputs.ts';

const client = {
  name: 'Login',
  provider: 'generic',
  clientId: 'posthorn',
  authentication: 'CLIENT_SECRET_BASIC',
  secretAction: 'REPLACE',
  secret: 's',
  tokenUrl: 'https://login.example.org/token?tenant=a@b',
};
const refusedFields = (result: { success: boolean; error?: { issues: { path: PropertyKey[] }[] } | undefined }): string[] =>
  result.error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('an OAuth client', () => {
  it.each([
    'https://login.example.org',
    'https://login.example.org/a/b?tenant=a@b',
    'http://127.0.0.1:8080/token',
    'https://[2001:db8::1]:8443/token',
    'HTTPS://login.example.org/@me',
  ])('takes the URL %s', (url) => {
    expect(refusedFields(oauthClientInput.safeParse({ ...client, tokenUrl: url, issuer: url }))).toEqual([]);
  });

  it.each([
    'login.example.org/token',
    'ftp://login.example.org/token',
    'javascript:alert(1)',
    'https://ann:secret@login.example.org/token',
    'https://@login.example.org/token',
    'https:\\\\ann@login.example.org/token',
    'https://login.example.org/token#here',
    'https://login.exa\nmple.org/token',
    'https://login.example.org/to\tken',
    'https://login.example.org/to\u0000ken',
    'https://login.example.org/to\ud800ken',
    'https://',
    `https://login.example.org/${'a'.repeat(2_000)}`,
  ])('refuses the URL %j, wherever it is typed', (url) => {
    const names = ['authorizationUrl', 'introspectionUrl', 'issuer', 'revocationUrl', 'tokenUrl'];
    const urls = Object.fromEntries(names.map((name) => [name, url]));

    expect(refusedFields(oauthClientInput.safeParse({ ...client, ...urls })).toSorted()).toEqual(names);
    expect(refusedFields(discoverEndpointsInput.safeParse({ issuer: url }))).toEqual(['issuer']);
  });

  it.each(['soon', '-005000-01-01T00:00:00Z', '0026-01-01', '+010000-01-01T00:00:00Z'])('refuses %s as the end of its secret', (day) => {
    expect(refusedFields(oauthClientInput.safeParse({ ...client, secretExpiresAt: day }))).toEqual(['secretExpiresAt']);
  });
});

describe('how tokens come about', () => {
  it.each(['accessTokenTimeoutSeconds', 'defaultExpirationSeconds', 'refreshBeforeSeconds'])('takes any %s below 0 for none', (name) => {
    expect(submissionOAuth.parse({ [name]: -300 })).toMatchObject({ [name]: -300 });
    expect(refusedFields(submissionOAuth.safeParse({ [name]: 1e9 }))).toEqual([name]);
    expect(refusedFields(submissionOAuth.safeParse({ [name]: -1e9 }))).toEqual([name]);
  });

  it.each(['a\nb', 'a\u0000b', 'a\ud800b'])('refuses a parameter with the value %j', (value) => {
    expect(refusedFields(submissionOAuth.safeParse({ refreshParameters: [{ name: 'audience', value }] }))).toEqual([
      'refreshParameters.0.value',
    ]);
  });

  it('takes a parameter of any other value', () => {
    const refreshParameters = [{ name: 'claims', value: '{"ä": "\ud83d\udcef & = %00"}' }];

    expect(submissionOAuth.parse({ refreshParameters })).toMatchObject({ refreshParameters });
  });
});
