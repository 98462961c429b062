import type { Readable } from 'node:stream';
import type { EgressPolicy, Proxy, Resolve } from '@posthorn/egress';

export type { Proxy } from '@posthorn/egress';

export type Security = 'NONE' | 'STARTTLS_REQUIRED' | 'STARTTLS_OPPORTUNISTIC' | 'TLS';

/** 1.0 and 1.1 are broken and only for servers that know nothing better: asking for them lowers OpenSSL's security level. */
export type TlsVersion = 'TLS_1_0' | 'TLS_1_1' | 'TLS_1_2' | 'TLS_1_3';

/** SASL mechanisms that carry a user name and a password, the preferred first. */
export type PasswordMechanism = 'PLAIN' | 'LOGIN' | 'CRAM_MD5';

/** SASL mechanisms that carry an OAuth 2.0 access token, the preferred first: Google's and Microsoft's own, and that of RFC 7628. */
export type TokenMechanism = 'XOAUTH2' | 'OAUTHBEARER';

/** How to sign in. AUTO, or one that does not carry what the settings hold: the first that does and that the server offers. */
export type Mechanism = 'AUTO' | PasswordMechanism | TokenMechanism;

/** In place of a password. `missing`: there is no token; says why and what to do, as a whole sentence for the person. */
export type TokenSignIn = { accessToken: string } | { missing: string };

