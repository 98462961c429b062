import { EgressPolicy } from '@posthorn/egress';
import { issueCertificate, startRawServer, type RawServerScript } from '@posthorn/testing';
import { check } from './check.ts';
import type { Failure, FailureClass, Retry, Stage, SubmissionSettings } from './types.ts';

/** What a server does, who it does it to, and what the failure is then. */
interface Temperament {
  script?: RawServerScript;
  settings?: Partial<SubmissionSettings>;
  /** What the system admin allows. Default: this server, and passwords in clear. */
  allowed?: 'NOTHING' | 'NO_PASSWORD_IN_CLEAR';
  stage: Stage;
  retry: Retry;
}

/** One comes from what is stored, before any connection. */
type OnTheWire = Exclude<FailureClass, 'SECRET_UNREADABLE'>;

const ada: Partial<SubmissionSettings> = { username: 'ada@example.com', password: 'canary-password' };
const refusing = (replies: NonNullable<RawServerScript['replies']>): RawServerScript => ({ replies });
const smtpAuthOff = '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.';
const dailyLimit =
  '550-5.4.5 Daily user sending limit exceeded. For more information\r\n550 5.4.5 go to https://support.google.com - gsmtp';

const temperaments: Record<OnTheWire, Temperament> = {
  DNS: { settings: { host: 'nowhere.invalid' }, stage: 'DNS', retry: 'RETRY' },
  DESTINATION_BLOCKED: { allowed: 'NOTHING', stage: 'DNS', retry: 'PARK' },
  CONNECT: { script: { dropAt: 'EHLO' }, stage: 'EHLO', retry: 'RETRY' },
  TIMEOUT: { script: { hangAt: 'EHLO' }, settings: { timeoutMs: 200 }, stage: 'EHLO', retry: 'RETRY' },
  NOT_SMTP: { script: { opening: 'SSH-2.0-OpenSSH_9.2\r\n', hangAt: 'GREETING' }, stage: 'GREETING', retry: 'RETRY' },
  TLS: { script: { certificate: await issueCertificate() }, settings: { security: 'STARTTLS_REQUIRED' }, stage: 'TLS', retry: 'RETRY' },
  TLS_MODE: { settings: { security: 'TLS' }, stage: 'TLS', retry: 'RETRY' },
  STARTTLS_UNAVAILABLE: {
    script: refusing({ STARTTLS: '502 5.5.1 Command not implemented' }),
    settings: { security: 'STARTTLS_REQUIRED' },
    stage: 'STARTTLS',
    retry: 'RETRY',
  },
  CLEARTEXT_REFUSED: { settings: ada, allowed: 'NO_PASSWORD_IN_CLEAR', stage: 'AUTH', retry: 'PARK' },
  TOKEN: { settings: { ...ada, oauth: { missing: 'Nobody has consented yet. Grant a token.' } }, stage: 'AUTH', retry: 'PARK' },
  AUTH: { script: refusing({ AUTH: '535 Incorrect authentication data' }), settings: ada, stage: 'AUTH', retry: 'PARK' },
  AUTH_MECH: { script: { extensions: ['AUTH XOAUTH2'] }, settings: ada, stage: 'AUTH', retry: 'PARK' },
  AUTH_POLICY: { script: refusing({ AUTH: smtpAuthOff }), settings: ada, stage: 'AUTH', retry: 'PARK' },
  AUTH_PERM: { script: refusing({ BODY: '430 4.2.0 STOREDRV; mailbox logon failure' }), settings: ada, stage: 'DATA', retry: 'PARK' },
  SENDER: { script: refusing({ MAIL: '550 5.7.60 SMTP; Client may not send as this sender' }), stage: 'MAIL', retry: 'FAIL' },
  RECIPIENT: { script: refusing({ RCPT: '550 Unknown user' }), stage: 'RCPT', retry: 'FAIL' },
  MESSAGE: { script: refusing({ BODY: '552 5.3.4 Error: message file too big' }), stage: 'DATA', retry: 'FAIL' },
  RATE: { script: refusing({ GREETING: '421 4.7.0 mail.local Error: too many connections' }), stage: 'GREETING', retry: 'RETRY' },
  QUOTA: { script: refusing({ BODY: dailyLimit }), stage: 'DATA', retry: 'HOLD' },
  TEMP: { script: refusing({ RCPT: '451 le serveur est indisponible' }), stage: 'RCPT', retry: 'RETRY' },
  UNKNOWN: { script: { dropAt: 'BODY' }, stage: 'DATA', retry: 'RETRY' },
};

async function failureAt({ script, settings, allowed }: Temperament): Promise<Failure | null> {
  const server = await startRawServer(script);
  const { port } = server;
  const rule = { host: '127.0.0.1', port, allowCleartextAuth: allowed === undefined };
  try {
    const { failure } = await check(
      { host: '127.0.0.1', port, security: 'NONE', username: null, password: null, timeoutMs: 2_000, ...settings },
      { from: 'ada@example.com', to: 'bob@example.org', sendData: Buffer.from('Subject: hello\r\n\r\nA line\r\n') },
      { policy: new EgressPolicy(allowed === 'NOTHING' ? [] : [rule]) },
    );
    return failure;
  } finally {
    await server.close();
  }
}

describe('each class of failure', () => {
  it.each(Object.entries(temperaments))('is told from the others on the wire: %s', async (name, temperament) => {
    const failure = await failureAt(temperament);

    expect(failure).toMatchObject({ class: name, stage: temperament.stage, retry: temperament.retry });
    expect(failure?.sentence).toMatch(/^\S.{15,}\.$/u);
    expect(JSON.stringify(failure)).not.toContain('canary-password');
  });
});
