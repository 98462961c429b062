import { EgressPolicy } from '@posthorn/egress';
import { Secret } from '@posthorn/vault';
import { refresh } from './token-requests.ts';
import { clientSecret, grantAt, networkTo, refusalOf, startWire, type Wire } from './wire-kit.ts';
import type { TestOAuthFault } from '@posthorn/testing';

const canary = 'canary-refresh-token';
const answered = 'canary-access-token';
const json = { 'content-type': 'application/json' };
let wire: Wire;

beforeEach(async () => {
  wire = await startWire();
});

afterEach(() => wire.server.close());

const asking = (): Promise<unknown> =>
  refresh(wire.client, { refreshToken: Secret.of(canary) }, { ...wire.network, requestTimeoutMs: 300 });

it.each<[string, TestOAuthFault, string]>([
  ['hangs', { kind: 'HANG' }, 'TIMEOUT'],
  ['drops us', { kind: 'DROP' }, 'DROPPED'],
  ['fails', { kind: 'STATUS', status: 500 }, 'HTTP_STATUS'],
  [
    'fails in a page',
    { kind: 'STATUS', status: 502, headers: { 'content-type': 'text/html' }, body: '{"error":"invalid_grant"}' },
    'HTTP_STATUS',
  ],
  ['fails in no words we take', { kind: 'STATUS', status: 400, headers: json, body: '{"error":{"code":400}}' }, 'HTTP_STATUS'],
  [
    'fails in its own words',
    { kind: 'STATUS', status: 503, headers: json, body: '{"error":"temporarily_unavailable"}' },
    'temporarily_unavailable',
  ],
  ['redirects', { kind: 'STATUS', status: 307, headers: { location: 'https://elsewhere.test/token' } }, 'REDIRECTED'],
  ['answers in a page', { kind: 'TEXT', body: '<html>', contentType: 'text/html' }, 'NOT_JSON'],
  ['answers tokens as another type', { kind: 'TEXT', body: `{"access_token":"${answered}"}`, contentType: 'text/plain' }, 'NOT_JSON'],
  ['answers garbage', { kind: 'TEXT', body: `{"access_token":"${answered}` }, 'BAD_ANSWER'],
  ['answers a list', { kind: 'TEXT', body: `["${answered}"]` }, 'BAD_ANSWER'],
  ['answers nothing', { kind: 'TEXT', body: '' }, 'BAD_ANSWER'],
  ['answers without a token', { kind: 'TEXT', body: '{"token_type":"bearer"}' }, 'BAD_ANSWER'],
  ['answers a token of another kind', { kind: 'TEXT', body: `{"access_token":"${answered}","token_type":"mac"}` }, 'BAD_ANSWER'],
  ['answers ten megabytes', { kind: 'HUGE', octets: 10_485_760 }, 'TOO_LARGE'],
])('a provider that %s ends a refresh with a clear error and no secret in it', async (_name, fault, code) => {
  wire.server.fault = fault;

  const refusal = await refusalOf(asking(), [canary, answered]);

  expect([refusal.step, refusal.code]).toEqual(['TOKEN', code]);
});

it('that repeats our secrets finds them masked, in every spelling', async () => {
  const credentials = Buffer.from(`posthorn:${clientSecret}`).toString('base64');
  const description = `${canary} ${encodeURIComponent(canary)} ${clientSecret} ${credentials}\r\nTrace ID: 1 ${'x'.repeat(600)}`;
  const body = JSON.stringify({ error: 'invalid_grant', error_description: description, error_subtype: `rapt ${canary}` });
  wire.server.fault = { kind: 'STATUS', status: 400, headers: { ...json, 'retry-after': '120' }, body };

  const refusal = await refusalOf(asking(), [canary, credentials]);

  expect(refusal).toMatchObject({ code: 'invalid_grant', subtype: 'rapt [secret]', retryAfterSeconds: 120 });
  expect(refusal.description).toMatch(/^(?:\[secret\] ){3}\S*\[secret\] Trace ID: 1 x+$/u);
  expect(refusal.description).toHaveLength(512);
});

it.each(['CLIENT_SECRET_POST', 'CLIENT_SECRET_BASIC'] as const)('that repeats all it was sent shows no secret of %s', async (method) => {
  const odd = Secret.of('a b/&+?"(c)~\\d');
  wire.server.fault = { kind: 'ECHO' };

  const refusal = await refusalOf(
    refresh({ ...wire.client, authentication: { method, secret: odd } }, { refreshToken: Secret.of(canary) }, wire.network),
    [canary],
  );

  expect(refusal.description).toMatch(/^You sent .*refresh_token=\[secret\].*"refresh_token":"\[secret\]"/u);
  expect(refusal.description).not.toMatch(/a.{1,3}b/u);
});

it('that is down is not reached, and the next attempt is as good as the first', async () => {
  await wire.server.stop();
  const down = await refusalOf(asking(), [canary]);
  await wire.server.start();
  const up = await refusalOf(asking(), [canary]);

  expect([down.code, down.systemCode, up.code]).toEqual(['CONNECT', 'ECONNREFUSED', 'invalid_grant']);
});

it('whose answer is lost on the way may have rotated all the same: the grant is gone, and that is said', async () => {
  const granted = await grantAt(wire);
  const refreshToken = granted.refreshToken ?? Secret.of('none came');
  wire.server.fault = { kind: 'LOSE_ANSWER' };
  const lost = await refusalOf(refresh(wire.client, { refreshToken }, wire.network), [refreshToken.reveal()]);
  wire.server.fault = null;

  const after = await refusalOf(refresh(wire.client, { refreshToken }, wire.network), [refreshToken.reveal()]);

  expect([lost.code, after.code]).toEqual(['DROPPED', 'invalid_grant']);
});

it('outside the policy is blocked, and one without TLS where no rule permits that', async () => {
  const closed = await refusalOf(refresh(wire.client, { refreshToken: Secret.of(canary) }, networkTo(1)), [canary]);
  const policy = new EgressPolicy([{ host: '127.0.0.1', port: wire.server.port, allowCleartextAuth: false }]);
  const clear = await refusalOf(refresh(wire.client, { refreshToken: Secret.of(canary) }, { policy }), [canary]);

  expect([closed.code, clear.code, wire.server.requests]).toEqual(['DESTINATION_BLOCKED', 'CLEARTEXT', []]);
});
