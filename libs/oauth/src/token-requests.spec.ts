import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { issueCertificate } from '@posthorn/testing';
import { Secret } from '@posthorn/vault';
import { introspect } from './introspection.ts';
import { revoke } from './revocation.ts';
import { signingKeyOf } from './signing-key.ts';
import { clientCredentials, jwtBearer, refresh } from './token-requests.ts';
import { clientAt, clientSecret, grantAt, networkTo, refusalOf, startWire, type Wire } from './wire-kit.ts';
import type { OAuthClient, Tokens } from './types.ts';

const mailScope = 'https://mail.test/SMTP.Send';
let wire: Wire;

beforeEach(async () => {
  wire = await startWire();
});

afterEach(() => wire.server.close());

const lastForm = (): Record<string, string> => wire.server.requests.findLast(({ path }) => path === '/token')?.parameters ?? {};
const held = ({ refreshToken }: Tokens): Secret => refreshToken ?? Secret.of('none came');

describe('refreshing', () => {
  it('gives the rotated refresh token, and says that it is another one', async () => {
    const granted = await grantAt(wire);

    const first = await refresh(wire.client, { refreshToken: held(granted) }, wire.network);
    const second = await refresh(wire.client, { refreshToken: first.refreshToken }, wire.network);

    expect([first.rotated, second.rotated]).toEqual([true, true]);
    expect(new Set([held(granted), first.refreshToken, second.refreshToken].map((token) => token.reveal())).size).toBe(3);
    expect((await wire.server.introspect(second.accessToken.reveal())).active).toBe(true);
  });

  it('keeps the one it has where none comes, or the same again', async () => {
    const granted = await grantAt(wire);
    wire.server.alterAnswer = ({ refresh_token: _, ...rest }) => rest;
    const missing = await refresh(wire.client, { refreshToken: held(granted) }, wire.network);
    wire.server.alterAnswer = null;
    const steady = await startWire({ rotates: false });
    const grantedThere = await grantAt(steady);
    const same = await refresh(steady.client, { refreshToken: held(grantedThere) }, steady.network);
    await steady.server.close();

    expect([missing.rotated, missing.refreshToken.reveal()]).toEqual([false, held(granted).reveal()]);
    expect([same.rotated, same.refreshToken.reveal()]).toEqual([false, held(grantedThere).reveal()]);
  });

  it.each([
    ['none', undefined, null],
    ['null', null, null],
    ['a number in quotes', '120', 120],
    ['a word', 'soon', null],
    ['a negative number', -1, null],
    ['zero', 0, null],
  ])('with %s for expires_in keeps the tokens all the same', async (_name, told, expected) => {
    const granted = await grantAt(wire);
    wire.server.alterAnswer = (answer) => ({ ...answer, expires_in: told, scope: null });

    const refreshed = await refresh(wire.client, { refreshToken: held(granted) }, wire.network);

    expect([refreshed.expiresInSeconds, refreshed.scope, refreshed.rotated]).toEqual([expected, null, true]);
  });

  it('loses no rotated token to an ID token that cannot be judged', async () => {
    const granted = await grantAt(wire);
    wire.server.alterAnswer = (answer) => ({ ...answer, id_token: 'garbage', refresh_token_expires_in: 86_400 });

    const refreshed = await refresh(wire.client, { refreshToken: held(granted) }, wire.network);

    expect([refreshed.rotated, refreshed.identity, refreshed.refreshTokenExpiresInSeconds]).toEqual([true, null, 86_400]);
  });

  it('sends scope and additional parameters where it is told to', async () => {
    const granted = await grantAt(wire);
    const request = { refreshToken: held(granted), scope: `openid ${mailScope}`, parameters: [{ name: 'audience', value: 'mail' }] };

    const refreshed = await refresh(wire.client, request, wire.network);

    expect([lastForm()['scope'], lastForm()['grant_type'], refreshed.scope]).toEqual([
      `openid ${mailScope}`,
      'refresh_token',
      `openid ${mailScope}`,
    ]);
  });

  it('with a token that was revoked behind our back needs consent again', async () => {
    const granted = await grantAt(wire);
    wire.server.dropTokens();

    const refusal = await refusalOf(refresh(wire.client, { refreshToken: held(granted) }, wire.network), [held(granted).reveal()]);

    expect(refusal).toMatchObject({ step: 'TOKEN', code: 'invalid_grant', status: 400, description: 'grant request is invalid' });
  });

  it('twice with one token ends the grant: the answer is the same', async () => {
    const granted = await grantAt(wire);
    const winner = await refresh(wire.client, { refreshToken: held(granted) }, wire.network);

    const loser = await refusalOf(refresh(wire.client, { refreshToken: held(granted) }, wire.network));
    const after = await refusalOf(refresh(wire.client, { refreshToken: winner.refreshToken }, wire.network));

    expect([loser.code, after.code]).toEqual(['invalid_grant', 'invalid_grant']);
  });

  it.each([['CLIENT_SECRET_BASIC', 'client_secret_basic'] as const, ['CLIENT_SECRET_POST', 'client_secret_post'] as const])(
    'with a wrong secret (%s) says so, and shows neither secret nor token',
    async (method, authentication) => {
      const granted = await grantAt(wire);
      wire.server.setClient({ clientId: 'posthorn', secret: 'the-secret-they-know', authentication });
      const client = clientAt(wire.server, { method, secret: Secret.of(clientSecret) });

      const refusal = await refusalOf(refresh(client, { refreshToken: held(granted) }, wire.network), [held(granted).reveal()]);

      expect(refusal).toMatchObject({ code: 'invalid_client', status: 401, description: 'client authentication failed' });
    },
  );

  it('after the secret was changed on both sides goes on with the same grant', async () => {
    const granted = await grantAt(wire);
    wire.server.setClient({ clientId: 'posthorn', secret: 'the-next-secret' });
    const client = clientAt(wire.server, { method: 'CLIENT_SECRET_BASIC', secret: Secret.of('the-next-secret') });

    expect((await refresh(client, { refreshToken: held(granted) }, wire.network)).rotated).toBe(true);
  });
});

