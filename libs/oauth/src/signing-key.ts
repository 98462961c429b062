import { createHash, createPrivateKey, X509Certificate, type KeyObject, type webcrypto } from 'node:crypto';
import type { Secret } from '@posthorn/vault';
import { OAuthError } from './oauth-error.ts';

/** RSA with PKCS #1 v1.5 is RS256, what everybody takes; PSS is PS256, what Microsoft asks for. */
type RsaPadding = 'RSASSA-PKCS1-v1_5' | 'RSA-PSS';

const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** @throws OAuthError BAD_KEY, which says nothing of the key itself */
export function signingKeyOf(pem: Secret, padding: RsaPadding): webcrypto.CryptoKey {
  const key = readKey(pem);
  const curve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (key.asymmetricKeyType === 'rsa') return key.toCryptoKey({ name: padding, hash: 'SHA-256' }, false, ['sign']);
  if (key.asymmetricKeyType === 'ec' && curve) return key.toCryptoKey({ name: 'ECDSA', namedCurve: curve }, false, ['sign']);
  if (key.asymmetricKeyType === 'ed25519') return key.toCryptoKey({ name: 'Ed25519' }, false, ['sign']);
  throw badKey('Only RSA, P-256, P-384, P-521 and Ed25519 keys can sign.');
}

/** What keeps a private key, or the certificate beside it, from signing, in a sentence without any of it; null: nothing. */
export function signingKeyProblem(privateKey: Secret, certificate: string | null): string | null {
  try {
    signingKeyOf(privateKey, certificate === null ? 'RSASSA-PKCS1-v1_5' : 'RSA-PSS');
    if (certificate !== null) thumbprintOf(certificate, privateKey);
    return null;
  } catch (error) {
    if (error instanceof OAuthError) return error.description;
    throw error;
  }
}

function readKey(pem: Secret): KeyObject {
  try {
    return createPrivateKey(pem.reveal().trim());
  } catch {
    throw badKey('The private key is not an unencrypted PEM private key.');
  }
}

/**
 * `x5t#S256` (RFC 7515 section 4.1.8).
 *
 * @throws OAuthError BAD_KEY, also where the certificate belongs to another key
 */
export function thumbprintOf(certificate: string, privateKey: Secret): string {
  const read = readCertificate(certificate);
  if (!read.checkPrivateKey(readKey(privateKey))) throw badKey('The certificate belongs to another private key.');
  return createHash('sha256').update(read.raw).digest('base64url');
}

function readCertificate(certificate: string): X509Certificate {
  try {
    return new X509Certificate(certificate.trim());
  } catch {
    throw badKey('The certificate is not a PEM certificate.');
  }
}

export function badKey(description: string): OAuthError {
  return new OAuthError('BAD_KEY', { step: 'TOKEN', description });
}
