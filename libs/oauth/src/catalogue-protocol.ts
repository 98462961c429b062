import type { OAuthCatalogueRow } from './catalogue.ts';

/** RFC 6749 sections 4.1.2.1 and 5.2, RFC 7009, RFC 8707 and OpenID Connect Core section 3.1.2.6, whoever says it. */
export const protocolRefusals: readonly OAuthCatalogueRow[] = [
  {
    id: 'denied',
    codes: ['access_denied'],
    class: 'DENIED',
    sentence: 'Consent was declined, or the provider did not allow it. Nothing was changed; grant again and accept.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'nobody-consents',
    codes: ['invalid_grant', 'consent_required', 'interaction_required', 'login_required', 'account_selection_required'],
    steps: ['OWN_TOKEN'],
    class: 'CONFIGURATION',
    sentence:
      'The identity provider gives no token where nobody consents: the client may not act for this mailbox, or what it signs is not taken. Check user name, scope, key and the permissions of the client there, and the clock of this server; or let a person consent.',
  },
  {
    id: 'person-needed',
    codes: ['consent_required', 'interaction_required', 'login_required', 'account_selection_required'],
    class: 'CONSENT_NEEDED',
    sentence: 'The identity provider wants a person to sign in and consent. Grant a new token.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'grant-ended',
    codes: ['invalid_grant'],
    class: 'CONSENT_NEEDED',
    sentence:
      'The identity provider has ended this grant, or never knew it: it expired, was revoked, or its refresh token was used twice. Grant a new token.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'client-refused',
    codes: ['invalid_client'],
    class: 'CLIENT',
    sentence:
      'The identity provider does not take the client id or the secret. Enter the secret again, and check how the client is to authenticate (basic, post, private key).',
    fix: 'ENTER_SECRET',
  },
  {
    id: 'client-not-allowed',
    codes: ['unauthorized_client', 'unsupported_grant_type', 'invalid_client_metadata'],
    class: 'CLIENT',
    sentence:
      'The client may not use this kind of grant. Allow it in the registration at the identity provider: authorization code, refresh token or client credentials.',
  },
  {
    id: 'scope',
    codes: ['invalid_scope', 'invalid_target'],
    class: 'CONFIGURATION',
    sentence:
      'The identity provider does not know the scope or resource, or the client may not have it. Check the scope and the permissions of the client.',
  },
  {
    id: 'grant-not-allowed',
    codes: ['invalid_request'],
    text: /grant type is not allowed/iu,
    class: 'CLIENT',
    sentence: 'The client may not use this kind of grant. Allow it in the registration at the identity provider.',
  },
  {
    id: 'redirect-uri',
    codes: ['invalid_request', 'invalid_redirect_uri'],
    text: /redirect.?uri/iu,
    class: 'CONFIGURATION',
    sentence: 'The redirect URI is not registered at the identity provider. Copy it from here, letter for letter.',
    fix: 'COPY_REDIRECT_URI',
  },
  {
    id: 'malformed',
    codes: ['invalid_request', 'unsupported_response_type', 'invalid_request_object', 'request_not_supported'],
    class: 'CONFIGURATION',
    sentence:
      'The identity provider does not understand the request. Check the additional parameters and how the client is to authenticate.',
  },
  {
    id: 'revocation-unsupported',
    codes: ['unsupported_token_type'],
    class: 'CONFIGURATION',
    sentence: 'The identity provider cannot revoke this kind of token. Remove the access on its own pages.',
  },
  {
    id: 'passing',
    codes: ['server_error', 'temporarily_unavailable', 'slow_down'],
    class: 'TEMPORARY',
    sentence: 'The identity provider is overloaded or out of order. It is tried again.',
  },
  {
    id: 'unknown',
    class: 'UNKNOWN',
    sentence: 'The identity provider refused for a reason of its own. Its words are shown beside this; it is tried again.',
  },
];