describe('client credentials', () => {
  it('give a token to the client itself', async () => {
    const tokens = await clientCredentials(wire.client, { scope: mailScope }, wire.network);

    expect([tokens.refreshToken, tokens.expiresInSeconds]).toEqual([null, 3_600]);
    expect(await wire.server.introspect(tokens.accessToken.reveal())).toMatchObject({ active: true, clientId: 'posthorn', username: null });
  });

  it('with a private key sign an assertion for the issuer', async () => {
    const pairs = [generateKeyPairSync('rsa', { modulusLength: 2_048 }), generateKeyPairSync('ec', { namedCurve: 'P-256' })];
    for (const [index, { publicKey, privateKey }] of pairs.entries()) {
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid: `key-${index}`, use: 'sig' };
      wire.server.setClient({ clientId: 'posthorn', authentication: 'private_key_jwt', keys: [jwk] });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const key = { method: 'PRIVATE_KEY_JWT' as const, privateKey: Secret.of(` ${pem}\n`), keyId: `key-${index}`, certificate: null };

      const tokens = await clientCredentials(clientAt(wire.server, key), { scope: mailScope }, wire.network);

      expect((await wire.server.introspect(tokens.accessToken.reveal())).active).toBe(true);
      expect(lastForm()).toMatchObject({
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_id: 'posthorn',
      });
    }
  });

  it('name the certificate where the provider knows the key by one', async () => {
    const [{ key, cert }, other] = await Promise.all([issueCertificate(), issueCertificate()]);
    const jwk = { ...createPublicKey(cert).export({ format: 'jwk' }), use: 'sig' };
    wire.server.setClient({ clientId: 'posthorn', authentication: 'private_key_jwt', keys: [jwk] });
    const having = (certificate: string): OAuthClient =>
      clientAt(wire.server, { method: 'PRIVATE_KEY_JWT', privateKey: Secret.of(key), keyId: null, certificate });

    await clientCredentials(having(cert), { scope: mailScope }, wire.network);
    const mixedUp = await refusalOf(clientCredentials(having(other.cert), { scope: mailScope }, wire.network), [key]);

    const [header = ''] = (lastForm()['client_assertion'] ?? '').split('.');
    const fingerprint = Buffer.from(new X509Certificate(cert).fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'ES256', typ: 'JWT', 'x5t#S256': fingerprint });
    expect([mixedUp.code, mixedUp.description]).toEqual(['BAD_KEY', 'The certificate belongs to another private key.']);
  });

  it('sign with PSS where an RSA key has a certificate, as Microsoft asks', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = Secret.of(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());

    expect([signingKeyOf(pem, 'RSA-PSS').algorithm.name, signingKeyOf(pem, 'RSASSA-PKCS1-v1_5').algorithm.name]).toEqual([
      'RSA-PSS',
      'RSASSA-PKCS1-v1_5',
    ]);
  });

  it('with a key the provider does not know, or a clock far off, are refused', async () => {
    const [ours, theirs] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    const pem = ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const client = clientAt(wire.server, { method: 'PRIVATE_KEY_JWT', privateKey: Secret.of(pem), keyId: null, certificate: null });
    const asking = (): Promise<Tokens> => clientCredentials(client, { scope: mailScope }, wire.network);

    wire.server.setClient({ clientId: 'posthorn', authentication: 'private_key_jwt', keys: [theirs.publicKey.export({ format: 'jwk' })] });
    const unknown = await refusalOf(asking(), [pem]);
    wire.server.setClient({ clientId: 'posthorn', authentication: 'private_key_jwt', keys: [ours.publicKey.export({ format: 'jwk' })] });
    wire.server.skewSeconds = 600;
    const late = await refusalOf(asking(), [pem]);
    wire.server.skewSeconds = 0;

    expect([unknown.code, late.code]).toEqual(['invalid_client', 'invalid_client']);
    expect((await asking()).expiresInSeconds).toBe(3_600);
  });

  it('with a scope the client may not have are refused', async () => {
    wire.server.setClient({ clientId: 'posthorn', secret: clientSecret, scope: 'openid' });

    const refusal = await refusalOf(clientCredentials(wire.client, { scope: mailScope }, wire.network));

    expect([refusal.code, refusal.status]).toEqual(['invalid_scope', 400]);
  });

  it.each([
    ['garbage', 'not a key'],
    ['a public key', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a key that cannot sign', generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('with %s for a key ask nobody', async (_name, pem) => {
    const client = clientAt(wire.server, { method: 'PRIVATE_KEY_JWT', privateKey: Secret.of(pem), keyId: null, certificate: null });

    const refusal = await refusalOf(clientCredentials(client, { scope: mailScope }, wire.network), [pem]);

    expect([refusal.code, wire.server.requests]).toEqual(['BAD_KEY', []]);
  });
});

