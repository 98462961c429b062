import type { Instrumentation } from 'next';

/** A page that failed, as one log line; the request id in `digest` finds the API's own line. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  // Next compiles this file for its edge runtime too, which has no stdout; it puts this name's value in at build time.
  // eslint-disable-next-line no-restricted-properties
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { log } = await import('./server/log.ts');
    const { message, digest } = error as Error & { digest?: string };
    log(50, 'a page failed', { path: request.path.split('?')[0], route: context.routePath, digest, err: { message } });
  }
};
