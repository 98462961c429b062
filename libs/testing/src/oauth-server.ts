import { AsyncLocalStorage } from 'node:async_hooks';
import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter, AdapterPayload, Configuration, default as Provider, KoaContextWithOIDC } from 'oidc-provider';

export interface TestOAuthClient {
  clientId: string;
  /** Default `client_secret_basic`. */
  authentication?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
  secret?: string;
  /** Public keys, for `private_key_jwt`. */
  keys?: JsonWebKey[];
  /** Exact. Default: any. */
  redirectUris?: string[];
  /** Scopes it may have, blanks between. Default: all. */
  scope?: string;
}

export interface TestOAuthOptions {
  /** Default one: `posthorn`, secret `test-client-secret`, `client_secret_basic`. */
  clients?: TestOAuthClient[];
  /** Beside `openid`, `email`, `profile` and `offline_access`. Default `https://mail.test/SMTP.Send`. */
  scopes?: string[];
  /** Default 3,600. */
  accessTokenSeconds?: number;
  /** Default 90 days. */
  refreshTokenSeconds?: number;
  /** Each refresh gives a new refresh token, and one used twice ends the grant. Default true. */
  rotates?: boolean;
  /** Port to listen on. Default 0: any free one. */
  port?: number;
}

/**
 * HANG: no answer. DROP: the connection is closed. LOSE_ANSWER: the request does its work, its answer is dropped. ECHO: a refusal
 * (400 invalid_client) that repeats the credentials and the form, as sent and as JSON. TEXT: any body of any type. HUGE: so many
 * octets of JSON that never end well.
 */
export type TestOAuthFault =
  | { kind: 'HANG' | 'DROP' | 'LOSE_ANSWER' | 'ECHO' }
  | { kind: 'STATUS'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'TEXT'; body: string; contentType?: string }
  | { kind: 'HUGE'; octets: number };

export interface RecordedRequest {
  path: string;
  /** Query or form, as the server understood it. */
  parameters: Record<string, string>;
  /** `Basic` where the client authenticates so. */
  scheme: string | null;
  status: number;
}

export interface TestOAuthServer {
  readonly issuer: string;
  readonly port: number;
  readonly endpoints: { authorization: string; token: string; revocation: string; introspection: string };
  /** Requests that reached the protocol, in order, and those that were echoed; others that a fault took are not among them. */
  readonly requests: RecordedRequest[];
  /** What happens to each request for the path (default `/token`) from now on; null: nothing. */
  fault: (TestOAuthFault & { path?: string }) | null;
  /** Seconds by which the server's clock is ahead of ours; negative: behind. */
  skewSeconds: number;
  /** Changes each answer of the token endpoint that gives tokens. */
  alterAnswer: ((answer: Record<string, unknown>) => Record<string, unknown> | Promise<Record<string, unknown>>) | null;
  /** What a client may authenticate with from now on. */
  setClient(client: TestOAuthClient): void;
  /** Opens an authorization URL as a person would, signs in and consents or denies. Resolves with the callback's URL. */
  consent(authorizationUrl: string, person?: { login?: string; denies?: boolean }): Promise<URL>;
  /** A refresh token as a consent would have brought it, without the way there. Default: of `posthorn`, for every scope. */
  issueRefreshToken(login: string, clientId?: string): Promise<string>;
  /** What a resource server learns of an access token. */
  introspect(accessToken: string): Promise<{ active: boolean; username: string | null; scope: string | null; clientId: string | null }>;
  /** Ends every grant and token behind everybody's back. */
  dropTokens(): void;
  /** Takes it down: connections are refused. */
  stop(): Promise<void>;
  /** Brings it back on the same port, with all it knew. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const defaultScope = 'https://mail.test/SMTP.Send';
const grants = ['authorization_code', 'refresh_token', 'client_credentials'];

/** A certified OAuth 2.0 and OpenID Connect server on loopback, without TLS, that can be told to misbehave. */
export async function startOAuthServer(options: TestOAuthOptions = {}): Promise<TestOAuthServer> {
  const { Provider } = await import('oidc-provider');
  const store = new Map<string, AdapterPayload>();
  const clock = new SkewedClock();
  const http = new HttpServer();
  const port = await http.listen(options.port ?? 0);
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configurationOf(options, store));
  provider.Client.prototype.redirectUriAllowed = function allowed(uri: string): boolean {
    const [only] = this.redirectUris ?? [];
    return only === anyRedirectUri || (this.redirectUris ?? []).includes(uri);
  };
  const endpoints = {
    authorization: `${issuer}/auth`,
    token: `${issuer}/token`,
    revocation: `${issuer}/token/revocation`,
    introspection: `${issuer}/token/introspection`,
  };
  const server: TestOAuthServer = {
    issuer,
    port,
    endpoints,
    requests: [],
    fault: null,
    skewSeconds: 0,
    alterAnswer: null,
    setClient: (client) => void store.set(`Client:${client.clientId}`, metadataOf(client)),
    consent: (url, person = {}) => consentHeadless(url, person),
    issueRefreshToken: (login, clientId = 'posthorn') =>
      issueRefreshToken(provider, { login, clientId, scope: scopesOf(options).join(' ') }),
    introspect: (token) => clock.run(server.skewSeconds, () => introspect(provider, token)),
    dropTokens: () => {
      const isToken = (key: string): boolean => /^(?:AccessToken|ClientCredentials|RefreshToken|AuthorizationCode|Grant):/u.test(key);
      for (const key of store.keys()) if (isToken(key)) store.delete(key);
    },
    stop: () => http.stop(),
    start: async () => void (await http.listen(port)),
    close: async () => {
      clock.restore();
      await http.stop();
    },
  };
  for (const client of options.clients ?? [{ clientId: 'posthorn', secret: 'test-client-secret' }]) server.setClient(client);
  provider.use((context, next) => record(server, context as KoaContextWithOIDC, next));
  const protocol = provider.callback();
  http.onRequest = (request, response) =>
    clock.run(server.skewSeconds, () => {
      const path = new URL(request.url ?? '/', issuer).pathname;
      const fault = server.fault && path === (server.fault.path ?? '/token') ? server.fault : null;
      if (fault?.kind === 'ECHO') return void echo(server, request, response);
      if (fault && misbehave(fault, response)) return;
      if (path.startsWith('/interaction/')) void interact(provider, request, response);
      else void protocol(request, response);
    });
  return server;
}

