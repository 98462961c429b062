import type { CatalogueRow } from './catalogue.ts';
import { useStartTls } from './catalogue-tls.ts';

/** Replies by their codes (RFC 5321 section 4.2, RFC 3463, RFC 4954), for servers that say nothing of their own. Ends with rows that fit all. */
export const standardReplies: readonly CatalogueRow[] = [
  {
    id: 'encryption-required',
    codes: [530, 538, 523],
    text: /STARTTLS|encryption (?:required|needed)|\b5\.7\.(?:10|11)\b/iu,
    class: 'TLS_MODE',
    retry: 'PARK',
    sentence: 'The server wants an encrypted connection first. Choose STARTTLS.',
    fix: ({ security }) => (security === 'STARTTLS_REQUIRED' || security === 'TLS' ? null : useStartTls),
  },
  {
    id: 'starttls-temporarily-impossible',
    stages: ['STARTTLS'],
    codes: [454],
    class: 'STARTTLS_UNAVAILABLE',
    retry: 'RETRY',
    sentence: ({ host }) =>
      `${host} offers STARTTLS and cannot encrypt just now, so nothing was sent. It will be tried again; if it stays so, whoever runs that server must mend its certificate.`,
  },
  {
    id: 'starttls-not-offered',
    stages: ['STARTTLS'],
    codes: [4, 5],
    class: 'STARTTLS_UNAVAILABLE',
    // Not the message's fault, and somebody on the way can cause it: failing for good would let them destroy mail.
    retry: 'RETRY',
    sentence: ({ host }) =>
      `${host} does not offer STARTTLS here, so nothing was sent. Check the port (587 is usual), or choose TLS if it is a TLS port. If it worked before, somebody may be interfering with the connection.`,
    fix: ({ port }) => (port === 25 ? { kind: 'SET_PORT', port: 587, label: 'Use port 587' } : null),
  },
  {
    id: 'no-extended-smtp',
    stages: ['EHLO'],
    codes: [500, 502],
    where: ({ settings }) => settings.security === 'STARTTLS_REQUIRED',
    class: 'STARTTLS_UNAVAILABLE',
    retry: 'RETRY',
    sentence: ({ host }) => `${host} does not know EHLO, so it offers no STARTTLS and nothing was sent. Check host and port.`,
  },
  {
    id: 'sign-in-required',
    codes: [530],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The server wants a sign-in before it takes mail. Enter user name and password.',
  },
  {
    id: 'mechanism-too-weak',
    stages: ['AUTH'],
    codes: [534],
    text: /\b5\.7\.9\b|too weak/iu,
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: ({ security }) =>
      security === 'NONE' || security === 'STARTTLS_OPPORTUNISTIC'
        ? 'The server finds this way of signing in too weak for this connection. Choose STARTTLS or TLS; if it stays so, another way of signing in under Advanced.'
        : 'The server finds this way of signing in too weak. Choose another one under Advanced, or OAuth 2.0 if the provider asks for it.',
    fix: ({ security }) => (security === 'NONE' || security === 'STARTTLS_OPPORTUNISTIC' ? useStartTls : null),
  },
  {
    id: 'password-transition-needed',
    stages: ['AUTH'],
    codes: [432],
    text: /\b4\.7\.12\b|transition/iu,
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: ({ mechanism = 'AUTO' }) =>
      mechanism === 'PLAIN'
        ? 'The server has to convert the password of this user first. Whoever runs it must set the password anew.'
        : 'The server has to convert the password of this user first, which one sign-in with PLAIN does. Choose PLAIN.',
    fix: ({ mechanism = 'AUTO' }) =>
      mechanism === 'PLAIN' ? null : { kind: 'SET_MECHANISM', mechanism: 'PLAIN', label: 'Sign in with PLAIN' },
  },
  {
    id: 'sign-in-temporarily-impossible',
    stages: ['AUTH'],
    codes: [4],
    class: 'TEMP',
    retry: 'RETRY',
    sentence: 'The server cannot check sign-ins just now. It will be tried again; nothing needs to be changed.',
  },
  {
    id: 'mechanism-refused',
    stages: ['AUTH'],
    codes: [500, 501, 502, 503, 504],
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: 'The server does not take this way of signing in. Use another port or security, or OAuth 2.0 if the provider asks for it.',
    fix: ({ mechanism = 'AUTO' }) =>
      mechanism === 'AUTO' ? null : { kind: 'SET_MECHANISM', mechanism: 'AUTO', label: 'Choose the way of signing in automatically' },
  },
  {
    id: 'credentials-refused',
    stages: ['AUTH'],
    codes: [5],
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'The server refused user name or password. Enter both again; many providers want the full address and a password made for applications.',
  },
  {
    id: 'too-many-recipients',
    codes: [452, 552],
    text: /\b[45]\.5\.3\b|too many recipients/iu,
    class: 'RATE',
    retry: 'RETRY',
    sentence: 'The server takes fewer recipients in one go. The rest will be sent separately.',
  },
  {
    id: 'greylisted',
    codes: [450, 451],
    text: /gr[ea]y-?list/iu,
    class: 'TEMP',
    retry: 'RETRY',
    sentence:
      'The receiving side makes unknown senders wait a few minutes (greylisting). It will be tried again; nothing needs to be changed.',
  },
  {
    id: 'too-fast',
    codes: [4],
    text: /too (?:many|much|fast)|\brate\b|throttl|concurrent|\bpeak\b/iu,
    class: 'RATE',
    retry: 'RETRY',
    sentence: 'The server wants less mail at a time. It will be tried again later; lower the rate of the profile if it happens often.',
  },
  {
    id: 'server-closing',
    codes: [421],
    class: 'TEMP',
    retry: 'RETRY',
    sentence: 'The server is closing or busy. It will be tried again; nothing needs to be changed.',
  },
  {
    id: 'refused-at-the-door',
    stages: ['GREETING', 'EHLO'],
    codes: [4, 5],
    class: 'CONNECT',
    // About us, not about one message: that stays worth keeping.
    retry: 'RETRY',
    sentence: 'The server turns this machine away before any mail. Read its words: the address of this machine may be blocked there.',
  },
  {
    id: 'message-too-large',
    // Not RCPT: a recipient's full mailbox talks of size too.
    stages: ['MAIL', 'DATA'],
    codes: [552, 554, 550, 523],
    text: /\b5\.3\.4\b|5\.2\.3|\bsize\b|too (?:big|large)/iu,
    class: 'MESSAGE',
    retry: 'FAIL',
    sentence: 'The message is larger than the mail server accepts. Make attachments smaller.',
  },
  {
    id: 'out-of-order',
    codes: [503],
    class: 'TEMP',
    retry: 'RETRY',
    sentence: 'The server lost the thread of the dialogue. It will be tried again.',
  },
  {
    id: 'temporary',
    codes: [4],
    class: 'TEMP',
    retry: 'RETRY',
    sentence: 'The server cannot take this mail just now. It will be tried again; nothing needs to be changed.',
  },
  {
    id: 'sender-refused',
    stages: ['MAIL'],
    codes: [5],
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'The server refused the From address. Read its words; use an address that this account may send with.',
  },
  {
    id: 'recipient-mailbox-full',
    stages: ['RCPT', 'DATA'],
    codes: [5],
    text: /\b5\.2\.2\b|mailbox (?:is )?full|over ?quota|quota (?:is )?exceeded/iu,
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence: "The recipient's mailbox is full. Ask the recipient to make room, or use another address.",
  },
  {
    id: 'recipient-unknown',
    stages: ['RCPT'],
    codes: [5],
    text: /\b5\.1\.(?:1|10)\b|(?:unknown|invalid|no such) (?:user|recipient|mailbox|address)|(?:user|recipient|mailbox|address)\b.{0,20}\b(?:unknown|not (?:found|exist)|does not exist)/iu,
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence: 'The server knows no such recipient. Check the spelling of the address.',
  },
  {
    id: 'recipient-domain-unknown',
    stages: ['RCPT'],
    codes: [5],
    enhanced: ['5.1.2', '5.4.4'],
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence: "The domain of the recipient's address does not exist or takes no mail. Check what stands after the @.",
  },
  {
    id: 'recipient-refused',
    stages: ['RCPT'],
    codes: [5],
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence: 'The server refused this recipient. Read its words and check the address.',
  },
  {
    id: 'recipient-refused-after-data',
    stages: ['DATA'],
    codes: [5],
    enhanced: ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'],
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence: 'The server refused the recipient. Check the address.',
  },
  {
    id: 'message-refused',
    stages: ['DATA'],
    codes: [5],
    class: 'MESSAGE',
    retry: 'FAIL',
    sentence: 'The server refused the message. Read its words: content, links or the sender may go against its rules.',
  },
  {
    id: 'unexpected',
    class: 'UNKNOWN',
    retry: 'RETRY',
    sentence: (_settings, { stage }) => `Something unexpected happened during ${stage}. It will be tried again.`,
  },
];
