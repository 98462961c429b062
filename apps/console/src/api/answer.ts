import type { ErrorCode } from '@posthorn/contracts';

/** The answer of the API when it refuses, as the console handles it. `message` is a sentence for the person. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  /** Name of the input at fault, if one is. */
  readonly field: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** Next hides messages of server errors from the browser but passes `digest` on: error.tsx shows the request id from it. */
  readonly digest: string;

  constructor(
    message: string,
    detail: { code: ErrorCode; field?: string | null; requestId?: string | null; retryAfterSeconds?: number | null },
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = detail.code;
    this.field = detail.field ?? null;
    this.requestId = detail.requestId ?? null;
    this.retryAfterSeconds = detail.retryAfterSeconds ?? null;
    this.digest = `${this.code}:${this.requestId ?? ''}`;
  }
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string; field?: string; requestId?: string; retryAfterSeconds?: number } }[];
}

/** A document as codegen writes it: its text, its result and its variables. */
export interface Document<Result, Variables> {
  toString(): string;
  __apiType?: (variables: Variables) => Result;
}

/** What every request to `/graphql` carries. The csrf header can't be sent by a foreign site's form. */
export function requestHeaders(tenantId: string | null): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-posthorn-csrf': '1',
    ...(tenantId === null ? {} : { 'x-posthorn-tenant': tenantId }),
  };
}

/** The data of an answer. Throws {@link ApiError} for the first error in it, or when there is no answer at all. */
export async function readAnswer<Result>(ask: () => Promise<Response>): Promise<Result> {
  let answer: Answer<Result>;
  try {
    const response = await ask();
    answer = (await response.json()) as Answer<Result>;
  } catch {
    throw new ApiError('Posthorn is not answering. It may be starting; try again in a moment.', {
      code: 'TRY_LATER',
      retryAfterSeconds: 2,
    });
  }
  const [error] = answer.errors ?? [];
  if (error !== undefined)
    throw new ApiError(error.message, { ...error.extensions, code: (error.extensions?.code ?? 'INTERNAL') as ErrorCode });
  if (answer.data === undefined || answer.data === null) throw new ApiError('The answer was empty.', { code: 'INTERNAL' });
  return answer.data;
}

/** Any failure as something to show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(error instanceof Error ? error.message : 'Something went wrong.', { code: 'INTERNAL' });
}
