import { PosthornError } from './posthorn-error.ts';

export interface Persistence {
  /** Tries in all. */
  tries: number;
  /** Longest one try may take, in milliseconds. */
  timeoutMs: number;
}

/** What a proxy or Posthorn says that may pass by itself. */
const passing = new Set([429, 502, 503, 504]);
const firstDelayMs = 500;
/** Nobody waits longer for one call; the error then says how long it would be. */
const maxDelayMs = 60_000;

/**
 * Asks until there is an answer that another try wouldn't change. Repeats network errors, 429 and 503, waiting as Retry-After says, else
 * 500 ms doubled with each try, with jitter. Throws {@link PosthornError}.
 */
export async function persistentFetch(
  url: URL,
  init: () => RequestInit,
  { tries, timeoutMs }: Persistence,
  signal?: AbortSignal,
): Promise<Response> {
  for (let number = 1; ; number += 1) {
    const failure = await attempt(url, init(), timeoutMs, signal);
    if (failure instanceof Response) return failure;
    const waitMs = failure.retryAfterSeconds === null ? jittered(number) : failure.retryAfterSeconds * 1000;
    const isFinal = failure.status !== null && !passing.has(failure.status);
    if (isFinal || number >= tries || waitMs > maxDelayMs) throw failure;
    await pause(waitMs, signal);
  }
}

async function attempt(url: URL, init: RequestInit, timeoutMs: number, signal?: AbortSignal): Promise<Response | PosthornError> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    return response.ok ? response : await errorOf(response);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const words = limit.aborted ? `did not answer within ${timeoutMs} ms` : 'could not be reached';
    return new PosthornError('NETWORK', `Posthorn at ${url.origin} ${words}.`, {}, { cause });
  }
}

async function errorOf(response: Response): Promise<PosthornError> {
  const body = (await response.json().catch(() => null)) as { errors?: { message?: string; extensions?: Refusal }[] } | null;
  const [error] = body?.errors ?? [];
  const { code = 'HTTP', field = null, requestId = null, retryAfterSeconds = null } = error?.extensions ?? {};
  return new PosthornError(code, error?.message ?? `Posthorn answered ${response.status}.`, {
    status: response.status,
    field,
    requestId,
    retryAfterSeconds: secondsOf(response.headers.get('retry-after')) ?? retryAfterSeconds,
  });
}

interface Refusal {
  code?: string;
  field?: string;
  requestId?: string;
  retryAfterSeconds?: number;
}

/** Seconds, or a date (RFC 9110 section 10.2.3). */
function secondsOf(header: string | null): number | null {
  if (!header) return null;
  if (/^\d+$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

const jittered = (number: number) => firstDelayMs * 2 ** (number - 1) * (0.5 + Math.random());

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
