import { createHash } from 'node:crypto';
import { Secret } from '@posthorn/vault';
import { completeAuthorization } from './authorization.ts';
import { begin, clientAt, grantAt, networkTo, redirectUri, refusalOf, scope, startWire, type Wire } from './wire-kit.ts';

let wire: Wire;

beforeEach(async () => {
  wire = await startWire();
});

afterEach(() => wire.server.close());

const tokenForms = (): Record<string, string>[] =>
  wire.server.requests.filter(({ path }) => path === '/token').map(({ parameters }) => parameters);

describe('beginning', () => {
  it('asks for a code with PKCE, and keeps the verifier to itself', async () => {
    const { url, state, pending } = await begin(wire.client, { loginHint: 'ada@example.com' });
    const asked = Object.fromEntries(new URL(url).searchParams);
    const { codeVerifier } = JSON.parse(pending.reveal()) as { codeVerifier: string };

    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'posthorn',
      redirect_uri: redirectUri,
      scope,
      state,
      prompt: 'consent',
    });
    expect(asked).toMatchObject({ login_hint: 'ada@example.com', code_challenge_method: 'S256' });
    expect(asked['code_challenge']).toBe(createHash('sha256').update(codeVerifier).digest('base64url'));
    expect([url.includes(codeVerifier), String(pending)]).toEqual([false, '[secret]']);
  });

  it('keeps what the authorization URL holds already, and takes the state of its caller', async () => {
    const client = { ...wire.client, endpoints: { ...wire.client.endpoints, authorization: 'https://id.test/auth?realm=plant' } };
    const parameters = ['one', 'two'].map((value) => ({ name: 'resource', value }));

    const { url, state } = await begin(client, { state: 'mine', parameters });

    expect(state).toBe('mine');
    expect([new URL(url).searchParams.get('realm'), new URL(url).searchParams.getAll('resource')]).toEqual(['plant', ['one', 'two']]);
  });

  it('names the parameter that belongs to the protocol', async () => {
    const refusal = await refusalOf(begin(wire.client, { parameters: [{ name: 'State', value: 'theirs' }] }));

    expect([refusal.code, refusal.description]).toEqual(['RESERVED_PARAMETER', 'The parameter "State" belongs to the protocol.']);
  });

  it('has no way without an authorization URL, or with one for something else', async () => {
    const without = { ...wire.client, endpoints: { ...wire.client.endpoints, authorization: null } };
    const script = { ...wire.client, endpoints: { ...wire.client.endpoints, authorization: 'javascript:alert(1)' } };

    expect([(await refusalOf(begin(without))).code, (await refusalOf(begin(script))).code]).toEqual(['NO_ENDPOINT', 'BAD_URL']);
  });
});

