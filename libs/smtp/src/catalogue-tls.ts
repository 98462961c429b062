import type { CatalogueRow } from './catalogue.ts';
import { at } from './peer-names.ts';
import type { Fix, SubmissionSettings, TlsVersion } from './types.ts';

const useTls: Fix = { kind: 'SET_SECURITY', security: 'TLS', label: 'Use TLS from the start' };
export const useStartTls: Fix = { kind: 'SET_SECURITY', security: 'STARTTLS_REQUIRED', label: 'Use STARTTLS' };

/** Ports on which TLS comes before anything else (RFC 8314 section 3.3; the others at Amazon SES, Resend, SMTP2GO). */
const tlsPorts = [465, 2465, 8465, 443];

/** OpenSSL's words for "that was no TLS": the peer's plain greeting, read as a TLS record. */
const plainAnswer = /wrong version number|packet length too long|http request|unknown protocol|record layer failure/iu;

const versionName = (version: TlsVersion): string => version.replace('TLS_', 'TLS ').replace(/_(?=\d$)/u, '.');

function allowedVersions({ tlsMinimum = 'TLS_1_2', tlsMaximum = 'TLS_1_3' }: SubmissionSettings): string {
  return tlsMinimum === tlsMaximum ? versionName(tlsMinimum) : `${versionName(tlsMinimum)} to ${versionName(tlsMaximum)}`;
}

const capped = ({ tlsMaximum = 'TLS_1_3' }: SubmissionSettings): boolean => tlsMaximum !== 'TLS_1_3';

/** TLS where none is spoken and the reverse, certificates, versions. Nothing of it passes a message for good: a server can be mended. */
export const tlsSymptoms: readonly CatalogueRow[] = [
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
    sentence: ({ host }) =>
      `The certificate of ${host} has expired. Whoever runs that server must renew it; check this machine's clock too.`,
  },
  {
    id: 'certificate-not-yet-valid',
    causes: ['CERT_NOT_YET_VALID'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) => `The certificate of ${host} is not valid yet. Check this machine's clock.`,
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
      'CERT_REJECTED',
      'CERT_SIGNATURE_FAILURE',
      'CERT_CHAIN_TOO_LONG',
      'PATH_LENGTH_EXCEEDED',
      'INVALID_CA',
      'INVALID_PURPOSE',
    ],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) =>
      `The certificate of ${host} comes from an authority that is not trusted here, or an intermediate certificate is missing. Enter the authority's certificate as trusted CA, or have the chain completed.`,
  },
  {
    id: 'certificate-revoked',
    causes: ['CERT_REVOKED'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) => `The certificate of ${host} was revoked by its authority. Whoever runs that server must replace it.`,
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
    id: 'tls-versions-empty',
    stages: ['TLS'],
    text: /no protocols available/iu,
    where: ({ reply }) => reply === null,
    class: 'TLS',
    retry: 'RETRY',
    sentence: 'No TLS version lies between the oldest and the newest that are allowed for this server. Correct them under Advanced.',
  },
  {
    id: 'tls-newer-wanted',
    stages: ['TLS'],
    text: /protocol version|unsupported protocol|version too (?:low|high)|inappropriate fallback/iu,
    where: ({ reply, settings }) => reply === null && capped(settings),
    class: 'TLS',
    retry: 'RETRY',
    sentence: (settings) =>
      `${settings.host} takes none of the TLS versions allowed for it (${allowedVersions(settings)}). Allow TLS 1.3 under Advanced.`,
  },
  {
    id: 'tls-too-old',
    stages: ['TLS'],
    text: /protocol version|unsupported protocol|version too low|inappropriate fallback/iu,
    where: ({ reply }) => reply === null,
    class: 'TLS',
    retry: 'RETRY',
    sentence: (settings) =>
      `${settings.host} only speaks TLS older than what is allowed for it (${allowedVersions(settings)}), and everything before TLS 1.2 is unsafe. Whoever runs that server must update it; until then an older version can be allowed under Advanced.`,
  },
  {
    id: 'tls-client-certificate-wanted',
    stages: ['TLS'],
    text: /certificate required|alert (?:number 116|no certificate)/iu,
    where: ({ reply }) => reply === null,
    class: 'TLS',
    retry: 'RETRY',
    sentence: (settings) =>
      `${at(settings)} wants a certificate from this side, which is not supported. Use its submission port (587 or 465) with user name and password.`,
  },
  {
    id: 'tls-nothing-in-common',
    stages: ['TLS'],
    text: /handshake failure|no (?:shared cipher|ciphers available|suitable)|(?:dh|ee|ca|ec) key too small|ca md too weak|insufficient security|unsafe legacy/iu,
    where: ({ reply }) => reply === null,
    class: 'TLS',
    retry: 'RETRY',
    sentence: ({ host }) =>
      `${host} and this side have no safe cipher in common, or its key is too weak. Whoever runs that server must update its TLS settings or certificate.`,
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
];