describe('a JWT bearer grant', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const serviceAccount = (): OAuthClient => ({
    ...clientAt(wire.server, { method: 'PRIVATE_KEY_JWT', privateKey: Secret.of(pem), keyId: 'k1', certificate: null }),
    clientId: 'mailer@project.iam.gserviceaccount.com',
  });

  it('signs for the mailbox it acts for', async () => {
    const refusal = await refusalOf(
      jwtBearer(serviceAccount(), { subject: 'ada@example.com', scope: 'https://mail.google.com/' }, wire.network),
      [pem],
    );
    const { assertion = '', ...form } = lastForm();
    const [header = '', claims = '', signature = ''] = assertion.split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

    // This server knows no such grant; what it was asked is the matter here.
    expect([refusal.step, form['client_id'], form['grant_type']]).toEqual([
      'OWN_TOKEN',
      undefined,
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ]);
    expect(read(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect(read(claims)).toMatchObject({
      iss: 'mailer@project.iam.gserviceaccount.com',
      sub: 'ada@example.com',
      aud: wire.server.endpoints.token,
      scope: 'https://mail.google.com/',
    });
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('takes the tokens it is given', async () => {
    wire.server.fault = { kind: 'TEXT', body: JSON.stringify({ access_token: 'granted', token_type: 'Bearer', expires_in: 3_599 }) };

    const tokens = await jwtBearer(serviceAccount(), { subject: 'ada@example.com', scope: '' }, wire.network);

    expect([tokens.accessToken.reveal(), tokens.expiresInSeconds, tokens.refreshToken]).toEqual(['granted', 3_599, null]);
  });

  it('needs a private key', async () => {
    const refusal = await refusalOf(jwtBearer(wire.client, { subject: 'ada@example.com', scope: '' }, wire.network));

    expect([refusal.code, wire.server.requests]).toEqual(['BAD_KEY', []]);
  });
});

describe('asking about a token', () => {
  it('tells whether it lives, and whose it is', async () => {
    const granted = await grantAt(wire);
    const alive = await introspect(wire.client, granted.accessToken, wire.network);
    wire.server.dropTokens();
    const dead = await introspect(wire.client, granted.accessToken, wire.network);

    expect(alive).toMatchObject({ active: true, scope: granted.scope });
    expect(alive?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    expect(dead).toEqual({ active: false, expiresAt: null, username: null, scope: null });
  });

  it('asks nobody where there is no introspection URL', async () => {
    const client = { ...wire.client, endpoints: { ...wire.client.endpoints, introspection: null } };

    expect(await introspect(client, Secret.of('token'), networkTo(1))).toBeNull();
  });

  it('shows no token when it fails', async () => {
    wire.server.setClient({ clientId: 'posthorn', secret: 'another' });

    const refusal = await refusalOf(introspect(wire.client, Secret.of('canary-token'), wire.network), ['canary-token']);

    expect([refusal.step, refusal.code]).toEqual(['INTROSPECTION', 'invalid_client']);
  });
});

describe('revoking', () => {
  it('ends the whole grant', async () => {
    const granted = await grantAt(wire);

    const answer = await revoke(wire.client, { token: held(granted), kind: 'REFRESH_TOKEN' }, wire.network);

    expect(answer).toBe('REVOKED');
    expect((await wire.server.introspect(granted.accessToken.reveal())).active).toBe(false);
    expect((await refusalOf(refresh(wire.client, { refreshToken: held(granted) }, wire.network))).code).toBe('invalid_grant');
  });

  it('counts a token that is dead already as revoked, whichever way the provider says so', async () => {
    const granted = await grantAt(wire);
    wire.server.dropTokens();
    const request = { token: held(granted), kind: 'REFRESH_TOKEN' as const };

    const first = await revoke(wire.client, request, wire.network);
    const body = JSON.stringify({ error: 'invalid_token' });
    const headers = { 'content-type': 'application/json' };
    wire.server.fault = { kind: 'STATUS', status: 400, body, headers, path: '/token/revocation' };
    const second = await revoke(wire.client, request, wire.network);

    expect([first, second]).toEqual(['REVOKED', 'REVOKED']);
  });

  it('asks nobody where there is no revocation URL', async () => {
    const client = { ...wire.client, endpoints: { ...wire.client.endpoints, revocation: null } };

    expect(await revoke(client, { token: Secret.of('token'), kind: 'ACCESS_TOKEN' }, networkTo(1))).toBe('NOT_OFFERED');
  });

  it('fails where the client is not known any more', async () => {
    wire.server.setClient({ clientId: 'posthorn', secret: 'another' });

    const refusal = await refusalOf(revoke(wire.client, { token: Secret.of('canary-token'), kind: 'ACCESS_TOKEN' }, wire.network), [
      'canary-token',
    ]);

    expect([refusal.step, refusal.code]).toEqual(['REVOCATION', 'invalid_client']);
  });
});
