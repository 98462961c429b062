import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { badKey } from './signing-key.ts';
import type { ClientAuthentication, OAuthClient } from './types.ts';

/** Google takes an hour at most; a few minutes serve as well. */
const lifeSeconds = 300;

/** A JWT by RS256, the only algorithm of Google's service accounts. */
export function signedAssertion(
  { privateKey, keyId }: Extract<ClientAuthentication, { method: 'PRIVATE_KEY_JWT' }>,
  { client, subject, scope }: { client: OAuthClient; subject: string; scope: string },
): string {
  const issuedAt = Math.floor(Date.now() / 1_000);
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === null ? {} : { kid: keyId }) };
  const claims = {
    iss: client.clientId,
    sub: subject,
    aud: client.endpoints.token,
    ...(scope ? { scope } : {}),
    iat: issuedAt,
    exp: issuedAt + lifeSeconds,
    jti: randomUUID(),
  };
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${content}.${signatureOf(content, privateKey.reveal())}`;
}

function signatureOf(content: string, pem: string): string {
  try {
    const key = createPrivateKey(pem.trim());
    if (key.asymmetricKeyType === 'rsa') return sign('sha256', Buffer.from(content), key).toString('base64url');
  } catch {
    throw badKey('The private key is not an unencrypted PEM private key.');
  }
  throw badKey('A JWT bearer grant needs an RSA key.');
}
