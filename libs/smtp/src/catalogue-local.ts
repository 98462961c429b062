import type { CatalogueRow } from './catalogue.ts';
import { useStartTls } from './catalogue-tls.ts';
import { failingPeer, proxyOf, typed } from './peer-names.ts';
import type { Fix, Mechanism, PasswordMechanism, SubmissionSettings } from './types.ts';

const mechanismNames: Record<Exclude<Mechanism, 'AUTO'>, string> = {
  PLAIN: 'PLAIN',
  LOGIN: 'LOGIN',
  CRAM_MD5: 'CRAM-MD5',
  XOAUTH2: 'XOAUTH2',
  OAUTHBEARER: 'OAUTHBEARER',
};

/** The first way to sign in with a password among those a server names. */
function offeredMechanism(offered: string): PasswordMechanism | null {
  const names = offered.toUpperCase().split(/[^A-Z0-9-]+/u);
  return (['PLAIN', 'LOGIN', 'CRAM_MD5'] as const).find((mechanism) => names.includes(mechanismNames[mechanism])) ?? null;
}

const chosenMechanism = ({ mechanism = 'AUTO' }: SubmissionSettings): string =>
  mechanism === 'AUTO' ? 'a known way of signing in' : mechanismNames[mechanism];

function useMechanism(offered: string): Fix | null {
  const mechanism = offeredMechanism(offered);
  return mechanism && { kind: 'SET_MECHANISM', mechanism, label: `Sign in with ${mechanismNames[mechanism]}` };
}

/** What this side refuses or gives up, and what is lost between the two: none of it is a server's reply. */
export const localRefusals: readonly CatalogueRow[] = [
  {
    id: 'destination-blocked',
    causes: ['DESTINATION_BLOCKED'],
    class: 'DESTINATION_BLOCKED',
    retry: 'PARK',
    sentence: (settings, { cause }) => {
      const { peer, isProxy } = failingPeer(settings, cause);
      const asked = typed(peer);
      return `Connections to ${isProxy ? 'the proxy ' : ''}${asked} are not allowed from here. Ask the system admin to allow ${asked}.`;
    },
    fix: (settings, { cause }) => {
      const { host, port } = failingPeer(settings, cause).peer;
      return { kind: 'ASK_EGRESS', host, port, label: `Ask for ${typed({ host, port })}` };
    },
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
    id: 'trusted-authority-unreadable',
    causes: ['BAD_CA'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: 'The trusted CA that was entered is not a certificate in PEM form. Paste it again, with its BEGIN and END lines.',
  },
  {
    id: 'proxy-password-in-clear',
    stages: ['PROXY'],
    causes: ['CLEARTEXT'],
    class: 'CLEARTEXT_REFUSED',
    retry: 'PARK',
    sentence: (settings) =>
      `The way to ${proxyOf(settings)} is not encrypted, so its password was not sent. Only the system admin can permit that for this proxy; or use one without a password.`,
  },
  {
    id: 'password-in-clear',
    signsIn: 'PASSWORD',
    causes: ['CLEARTEXT'],
    class: 'CLEARTEXT_REFUSED',
    retry: 'PARK',
    sentence:
      'The connection is not encrypted, so the password was not sent. Choose STARTTLS or TLS; only the system admin can permit this host and port without.',
    fix: ({ security }) => (security === 'NONE' ? useStartTls : null),
  },
  {
    id: 'no-password',
    signsIn: 'PASSWORD',
    causes: ['NO_PASSWORD'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'There is a user name and no password. Enter the password, or remove the user name.',
  },
  {
    id: 'no-authentication-offered',
    signsIn: 'PASSWORD',
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
    id: 'mechanism-not-offered',
    signsIn: 'PASSWORD',
    causes: ['NO_MECHANISM'],
    where: ({ cause }) => offeredMechanism(cause.message) !== null,
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: (settings, { cause }) =>
      `The server does not offer ${chosenMechanism(settings)}, only ${cause.message}. Choose one of those.`,
    fix: (_settings, { cause }) => useMechanism(cause.message),
  },
  {
    id: 'no-password-mechanism',
    signsIn: 'PASSWORD',
    causes: ['NO_MECHANISM'],
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: (_settings, { cause }) => `The server takes no passwords, only ${cause.message}. Use OAuth 2.0, or another server.`,
  },
  {
    id: 'stored-secret-unreadable',
    signsIn: 'PASSWORD',
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
];
