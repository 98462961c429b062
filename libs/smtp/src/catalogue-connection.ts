import type { CatalogueRow } from './catalogue.ts';
import type { Fix, SubmissionSettings } from './types.ts';

const at = ({ host, port }: SubmissionSettings): string => `${host}, port ${port}`;
const useTls: Fix = { kind: 'SET_SECURITY', security: 'TLS', label: 'Use TLS from the start' };
export const useStartTls: Fix = { kind: 'SET_SECURITY', security: 'STARTTLS_REQUIRED', label: 'Use STARTTLS' };

/** Ports on which TLS comes before anything else (RFC 8314 section 3.3; 2465 at Amazon SES and Resend). */
const tlsPorts = [465, 2465, 443];

/** OpenSSL's words for "that was no TLS": the peer's plain greeting, read as a TLS record. */
const plainAnswer = /wrong version number|packet length too long|http request|unknown protocol|record layer failure/iu;

/** Failures before or beside any SMTP reply: name lookup, connection, TLS, and what we refuse to do. */
export const connectionSymptoms: readonly CatalogueRow[] = [
  {
    id: 'destination-blocked',
    causes: ['DESTINATION_BLOCKED'],
    class: 'DESTINATION_BLOCKED',
    retry: 'PARK',
    sentence: (settings) => `Mail to ${at(settings)} is not allowed from here. Ask the system admin to allow this host and port.`,
    fix: ({ host, port }) => ({ kind: 'ASK_EGRESS', host, port, label: `Ask for ${host}:${port}` }),
  },
  {
    id: 'aborted',
    causes: ['ABORTED'],
    class: 'UNKNOWN',
    retry: 'RETRY',
    sentence: 'The attempt was stopped before it ended. It will be made again.',
  },
  {
    id: 'no-answer-to-the-message',
    causes: ['TIMEOUT'],
    where: ({ dataStarted }) => dataStarted,
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: 'The server took the message and did not answer in time. It may or may not have been accepted.',
  },
  {
    id: 'outcome-unknown',
    where: ({ dataStarted, reply }) => dataStarted && reply === null,
    class: 'UNKNOWN',
    retry: 'RETRY',
    sentence:
      'The connection was lost after the message had been sent and before the server answered. It may or may not have been accepted.',
  },
  {
    id: 'host-not-found',
    causes: ['DNS'],
    class: 'DNS',
    retry: 'RETRY',
    sentence: ({ host }) => `The host ${host} cannot be found. Check its spelling; if it is right, its name servers may be down.`,
  },
  {
    id: 'lookup-timeout',
    stages: ['DNS'],
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: ({ host }) =>
      `Looking up the host ${host} took too long. Try again; if it stays so, this server's name resolution needs attention.`,
  },
  {
    id: 'connection-refused',
    causes: ['ECONNREFUSED'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings) => `Nothing listens at ${at(settings)}. Check the port: 587 for STARTTLS and 465 for TLS are usual.`,
  },
  {
    id: 'connect-timeout',
    stages: ['CONNECT'],
    causes: ['TIMEOUT', 'ETIMEDOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings) =>
      `No answer from ${at(settings)}. A firewall may be in the way, many networks block port 25; check host and port.`,
  },
  {
    id: 'unreachable',
    stages: ['CONNECT'],
    causes: ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'CONNECT'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings) => `${at(settings)} cannot be reached from here. Check this server's network and firewall.`,
  },
  {
    id: 'tls-on-a-plain-port',
    stages: ['TLS'],
    text: plainAnswer,
    where: ({ reply, settings }) => reply === null && settings.security === 'TLS',
    class: 'TLS_MODE',
    retry: 'RETRY',
    sentence: (settings) => `${at(settings)} does not begin with TLS. Choose STARTTLS, which is usual on port 587.`,
    fix: () => useStartTls,
  },
  {
    id: 'plain-on-a-tls-port',
    stages: ['GREETING'],
    causes: ['TIMEOUT', 'DROPPED'],
    where: ({ settings }) => settings.security !== 'TLS' && tlsPorts.includes(settings.port),
    class: 'TLS_MODE',
    retry: 'RETRY',
    sentence: (settings) => `${at(settings)} expects TLS from the start. Choose TLS.`,
    fix: () => useTls,
  },
  {
    id: 'speaks-tls',
    causes: ['SPEAKS_TLS'],
    class: 'TLS_MODE',
    retry: 'RETRY',
    sentence: (settings) => `${at(settings)} expects TLS from the start: it answered a TLS handshake. Choose TLS.`,
    fix: () => useTls,
  },
  {
    id: 'certificate-expired',
    causes: ['CERT_HAS_EXPIRED'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) => `The certificate of ${host} has expired. Whoever runs that server must renew it.`,
  },
  {
    id: 'certificate-not-yet-valid',
    causes: ['CERT_NOT_YET_VALID'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) => `The certificate of ${host} is not valid yet. Check the clocks of both servers.`,
  },
  {
    id: 'certificate-self-signed',
    causes: ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) =>
      `The certificate of ${host} is signed by itself, so nothing proves who it is. Give it one from a public authority, or enter its own as trusted CA.`,
  },
  {
    id: 'certificate-untrusted',
    causes: [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
      'CERT_SIGNATURE_FAILURE',
      'INVALID_CA',
    ],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) =>
      `The certificate of ${host} comes from an authority that is not trusted here, or an intermediate certificate is missing. Enter the authority's certificate as trusted CA, or have the chain completed.`,
  },
  {
    id: 'certificate-for-another-host',
    causes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host, serverName }) =>
      `The certificate is not made out to ${serverName ?? host}. Enter the host exactly as the provider writes it, or the name in the certificate as server name.`,
  },
  {
    id: 'tls-too-old',
    text: /unsupported protocol|protocol version|no protocols available|version too low/iu,
    where: ({ reply, stage }) => reply === null && stage === 'TLS',
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) => `${host} only speaks TLS older than 1.2, which is not safe. Whoever runs that server must update it.`,
  },
  {
    id: 'trusted-authority-unreadable',
    causes: ['BAD_CA'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: 'The trusted CA that was entered is not a certificate in PEM form. Paste it again, with its BEGIN and END lines.',
  },
  {
    id: 'tls-timeout',
    stages: ['TLS'],
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings) => `${at(settings)} did not finish the TLS handshake in time. Check that the port fits the chosen security.`,
  },
  {
    id: 'tls-failed',
    stages: ['TLS'],
    where: ({ reply }) => reply === null,
    class: 'TLS',
    retry: 'RETRY',
    sentence: (settings) => `TLS with ${at(settings)} failed. Check that the port fits the chosen security.`,
  },
  {
    id: 'password-in-clear',
    causes: ['CLEARTEXT'],
    class: 'CLEARTEXT_REFUSED',
    retry: 'PARK',
    sentence:
      'The connection is not encrypted, so the password was not sent. Choose STARTTLS or TLS; only the system admin can permit this host and port without.',
    fix: ({ security }) => (security === 'NONE' ? useStartTls : null),
  },
  {
    id: 'no-password',
    causes: ['NO_PASSWORD'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'There is a user name and no password. Enter the password, or remove the user name.',
  },
  {
    id: 'no-authentication-offered',
    causes: ['NO_AUTH'],
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: ({ security }) =>
      security === 'NONE'
        ? 'The server offers no signing in on this connection; most offer it only once it is encrypted. Choose STARTTLS, or remove user name and password.'
        : 'The server offers no signing in here. Use its submission port (587 or 465), or remove user name and password.',
    fix: ({ security }) => (security === 'NONE' ? useStartTls : null),
  },
  {
    id: 'no-password-mechanism',
    causes: ['NO_MECHANISM'],
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: (_settings, { cause }) => `The server takes no passwords, only ${cause.message}. Use OAuth 2.0, or another server.`,
  },
  {
    id: 'stored-secret-unreadable',
    causes: ['SECRET_UNREADABLE'],
    class: 'SECRET_UNREADABLE',
    retry: 'PARK',
    sentence: 'The stored password cannot be read with the keys of this installation. Enter it again.',
  },
  {
    id: 'sender-address-invalid',
    stages: ['MAIL'],
    causes: ['BAD_ADDRESS'],
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'The sender is not a valid e-mail address. Correct the From address.',
  },
  {
    id: 'recipient-address-invalid',
    causes: ['BAD_ADDRESS'],
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence: 'This is not a valid e-mail address. Correct it.',
  },
  {
    id: 'sender-needs-smtputf8',
    stages: ['MAIL'],
    causes: ['NO_SMTPUTF8'],
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      'The From address has letters before the @ that this mail server cannot carry (it lacks SMTPUTF8). Use an address in plain letters.',
  },
  {
    id: 'recipient-needs-smtputf8',
    causes: ['NO_SMTPUTF8'],
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence:
      'This address has letters before the @ that the mail server cannot carry (it lacks SMTPUTF8). Use another address, or a server with SMTPUTF8.',
  },
  {
    id: 'larger-than-announced',
    causes: ['TOO_LARGE'],
    class: 'MESSAGE',
    retry: 'FAIL',
    sentence: 'The message is larger than the mail server accepts. Make attachments smaller.',
  },
  {
    id: 'not-smtp',
    where: ({ reply, cause }) => reply?.code === 0 || (reply === null && cause.code === 'NOT_SMTP'),
    class: 'NOT_SMTP',
    retry: 'RETRY',
    sentence: (settings) => `What answers at ${at(settings)} is not a mail server. Check host and port.`,
  },
  {
    id: 'greeting-timeout',
    stages: ['GREETING'],
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings) =>
      `${at(settings)} accepted the connection and then said nothing. If this port expects TLS from the start, choose TLS.`,
  },
  {
    id: 'stage-timeout',
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings, { stage }) =>
      `${at(settings)} stopped answering during ${stage}. Try again; raise the timeout if the server is known to be slow.`,
  },
  {
    id: 'dropped',
    causes: ['DROPPED'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings, { stage }) => `${at(settings)} closed the connection during ${stage}. Nothing was sent; it will be tried again.`,
  },
];
