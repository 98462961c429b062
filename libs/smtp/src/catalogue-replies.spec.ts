import { describeRows, symptomOf } from '../test/describe-rows.ts';
import { standardReplies } from './catalogue-replies.ts';
import { explain, rowFor } from './catalogue.ts';
import type { Stage } from './types.ts';

const oauth = { accessToken: 'token' };

describeRows(standardReplies, {
  'encryption-required': {
    example: { stage: 'MAIL', reply: '530 5.7.0 Must issue a STARTTLS command first', settings: { security: 'NONE' } },
    nearMiss: { stage: 'MAIL', reply: '530 5.7.0 Authentication Required' },
  },
  'starttls-temporarily-impossible': {
    example: { stage: 'STARTTLS', reply: '454 4.7.0 TLS not available due to local problem' },
    nearMiss: { stage: 'AUTH', reply: '454 4.7.0 Temporary authentication failure' },
  },
  'starttls-not-offered': {
    example: { stage: 'STARTTLS', reply: '502 5.5.1 Command not implemented' },
    nearMiss: { stage: 'EHLO', reply: '502 5.5.1 Command not implemented' },
  },
  'no-extended-smtp': {
    example: { stage: 'EHLO', reply: '502 5.5.1 what?' },
    nearMiss: { stage: 'EHLO', reply: '502 5.5.1 what?', settings: { security: 'NONE' } },
  },
  'sign-in-required': {
    example: { stage: 'MAIL', reply: '530 5.7.0 Authentication Required' },
    nearMiss: { stage: 'MAIL', reply: '550 5.7.0 no' },
  },
  'mechanism-too-weak': {
    example: { stage: 'AUTH', reply: '534 5.7.9 Authentication mechanism is too weak' },
    nearMiss: { stage: 'AUTH', reply: '534 5.7.9 Application-specific password required' },
  },
  'password-transition-needed': {
    example: { stage: 'AUTH', reply: '432 4.7.12 A password transition is needed', settings: { mechanism: 'CRAM_MD5' } },
    nearMiss: { stage: 'AUTH', reply: '432 4.7.0 Not now' },
  },
  'sign-in-temporarily-impossible': {
    example: { stage: 'AUTH', reply: '454 4.7.0 Temporary authentication failure: Connection lost to authentication server' },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed' },
  },
  'mechanism-refused': {
    example: { stage: 'AUTH', reply: '504 5.5.4 Unrecognized authentication type', settings: { mechanism: 'CRAM_MD5' } },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 no' },
  },
  'credentials-refused': {
    example: { stage: 'AUTH', reply: '535 Incorrect authentication data' },
    nearMiss: { stage: 'MAIL', reply: '535 Incorrect authentication data' },
  },
  'sign-in-with-token-required': {
    example: { stage: 'MAIL', reply: '530 5.7.57 Client not authenticated to send mail.', settings: { oauth } },
    nearMiss: { stage: 'MAIL', reply: '530 5.7.0 Must issue a STARTTLS command first', settings: { oauth } },
  },
  'token-mechanism-refused': {
    example: { stage: 'AUTH', reply: '504 5.7.4 Unrecognized authentication type', settings: { oauth } },
    nearMiss: { stage: 'AUTH', reply: '504 5.7.4 Unrecognized authentication type' },
  },
  'token-refused': {
    example: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed', settings: { oauth } },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Error: authentication failed' },
  },
  'too-many-recipients': {
    example: { stage: 'RCPT', reply: '452 4.5.3 Too many recipients' },
    nearMiss: { stage: 'RCPT', reply: '452 4.3.1 Insufficient system storage' },
  },
  greylisted: {
    example: {
      stage: 'RCPT',
      reply: '450 4.2.0 <a@b.c>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/mail.local.html',
    },
    nearMiss: { stage: 'RCPT', reply: '450 4.2.0 <a@b.c>: Recipient address rejected: mailbox busy' },
  },
  'too-fast': {
    example: { stage: 'MAIL', reply: '450 4.7.1 Error: too much mail from 127.0.0.1' },
    nearMiss: { stage: 'RCPT', reply: '450 4.2.0 Recipient address rejected: moderately separated' },
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
  'recipient-mailbox-full': {
    example: { stage: 'RCPT', reply: '552 5.2.2 <a@b.c>: Mailbox full' },
    nearMiss: { stage: 'RCPT', reply: '552 5.2.0 <a@b.c>: no' },
  },
  'recipient-unknown': {
    example: { stage: 'RCPT', reply: '550 5.1.1 <x@y.z>: Recipient address rejected: User unknown in virtual mailbox table' },
    nearMiss: { stage: 'RCPT', reply: '550 5.7.1 <x@y.z>: Recipient address rejected: Access denied' },
  },
  'recipient-domain-unknown': {
    example: { stage: 'RCPT', reply: '550 5.1.2 <x@y.z>: Bad destination system' },
    nearMiss: { stage: 'RCPT', reply: '550 5.7.1 <x@y.z>: Bad destination system' },
  },
  'recipient-refused': {
    example: { stage: 'RCPT', reply: '550 5.7.1 <x@y.z>: Access denied' },
    nearMiss: { stage: 'DATA', reply: '550 5.7.1 <x@y.z>: Access denied' },
  },
  'recipient-refused-after-data': {
    example: { stage: 'DATA', reply: '550 5.1.1 <x>: User unknown' },
    nearMiss: { stage: 'DATA', reply: '550 5.6.0 no' },
  },
  'message-refused': { example: { stage: 'DATA', reply: '554 5.6.0 bad content' }, nearMiss: { stage: 'DATA', reply: '451 4.6.0 later' } },
  unexpected: { example: { stage: 'MAIL', cause: ['ERR_SOMETHING', 'odd'] }, nearMiss: { stage: 'MAIL', cause: ['DROPPED'] } },
});

