import { wordsOf } from './masking.ts';
import { OAuthError, type OAuthStep } from './oauth-error.ts';

/** RFC 6749 section 5.2 allows these characters in an error code. */
const errorCode = /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,100}$/u;

/** An answer that says no, in the words of OAuth where it has them. Only application/json is read. */
export async function refusalOf(answer: Response, step: OAuthStep, secrets: readonly string[]): Promise<OAuthError> {
  const { status } = answer;
  const said = await saidBy(answer);
  const details = { step, status, retryAfterSeconds: retryAfterOf(answer) };
  const code = said['error'];
  if (typeof code !== 'string' || !errorCode.test(code))
    return new OAuthError('HTTP_STATUS', { ...details, description: `HTTP ${status}` });
  return new OAuthError(wordsOf(code, secrets) ?? 'HTTP_STATUS', {
    ...details,
    description: wordsOf(said['error_description'], secrets),
    subtype: wordsOf(said['error_subtype'], secrets),
  });
}

async function saidBy(answer: Response): Promise<Record<string, unknown>> {
  if (!/^application\/json\s*(?:;|$)/iu.test(answer.headers.get('content-type') ?? '')) return {};
  try {
    const said: unknown = await answer.json();
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A year: some name the last day of the year 9999, in seconds more than a database counts. */
const maxRetryAfterSeconds = 31_536_000;

/** Seconds or a date (RFC 9110 section 10.2.3); null where there is neither. */
function retryAfterOf(answer: Response): number | null {
  const value = answer.headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d+$/u.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1_000);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), maxRetryAfterSeconds);
}
