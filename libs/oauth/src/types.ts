import type { Secret } from '@posthorn/vault';
import type { EgressFetchOptions } from './egress-fetch.ts';

/** How each call travels: policy, timeouts, trusted authorities. */
export type Network = EgressFetchOptions;

/** Names may repeat, as `resource` (RFC 8707) does. */
export interface Parameter {
  name: string;
  value: string;
}

/** Where an identity provider answers. All but `token` may be missing. */
export interface Endpoints {
  /** Compared with `iss` in callbacks and ID tokens, exactly. null: not known, not compared. */
  issuer: string | null;
  authorization: string | null;
  token: string;
  /** RFC 7009. */
  revocation: string | null;
  /** RFC 7662. */
  introspection: string | null;
  /** The provider promises `iss` in every callback (RFC 9207): one without it is refused. */
  promisesIssuer: boolean;
}

/** How the client proves who it is (RFC 6749 section 2.3, RFC 7523 section 2.2). */
export type ClientAuthentication =
  | { method: 'CLIENT_SECRET_BASIC' | 'CLIENT_SECRET_POST'; secret: Secret }
  | {
      method: 'PRIVATE_KEY_JWT';
      /** PEM, unencrypted: RSA, P-256, P-384, P-521 or Ed25519. */
      privateKey: Secret;
      /** `kid` of the assertion; null: none. */
      keyId: string | null;
      /** PEM of the certificate Microsoft knows the key by, for `x5t#S256`; null: none. */
      certificate: string | null;
    }
  | { method: 'NONE' };

/** A registration at an identity provider. */
export interface OAuthClient {
  clientId: string;
  authentication: ClientAuthentication;
  endpoints: Endpoints;
}

/** Who consented, as the ID token says. Only where `openid` was among the scopes. */
export interface Identity {
  subject: string;
  email: string | null;
  /** `preferred_username`: at Microsoft the user principal name. */
  username: string | null;
}

/** What a token endpoint gave. */
export interface Tokens {
  accessToken: Secret;
  /** Seconds from now; null: the provider did not say, and the caller's default applies. */
  expiresInSeconds: number | null;
  /** A new one that replaces the one held; null: none came, and the one held stays. */
  refreshToken: Secret | null;
  /** Seconds the refresh token lives, where the provider says so; null: not said. */
  refreshTokenExpiresInSeconds: number | null;
  /** What was granted, where that was said: it may be less than what was asked for. */
  scope: string | null;
  identity: Identity | null;
}
