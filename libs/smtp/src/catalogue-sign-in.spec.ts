import { describeRows, symptomOf } from '../test/describe-rows.ts';
import { signInReplies } from './catalogue-sign-in.ts';
import { explain, rowFor } from './catalogue.ts';

const microsoft = { host: 'smtp.office365.com', username: 'ada@contoso.com' };
const smtpAuthOff = '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the';
const visit = 'Visit https://aka.ms/smtp_auth_disabled for more information. [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]';

describeRows(signInReplies, {
  'microsoft-smtp-auth-off-everywhere': {
    example: { stage: 'AUTH', reply: `${smtpAuthOff} Tenant. ${visit}`, settings: microsoft },
    nearMiss: { stage: 'AUTH', reply: `${smtpAuthOff} Mailbox. ${visit}`, settings: microsoft },
  },
  'microsoft-smtp-auth-off': {
    example: { stage: 'AUTH', reply: `${smtpAuthOff} Mailbox. ${visit}`, settings: microsoft },
    nearMiss: {
      stage: 'AUTH',
      reply: '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria',
      settings: microsoft,
    },
  },
  'microsoft-password-wrong': {
    example: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.', settings: microsoft },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.', settings: microsoft },
  },
  'outlook-passwords-off': {
    example: {
      stage: 'AUTH',
      reply: '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.',
      settings: { host: 'smtp-mail.outlook.com', username: 'ada@hotmail.com' },
    },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.', settings: microsoft },
  },
  'microsoft-policy': {
    example: {
      stage: 'AUTH',
      reply: "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
      settings: microsoft,
    },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful', settings: microsoft },
  },
  'microsoft-basic-authentication-off': {
    example: { stage: 'AUTH', reply: '550 5.7.30 Basic authentication is not supported for Client Submission.', settings: microsoft },
    nearMiss: { stage: 'AUTH', reply: '550 5.7.3 Authentication unsuccessful', settings: microsoft },
  },
  'microsoft-account-stopped': {
    example: { stage: 'DATA', reply: '550 5.1.8 Access denied, bad outbound sender AS(42003)' },
    nearMiss: { stage: 'RCPT', reply: '550 5.1.8 <a@b.example>: Sender address rejected: Domain not found' },
  },
  'microsoft-relay-unknown': {
    example: { stage: 'RCPT', reply: '550 5.7.64 TenantAttribution; Relay Access Denied [ValidationStatus]' },
    nearMiss: { stage: 'RCPT', reply: '550 5.7.64 Relay Access Denied' },
  },
  'google-app-password': {
    example: {
      stage: 'AUTH',
      reply: '534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com - gsmtp',
    },
    nearMiss: { stage: 'AUTH', reply: '534 5.7.9 Authentication mechanism is too weak' },
  },
  'google-web-login': {
    example: {
      stage: 'AUTH',
      reply: '534-5.7.14 <https://accounts.google.com/signin>\n534 5.7.14 Please log in via your web browser - gsmtp',
    },
    nearMiss: { stage: 'AUTH', reply: '534 5.7.9 Application-specific password required' },
  },
  'google-relay-unknown': {
    example: {
      stage: 'MAIL',
      reply: '550-5.7.1 Invalid credentials for relay [203.0.113.7]. The IP address you have\n550 5.7.1 registered does not match. - gsmtp',
    },
    nearMiss: { stage: 'MAIL', reply: '550 5.7.1 Invalid sender - gsmtp' },
  },
  'address-not-authorised': {
    example: { stage: 'AUTH', reply: '525 5.7.1 Unauthorized IP address', settings: { host: 'smtp-relay.brevo.com' } },
    nearMiss: { stage: 'AUTH', reply: '525 5.7.1 User account disabled', settings: { host: 'smtp-relay.brevo.com' } },
  },
  'fixed-user-name': {
    example: {
      stage: 'AUTH',
      reply: '535 Authentication failed: Bad username / password',
      settings: { host: 'smtp.eu.sendgrid.net', username: 'ada@example.com' },
    },
    nearMiss: {
      stage: 'AUTH',
      reply: '535 Authentication failed: Bad username / password',
      settings: { host: 'smtp.eu.sendgrid.net', username: 'apikey' },
    },
  },
  'user-name-no-address': {
    example: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful', settings: { host: 'smtp.office365.com', username: 'ada' } },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful', settings: { host: 'mail.plant.local', username: 'ada' } },
  },
  'user-name-no-address-wanted': {
    example: {
      stage: 'AUTH',
      reply: '535 Authentication Credentials Invalid',
      settings: { host: 'email-smtp.eu-west-1.amazonaws.com', username: 'ada@example.com' },
    },
    nearMiss: {
      stage: 'AUTH',
      reply: '535 Authentication Credentials Invalid',
      settings: { host: 'email-smtp.eu-west-1.amazonaws.com', username: 'AKIAIOSFODNN7EXAMPLE' },
    },
  },
  'microsoft-credentials': {
    example: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful' },
  },
  'exchange-credentials': {
    example: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed' },
  },
  'google-credentials': {
    example: {
      stage: 'AUTH',
      reply:
        '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials - gsmtp',
    },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed' },
  },
  'ses-credentials': {
    example: {
      stage: 'AUTH',
      reply: '535 Authentication Credentials Invalid',
      settings: { host: 'email-smtp.eu-west-1.amazonaws.com', username: 'AKIAIOSFODNN7EXAMPLE' },
    },
    nearMiss: { stage: 'AUTH', reply: '535 Authentication credentials invalid', settings: { host: 'mail.gmx.net' } },
  },
  'ses-user-not-permitted': {
    example: {
      stage: 'DATA',
      reply: "554 Access denied: User `arn:aws:iam::1:user/ses' is not authorized to perform `ses:SendRawEmail' on resource",
    },
    nearMiss: { stage: 'DATA', reply: '554 Access denied' },
  },
  'sendgrid-credentials': {
    example: { stage: 'AUTH', reply: '535 Authentication failed: The provided authorization grant is invalid, expired, or revoked' },
    nearMiss: { stage: 'AUTH', reply: '535 Authentication failed' },
  },
  'sendgrid-not-signed-in': {
    example: { stage: 'MAIL', reply: '550 Unauthenticated senders not allowed' },
    nearMiss: { stage: 'MAIL', reply: '550 Senders not allowed' },
  },
  'brevo-key': {
    example: { stage: 'AUTH', reply: '535 5.7.8 Key not found' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Authentication failed' },
  },
  'mailgun-credentials': {
    example: { stage: 'AUTH', reply: '535 5.7.1 Mailgun is not loving your login or password' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.1 login or password' },
  },
  'provider-credentials': {
    example: { stage: 'AUTH', reply: '535 5.7.8 Authentication failed', settings: { host: 'smtp.postmarkapp.com' } },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Authentication failed', settings: { host: 'smtp.postmarkapp.com.example' } },
  },
  'microsoft-not-authenticated': {
    example: { stage: 'MAIL', reply: '530 5.7.57 Client not authenticated to send mail.' },
    nearMiss: { stage: 'MAIL', reply: '530 5.7.0 Authentication Required' },
  },
  'exchange-mechanism': {
    example: { stage: 'AUTH', reply: '504 5.7.4 Unrecognized authentication type' },
    nearMiss: { stage: 'AUTH', reply: '504 5.5.4 Unrecognized authentication type' },
  },
  'microsoft-mailbox-logon': {
    example: { stage: 'AUTH', reply: '430 4.2.0 STOREDRV; mailbox logon failure' },
    nearMiss: { stage: 'AUTH', reply: '430 4.2.0 Try again later' },
  },
  'too-many-sign-ins': {
    example: {
      stage: 'AUTH',
      reply:
        '454-4.7.0 Too many login attempts, please try again later. For more information\n454 4.7.0 go to https://support.google.com - gsmtp',
    },
    nearMiss: { stage: 'AUTH', reply: '454 4.7.0 Temporary authentication failure: Connection lost to authentication server' },
  },
});

