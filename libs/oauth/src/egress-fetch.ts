import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect as startTls } from 'node:tls';
import { dial, EgressError, systemCodeOf, within, type EgressPolicy, type Resolve } from '@posthorn/egress';
import { HttpError, type HttpErrorCode } from './http-error.ts';

export interface EgressFetchOptions {
  policy: EgressPolicy;
  /** Milliseconds for each of looking up, connecting and the TLS handshake. Default 10,000. */
  connectTimeoutMs?: number;
  /** Milliseconds from the request's first byte to the answer's last. Default 10,000. */
  requestTimeoutMs?: number;
  /** Octets an answer may have. Default 262,144: a token answer has a few thousand, a discovery document as many. */
  maxAnswerOctets?: number;
  /** Trusted authorities, PEM, in place of the public ones. */
  ca?: string;
  signal?: AbortSignal;
  /** Default: the system's resolver. */
  resolve?: Resolve;
}

interface EgressRequest {
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

const defaultTimeoutMs = 10_000;
const defaultMaxAnswerOctets = 262_144;

/**
 * One request to a host a tenant chose, over a socket we dialled ourselves: resolved once, every address judged, TLS for the name
 * that was asked for, no redirect followed, no connection kept, the answer read whole and bounded. http only where a rule permits
 * secrets in clear for that host and port.
 *
 * @throws HttpError
 */
export async function egressFetch(href: string, sent: EgressRequest, options: EgressFetchOptions): Promise<Response> {
  const target = targetOf(href);
  const socket = await connectTo(target, options);
  try {
    return await ask(target, socket, sent, options);
  } finally {
    socket.destroy();
  }
}

interface Target {
  url: URL;
  /** Without the brackets of IPv6. */
  host: string;
  port: number;
  secure: boolean;
}

function targetOf(href: string): Target {
  const url = URL.parse(href);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '' || url.username !== '' || url.password !== '') {
    throw new HttpError('BAD_URL', 'This is not an https URL.');
  }
  const secure = url.protocol === 'https:';
  return { url, host: url.hostname.replace(/^\[(.*)\]$/u, '$1'), port: Number(url.port || (secure ? 443 : 80)), secure };
}

async function connectTo(target: Target, options: EgressFetchOptions): Promise<Socket> {
  const { policy, signal, resolve } = options;
  const { host, port, secure } = target;
  const timeoutMs = options.connectTimeoutMs ?? defaultTimeoutMs;
  const dialled = await dial({ host, port, policy, timeoutMs, signal, resolve }).catch((error: unknown) => {
    throw error instanceof EgressError ? new HttpError(codeOf(error), `${host}: ${error.message}`, error.systemCode) : error;
  });
  if (secure) return secured(target, dialled.socket, options);
  if (policy.allowsCleartextAuth(host, port) || policy.allowsCleartextAuth(dialled.address, port)) return dialled.socket;
  dialled.socket.destroy();
  throw new HttpError('CLEARTEXT', `${host}: secrets would travel unencrypted.`);
}

/** The codes about proxies cannot come: none is asked. */
function codeOf({ code }: EgressError): HttpErrorCode {
  return code === 'PROXY_AUTH' || code === 'PROXY_FAILED' || code === 'PROXY_REFUSED' ? 'CONNECT' : code;
}

/** Verification is said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off. */
async function secured({ host }: Target, plain: Socket, options: EgressFetchOptions): Promise<Socket> {
  // A certificate carries no trailing dot, and RFC 6066 section 3 forbids it, and addresses, in SNI.
  const name = host.replace(/\.$/u, '');
  const socket = startTls({
    socket: plain,
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  // Errors after the handshake are the request's to report.
  socket.on('error', () => undefined);
  const opening = (): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', (error) => reject(handshakeFailure(error, host)));
      socket.once('close', () => reject(new HttpError('DROPPED', `${host} closed the connection during the TLS handshake.`)));
    });
  await within(limitsOf(host, 'TLS handshake', options.connectTimeoutMs, options.signal), opening).catch((error: unknown) => {
    plain.destroy();
    throw error;
  });
  return socket;
}

/** A connection that breaks is the network's matter; TLS is what OpenSSL and the certificate say. */
function handshakeFailure(error: unknown, host: string): HttpError {
  const systemCode = systemCodeOf(error);
  return systemCode === 'ECONNRESET' || systemCode === 'EPIPE'
    ? new HttpError('DROPPED', `${host} closed the connection during the TLS handshake.`, systemCode)
    : new HttpError('TLS', `${host}: no TLS connection came about.`, systemCode);
}

async function ask(target: Target, socket: Socket, sent: EgressRequest, options: EgressFetchOptions): Promise<Response> {
  const { url, host } = target;
  const outgoing = request({
    method: sent.method,
    host,
    path: `${url.pathname}${url.search}`,
    headers: { ...sent.headers, host: url.host, 'accept-encoding': 'identity', connection: 'close', ...lengthOf(sent.body) },
    createConnection: () => socket,
    maxHeaderSize: 16_384,
  });
  // After an early abort the request is destroyed unsent; its error has no other listener.
  outgoing.on('error', () => undefined);
  try {
    return await within(limitsOf(host, 'request', options.requestTimeoutMs, options.signal), async () => {
      outgoing.end(sent.body ?? undefined);
      return responseOf(await answerTo(outgoing, host), host, options);
    });
  } finally {
    outgoing.destroy();
  }
}

function lengthOf(body: string | null): Record<string, string> {
  return body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

function answerTo(outgoing: ClientRequest, host: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.on('error', (error) => reject(brokenOff(error, host)));
  });
}

function brokenOff(error: unknown, host: string): HttpError {
  const systemCode = systemCodeOf(error);
  return systemCode?.startsWith('HPE_')
    ? new HttpError('NOT_HTTP', `${host} does not speak HTTP.`, systemCode)
    : new HttpError('DROPPED', `${host} closed the connection without an answer.`, systemCode);
}

/** Status codes whose answers have no body (Fetch standard, "null body status"). */
const bodiless = [204, 205, 304];

async function responseOf(incoming: IncomingMessage, host: string, options: EgressFetchOptions): Promise<Response> {
  const status = incoming.statusCode ?? 0;
  if (status >= 300 && status <= 399) throw new HttpError('REDIRECTED', `${host} answered with a redirect (${status}).`);
  if (status < 200 || status > 599) throw new HttpError('NOT_HTTP', `${host} answered with the status ${status}.`);
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw new HttpError('COMPRESSED', `${host} sent a compressed answer.`);
  const octets = await readWhole(incoming, host, options.maxAnswerOctets ?? defaultMaxAnswerOctets);
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
  return new Response(bodiless.includes(status) ? null : octets, { status, headers });
}

async function readWhole(incoming: IncomingMessage, host: string, maxOctets: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let octets = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      octets += chunk.length;
      if (octets > maxOctets) throw new HttpError('TOO_LARGE', `${host} sent more than ${maxOctets} octets.`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof HttpError ? error : brokenOff(error, host);
  }
  return Buffer.concat(chunks);
}

function limitsOf(host: string, what: string, timeoutMs = defaultTimeoutMs, signal?: AbortSignal): Parameters<typeof within>[0] {
  const failure = (reason: 'TIMEOUT' | 'ABORTED'): HttpError =>
    reason === 'TIMEOUT'
      ? new HttpError('TIMEOUT', `${host}: ${what} took longer than ${timeoutMs} ms.`)
      : new HttpError('ABORTED', `${host}: ${what} was called off.`);
  return { timeoutMs, signal, failure };
}