/** In the order of the dialogue. PROXY is skipped where there is none. */
export const stages = ['DNS', 'CONNECT', 'PROXY', 'TLS', 'GREETING', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const;
export type Stage = (typeof stages)[number];

export type FailureClass =
  | 'DNS'
  | 'CONNECT'
  | 'TIMEOUT'
  | 'TLS'
  | 'TLS_MODE'
  | 'STARTTLS_UNAVAILABLE'
  | 'NOT_SMTP'
  | 'AUTH'
  | 'AUTH_MECH'
  | 'AUTH_POLICY'
  | 'AUTH_PERM'
  | 'CLEARTEXT_REFUSED'
  | 'TOKEN'
  | 'SENDER'
  | 'RECIPIENT'
  | 'MESSAGE'
  | 'RATE'
  | 'QUOTA'
  | 'TEMP'
  | 'SECRET_UNREADABLE'
  | 'DESTINATION_BLOCKED'
  | 'UNKNOWN';

/** RETRY: the same message again later. FAIL: never again. PARK: the profile waits until it can sign in. HOLD: a person decides. */
export type Retry = 'RETRY' | 'FAIL' | 'PARK' | 'HOLD';

/** Milliseconds for single stages; null: `SubmissionSettings.timeoutMs`. */
export interface StageTimeouts {
  dnsMs: number | null;
  /** The TCP connection, and what a proxy takes for its own. */
  connectMs: number | null;
  greetingMs: number | null;
  /** TLS handshakes and every command's reply. */
  commandMs: number | null;
  /** Each pause within the message, and the reply to it. null: `timeoutMs`, and six times that for the reply. */
  dataMs: number | null;
}

/** Where and as whom to hand in mail (RFC 6409). */
export interface SubmissionSettings {
  host: string;
  port: number;
  security: Security;
  /** null: no signing in. With `oauth`: the user the token is for. */
  username: string | null;
  /** Not used with `oauth`. */
  password: string | null;
  /** Sign in with a token, by XOAUTH2 or OAUTHBEARER (RFC 7628). Without one AUTH fails with class TOKEN; the stages before it still run. */
  oauth?: TokenSignIn;
  /** Milliseconds for each stage; the reply to the message itself may take six times as long. */
  timeoutMs: number;
  /** Name said in EHLO. Default: this machine's, or `[127.0.0.1]`. */
  heloName?: string;
  /** Trusted authorities, one or several PEM certificates in one text, in place of the public ones. */
  ca?: string;
  /** Name the certificate must carry. Default: the host. */
  serverName?: string;
  /** Oldest version taken. Default TLS_1_2. */
  tlsMinimum?: TlsVersion;
  /** Newest version offered. Default TLS_1_3. */
  tlsMaximum?: TlsVersion;
  /** Default AUTO. */
  mechanism?: Mechanism;
  timeouts?: StageTimeouts;
  /** Goes between us and the host. */
  proxy?: Proxy;
}

export interface Reply {
  /** 0 where no SMTP reply came: the peer speaks something else, or was not asked. */
  code: number;
  /** Enhanced status code (RFC 3463) such as `5.7.8`. */
  enhanced: string | null;
  /**
   * All lines as they came, at most 512 octets; or `not an SMTP server`. Where a token was refused with a challenge, its line comes
   * first, decoded: `334 {"status":"401",...}`.
   */
  text: string;
}

export type Fix =
  | { kind: 'SET_SECURITY'; security: Security; label: string }
  | { kind: 'SET_PORT'; port: number; label: string }
  | { kind: 'ASK_EGRESS'; host: string; port: number; label: string }
  /** `ca` is PEM; the label names its subject and SHA-256 fingerprint. */
  | { kind: 'TRUST_CA'; ca: string; label: string }
  | { kind: 'SET_MECHANISM'; mechanism: 'AUTO' | PasswordMechanism; label: string }
  | { kind: 'SET_USERNAME'; username: string; label: string };

export interface Failure {
  class: FailureClass;
  stage: Stage;
  reply: Reply | null;
  retry: Retry;
  /** What happened and what to do, for the person. */
  sentence: string;
  fix: Fix | null;
}

/** Tells a failure from what would be there had it not failed. */
export const isFailure = (value: object): value is Failure => 'sentence' in value;

export interface CertificateFacts {
  subject: string;
  issuer: string;
  /** Subject alternative names: DNS names and IP addresses, bare. */
  names: string[];
  /** ISO 8601. */
  validFrom: string;
  /** ISO 8601. */
  validTo: string;
  /** SHA-256 of the certificate, `AB:CD:...`. */
  fingerprint256: string;
}

export interface TlsFacts {
  /** `TLSv1.3`. */
  version: string;
  cipher: string;
  trusted: boolean;
  /** Why not trusted: a code of Node or OpenSSL such as `CERT_HAS_EXPIRED`. */
  reason: string | null;
  /** As presented, the server's own first. Many servers leave out the authority at the end. Empty where a session was resumed. */
  chain: CertificateFacts[];
}

/** One line of the dialogue. Secrets are masked, message data is left out. */
export interface TranscriptLine {
  at: Date;
  from: 'client' | 'server' | 'us';
  /** At most 512 octets. */
  text: string;
}

export interface StageReport {
  stage: Stage;
  status: 'RUNNING' | 'PASSED' | 'FAILED' | 'SKIPPED';
  startedAt: Date;
  durationMs: number | null;
  detail: string | null;
  reply: Reply | null;
  /** With the TLS stage; in a check also where verification failed. */
  tls?: TlsFacts | null;
  /** With the EHLO stage: the lines of the last EHLO reply after its first. */
  capabilities?: string[] | null;
}

export type Timings = Partial<Record<Stage, number>>;

export class SmtpFailure extends Error {
  readonly failure: Failure;
  /** The first byte of the message may have left. Together with no reply: nobody knows whether it was accepted. */
  readonly dataStarted: boolean;

  constructor(failure: Failure, dataStarted = false, cause?: unknown) {
    super(failure.sentence, { cause });
    this.name = 'SmtpFailure';
    this.failure = failure;
    this.dataStarted = dataStarted;
  }
}

export interface SessionOptions {
  policy: EgressPolicy;
  /** Told of each stage as it starts and ends, in sending too. EHLO runs twice with STARTTLS. */
  onStage?: (report: StageReport) => void;
  /** `tlsSession` of an earlier session with the same host, port, server name, CA, TLS versions and proxy. */
  tlsSession?: Buffer;
  /** Told what is said, until the first message's data: at most 200 lines. */
  onTranscript?: (line: TranscriptLine) => void;
  /** Aborting ends the session, whatever it is doing. */
  signal?: AbortSignal;
  /** Default: the system's resolver. */
  resolve?: Resolve;
}

export interface RecipientResult {
  recipient: string;
  accepted: boolean;
  /** Code 0 and no text where we refused the address ourselves. */
  reply: Reply;
  failure: Failure | null;
}

/** A message that is never whole in memory. */
export interface StreamedMessage {
  /** For SIZE: exact, or a close upper bound. */
  octets: number;
  /** Every octet is below 0x80. */
  ascii: boolean;
  /**
   * Called once at most, after the marker, and read no faster than the server takes it. If it throws or its stream fails, the
   * connection ends without the final dot, so that no server takes half a message, and `send` rejects with that same error. It
   * is destroyed where the connection ends first. Line ends must be CRLF for `octets` to be right.
   */
  open: () => Readable;
}

export interface Mail {
  /** Reverse path; '' for a mail that must not bounce. */
  from: string;
  to: string[];
  /** The message, headers and body. Line ends and leading dots are put right on the way. */
  raw: Buffer | StreamedMessage;
  /** In its place where no address of the envelope needs SMTPUTF8, so that headers may not either (RFC 6531 section 3.2). Default: `raw`. */
  rawInAscii?: Buffer | StreamedMessage;
  /**
   * Awaited at the server's 354, before the first byte of the message. If it rejects, nothing of the message is sent, the
   * session is closed, and `send` rejects with that same error.
   */
  beforeData: () => Promise<void>;
}

export interface SendResult {
  /** The reply to the message; null where no recipient was accepted, so that nothing was sent. */
  reply: Reply | null;
  /** The server's own id for the message, read from its reply. */
  queueId: string | null;
  /** In the order of `to`. */
  recipients: RecipientResult[];
  timings: Timings;
}

export interface SmtpSession {
  /** False once the connection is closed or its state is in doubt: open another. */
  readonly usable: boolean;
  /** For `SessionOptions.tlsSession` next time. */
  readonly tlsSession: Buffer | undefined;
  readonly tls: { version: string; cipher: string } | null;
  /** Milliseconds per stage of opening. */
  readonly timings: Timings;
  /**
   * One transaction; one at a time.
   *
   * @throws SmtpFailure where the whole mail failed; refusals of single recipients are in the result
   */
  send(mail: Mail): Promise<SendResult>;
  /** Says QUIT where that makes sense and lets go of the connection. */
  close(): void;
}
