import fc from 'fast-check';
import { catalogue, explain, rowFor, type Symptom } from './catalogue.ts';
import { Cause } from './cause.ts';
import { parseReply } from './reply.ts';
import type { Failure, Stage, SubmissionSettings } from './types.ts';

interface Case {
  stage: Stage;
  /** A server's reply, or a cause: its code and what the library said. */
  reply?: string;
  cause?: [code: string, message?: string];
  settings?: Partial<SubmissionSettings>;
  dataStarted?: boolean;
}

function symptomOf({ stage, reply, cause, settings, dataStarted }: Case): Symptom {
  const base: SubmissionSettings = {
    host: 'mail.example',
    port: 587,
    security: 'STARTTLS_REQUIRED',
    username: 'ada',
    password: 'x',
    timeoutMs: 1,
  };
  const parsed = reply === undefined ? null : parseReply(reply);
  const [code, message] = cause ?? ['REFUSED'];
  return {
    stage,
    reply: parsed,
    cause: new Cause(code, message, parsed),
    settings: { ...base, ...settings },
    dataStarted: dataStarted ?? false,
  };
}

/** For each row: what it is meant for, and the nearest thing it must leave to another row. */
const cases: Record<string, { example: Case; nearMiss: Case }> = {
  'destination-blocked': { example: { stage: 'DNS', cause: ['DESTINATION_BLOCKED'] }, nearMiss: { stage: 'DNS', cause: ['DNS'] } },
  aborted: {
    example: { stage: 'DATA', cause: ['ABORTED'], dataStarted: true },
    nearMiss: { stage: 'DATA', cause: ['DROPPED'], dataStarted: true },
  },
  'no-answer-to-the-message': {
    example: { stage: 'DATA', cause: ['TIMEOUT'], dataStarted: true },
    nearMiss: { stage: 'DATA', cause: ['TIMEOUT'] },
  },
  'outcome-unknown': { example: { stage: 'DATA', cause: ['DROPPED'], dataStarted: true }, nearMiss: { stage: 'DATA', cause: ['DROPPED'] } },
  'host-not-found': { example: { stage: 'DNS', cause: ['DNS'] }, nearMiss: { stage: 'DNS', cause: ['TIMEOUT'] } },
  'lookup-timeout': { example: { stage: 'DNS', cause: ['TIMEOUT'] }, nearMiss: { stage: 'CONNECT', cause: ['TIMEOUT'] } },
  'connection-refused': { example: { stage: 'CONNECT', cause: ['ECONNREFUSED'] }, nearMiss: { stage: 'CONNECT', cause: ['EHOSTUNREACH'] } },
  'connect-timeout': { example: { stage: 'CONNECT', cause: ['TIMEOUT'] }, nearMiss: { stage: 'GREETING', cause: ['TIMEOUT'] } },
  unreachable: { example: { stage: 'CONNECT', cause: ['ENETUNREACH'] }, nearMiss: { stage: 'CONNECT', cause: ['ETIMEDOUT'] } },
  'tls-on-a-plain-port': {
    example: {
      stage: 'TLS',
      cause: ['EPROTO', 'SSL routines:tls_validate_record_header:wrong version number'],
      settings: { security: 'TLS' },
    },
    nearMiss: { stage: 'TLS', cause: ['EPROTO', 'SSL routines:tls_validate_record_header:wrong version number'] },
  },
  'plain-on-a-tls-port': {
    example: { stage: 'GREETING', cause: ['TIMEOUT'], settings: { port: 465 } },
    nearMiss: { stage: 'GREETING', cause: ['TIMEOUT'], settings: { port: 465, security: 'TLS' } },
  },
  'speaks-tls': { example: { stage: 'GREETING', cause: ['SPEAKS_TLS'] }, nearMiss: { stage: 'GREETING', cause: ['TIMEOUT'] } },
  'certificate-expired': {
    example: { stage: 'TLS', cause: ['CERT_HAS_EXPIRED'] },
    nearMiss: { stage: 'TLS', cause: ['CERT_NOT_YET_VALID'] },
  },
  'certificate-not-yet-valid': {
    example: { stage: 'TLS', cause: ['CERT_NOT_YET_VALID'] },
    nearMiss: { stage: 'TLS', cause: ['CERT_HAS_EXPIRED'] },
  },
  'certificate-self-signed': {
    example: { stage: 'TLS', cause: ['DEPTH_ZERO_SELF_SIGNED_CERT'] },
    nearMiss: { stage: 'TLS', cause: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'] },
  },
  'certificate-untrusted': {
    example: { stage: 'TLS', cause: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'] },
    nearMiss: { stage: 'TLS', cause: ['SELF_SIGNED_CERT_IN_CHAIN'] },
  },
  'certificate-for-another-host': {
    example: { stage: 'TLS', cause: ['ERR_TLS_CERT_ALTNAME_INVALID'] },
    nearMiss: { stage: 'TLS', cause: ['CERT_UNTRUSTED'] },
  },
  'tls-too-old': {
    example: { stage: 'TLS', cause: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version'] },
    nearMiss: { stage: 'TLS', cause: ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'sslv3 alert handshake failure'] },
  },
  'tls-timeout': { example: { stage: 'TLS', cause: ['TIMEOUT'] }, nearMiss: { stage: 'TLS', cause: ['DROPPED'] } },
  'tls-failed': { example: { stage: 'TLS', cause: ['DROPPED'] }, nearMiss: { stage: 'STARTTLS', cause: ['DROPPED'] } },
  'password-in-clear': { example: { stage: 'AUTH', cause: ['CLEARTEXT'] }, nearMiss: { stage: 'AUTH', cause: ['NO_AUTH'] } },
  'no-password': { example: { stage: 'AUTH', cause: ['NO_PASSWORD'] }, nearMiss: { stage: 'AUTH', cause: ['NO_AUTH'] } },
  'trusted-authority-unreadable': { example: { stage: 'TLS', cause: ['BAD_CA'] }, nearMiss: { stage: 'TLS', cause: ['INVALID_CA'] } },
  'no-extended-smtp': {
    example: { stage: 'EHLO', reply: '502 5.5.1 what?' },
    nearMiss: { stage: 'EHLO', reply: '502 5.5.1 what?', settings: { security: 'NONE' } },
  },
  'no-authentication-offered': {
    example: { stage: 'AUTH', cause: ['NO_AUTH'] },
    nearMiss: { stage: 'AUTH', cause: ['NO_MECHANISM', 'NTLM'] },
  },
  'no-password-mechanism': {
    example: { stage: 'AUTH', cause: ['NO_MECHANISM', 'XOAUTH2'] },
    nearMiss: { stage: 'AUTH', cause: ['NO_AUTH'] },
  },
  'stored-secret-unreadable': {
    example: { stage: 'AUTH', cause: ['SECRET_UNREADABLE'] },
    nearMiss: { stage: 'AUTH', cause: ['CLEARTEXT'] },
  },
  'sender-address-invalid': { example: { stage: 'MAIL', cause: ['BAD_ADDRESS'] }, nearMiss: { stage: 'RCPT', cause: ['BAD_ADDRESS'] } },
  'recipient-address-invalid': { example: { stage: 'RCPT', cause: ['BAD_ADDRESS'] }, nearMiss: { stage: 'MAIL', cause: ['BAD_ADDRESS'] } },
  'sender-needs-smtputf8': { example: { stage: 'MAIL', cause: ['NO_SMTPUTF8'] }, nearMiss: { stage: 'RCPT', cause: ['NO_SMTPUTF8'] } },
  'recipient-needs-smtputf8': { example: { stage: 'RCPT', cause: ['NO_SMTPUTF8'] }, nearMiss: { stage: 'RCPT', cause: ['BAD_ADDRESS'] } },
  'larger-than-announced': { example: { stage: 'MAIL', cause: ['TOO_LARGE'] }, nearMiss: { stage: 'MAIL', reply: '552 5.3.4 too big' } },
  'not-smtp': { example: { stage: 'GREETING', reply: 'HTTP/1.1 400 Bad Request' }, nearMiss: { stage: 'GREETING', reply: '554 no' } },
  'greeting-timeout': { example: { stage: 'GREETING', cause: ['TIMEOUT'] }, nearMiss: { stage: 'EHLO', cause: ['TIMEOUT'] } },
  'stage-timeout': { example: { stage: 'RCPT', cause: ['TIMEOUT'] }, nearMiss: { stage: 'DATA', cause: ['TIMEOUT'], dataStarted: true } },
  dropped: { example: { stage: 'MAIL', cause: ['DROPPED'] }, nearMiss: { stage: 'MAIL', reply: '421 closing' } },
  'microsoft-smtp-auth-off': {
    example: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria' },
  },
  'microsoft-policy': {
    example: {
      stage: 'AUTH',
      reply: "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
    },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful' },
  },
  'microsoft-basic-authentication-off': {
    example: { stage: 'AUTH', reply: '550 5.7.30 Basic authentication is not supported for Client Submission.' },
    nearMiss: { stage: 'AUTH', reply: '550 5.7.3 no' },
  },
  'microsoft-credentials': {
    example: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed' },
  },
  'microsoft-not-authenticated': {
    example: { stage: 'MAIL', reply: '530 5.7.57 Client not authenticated to send mail.' },
    nearMiss: { stage: 'MAIL', reply: '530 5.7.0 Authentication Required' },
  },
  'microsoft-send-as-denied': {
    example: { stage: 'DATA', reply: '554 5.2.252 SendAsDenied; ada@contoso.com not allowed to send as bob@contoso.com' },
    nearMiss: { stage: 'DATA', reply: '554 5.2.0 other' },
  },
  'microsoft-mailbox-logon': {
    example: { stage: 'AUTH', reply: '430 4.2.0 STOREDRV; mailbox logon failure' },
    nearMiss: { stage: 'AUTH', reply: '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded' },
  },
  'microsoft-concurrency': {
    example: { stage: 'DATA', reply: '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded' },
    nearMiss: { stage: 'DATA', reply: '430 4.2.0 STOREDRV' },
  },
  'microsoft-quota': {
    example: { stage: 'DATA', reply: '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException' },
    nearMiss: { stage: 'RCPT', reply: '552 5.2.2 STOREDRV mailbox full' },
  },
  'google-app-password': {
    example: {
      stage: 'AUTH',
      reply: '534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com - gsmtp',
    },
    nearMiss: {
      stage: 'AUTH',
      reply: '534-5.7.14 <https://accounts.google.com/signin>\n534 5.7.14 Please log in via your web browser - gsmtp',
    },
  },
  'google-web-login': {
    example: {
      stage: 'AUTH',
      reply: '534-5.7.14 <https://accounts.google.com/signin>\n534 5.7.14 Please log in via your web browser - gsmtp',
    },
    nearMiss: { stage: 'AUTH', reply: '534 5.7.9 Application-specific password required' },
  },
  'google-credentials': {
    example: {
      stage: 'AUTH',
      reply:
        '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials - gsmtp',
    },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed' },
  },
  'daily-limit': {
    example: {
      stage: 'DATA',
      reply: '550-5.4.5 Daily user sending limit exceeded. For more information\n550 5.4.5 go to https://support.google.com - gsmtp',
    },
    nearMiss: { stage: 'DATA', reply: '454 Throttling failure: Maximum sending rate exceeded.' },
  },
  'ses-credentials': {
    example: { stage: 'AUTH', reply: '535 Authentication Credentials Invalid' },
    nearMiss: { stage: 'AUTH', reply: '535 Incorrect authentication data' },
  },
  'ses-not-verified': {
    example: {
      stage: 'DATA',
      reply: '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@b.c',
    },
    nearMiss: { stage: 'DATA', reply: '554 Message rejected: Address is on the suppression list' },
  },
  'ses-throttled': {
    example: { stage: 'DATA', reply: '454 Throttling failure: Maximum sending rate exceeded.' },
    nearMiss: { stage: 'DATA', reply: '454 Throttling failure: Daily message quota exceeded.' },
  },
  'sendgrid-sender': {
    example: {
      stage: 'DATA',
      reply: '550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
    },
    nearMiss: { stage: 'DATA', reply: '550 Unauthenticated senders not allowed' },
  },
  'sendgrid-credentials': {
    example: { stage: 'AUTH', reply: '535 Authentication failed: The provided authorization grant is invalid, expired, or revoked' },
    nearMiss: { stage: 'AUTH', reply: '535 Authentication failed' },
  },
  'sender-not-signed-in': {
    example: { stage: 'RCPT', reply: '553 5.7.1 <alice@mail.local>: Sender address rejected: not logged in' },
    nearMiss: { stage: 'RCPT', reply: '553 5.7.1 <bob@mail.local>: Sender address rejected: not owned by user alice@mail.local' },
  },
  'sender-not-owned': {
    example: { stage: 'RCPT', reply: '553 5.7.1 <bob@mail.local>: Sender address rejected: not owned by user alice@mail.local' },
    nearMiss: { stage: 'RCPT', reply: '553 5.7.1 <bob@mail.local>: Recipient address rejected' },
  },
  'unauthenticated-mail': {
    example: { stage: 'DATA', reply: '550 5.7.26 This mail is unauthenticated' },
    nearMiss: { stage: 'DATA', reply: '550 5.7.1 policy' },
  },
  'relay-without-sign-in': {
    example: { stage: 'RCPT', reply: '554 5.7.1 <x@y.z>: Relay access denied', settings: { username: null } },
    nearMiss: { stage: 'RCPT', reply: '554 5.7.1 <x@y.z>: Relay access denied' },
  },
  'encryption-required': {
    example: { stage: 'MAIL', reply: '530 5.7.0 Must issue a STARTTLS command first', settings: { security: 'NONE' } },
    nearMiss: { stage: 'MAIL', reply: '530 5.7.0 Authentication Required' },
  },
  'starttls-not-offered': {
    example: { stage: 'STARTTLS', reply: '502 5.5.1 Command not implemented' },
    nearMiss: { stage: 'EHLO', reply: '502 5.5.1 Command not implemented' },
  },
  'sign-in-required': {
    example: { stage: 'MAIL', reply: '530 5.7.0 Authentication Required' },
    nearMiss: { stage: 'MAIL', reply: '550 5.7.0 no' },
  },
  'sign-in-temporarily-impossible': {
    example: { stage: 'AUTH', reply: '454 4.7.0 Temporary authentication failure: Connection lost to authentication server' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed' },
  },
  'mechanism-refused': {
    example: { stage: 'AUTH', reply: '504 5.7.4 Unrecognized authentication type' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 no' },
  },
  'credentials-refused': {
    example: { stage: 'AUTH', reply: '535 Incorrect authentication data' },
    nearMiss: { stage: 'MAIL', reply: '535 Incorrect authentication data' },
  },
  'too-many-recipients': {
    example: { stage: 'RCPT', reply: '452 4.5.3 Too many recipients' },
    nearMiss: { stage: 'RCPT', reply: '452 4.3.1 Insufficient system storage' },
  },
  'too-fast': {
    example: { stage: 'MAIL', reply: '450 4.7.1 Error: too much mail from 127.0.0.1' },
    nearMiss: { stage: 'RCPT', reply: '450 4.2.0 Recipient address rejected: Greylisted, moderately separated' },
  },
  'server-closing': {
    example: { stage: 'MAIL', reply: '421 4.3.2 Service shutting down' },
    nearMiss: { stage: 'GREETING', reply: '421 4.7.0 mail.local Error: too many connections' },
  },
  'refused-at-the-door': {
    example: { stage: 'GREETING', reply: '554 5.7.1 No SMTP service for you' },
    nearMiss: { stage: 'MAIL', reply: '554 5.7.1 No' },
  },
  'message-too-large': {
    example: { stage: 'DATA', reply: '552 5.3.4 Error: message file too big' },
    nearMiss: { stage: 'RCPT', reply: '552 5.2.2 Mailbox size limit reached' },
  },
  'out-of-order': {
    example: { stage: 'RCPT', reply: '503 5.5.1 Bad sequence of commands' },
    nearMiss: { stage: 'RCPT', reply: '501 5.5.4 Syntax' },
  },
  temporary: {
    example: { stage: 'RCPT', reply: '451 mailbox temporarily unavailable' },
    nearMiss: { stage: 'RCPT', reply: '551 mailbox gone' },
  },
  'sender-refused': { example: { stage: 'MAIL', reply: '550 5.7.1 no' }, nearMiss: { stage: 'RCPT', reply: '550 5.7.1 no' } },
  'recipient-refused': {
    example: { stage: 'RCPT', reply: '550 5.1.1 <x>: User unknown' },
    nearMiss: { stage: 'DATA', reply: '550 5.1.1 <x>: User unknown' },
  },
  'recipient-refused-after-data': {
    example: { stage: 'DATA', reply: '550 5.1.1 <x>: User unknown' },
    nearMiss: { stage: 'DATA', reply: '550 5.6.0 no' },
  },
  'message-refused': { example: { stage: 'DATA', reply: '554 5.6.0 bad content' }, nearMiss: { stage: 'DATA', reply: '451 4.6.0 later' } },
  unexpected: { example: { stage: 'MAIL', cause: ['ERR_SOMETHING', 'odd'] }, nearMiss: { stage: 'MAIL', cause: ['DROPPED'] } },
};

describe('the catalogue', () => {
  it('has an example and a near miss for each row, and no row twice', () => {
    const ids = catalogue.map(({ id }) => id);

    expect(Object.keys(cases).sort()).toEqual([...new Set(ids)].sort());
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it.each(Object.entries(cases))('knows %s, and what only looks like it', (id, { example, nearMiss }) => {
    expect(rowFor(symptomOf(example)).id).toBe(id);
    expect(rowFor(symptomOf(nearMiss)).id).not.toBe(id);
  });

  it('says in whole sentences what to do, without loose ends', () => {
    for (const { example } of Object.values(cases)) {
      const { sentence } = explain(symptomOf(example));

      expect(sentence).toMatch(/^\S.{15,}\.$/u);
      expect(sentence).not.toMatch(/undefined|null|\$\{|REFUSED|TIMEOUT/u);
    }
  });
});

describe('the decision to try again', () => {
  const explained = (stage: Stage, reply: string): Failure => explain(symptomOf({ stage, reply }));
  const code = (first: number) => fc.integer({ min: first * 100, max: first * 100 + 99 });
  const stages = fc.constantFrom<Stage>('MAIL', 'RCPT', 'DATA');

  it('never gives up a message for a 4xx, whatever the words', () => {
    fc.assert(
      fc.property(
        code(4),
        stages,
        fc.string({ maxLength: 40 }),
        (number, stage, words) => explained(stage, `${number} ${words}`).retry !== 'FAIL',
      ),
    );
  });

  it('never repeats a plain 5xx but 503', () => {
    fc.assert(
      fc.property(code(5), stages, (number, stage) => {
        const { retry } = explained(stage, `${number} no`);
        return number === 503 ? retry === 'RETRY' : retry !== 'RETRY';
      }),
    );
  });

  it('never fails a message for good before MAIL', () => {
    const before = fc.constantFrom<Stage>('GREETING', 'EHLO', 'STARTTLS', 'AUTH');

    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), before, (number, stage) => explained(stage, `${number} no`).retry !== 'FAIL'),
    );
  });

  it.each([
    ['AUTH', '535 5.7.139 basic authentication is disabled', 'AUTH_POLICY', 'PARK'],
    ['AUTH', '535 5.7.8 Error: authentication failed: (reason unavailable)', 'AUTH', 'PARK'],
    ['AUTH', '535 Key not found', 'AUTH', 'PARK'],
    ['AUTH', '454 4.7.0 Temporary authentication failure', 'TEMP', 'RETRY'],
    ['AUTH', '421 4.7.0 Try again later, closing connection', 'TEMP', 'RETRY'],
    ['GREETING', '421 4.7.0 mail.local Error: too many connections from 127.0.0.1', 'RATE', 'RETRY'],
    ['RCPT', '452 4.5.3 Your message has too many recipients', 'RATE', 'RETRY'],
    ['RCPT', '552 Too many recipients', 'RATE', 'RETRY'],
    [
      'RCPT',
      '450-4.2.1 The user you are trying to contact is receiving mail at a rate that\n450 4.2.1 prevents additional messages',
      'RATE',
      'RETRY',
    ],
    ['RCPT', '552 5.2.2 Mailbox full', 'RECIPIENT', 'FAIL'],
    ['DATA', '454 Throttling failure: Daily message quota exceeded.', 'QUOTA', 'HOLD'],
    ['DATA', '550 5.7.1 Daily SMTP relay limit exceeded for customer', 'QUOTA', 'HOLD'],
    ['DATA', '451 Authentication failed: Maximum credits exceeded', 'QUOTA', 'HOLD'],
    ['RCPT', '553 Relaying disallowed as x@y.z', 'SENDER', 'FAIL'],
    ['MAIL', '451 4.7.0 later', 'TEMP', 'RETRY'],
    ['DATA', '550 Unknown user', 'MESSAGE', 'FAIL'],
  ] as const)('in %s, %j is %s and %s', (stage, reply, failureClass, retry) => {
    expect(explained(stage, reply)).toMatchObject({ class: failureClass, retry, stage });
  });
});

describe('a fix', () => {
  it('never weakens the connection', () => {
    for (const { example } of Object.values(cases)) {
      const { fix } = explain(symptomOf(example));

      if (fix?.kind === 'SET_SECURITY') expect(['STARTTLS_REQUIRED', 'TLS']).toContain(fix.security);
    }
  });

  it('moves a submission from port 25 to 587 where STARTTLS is missing there', () => {
    const reply = { stage: 'STARTTLS' as const, reply: '502 no' };

    expect(explain(symptomOf({ ...reply, settings: { port: 25 } })).fix).toMatchObject({ kind: 'SET_PORT', port: 587 });
    expect(explain(symptomOf(reply)).fix).toBeNull();
  });
});
