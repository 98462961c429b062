import { z } from 'zod';

/** How an OAuth client proves who it is (RFC 6749 section 2.3, RFC 7523 section 2.2). */
export const clientAuthenticationMethod = z.enum(
  ['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'PRIVATE_KEY_JWT', 'NONE'],
  'Choose how the client proves who it is.',
);
export type ClientAuthenticationMethod = z.infer<typeof clientAuthenticationMethod>;

/** How tokens come about. AUTHORIZATION_CODE needs a person once; the others never. */
export const oauthFlow = z.enum(['AUTHORIZATION_CODE', 'CLIENT_CREDENTIALS', 'JWT_BEARER']);
export type OAuthFlow = z.infer<typeof oauthFlow>;

export const unattendedFlow = oauthFlow.exclude(['AUTHORIZATION_CODE'], 'Choose client credentials or a JWT bearer assertion.');

/**
 * NONE: nothing is held. AWAITING_CONSENT: a person is at the provider, and nothing usable is held. VALID. EXPIRING: valid, but not
 * for long, or not replaceable. REFRESH_FAILING: a refresh failed and is tried again. CONSENT_NEEDED: only a person can help.
 * REVOKED: we ended it.
 */
export const grantStateName = z.enum(['NONE', 'AWAITING_CONSENT', 'VALID', 'EXPIRING', 'REFRESH_FAILING', 'CONSENT_NEEDED', 'REVOKED']);
export type GrantStateName = z.infer<typeof grantStateName>;
