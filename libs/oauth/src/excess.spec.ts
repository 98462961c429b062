import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@posthorn/vault';
import { clientSecret, networkTo, refusalOf } from './wire-kit.ts';
import { refresh } from './token-requests.ts';
import { revoke } from './revocation.ts';
import type { OAuthClient } from './types.ts';

const canary = 'canary-refresh-token';
const answered = 'canary-access-token';
let provider: Server;
let answer: RequestListener;

beforeAll(async () => {
  provider = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void provider.close());

const portOf = (): number => (provider.address() as AddressInfo).port;
const clientOf = (): OAuthClient => ({
  clientId: 'posthorn',
  authentication: { method: 'CLIENT_SECRET_BASIC', secret: Secret.of(clientSecret) },
  endpoints: {
    issuer: null,
    authorization: null,
    introspection: null,
    promisesIssuer: false,
    token: `http://127.0.0.1:${portOf()}/token`,
    revocation: `http://127.0.0.1:${portOf()}/revoke`,
  },
});
const asked = () => refresh(clientOf(), { refreshToken: Secret.of(canary) }, networkTo(portOf()));

function answers(status: number, body: object, headers: Record<string, string> = {}): void {
  answer = (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

describe('an answer that says more than can be kept', () => {
  it.each<[unknown, number | null]>([
    [1e300, 315_360_000],
    ['1e300', 315_360_000],
    [0.25, 1],
    [3_600.5, 3_601],
    [-5, null],
  ])('has a life of %p counted as %p seconds', async (told, counted) => {
    answers(200, { access_token: answered, token_type: 'bearer', expires_in: told, refresh_token_expires_in: told });

    const { expiresInSeconds, refreshTokenExpiresInSeconds } = await asked();

    expect(expiresInSeconds).toBe(counted);
    if (typeof told === 'number') expect(refreshTokenExpiresInSeconds).toBe(counted);
  });

  it('has its scope without control characters, and short', async () => {
    answers(200, { access_token: answered, token_type: 'bearer', scope: `mail\u0000 send\u202e ${'x'.repeat(100_000)}` });

    const { scope } = await asked();

    expect(scope).toMatch(/^mail +send +x+$/u);
    expect(scope!.length).toBeLessThanOrEqual(8_000);
  });

  it.each([
    ['line breaks', 'two\r\nlines'],
    ['half a character', 'half \ud83d'],
    ['40,000 characters', 'x'.repeat(40_000)],
  ])('has no token of %s', async (_what, token) => {
    answers(200, { access_token: token, token_type: 'bearer' });
    const ofAccess = await refusalOf(asked(), [canary]);
    answers(200, { access_token: answered, token_type: 'bearer', refresh_token: token });
    const ofRefresh = await refusalOf(asked(), [canary, answered]);

    expect([ofAccess.code, ofRefresh.code]).toEqual(['BAD_ANSWER', 'BAD_ANSWER']);
  });

  it.each([
    ['Fri, 31 Dec 9999 23:59:59 GMT', 31_536_000],
    ['99999999999999', 31_536_000],
    ['120', 120],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', null],
  ])('that refuses asks to be tried again after %s: %p s', async (value, counted) => {
    answers(400, { error: 'slow_down' }, { 'retry-after': value });

    expect((await refusalOf(asked(), [canary])).retryAfterSeconds).toBe(counted);
  });

  it('that refuses in words too long is cut between characters', async () => {
    const words = `${'x'.repeat(511)}\u{1f600}`;
    answers(400, { error: 'invalid_grant', error_description: words, error_subtype: words });

    const { description, subtype } = await refusalOf(asked(), [canary]);

    expect([description?.isWellFormed(), subtype?.isWellFormed()]).toEqual([true, true]);
  });
});

describe('an answer that is neither yes nor no', () => {
  it.each([201, 202, 203, 206])('is refused in our words with the status %d and a challenge', async (status) => {
    const challenge = { 'www-authenticate': 'Bearer error="invalid_token"' };
    answers(status, { error: 'x', access_token: answered }, challenge);

    expect(await refusalOf(asked(), [canary, answered])).toMatchObject({ code: 'BAD_ANSWER', step: 'TOKEN' });
    expect(
      await refusalOf(revoke(clientOf(), { token: Secret.of(canary), kind: 'REFRESH_TOKEN' }, networkTo(portOf())), [canary, answered]),
    ).toMatchObject({ code: 'BAD_ANSWER', step: 'REVOCATION' });
  });
});
