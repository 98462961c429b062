import * as oauth from 'oauth4webapi';
import { signingKeyOf, thumbprintOf } from './signing-key.ts';
import type { ClientAuthentication, OAuthClient } from './types.ts';

/** @throws OAuthError BAD_KEY */
export function authenticatorOf({ authentication, endpoints }: OAuthClient): oauth.ClientAuth {
  switch (authentication.method) {
    case 'CLIENT_SECRET_BASIC':
      return oauth.ClientSecretBasic(authentication.secret.reveal());
    case 'CLIENT_SECRET_POST':
      return oauth.ClientSecretPost(authentication.secret.reveal());
    case 'PRIVATE_KEY_JWT':
      // Microsoft knows no issuer but wants its token URL; where an issuer is known, RFC 7523bis wants that and nothing else.
      return privateKeyJwt(authentication, endpoints.issuer ?? endpoints.token);
    case 'NONE':
      return oauth.None();
  }
}

function privateKeyJwt(
  { privateKey, keyId, certificate }: Extract<ClientAuthentication, { method: 'PRIVATE_KEY_JWT' }>,
  audience: string,
): oauth.ClientAuth {
  const key = signingKeyOf(privateKey, certificate === null ? 'RSASSA-PKCS1-v1_5' : 'RSA-PSS');
  const thumbprint = certificate === null ? {} : { 'x5t#S256': thumbprintOf(certificate, privateKey) };
  return oauth.PrivateKeyJwt(keyId === null ? key : { key, kid: keyId }, {
    [oauth.modifyAssertion]: (header, payload) => {
      Object.assign(header, { typ: 'JWT' }, thumbprint, header['alg'] === 'Ed25519' ? { alg: 'EdDSA' } : {});
      Object.assign(payload, { aud: audience });
    },
  });
}