describe('completing', () => {
  it('exchanges the code for tokens, and says who consented', async () => {
    const tokens = await grantAt(wire);

    expect(tokens).toMatchObject({ expiresInSeconds: 3_600, identity: { email: 'ada@example.com' }, scope });
    expect((await wire.server.introspect(tokens.accessToken.reveal())).username).toBe('ada@example.com');
    expect(tokens.refreshToken).toBeInstanceOf(Secret);
    expect(JSON.stringify(tokens)).not.toContain(tokens.accessToken.reveal());
  });

  it('works without openid, and then knows nobody', async () => {
    const tokens = await grantAt(wire, { scope: 'https://mail.test/SMTP.Send offline_access' });

    expect([tokens.identity, tokens.refreshToken === null]).toEqual([null, false]);
  });

  it('knows that no refresh token came', async () => {
    const tokens = await grantAt(wire, { scope: 'https://mail.test/SMTP.Send' });

    expect(tokens.refreshToken).toBeNull();
  });

  it('sends additional parameters with the code, and no reserved ones', async () => {
    const { url, pending } = await begin(wire.client);
    const { searchParams } = await wire.server.consent(url);
    const callback = { parameters: searchParams, pending };

    const reserved = completeAuthorization(wire.client, { ...callback, tokenParameters: [{ name: 'code', value: 'x' }] }, wire.network);
    expect((await refusalOf(reserved)).code).toBe('RESERVED_PARAMETER');
    await completeAuthorization(wire.client, { ...callback, tokenParameters: [{ name: 'audience', value: 'mail' }] }, wire.network);

    expect(tokenForms().map(({ code, redirect_uri: uri }) => [typeof code, uri])).toEqual([['string', redirectUri]]);
  });

  it('reports that the person said no, in the provider’s words', async () => {
    const { url, pending } = await begin(wire.client);
    const callback = await wire.server.consent(url, { denies: true });

    const refusal = await refusalOf(completeAuthorization(wire.client, { parameters: callback.searchParams, pending }, wire.network));

    expect(refusal).toMatchObject({ step: 'AUTHORIZATION', code: 'access_denied', description: 'The person said no.' });
    expect(tokenForms()).toEqual([]);
  });

  it('keeps to itself what a provider repeats of the request in its refusal', async () => {
    const { url, pending, state } = await begin(wire.client);
    const { searchParams } = await wire.server.consent(url, { denies: true });
    const { nonce, codeVerifier } = JSON.parse(pending.reveal()) as { nonce: string; codeVerifier: string };
    searchParams.set('error', state);
    searchParams.set('error_description', `No to ${state}, ${nonce} and ${codeVerifier}.`);

    const refusal = await refusalOf(completeAuthorization(wire.client, { parameters: searchParams, pending }, wire.network), [
      state,
      nonce,
    ]);

    expect(refusal).toMatchObject({ code: '[secret]', description: 'No to [secret], [secret] and [secret].' });
  });

  it('fails a code that is used twice, and shows neither code nor verifier', async () => {
    const { url, pending } = await begin(wire.client);
    const { searchParams } = await wire.server.consent(url);
    const { codeVerifier } = JSON.parse(pending.reveal()) as { codeVerifier: string };
    await completeAuthorization(wire.client, { parameters: searchParams, pending }, wire.network);

    const replay = completeAuthorization(wire.client, { parameters: searchParams, pending }, wire.network);

    const refusal = await refusalOf(replay, [searchParams.get('code') ?? '', codeVerifier]);
    expect(refusal).toMatchObject({ step: 'TOKEN', code: 'invalid_grant', status: 400, description: 'grant request is invalid' });
  });

  it.each([
    ['another state', { state: 'other' }, 'STATE_MISMATCH'],
    ['no state', { state: null }, 'STATE_MISMATCH'],
    ['another issuer', { iss: 'https://evil.test' }, 'ISSUER_MISMATCH'],
    ['no issuer, though it is promised', { iss: null }, 'ISSUER_MISMATCH'],
    ['another issuer in an error', { iss: 'https://evil.test', error: 'access_denied', code: null }, 'ISSUER_MISMATCH'],
    ['no code', { code: null }, 'NO_CODE'],
  ])('refuses a callback with %s before anybody is asked', async (_name, changes: Record<string, string | null>, code) => {
    const { url, pending } = await begin(wire.client);
    const { searchParams } = await wire.server.consent(url);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) searchParams.delete(name);
      else searchParams.set(name, value);
    }

    const refusal = await refusalOf(completeAuthorization(wire.client, { parameters: searchParams, pending }, wire.network));

    expect([refusal.code, tokenForms()]).toEqual([code, []]);
  });

  it('shows nothing of what it kept where that is damaged', async () => {
    const { pending } = await begin(wire.client);
    const damaged = Secret.of(pending.reveal().slice(1));
    const { codeVerifier } = JSON.parse(pending.reveal()) as { codeVerifier: string };

    const completing = completeAuthorization(wire.client, { parameters: new URLSearchParams(), pending: damaged }, wire.network);

    expect((await refusalOf(completing, [codeVerifier, codeVerifier.slice(0, 8)])).code).toBe('STATE_MISMATCH');
  });

  it('refuses a callback that says something twice', async () => {
    const { url, pending } = await begin(wire.client);
    const { searchParams } = await wire.server.consent(url);
    searchParams.append('state', searchParams.get('state') ?? '');

    expect((await refusalOf(completeAuthorization(wire.client, { parameters: searchParams, pending }, wire.network))).code).toBe(
      'STATE_MISMATCH',
    );
  });

  it('takes a callback without an issuer where none is promised or known', async () => {
    const unpromised = { ...wire.client, endpoints: { ...wire.client.endpoints, promisesIssuer: false } };
    const unknown = { ...wire.client, endpoints: { ...wire.client.endpoints, issuer: null } };
    const first = await begin(unpromised);
    const { searchParams } = await wire.server.consent(first.url);
    searchParams.delete('iss');

    const tokens = await completeAuthorization(unpromised, { parameters: searchParams, pending: first.pending }, wire.network);
    const byHand = await grantAt({ ...wire, client: unknown });

    expect([tokens.identity?.email, byHand.identity?.email]).toEqual(['mailbox@example.com', 'ada@example.com']);
  });

  it('refuses a callback that comes too late, or after the client was changed', async () => {
    const { url, pending } = await begin(wire.client);
    const callback = { parameters: (await wire.server.consent(url)).searchParams, pending };
    const changed = { ...wire.client, endpoints: { ...wire.client.endpoints, token: 'https://evil.test/token' } };

    const late = await refusalOf(completeAuthorization(wire.client, callback, wire.network, new Date(Date.now() + 601_000)));
    const elsewhere = await refusalOf(completeAuthorization(changed, callback, wire.network));

    expect([late.code, elsewhere.code, tokenForms()]).toEqual(['CALLBACK_EXPIRED', 'CLIENT_CHANGED', []]);
  });

  it('refuses an ID token that is meant for somebody else', async () => {
    const other = await begin(wire.client);
    const { url, pending } = await begin(wire.client);
    const mixed = JSON.parse(pending.reveal()) as Record<string, unknown>;
    mixed['nonce'] = (JSON.parse(other.pending.reveal()) as Record<string, unknown>)['nonce'];
    const { searchParams } = await wire.server.consent(url);

    const refusal = refusalOf(
      completeAuthorization(wire.client, { parameters: searchParams, pending: Secret.of(JSON.stringify(mixed)) }, wire.network),
    );

    expect((await refusal).code).toBe('IDENTITY');
  });

  it('grants across clocks that differ by minutes', async () => {
    wire.server.skewSeconds = -240;
    const behind = await grantAt(wire);
    wire.server.skewSeconds = 240;
    const ahead = await grantAt(wire);

    expect([behind.expiresInSeconds, ahead.expiresInSeconds]).toEqual([3_600, 3_600]);
  });

  it('proves itself in the form where the client says so', async () => {
    const secret = "a+b %/:&=~'";
    wire.server.setClient({ clientId: 'posthorn', secret, authentication: 'client_secret_post' });
    const post = clientAt(wire.server, { method: 'CLIENT_SECRET_POST', secret: Secret.of(secret) });
    await grantAt({ ...wire, client: post });
    wire.server.setClient({ clientId: 'posthorn', secret });
    const basic = clientAt(wire.server, { method: 'CLIENT_SECRET_BASIC', secret: Secret.of(secret) });
    await grantAt({ ...wire, client: basic });
    wire.server.setClient({ clientId: 'posthorn', authentication: 'none' });
    await grantAt({ ...wire, client: clientAt(wire.server, { method: 'NONE' }) });

    const requests = wire.server.requests.filter(({ path }) => path === '/token');
    expect(requests.map(({ scheme, parameters }) => [scheme, 'client_secret' in parameters])).toEqual([
      [null, true],
      ['Basic', false],
      [null, false],
    ]);
  });

  it('goes nowhere the policy does not allow', async () => {
    const { url, pending } = await begin(wire.client);
    const { searchParams } = await wire.server.consent(url);

    const refusal = await refusalOf(completeAuthorization(wire.client, { parameters: searchParams, pending }, networkTo(1)), [
      searchParams.get('code') ?? '',
    ]);

    expect([refusal.code, tokenForms()]).toEqual(['DESTINATION_BLOCKED', []]);
  });
});
