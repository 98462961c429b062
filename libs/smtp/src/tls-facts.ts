import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { CertificateFacts, TlsFacts } from './types.ts';

/** No chain of a real server is half as long; a hostile one may be. */
const maxCertificates = 10;

/**
 * Certificates the server presented, its own first; empty where a resumed session has none at hand. Once for each socket: Node 24
 * takes them out of OpenSSL's list as it reads them.
 */
export function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next && chain.length < maxCertificates && next.fingerprint256 !== chain.at(-1)?.fingerprint256) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

export function factsOf(socket: TLSSocket, chain: X509Certificate[]): TlsFacts {
  // Node's types say Error; it is the error's code.
  const reason = socket.authorized ? null : String(socket.authorizationError);
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    trusted: socket.authorized,
    reason,
    chain: chain.map(certificateFacts),
  };
}

function certificateFacts(certificate: X509Certificate): CertificateFacts {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesIn(certificate.subjectAltName),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    fingerprint256: certificate.fingerprint256,
  };
}

/** Node writes one attribute a line; a certificate without a subject has none. */
export function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

/** `DNS:mail.example, IP Address:192.0.2.1`; odd values come quoted, as JSON. */
function namesIn(subjectAltName: string | undefined): string[] {
  const entries = subjectAltName?.matchAll(/(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/gu) ?? [];
  return Array.from(entries, ([, name = '']) => (name.startsWith('"') ? String(JSON.parse(name)) : name));
}
