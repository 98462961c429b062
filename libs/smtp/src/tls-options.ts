import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { SubmissionSettings } from './types.ts';

/**
 * TLS as every connection of ours has it: 1.2 or newer, certificate verified for the host that was asked for. Verification is
 * said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
 */
export function tlsOptions(settings: SubmissionSettings, session: Buffer | undefined): ConnectionOptions {
  // A certificate carries no trailing dot, and RFC 6066 section 3 forbids it in SNI.
  const name = (settings.serverName ?? settings.host)
    .trim()
    .replace(/^\[(.*)\]$/u, '$1')
    .replace(/\.$/u, '');
  return {
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    ...(session === undefined ? {} : { session }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  };
}

/** Node takes a CA it cannot read for an empty list, and then calls every certificate untrusted. */
export function isReadableAuthority(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
