import { connect as connectTls } from 'node:tls';
import { dial } from '@posthorn/egress';
import { causeOf } from './cause.ts';
import { tlsOptions } from './tls-options.ts';
import type { SessionOptions, SubmissionSettings } from './types.ts';

/** A server that speaks TLS answers a handshake at once; this is only asked of one that was silent before. */
const maxProbeMs = 3_000;

/**
 * True where a port that stays silent answers a TLS handshake. The certificate doesn't matter: nothing is sent over it, and a bad one
 * is an answer as well.
 */
export async function speaksTls(settings: SubmissionSettings, options: SessionOptions): Promise<boolean> {
  const timeoutMs = Math.min(settings.timeoutMs, maxProbeMs);
  const { host, port, proxy } = settings;
  const { policy, signal, resolve } = options;
  const dialled = await dial({ host, port, proxy, policy, timeoutMs, signal, resolve }).catch(() => null);
  if (!dialled) return false;
  const answer = Promise.withResolvers<boolean>();
  const socket = connectTls({ socket: dialled.socket, ...tlsOptions(settings, undefined) });
  const timer = setTimeout(() => answer.resolve(false), timeoutMs);
  const onAbort = (): void => answer.resolve(false);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  socket.once('secureConnect', () => answer.resolve(true));
  socket.on('error', (error) => answer.resolve(/CERT|SIGNATURE|ISSUER/u.test(causeOf(error).code)));
  socket.once('close', () => answer.resolve(false));
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    socket.destroy();
    dialled.socket.destroy();
  }
}
