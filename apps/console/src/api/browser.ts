import type { Document } from './answer.ts';
import { readAnswer, requestHeaders } from './answer.ts';

/** Asks the API from the browser, with the session cookie. Throws {@link ApiError}. */
export function send<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  tenantId: string | null = null,
): Promise<Result> {
  return readAnswer<Result>(() =>
    fetch('/graphql', {
      method: 'POST',
      headers: requestHeaders(tenantId),
      credentials: 'same-origin',
      body: JSON.stringify({ query: document.toString(), variables }),
    }),
  );
}
