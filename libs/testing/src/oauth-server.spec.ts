import { createHash, randomBytes } from 'node:crypto';
import { startOAuthServer, type TestOAuthServer } from './oauth-server.ts';

const redirectUri = 'https://posthorn.test/callback';
const secret = 'test-client-secret';
const verifier = randomBytes(32).toString('base64url');
let server: TestOAuthServer;

beforeEach(async () => {
  server = await startOAuthServer();
});

afterEach(() => server.close());

function authorizationUrl(): string {
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = { client_id: 'posthorn', response_type: 'code', redirect_uri: redirectUri, prompt: 'consent', code_challenge: challenge };
  const scope = 'openid email offline_access https://mail.test/SMTP.Send';
  return `${server.endpoints.authorization}?${new URLSearchParams({ ...query, scope, state: 'here', code_challenge_method: 'S256' }).toString()}`;
}

async function ask(form: Record<string, string>): Promise<{ status: number; said: Record<string, string> }> {
  const authorization = `Basic ${Buffer.from(`posthorn:${secret}`).toString('base64')}`;
  const answer = await fetch(server.endpoints.token, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
  return { status: answer.status, said: (await answer.json()) as Record<string, string> };
}

async function grant(): Promise<Record<string, string>> {
  const callback = await server.consent(authorizationUrl(), { login: 'ada@example.com' });
  const code = callback.searchParams.get('code') ?? '';
  const { said } = await ask({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
  return said;
}

it('grants, knows whose token it is, and forgets it on demand', async () => {
  const { access_token: token = '' } = await grant();

  const before = await server.introspect(token);
  server.dropTokens();

  expect(before).toMatchObject({ active: true, username: 'ada@example.com', clientId: 'posthorn' });
  expect((await server.introspect(token)).active).toBe(false);
});

it('ends a grant whose refresh token is used twice', async () => {
  const { refresh_token: first = '' } = await grant();

  const refreshed = await ask({ grant_type: 'refresh_token', refresh_token: first });
  const again = await ask({ grant_type: 'refresh_token', refresh_token: first });
  const winner = await ask({ grant_type: 'refresh_token', refresh_token: refreshed.said['refresh_token'] ?? '' });

  expect([refreshed.status, again.status, winner.status]).toEqual([200, 400, 400]);
  expect(refreshed.said['refresh_token']).not.toBe(first);
  expect(server.requests.filter(({ path }) => path === '/token').map(({ parameters }) => parameters['grant_type'])).toEqual([
    'authorization_code',
    'refresh_token',
    'refresh_token',
    'refresh_token',
  ]);
});

it('says that the person said no', async () => {
  const callback = await server.consent(authorizationUrl(), { denies: true });

  expect(Object.fromEntries(callback.searchParams)).toMatchObject({ error: 'access_denied', state: 'here', iss: server.issuer });
});

it('sees a token expire when its clock runs ahead, and only its own', async () => {
  const { access_token: token = '' } = await grant();
  const now = Date.now();

  server.skewSeconds = 4_000;

  expect((await server.introspect(token)).active).toBe(false);
  expect(Date.now() - now).toBeLessThan(60_000);
});

it('goes down and comes back with all it knew', async () => {
  const { refresh_token: token = '' } = await grant();

  await server.stop();
  await expect(ask({ grant_type: 'refresh_token', refresh_token: token })).rejects.toThrow('fetch failed');
  await server.start();

  expect((await ask({ grant_type: 'refresh_token', refresh_token: token })).status).toBe(200);
});

it('issues refresh tokens that work as if somebody had consented', async () => {
  const token = await server.issueRefreshToken('ada@example.com');

  const { said } = await ask({ grant_type: 'refresh_token', refresh_token: token });

  expect(await server.introspect(said['access_token'] ?? '')).toMatchObject({ active: true, username: 'ada@example.com' });
  expect(said['scope']).toContain('https://mail.test/SMTP.Send');
  expect(said['refresh_token']).not.toBe(token);
});

it('repeats what it was sent where it is told to, and keeps it among the requests', async () => {
  server.fault = { kind: 'ECHO' };

  const { status, said } = await ask({ grant_type: 'refresh_token', refresh_token: 'a&b' });

  expect(status).toBe(400);
  for (const part of [Buffer.from(`posthorn:${secret}`).toString('base64'), 'refresh_token=a%26b', '"refresh_token":"a&b"'])
    expect(said['error_description']).toContain(part);
  expect(server.requests).toEqual([
    { path: '/token', parameters: { grant_type: 'refresh_token', refresh_token: 'a&b' }, scheme: 'Basic', status: 400 },
  ]);
});