describe('the wrong kind of user name', () => {
  const refused = (host: string, username: string) =>
    explain(symptomOf({ stage: 'AUTH', reply: '535 5.7.8 Authentication failed', settings: { host, username } }));

  it.each([
    ['smtp.sendgrid.net', 'apikey'],
    ['smtp.resend.com', 'resend'],
    ['smtp.eu.sparkpostmail.com', 'SMTP_Injection'],
  ])('is put right in one click at %s', (host, username) => {
    expect(refused(host, 'ada@example.com').fix).toEqual({ kind: 'SET_USERNAME', username, label: `Use ${username} as user name` });
    expect(refused(host, username).fix).toBeNull();
  });

  it.each(['smtp.gmail.com', 'smtp.zoho.eu', 'smtp.mail.yahoo.com', 'smtp.eu.mailgun.org'])('is missed its domain at %s', (host) => {
    expect(refused(host, 'ada').sentence).toContain('wants a full address');
    expect(refused(host, 'ada@example.com').sentence).not.toContain('wants a full address');
  });

  it('does not hide a policy, a mechanism or an outage', () => {
    const id = (reply: string): string =>
      rowFor(symptomOf({ stage: 'AUTH', reply, settings: { host: 'smtp.office365.com', username: 'ada' } })).id;

    expect(id('535 5.7.139 Authentication unsuccessful, basic authentication is disabled.')).toBe('microsoft-policy');
    expect(id('504 5.7.4 Unrecognized authentication type')).toBe('exchange-mechanism');
    expect(id('454 4.7.0 Temporary authentication failure')).toBe('sign-in-temporarily-impossible');
  });
});

it('gives for 5.7.3 the steps that help: the switch of the mailbox, and security defaults', () => {
  const { sentence } = explain(symptomOf({ stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful', settings: microsoft }));

  expect(sentence).toContain('Mail, Manage email apps, Authenticated SMTP');
  expect(sentence).toContain('off and on again');
  expect(sentence).toContain('security defaults are off');
});

it('offers LOGIN where Exchange refuses another mechanism, and no fix where it was LOGIN', () => {
  const refused = { stage: 'AUTH', reply: '504 5.7.4 Unrecognized authentication type' } as const;

  expect(explain(symptomOf(refused)).fix).toMatchObject({ kind: 'SET_MECHANISM', mechanism: 'LOGIN' });
  expect(explain(symptomOf({ ...refused, settings: { mechanism: 'LOGIN' } })).fix).toBeNull();
});
