import type { Instrumentation } from 'next';
import { log } from './server/log.ts';

/** A page that failed, as one log line; the request id in `digest` finds the API's own line. */
export const onRequestError: Instrumentation.onRequestError = (error, request, context) => {
  const { message, digest } = error as Error & { digest?: string };
  log(50, 'a page failed', { path: request.path.split('?')[0], route: context.routePath, digest, err: { message } });
};
