import type { CatalogueRow, Symptom } from './catalogue.ts';

const transaction = ['MAIL', 'RCPT', 'DATA'] as const;

function sesRegion({ reply }: Symptom): string {
  const region = /in region ([a-z]{2}(?:-[a-z]+)+-\d)/iu.exec(reply?.text ?? '')?.[1];
  return region === undefined ? 'this region' : `the region ${region.toLowerCase()}`;
}

/**
 * Replies to mail in the words of single providers and servers: Microsoft, Google, Amazon SES, SendGrid, Postmark, Mailgun, Zoho,
 * Yahoo, Postfix, Exim. Their figures are from the providers' own limits pages.
 */
export const providerReplies: readonly CatalogueRow[] = [
  {
    id: 'microsoft-send-as-denied',
    text: /SendAsDenied|not allowed to send as|\b5\.7\.60\b/iu,
    codes: [5],
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      'This user may not send as the From address. Use the mailbox itself as From, or grant it "Send as": Exchange admin center, Recipients, Mailboxes, the mailbox of the From address, Delegation.',
  },
  {
    id: 'microsoft-concurrency',
    codes: [432],
    text: /\b4\.3\.2\b|STOREDRV|concurrent|thread limit/iu,
    class: 'RATE',
    retry: 'RETRY',
    sentence:
      'Too many connections at once for this mailbox; Microsoft 365 (Office 365) allows 3. It will be tried again; set the connections of the profile to 3 or fewer.',
  },
  {
    id: 'microsoft-mailbox-full',
    codes: [5],
    text: /5\.2\.2.*STOREDRV|STOREDRV.*mailbox.*full/isu,
    stages: ['MAIL', 'DATA'],
    class: 'QUOTA',
    retry: 'HOLD',
    sentence: 'The mailbox that sends is full: Microsoft 365 (Office 365) keeps each mail in its Sent Items. Empty them, then send again.',
  },
  {
    id: 'microsoft-quota',
    codes: [5],
    text: /SubmissionQuotaExceeded|STOREDRV.*quota|\b5\.1\.90\b/isu,
    stages: transaction,
    class: 'QUOTA',
    retry: 'HOLD',
    sentence:
      'The mailbox has used up its recipients for the day (10,000 at Microsoft 365 (Office 365)). Wait up to 24 hours; for more, use a service made for bulk mail.',
  },
  {
    id: 'microsoft-tls-too-old',
    codes: [421],
    enhanced: ['4.7.66'],
    class: 'TLS',
    retry: 'RETRY',
    sentence: 'Microsoft takes TLS 1.2 and newer only. Allow TLS 1.2 and 1.3 for this server under Advanced.',
  },
  {
    id: 'credits-used-up',
    codes: [4, 5],
    text: /maximum credits exceeded|(?:insufficient|not enough|out of) credits?/iu,
    class: 'QUOTA',
    retry: 'HOLD',
    sentence:
      'The credits of this account are used up. Buy more or change the plan with the provider; at SendGrid: Settings, Account Details, Your Products.',
  },
  {
    id: 'daily-limit',
    codes: [4, 5],
    text: /daily (?:user |smtp |message |sending )*(?:relay )?(?:limit|quota)|daily (?:message )?quota exceeded|sending quota/iu,
    class: 'QUOTA',
    retry: 'HOLD',
    sentence: 'The provider accepts no more mail from this account today. Wait up to 24 hours, or raise the limit with the provider.',
  },
  {
    id: 'sending-paused',
    codes: [4, 5],
    text: /\bsending (?:is |has been )?(?:paused|suspended|disabled|blocked)|\byour (?:account|domain)\b[^.]{0,40}\b(?:paused|suspended|disabled|blocked)|unusual (?:sending )?activity/iu,
    stages: transaction,
    class: 'QUOTA',
    retry: 'HOLD',
    sentence:
      'The provider has stopped mail from this account. Sign in there to see why and to have it released; at Amazon SES: Account dashboard, at Zoho: mail.zoho.com/UnblockMe.',
  },
  {
    id: 'ses-not-verified',
    codes: [554],
    text: /Email address is not verified|identities failed the check/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: (_settings, symptom) =>
      `Amazon SES has not verified the sender (or, in its sandbox, the recipient) in ${sesRegion(symptom)}. Verify the identity there, or leave the sandbox: SES console, Account dashboard, Request production access.`,
  },
  {
    id: 'ses-throttled',
    codes: [454],
    text: /throttling failure|maximum sending rate/iu,
    class: 'RATE',
    retry: 'RETRY',
    sentence: 'Mail was sent faster than the provider allows. It will be tried again more slowly.',
  },
  {
    id: 'sendgrid-sender',
    codes: [5],
    text: /verified Sender Identity/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'SendGrid does not know the From address as a verified sender. Verify it under Settings, Sender Authentication.',
  },
  {
    id: 'mailgun-sandbox',
    codes: [5],
    text: /(?:sandbox (?:sub)?domains?|free accounts) are for test|authori[sz]ed recipients/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      'A sandbox domain or free account at Mailgun sends to authorised recipients only. Add a domain of your own, or the recipient: Sending, Domains, the sandbox domain, Authorized recipients.',
  },
  {
    id: 'sender-not-verified',
    codes: [5],
    text: /sender signature|unconfigured sending domain|(?:sender|domain|from address)\b.{0,60}\bnot (?:been )?(?:verified|validated|confirmed|allowed to send)|unverified (?:sender|domain|address)/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'The provider has not verified the From address or its domain. Verify it there, where senders or sending domains are listed.',
  },
  {
    id: 'recipient-suppressed',
    codes: [5],
    text: /suppression list|inactive (?:recipient|address)|marked as inactive/iu,
    stages: ['RCPT', 'DATA'],
    class: 'RECIPIENT',
    retry: 'FAIL',
    sentence:
      'The provider keeps this recipient on its suppression list, after a bounce or a complaint. Have the address corrected, or remove it from that list; at Postmark: Message stream, Suppressions.',
  },
  {
    id: 'null-sender-refused',
    codes: [5],
    text: /(?:null|empty) (?:envelope |return |reverse[- ]?)?(?:sender|path)|(?:sender|from)\b.{0,20}<>|<>.{0,40}(?:not|reject|refus|denied)/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'The server takes no mail without an envelope sender. Set the envelope sender of the profile under Advanced.',
  },
  {
    id: 'sender-not-signed-in',
    codes: [550, 553],
    text: /sender address rejected: not logged in/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The server wants a sign-in before it takes mail from this sender. Enter user name and password.',
  },
  {
    id: 'zoho-relaying',
    codes: [5],
    text: /relaying disallowed/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      'Zoho sends only as the account itself or one of its aliases, and only from the host of its own data centre. Correct the From address, or add it as an alias: Zoho Mail admin console, Users, the user, Mail settings, Email alias.',
  },
  {
    id: 'sender-domain-unknown',
    codes: [5],
    text: /sender address rejected: domain not found|(?:sender|from)\b.{0,30}\bdomain\b.{0,40}\b(?:not found|not exist|not resolve)|domain of sender/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'The domain of the From address does not exist in DNS or takes no mail. Check what stands after the @ of the From address.',
  },
  {
    id: 'sender-not-owned',
    codes: [5],
    text: /not owned by user|sender address rejected|not one of your addresses|not authori[sz]ed to send (?:from|as|on behalf)|Request failed; Mailbox unavailable/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'This user may not send with the From address. Use an address of that account, or have it allowed by the provider.',
  },
  {
    id: 'unauthenticated-mail',
    codes: [5],
    enhanced: ['5.7.20', '5.7.21', '5.7.22', '5.7.23', '5.7.24', '5.7.26', '5.7.27'],
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      "The receiving side rejects mail from this sender as unauthenticated. Publish SPF, DKIM and DMARC for the From address's domain, and let them name the server that sends.",
  },
  {
    id: 'sender-domain-policy',
    codes: [5],
    text: /\b(?:SPF|DKIM|DMARC)\b/u,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      "The mail breaks the published policy (SPF, DKIM or DMARC) of the From address's domain. Send through a server that the domain names, or have its records changed.",
  },
  {
    id: 'reverse-dns-missing',
    codes: [5],
    text: /\b5\.7\.25\b|reverse (?:dns|hostname|lookup)|\bPTR record/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: ({ host }) =>
      `The receiving side wants the sending server's address to have a name (reverse DNS). Whoever runs ${host} must set it, or use a provider's server.`,
  },
  {
    id: 'address-on-blocklist',
    codes: [5],
    text: /spamhaus|spamcop|barracuda|\b(?:dns)?[rb]bl\b|block ?list|black ?list|listed (?:at|in|on|by)\b/iu,
    stages: transaction,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      "The sending server's address is on a blocklist. Read the server's words for its name, have the address removed there, or send through a provider.",
  },
  {
    id: 'relay-without-sign-in',
    codes: [5],
    stages: ['MAIL', 'RCPT'],
    text: /relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|not permitted to relay/iu,
    where: ({ settings }) => settings.username === null,
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The server passes mail on only for those who sign in. Enter user name and password.',
  },
  {
    id: 'relay-denied',
    codes: [5],
    stages: ['MAIL', 'RCPT'],
    text: /relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|not permitted to relay/iu,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      'The server does not pass mail on to this recipient, even for the signed-in user. Use its submission port (587 or 465), or have relaying allowed for this user.',
  },
  {
    id: 'greeting-name-refused',
    codes: [5],
    text: /helo (?:command )?rejected|ehlo (?:command )?rejected|(?:invalid|bad) (?:helo|ehlo)/iu,
    stages: ['EHLO', ...transaction],
    class: 'CONNECT',
    retry: 'PARK',
    sentence: 'The server refuses the name this side introduces itself with. Set the HELO name under Advanced to one that exists in DNS.',
  },
  {
    id: 'client-refused',
    codes: [5],
    text: /client host rejected|(?:client|host)\b.{0,30}\bnot (?:allowed|permitted) to (?:send|connect|relay)/iu,
    stages: transaction,
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: ({ username }) =>
      username === null
        ? 'The server takes no mail from this machine without a sign-in. Enter user name and password, or have its address allowed.'
        : 'The server takes no mail from the address of this machine. Have the address allowed by whoever runs it.',
  },
  {
    id: 'content-blocked',
    codes: [5],
    text: /security issue|\bvirus|malware|phishing|(?:attachment|file) ?types?\b|banned (?:file|name|content)/iu,
    stages: ['DATA'],
    class: 'MESSAGE',
    retry: 'FAIL',
    sentence: 'The server takes the message or an attachment for dangerous. Send the file in another form, such as a link.',
  },
  {
    id: 'taken-for-spam',
    codes: [5],
    text: /\bspam\b|unsolicited|\bbulk mail\b|\bjunk\b/iu,
    stages: ['DATA'],
    class: 'MESSAGE',
    retry: 'FAIL',
    sentence: 'The server takes the message for spam. Change subject, text and links; publish SPF, DKIM and DMARC for the sender.',
  },
];
