import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { DEFAULT_CIPHERS, type ConnectionOptions, type SecureVersion } from 'node:tls';
import { domainToASCII } from 'node:url';
import type { SubmissionSettings, TlsVersion } from './types.ts';

const versions: Record<TlsVersion, SecureVersion> = { TLS_1_0: 'TLSv1', TLS_1_1: 'TLSv1.1', TLS_1_2: 'TLSv1.2', TLS_1_3: 'TLSv1.3' };

/** OpenSSL 3 has the signatures of TLS 1.0 and 1.1 (MD5 with SHA-1) at level 0 only: its changelog for 3.0, "SHA1 and MD5". */
const anyStrength = `${DEFAULT_CIPHERS}:@SECLEVEL=0`;

/**
 * TLS as every connection of ours has it: 1.2 or newer unless the settings say otherwise, certificate verified for the host that was
 * asked for. Verification is said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
 */
export function tlsOptions(settings: SubmissionSettings, session: Buffer | undefined): ConnectionOptions {
  // A certificate carries no trailing dot, and RFC 6066 section 3 forbids it in SNI.
  const typed = (settings.serverName ?? settings.host)
    .trim()
    .replace(/^\[(.*)\]$/u, '$1')
    .replace(/\.$/u, '');
  const name = isIP(typed) > 0 ? typed : domainToASCII(typed) || typed;
  const minimum = settings.tlsMinimum ?? 'TLS_1_2';
  return {
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(settings.ca === undefined ? {} : { ca: authoritiesIn(settings.ca) }),
    ...(session === undefined ? {} : { session }),
    ...(minimum === 'TLS_1_0' || minimum === 'TLS_1_1' ? { ciphers: anyStrength } : {}),
    minVersion: versions[minimum],
    maxVersion: versions[settings.tlsMaximum ?? 'TLS_1_3'],
    rejectUnauthorized: true,
  };
}

/**
 * True where the text holds certificates in PEM, and all of them can be read. Node takes a CA it cannot read for an empty list, and
 * then calls every certificate untrusted.
 */
export function areReadableAuthorities(pem: string): boolean {
  const authorities = authoritiesIn(pem);
  const begun = pem.match(/-----BEGIN /gu)?.length ?? 0;
  return authorities.length > 0 && authorities.length === begun && authorities.every(isReadable);
}

/** One by one, and without the blanks that pasting adds: OpenSSL looks for a BEGIN at the start of a line. */
function authoritiesIn(pem: string): string[] {
  const lines = pem.split(/\r?\n/u).map((line) => line.trim());
  return lines.join('\n').match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/gu) ?? [];
}

function isReadable(certificate: string): boolean {
  try {
    new X509Certificate(certificate);
    return true;
  } catch {
    return false;
  }
}
