import type { OAuthCatalogueRow } from './catalogue.ts';

const credentials = 'Google Cloud console, APIs & Services, Credentials';

/** Google's reasons (https://developers.google.com/identity/protocols/oauth2/web-server#errors, and its service account pages). */
export const googleRefusals: readonly OAuthCatalogueRow[] = [
  {
    id: 'google-session-control',
    codes: ['invalid_grant'],
    text: /invalid_rapt|reauth related/iu,
    class: 'CONSENT_NEEDED',
    sentence:
      'The session control of this Google Workspace ends sign-ins after a set time, and that time is over. Grant a new token; an admin exempts the application under Security, Google Cloud session control.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'google-clock',
    codes: ['invalid_grant'],
    text: /short-lived token|reasonable timeframe|check your iat and exp/iu,
    class: 'CONFIGURATION',
    sentence: 'The clock of this server is wrong, so that Google takes its signature for old or from the future. Set the clock (NTP).',
  },
  {
    id: 'google-key-unknown',
    codes: ['invalid_grant'],
    text: /invalid jwt signature/iu,
    class: 'CLIENT',
    sentence:
      'Google no longer knows the key of this service account. Create a new key (IAM & Admin, Service Accounts, Keys) and enter its file here.',
    fix: 'ENTER_SECRET',
  },
  {
    id: 'google-mailbox-unknown',
    codes: ['invalid_grant', 'invalid_request'],
    text: /invalid (?:email or user id|impersonation)|account not found/iu,
    class: 'CONFIGURATION',
    sentence:
      'The service account or the mailbox it acts for does not exist. Check the user name; it must be an address of the Workspace itself.',
  },
  {
    id: 'google-token-ended',
    codes: ['invalid_grant'],
    text: /token has been expired or revoked/iu,
    class: 'CONSENT_NEEDED',
    sentence:
      'Google has ended the refresh token: access was removed, the password changed, or it was not used for six months. Grant a new token. If this comes every seven days, the consent screen is still in "Testing": publish it, or make it Internal.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'google-client-unknown',
    codes: ['invalid_client', 'deleted_client', 'disabled_client'],
    text: /oauth client was (?:not found|deleted|disabled)|client is disabled/iu,
    class: 'CLIENT',
    sentence: `Google knows no such client, or it was deleted. Copy the client id anew: ${credentials}.`,
  },
  {
    id: 'google-client-gone',
    codes: ['deleted_client', 'disabled_client'],
    class: 'CLIENT',
    sentence: `The client was deleted or disabled at Google. Restore it, or register a new one: ${credentials}.`,
  },
  {
    id: 'google-delegation-missing',
    codes: ['unauthorized_client', 'access_denied'],
    text: /unauthorized to retrieve access tokens using this method|not authorized for any of the scopes|requested client not authorized/iu,
    class: 'POLICY',
    sentence:
      'The service account may not act for this mailbox. A Workspace admin adds its client id with the scope https://mail.google.com/ under Security, API controls, Domain-wide delegation. It takes effect within a day, mostly at once.',
  },
  {
    id: 'google-policy',
    codes: ['admin_policy_enforced', 'org_internal', 'policy_enforced'],
    class: 'POLICY',
    sentence:
      'An admin of this Google Workspace has blocked the application, or it is internal to another organisation. Have it trusted: Security, API controls, App access control.',
  },
  {
    id: 'google-redirect-uri',
    codes: ['redirect_uri_mismatch'],
    class: 'CONFIGURATION',
    sentence: `The redirect URI is not registered. Copy it from here, letter for letter: ${credentials}, the client, Authorized redirect URIs.`,
    fix: 'COPY_REDIRECT_URI',
  },
];