describe('a server without enhanced codes, or with words of its own', () => {
  it.each<[server: string, stage: Stage, reply: string, id: string]>([
    ['Exim', 'AUTH', '535 Incorrect authentication data', 'credentials-refused'],
    ['Exim', 'RCPT', '550 Unknown user', 'recipient-unknown'],
    ['Exim', 'RCPT', '451 mailbox temporarily unavailable', 'temporary'],
    ['Exim', 'MAIL', '552 Message size exceeds maximum permitted', 'message-too-large'],
    ['Exim', 'RCPT', '550 relay not permitted', 'relay-denied'],
    ['OpenSMTPD', 'RCPT', '550 Invalid recipient: <x@y.z>', 'recipient-unknown'],
    ['OpenSMTPD', 'AUTH', '535 Authentication failed', 'credentials-refused'],
    ['Postfix', 'AUTH', '535 5.7.8 Error: authentication failed: (reason unavailable)', 'credentials-refused'],
    ['Postfix', 'RCPT', '450 4.7.1 Error: too much mail from 127.0.0.1', 'too-fast'],
    ['Postfix', 'DATA', '552 5.3.4 Error: message file too big', 'message-too-large'],
    ['Exchange', 'RCPT', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'recipient-unknown'],
    ['Exchange', 'RCPT', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'relay-denied'],
  ])('%s in %s: %j is %s', (_server, stage, reply, id) => {
    expect(rowFor(symptomOf({ stage, reply })).id).toBe(id);
  });

  it.each<[stage: Stage, reply: string, id: string]>([
    ['AUTH', '535 5.7.8 Anmeldung fehlgeschlagen: Benutzername oder Kennwort falsch', 'credentials-refused'],
    ['AUTH', '535 Échec de l’authentification', 'credentials-refused'],
    ['AUTH', '535 5.7.8 認証に失敗しました', 'credentials-refused'],
    ['MAIL', '530 5.7.0 Bitte zuerst anmelden', 'sign-in-required'],
    ['MAIL', '550 5.7.1 Absender nicht erlaubt', 'sender-refused'],
    ['RCPT', '550 5.1.1 Utilisateur inconnu', 'recipient-unknown'],
    ['RCPT', '550 そのようなユーザーはいません', 'recipient-refused'],
    ['RCPT', '450 4.2.0 Bitte versuchen Sie es später erneut', 'temporary'],
    ['DATA', '554 5.7.1 Message refusé', 'message-refused'],
    ['DATA', '552 5.3.4 Nachricht zu groß', 'message-too-large'],
    ['GREETING', '421 サービス停止中', 'server-closing'],
  ])('in %s %j, in another language, is still %s, and says what to do', (stage, reply, id) => {
    const symptom = symptomOf({ stage, reply });

    expect(rowFor(symptom).id).toBe(id);
    expect(explain(symptom).sentence).toMatch(/^[A-Z].{20,}\.$/u);
  });

  it('is read across the lines it breaks a phrase into', () => {
    const reply = '550-The from address does not match a verified\n550-Sender\n550 Identity. Mail cannot be sent.';
    const enhanced = '450-4.2.1 The user is receiving mail at a\n450-4.2.1 rate that prevents\n450 4.2.1 additional messages';

    expect(rowFor(symptomOf({ stage: 'DATA', reply })).id).toBe('sendgrid-sender');
    expect(rowFor(symptomOf({ stage: 'RCPT', reply: enhanced })).id).toBe('too-fast');
  });
});

it('offers the automatic choice where the chosen mechanism was refused', () => {
  const refused = { stage: 'AUTH', reply: '504 5.5.4 no' } as const;

  expect(explain(symptomOf({ ...refused, settings: { mechanism: 'CRAM_MD5' } })).fix).toMatchObject({
    kind: 'SET_MECHANISM',
    mechanism: 'AUTO',
  });
  expect(explain(symptomOf(refused)).fix).toBeNull();
});

it('moves a submission from port 25 to 587 where STARTTLS is missing there', () => {
  const reply = { stage: 'STARTTLS', reply: '502 no' } as const;

  expect(explain(symptomOf({ ...reply, settings: { port: 25 } })).fix).toMatchObject({ kind: 'SET_PORT', port: 587 });
  expect(explain(symptomOf(reply)).fix).toBeNull();
});

it('offers encryption where a mechanism is too weak without, and nothing where there is encryption already', () => {
  const refused = { stage: 'AUTH', reply: '534 5.7.9 Authentication mechanism is too weak' } as const;

  expect(explain(symptomOf({ ...refused, settings: { security: 'NONE' } })).fix).toMatchObject({ security: 'STARTTLS_REQUIRED' });
  expect(explain(symptomOf(refused)).fix).toBeNull();
});

it('offers PLAIN where a password has to be converted, and no fix where it was PLAIN', () => {
  const refused = { stage: 'AUTH', reply: '432 4.7.12 A password transition is needed' } as const;

  expect(explain(symptomOf(refused)).fix).toMatchObject({ kind: 'SET_MECHANISM', mechanism: 'PLAIN' });
  expect(explain(symptomOf({ ...refused, settings: { mechanism: 'PLAIN' } })).fix).toBeNull();
});