const scopesOf = ({ scopes }: TestOAuthOptions): string[] => [
  'openid',
  'email',
  'profile',
  'offline_access',
  ...(scopes ?? [defaultScope]),
];

const anyRedirectUri = 'https://any.test/';

function metadataOf(client: TestOAuthClient): AdapterPayload {
  const method = client.authentication ?? 'client_secret_basic';
  return {
    client_id: client.clientId,
    ...(client.secret === undefined ? {} : { client_secret: client.secret }),
    ...(client.keys === undefined ? {} : { jwks: { keys: client.keys.map((key) => ({ ...key })) } }),
    ...(client.scope === undefined ? {} : { scope: client.scope }),
    token_endpoint_auth_method: method,
    redirect_uris: client.redirectUris ?? [anyRedirectUri],
    response_types: ['code'],
    grant_types: method === 'none' ? grants.filter((grant) => grant !== 'client_credentials') : grants,
  };
}

function configurationOf(options: TestOAuthOptions, store: Map<string, AdapterPayload>): Configuration {
  const accessTokenSeconds = options.accessTokenSeconds ?? 3_600;
  return {
    adapter: (model: string) => new StoreAdapter(model, store),
    clients: [],
    scopes: scopesOf(options),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(16).toString('hex')] },
    jwks: { keys: [signingKey()] },
    rotateRefreshToken: options.rotates ?? true,
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      RefreshToken: options.refreshTokenSeconds ?? 7_776_000,
      AuthorizationCode: 60,
      Grant: 7_776_000,
      IdToken: 3_600,
      Interaction: 3_600,
      Session: 3_600,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async () => true },
      revocation: { enabled: true, allowedPolicy: async (_context, client, token) => token.clientId === client.clientId },
    },
    renderError: (context, { error, error_description: description }) => {
      context.type = 'text';
      context.body = `${error}: ${description}`;
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: true, preferred_username: id }),
    }),
  };
}

let madeKey: JsonWebKey | null = null;

/** One per process: making it takes a tenth of a second. */
function signingKey(): JsonWebKey {
  madeKey ??= { ...generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' };
  return madeKey;
}

async function record(server: TestOAuthServer, context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const answer = context.body as Record<string, unknown> | null;
  if (context.path === '/token' && context.status === 200 && server.alterAnswer && answer) context.body = await server.alterAnswer(answer);
  const form = (context.oidc as { body?: Record<string, string> } | undefined)?.body;
  server.requests.push({
    path: context.path,
    parameters: { ...(form ?? (context.query as Record<string, string>)) },
    scheme: context.get('authorization').split(' ')[0] || null,
    status: context.status,
  });
}

/** True where the request ends here. */
function misbehave(fault: TestOAuthFault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'HANG':
      return true;
    case 'DROP':
      response.destroy();
      return true;
    case 'ECHO':
      return false;
    case 'LOSE_ANSWER':
      response.end = () => response.destroy();
      return false;
    case 'STATUS':
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return true;
    case 'TEXT':
      response.writeHead(200, { 'content-type': fault.contentType ?? 'application/json' }).end(fault.body);
      return true;
    case 'HUGE':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"access_token":"${'a'.repeat(fault.octets)}`);
      return true;
  }
}

