import { describeRows, symptomOf } from '../test/describe-rows.ts';
import { providerReplies } from './catalogue-providers.ts';
import { explain } from './catalogue.ts';

describeRows(providerReplies, {
  'microsoft-send-as-denied': {
    example: { stage: 'DATA', reply: '554 5.2.252 SendAsDenied; ada@contoso.com not allowed to send as bob@contoso.com' },
    nearMiss: { stage: 'DATA', reply: '554 5.2.0 other' },
  },
  'microsoft-concurrency': {
    example: { stage: 'DATA', reply: '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded' },
    nearMiss: { stage: 'AUTH', reply: '432 4.7.12 A password transition is needed' },
  },
  'microsoft-mailbox-full': {
    example: { stage: 'DATA', reply: '554 5.2.2 STOREDRV.Submission; mailbox full' },
    nearMiss: { stage: 'RCPT', reply: '554 5.2.2 STOREDRV mailbox full' },
  },
  'microsoft-quota': {
    example: {
      stage: 'DATA',
      reply: '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message',
    },
    nearMiss: { stage: 'DATA', reply: '554 5.2.0 STOREDRV.Submission.Exception:CorruptDataException; Failed to process message' },
  },
  'microsoft-tls-too-old': {
    example: { stage: 'MAIL', reply: '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client' },
    nearMiss: { stage: 'MAIL', reply: '421 4.7.0 TLS is not available' },
  },
  'credits-used-up': {
    example: { stage: 'AUTH', reply: '451 Authentication failed: Maximum credits exceeded' },
    nearMiss: { stage: 'AUTH', reply: '451 Authentication failed: try later' },
  },
  'daily-limit': {
    example: {
      stage: 'DATA',
      reply: '550-5.4.5 Daily user sending limit exceeded. For more information\n550 5.4.5 go to https://support.google.com - gsmtp',
    },
    nearMiss: { stage: 'DATA', reply: '550 5.4.5 Routing loop' },
  },
  'sending-paused': {
    example: { stage: 'DATA', reply: '554 Sending paused for this account. For more information, please check the inbox' },
    nearMiss: { stage: 'DATA', reply: '554 5.2.1 The email account that you tried to reach is disabled' },
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
    nearMiss: { stage: 'DATA', reply: '550 The from address is odd' },
  },
  'mailgun-sandbox': {
    example: {
      stage: 'RCPT',
      reply:
        '550 5.7.1 Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients',
    },
    nearMiss: { stage: 'RCPT', reply: '550 5.7.1 Domain is for test purposes' },
  },
  'sender-not-verified': {
    example: { stage: 'DATA', reply: '550 The example.com domain is not verified. Please, add and verify your domain' },
    nearMiss: { stage: 'DATA', reply: '550 The message is not acceptable' },
  },
  'recipient-suppressed': {
    example: {
      stage: 'DATA',
      reply: '554 You tried to send to a recipient that has been marked as inactive. Found inactive addresses: a@b.c',
    },
    nearMiss: { stage: 'DATA', reply: '554 You tried to send to a recipient' },
  },
  'null-sender-refused': {
    example: { stage: 'MAIL', reply: '550 5.1.7 <>: null sender not accepted here' },
    nearMiss: { stage: 'MAIL', reply: '550 5.1.7 <ada@example.com>: sender not accepted here' },
  },
  'sender-not-signed-in': {
    example: { stage: 'RCPT', reply: '553 5.7.1 <alice@mail.local>: Sender address rejected: not logged in' },
    nearMiss: { stage: 'RCPT', reply: '553 5.7.1 <bob@mail.local>: Sender address rejected: not owned by user alice@mail.local' },
  },
  'zoho-relaying': {
    example: { stage: 'MAIL', reply: '553 Relaying disallowed as ada@example.com' },
    nearMiss: { stage: 'MAIL', reply: '553 disallowed' },
  },
  'sender-domain-unknown': {
    example: { stage: 'RCPT', reply: '550 5.1.8 <a@b.example>: Sender address rejected: Domain not found' },
    nearMiss: { stage: 'RCPT', reply: '550 5.1.8 <a@b.example>: Sender address rejected: Access denied' },
  },
  'sender-not-owned': {
    example: { stage: 'RCPT', reply: '553 5.7.1 <bob@mail.local>: Sender address rejected: not owned by user alice@mail.local' },
    nearMiss: { stage: 'RCPT', reply: '553 5.7.1 <bob@mail.local>: Recipient address rejected' },
  },
  'unauthenticated-mail': {
    example: {
      stage: 'DATA',
      reply:
        '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550 5.7.26 Gmail requires all senders to authenticate',
    },
    nearMiss: { stage: 'DATA', reply: '550 5.7.1 policy' },
  },
  'sender-domain-policy': {
    example: { stage: 'DATA', reply: '550 5.7.1 Message rejected due to the DMARC policy of example.com' },
    nearMiss: { stage: 'DATA', reply: '550 5.7.1 Message rejected due to policy' },
  },
  'reverse-dns-missing': {
    example: { stage: 'RCPT', reply: '550 5.7.25 [203.0.113.7] The IP address sending this message does not have a PTR record setup' },
    nearMiss: { stage: 'RCPT', reply: '550 5.7.1 [203.0.113.7] refused' },
  },
  'address-on-blocklist': {
    example: { stage: 'RCPT', reply: '554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org' },
    nearMiss: { stage: 'RCPT', reply: '554 5.7.1 Service unavailable' },
  },
  'relay-without-sign-in': {
    example: { stage: 'RCPT', reply: '554 5.7.1 <x@y.z>: Relay access denied', settings: { username: null } },
    nearMiss: { stage: 'RCPT', reply: '554 5.7.1 <x@y.z>: Relay access denied' },
  },
  'relay-denied': {
    example: { stage: 'RCPT', reply: '550 relay not permitted' },
    nearMiss: { stage: 'RCPT', reply: '550 not permitted' },
  },
  'greeting-name-refused': {
    example: { stage: 'RCPT', reply: '504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname' },
    nearMiss: { stage: 'RCPT', reply: '504 5.5.2 <vm>: Recipient address rejected: need fully-qualified address' },
  },
  'client-refused': {
    example: { stage: 'RCPT', reply: '554 5.7.1 <unknown[203.0.113.7]>: Client host rejected: Access denied' },
    nearMiss: { stage: 'RCPT', reply: '554 5.7.1 <a@b.c>: Recipient address rejected: Access denied' },
  },
  'content-blocked': {
    example: {
      stage: 'DATA',
      reply:
        '552-5.7.0 This message was blocked because its content presents a potential\n552-5.7.0 security issue. Please visit\n552 5.7.0 https://support.google.com/mail/?p=BlockedMessage - gsmtp',
    },
    nearMiss: { stage: 'DATA', reply: '552 5.3.4 Message size exceeds limit' },
  },
  'taken-for-spam': {
    example: { stage: 'DATA', reply: '554 5.7.1 This message is classified as SPAM and may not be delivered' },
    nearMiss: { stage: 'DATA', reply: '554 5.7.1 This message may not be delivered' },
  },
});

it('names the region that Amazon SES names', () => {
  const sentence = (reply: string): string => explain(symptomOf({ stage: 'DATA', reply })).sentence;

  expect(sentence('554 Message rejected: Email address is not verified. ... in region AP-SOUTHEAST-2: a@b.c')).toContain(
    'the region ap-southeast-2.',
  );
  expect(sentence('554 Message rejected: Email address is not verified.')).toContain('in this region.');
});
