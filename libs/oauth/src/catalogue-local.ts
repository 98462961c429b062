import type { OAuthCatalogueRow } from './catalogue.ts';

/** Statuses that pass: timeouts, too many requests, and the server's own troubles. */
const passing = (status: number | null): boolean => status !== null && (status >= 500 || [408, 425, 429].includes(status));

/** What we refuse ourselves, what never arrived, and what is no answer. */
export const localRefusals: readonly OAuthCatalogueRow[] = [
  {
    id: 'destination-blocked',
    codes: ['DESTINATION_BLOCKED'],
    class: 'DESTINATION_BLOCKED',
    sentence: 'This server may not connect to the identity provider. Ask the system admin to allow that host and port.',
    fix: 'ASK_EGRESS',
  },
  {
    id: 'cleartext',
    codes: ['CLEARTEXT'],
    class: 'CONFIGURATION',
    sentence: 'The URL begins with http, so that secrets and tokens would travel unencrypted. Use https.',
  },
  {
    id: 'bad-url',
    codes: ['BAD_URL'],
    class: 'CONFIGURATION',
    sentence: 'The URL is not an https URL. Enter it in full, such as https://id.example.com/token, without user name or password.',
  },
  {
    id: 'no-endpoint',
    codes: ['NO_ENDPOINT'],
    class: 'CONFIGURATION',
    sentence: 'The OAuth client has no authorization URL. Enter it, or have it discovered from the issuer.',
  },
  {
    id: 'reserved-parameter',
    codes: ['RESERVED_PARAMETER'],
    class: 'CONFIGURATION',
    sentence: 'One of the additional parameters belongs to the protocol itself. Remove it.',
  },
  {
    id: 'bad-key',
    codes: ['BAD_KEY'],
    class: 'CLIENT',
    sentence: 'The private key or certificate cannot be used. Enter the unencrypted PEM text, or the whole key file, again.',
    fix: 'ENTER_SECRET',
  },
  {
    id: 'secret-unreadable',
    codes: ['SECRET_UNREADABLE'],
    class: 'CLIENT',
    sentence:
      'A stored secret or token can’t be read: the key file it was sealed with is missing. Restore the key file, or enter the secret and grant again.',
    fix: 'ENTER_SECRET',
  },
  {
    id: 'state-mismatch',
    codes: ['STATE_MISMATCH', 'NO_CODE', 'CLIENT_CHANGED'],
    class: 'CALLBACK',
    sentence: 'This answer of the identity provider does not belong to a request that is still open. Nothing was changed; grant again.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'callback-expired',
    codes: ['CALLBACK_EXPIRED'],
    class: 'CALLBACK',
    sentence: 'Signing in took too long, so that the request has expired. Nothing was changed; grant again.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'issuer-mismatch',
    codes: ['ISSUER_MISMATCH'],
    class: 'CALLBACK',
    sentence:
      'The answer names another identity provider than the one that was asked. Nothing was changed. Check the issuer of the OAuth client, then grant again.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'identity',
    codes: ['IDENTITY'],
    class: 'CALLBACK',
    sentence:
      'The identity provider vouches for a sign-in that is not ours, or its clock and that of this server differ by more than five minutes. Check the clock and the client id, then grant again.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'tls',
    codes: ['TLS'],
    class: 'CONFIGURATION',
    sentence:
      'The identity provider has no certificate this server trusts, or one for another name. Check the host in the URL; a private authority must be trusted first.',
  },
  {
    id: 'unknown-host',
    codes: ['DNS'],
    class: 'TEMPORARY',
    sentence: 'The host of the identity provider was not found. Check the URL and the DNS of this server.',
  },
  {
    id: 'unreachable',
    codes: ['CONNECT', 'DROPPED', 'TIMEOUT', 'ABORTED'],
    class: 'TEMPORARY',
    sentence:
      'The identity provider could not be reached, or did not answer in time. It is tried again; if this lasts, check firewall and URL.',
  },
  {
    id: 'redirected',
    codes: ['REDIRECTED'],
    class: 'BAD_ANSWER',
    sentence: 'The identity provider answers with a redirect, and secrets follow none. Enter the URL it really has.',
  },
  {
    id: 'no-oauth-answer',
    codes: ['BAD_ANSWER', 'NOT_JSON', 'NOT_HTTP', 'COMPRESSED', 'TOO_LARGE'],
    class: 'BAD_ANSWER',
    sentence: 'What answers at this URL does not speak OAuth 2.0. Check the URL; a proxy or a maintenance page may be in between.',
  },
  {
    id: 'provider-in-trouble',
    where: ({ status }) => passing(status),
    class: 'TEMPORARY',
    sentence: 'The identity provider is overloaded or out of order. It is tried again.',
  },
  {
    id: 'wrong-path',
    codes: ['HTTP_STATUS'],
    where: ({ status }) => status === 404 || status === 405 || status === 410,
    class: 'CONFIGURATION',
    sentence: 'There is nothing for OAuth 2.0 at this URL. Check it with the documentation of the identity provider.',
  },
];
