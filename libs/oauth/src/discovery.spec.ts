import { discover } from './discovery.ts';
import { networkTo, refusalOf, startWire, type Wire } from './wire-kit.ts';

let wire: Wire;
const openid = '/.well-known/openid-configuration';

beforeEach(async () => {
  wire = await startWire();
});

afterEach(() => wire.server.close());

it('reads endpoints, what the client may use to prove itself, and whether iss is promised', async () => {
  const found = await discover(wire.server.issuer, wire.network);

  expect(found.endpoints).toEqual(wire.client.endpoints);
  expect(found.authenticationMethods).toEqual(
    expect.arrayContaining(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'PRIVATE_KEY_JWT', 'NONE']),
  );
  expect(found.scopes).toContain('offline_access');
});

it('looks in the other place where OpenID Connect is not spoken', async () => {
  wire.server.fault = { kind: 'STATUS', status: 404, path: openid };

  const found = await discover(wire.server.issuer, wire.network);

  expect([found.endpoints, wire.server.requests.map(({ path }) => path)]).toEqual([
    wire.client.endpoints,
    ['/.well-known/oauth-authorization-server'],
  ]);
});

it.each([
  ['another issuer', { issuer: 'https://evil.test', token_endpoint: 'https://evil.test/token' }],
  ['no token endpoint', { token_endpoint: 7 }],
  ['no issuer', { issuer: undefined }],
])('takes no document with %s', async (_name, changes) => {
  const body = JSON.stringify({ issuer: wire.server.issuer, token_endpoint: `${wire.server.issuer}/token`, ...changes });
  wire.server.fault = { kind: 'TEXT', body, path: openid };

  const refusal = await refusalOf(discover(wire.server.issuer, wire.network));

  expect([refusal.step, refusal.code]).toEqual(['DISCOVERY', 'BAD_ANSWER']);
});

it('takes what a document leaves out for missing', async () => {
  const { issuer } = wire.server;
  const body = JSON.stringify({ issuer, token_endpoint: `${issuer}/token`, revocation_endpoint: null, scopes_supported: 'openid' });
  wire.server.fault = { kind: 'TEXT', body, path: openid };

  expect(await discover(issuer, wire.network)).toEqual({
    endpoints: { issuer, authorization: null, token: `${issuer}/token`, revocation: null, introspection: null, promisesIssuer: false },
    authenticationMethods: null,
    scopes: null,
  });
});

it.each(['', 'accounts.example.com', 'https://id.test/?tenant=1'])('takes %p for no issuer', async (issuer) => {
  expect((await refusalOf(discover(issuer, wire.network))).code).toBe('BAD_URL');
});

it('goes nowhere the policy does not allow', async () => {
  expect((await refusalOf(discover(wire.server.issuer, networkTo(1)))).code).toBe('DESTINATION_BLOCKED');
});
