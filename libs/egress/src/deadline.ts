/**
 * Runs `work` until it settles, `timeoutMs` passed or `signal` aborted, whichever is first; `failure` makes the error of the
 * latter two. `work` gets a signal of its own, aborted as soon as nobody waits any more, so that it can let go of what it holds.
 */
export async function within<T>(
  limits: { timeoutMs: number; signal: AbortSignal | undefined; failure: (reason: 'TIMEOUT' | 'ABORTED') => Error },
  work: (abandoned: AbortSignal) => Promise<T>,
): Promise<T> {
  if (limits.signal?.aborted) throw limits.failure('ABORTED');
  const abandoned = new AbortController();
  const gaveUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => gaveUp.reject(limits.failure('TIMEOUT')), limits.timeoutMs);
  const onAbort = (): void => gaveUp.reject(limits.failure('ABORTED'));
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(abandoned.signal), gaveUp.promise]);
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener('abort', onAbort);
    abandoned.abort();
  }
}