async function echo(server: TestOAuthServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const parameters = Object.fromEntries(new URLSearchParams(body));
  const { authorization = '' } = request.headers;
  const path = new URL(request.url ?? '/', server.issuer).pathname;
  server.requests.push({ path, parameters, scheme: authorization.split(' ')[0] || null, status: 400 });
  const words = `You sent ${authorization} and ${body}, which is ${JSON.stringify(parameters)}`;
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'invalid_client', error_description: words }));
}

async function issueRefreshToken(
  provider: Provider,
  { login, clientId, scope }: { login: string; clientId: string; scope: string },
): Promise<string> {
  const client = await provider.Client.find(clientId);
  if (!client) throw new Error(`there is no client ${clientId}`);
  const grant = new provider.Grant({ accountId: login, clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const token = new provider.RefreshToken({ client, accountId: login, grantId, gty: 'authorization_code', scope });
  return token.save();
}

/** The page a person sees: who they are, and whether they consent. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { params, session } = await provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(consentPage(session?.accountId ?? params['login_hint']));
      return;
    }
    const form = new URLSearchParams(await bodyOf(request));
    const accountId = form.get('login') ?? '';
    if (form.get('answer') !== 'allow') {
      await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'The person said no.' });
      return;
    }
    const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
    grant.addOIDCScope(typeof params['scope'] === 'string' ? params['scope'] : '');
    const grantId = await grant.save();
    await provider.interactionFinished(
      request,
      response,
      { login: { accountId }, consent: { grantId } },
      { mergeWithLastSubmission: false },
    );
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
  }
}

function consentPage(login: unknown): string {
  const value = typeof login === 'string' ? login.replace(/[&<>"]/gu, '') : 'mailbox@example.com';
  return `<!doctype html><html lang="en"><title>Identity provider</title><form method="post"><label>Account <input name="login" value="${value}"></label>
    <button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form></html>`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function consentHeadless(
  start: string,
  { login = 'mailbox@example.com', denies = false }: { login?: string; denies?: boolean },
): Promise<URL> {
  const { origin } = new URL(start);
  const cookies = new Map<string, string>();
  let [url, body]: [URL, URLSearchParams | null] = [new URL(start), null];
  for (let step = 0; step < 10; step += 1) {
    const answer: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body ? { method: 'POST', body } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null && body) throw new Error(`the server refused: ${await answer.text()}`);
    if (location === null && !url.pathname.startsWith('/interaction/')) throw new Error(`no page to consent on: ${await answer.text()}`);
    body = location === null ? new URLSearchParams({ login, answer: denies ? 'deny' : 'allow' }) : null;
    url = new URL(location ?? url, url);
    if (url.origin !== origin) return url;
  }
  throw new Error('the server redirects forever');
}

async function introspect(
  provider: Provider,
  token: string,
): Promise<{ active: boolean; username: string | null; scope: string | null; clientId: string | null }> {
  const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  const grantId = found && 'grantId' in found ? found.grantId : undefined;
  const isGranted = grantId === undefined || (await provider.Grant.find(grantId)) !== undefined;
  if (!found?.isValid || !isGranted) return { active: false, username: null, scope: null, clientId: null };
  const username = 'accountId' in found ? found.accountId : null;
  return { active: true, username, scope: found.scope ?? null, clientId: found.clientId ?? null };
}

/** What a server knows, in one map, so that a test can make it forget. */
class StoreAdapter implements Adapter {
  private readonly model: string;
  private readonly store: Map<string, AdapterPayload>;

  constructor(model: string, store: Map<string, AdapterPayload>) {
    this.model = model;
    this.store = store;
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.store.set(`${this.model}:${id}`, payload);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.store.get(`${this.model}:${id}`);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.of((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.of((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const payload = this.store.get(`${this.model}:${id}`);
    if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
  }

  async destroy(id: string): Promise<void> {
    this.store.delete(`${this.model}:${id}`);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, payload] of this.store) if (payload.grantId === grantId) this.store.delete(key);
  }

  private of(fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    return [...this.store].find(([key, payload]) => key.startsWith(`${this.model}:`) && fits(payload))?.[1];
  }
}

/** Date.now as one server sees it: what runs for that server reads another time than the test around it. */
class SkewedClock {
  private readonly skew = new AsyncLocalStorage<number>();
  private real: (() => number) | null = null;

  run<T>(skewSeconds: number, work: () => T): T {
    if (skewSeconds === 0) return work();
    if (!this.real) {
      const real = (this.real = Date.now);
      Date.now = () => real() + (this.skew.getStore() ?? 0) * 1_000;
    }
    return this.skew.run(skewSeconds, work);
  }

  restore(): void {
    if (this.real) Date.now = this.real;
    this.real = null;
  }
}

/** Listens, stops and listens again on the same port. */
class HttpServer {
  onRequest: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  private server: Server | null = null;

  async listen(port: number): Promise<number> {
    const server = createServer((request, response) => this.onRequest(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
