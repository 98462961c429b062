import type { CatalogueRow } from './catalogue.ts';

/**
 * Replies in the words of single providers: Microsoft 365, Google, Amazon SES, SendGrid, Zoho, Postfix, Exchange. Their figures are
 * from the providers' own limits pages.
 */
export const providerReplies: readonly CatalogueRow[] = [
  {
    id: 'microsoft-smtp-auth-off',
    codes: [535],
    text: /SmtpClientAuthentication is disabled/iu,
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence:
      'Microsoft 365 (Office 365) has "Authenticated SMTP" switched off for this mailbox or tenant. Switch it on: Microsoft 365 admin center, Users, the mailbox, Mail, Manage email apps.',
  },
  {
    id: 'microsoft-policy',
    codes: [535],
    enhanced: ['5.7.139'],
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence:
      'A policy of this Microsoft 365 (Office 365) tenant (security defaults, conditional access, or basic authentication being off) forbids signing in with a password. Use OAuth 2.0, or have the policy changed.',
  },
  {
    id: 'microsoft-basic-authentication-off',
    codes: [5],
    enhanced: ['5.7.30'],
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: 'Microsoft 365 (Office 365) no longer accepts a user name and password here. Use OAuth 2.0.',
  },
  {
    id: 'microsoft-credentials',
    codes: [535],
    enhanced: ['5.7.3'],
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'Microsoft 365 (Office 365) refused the sign-in. Check user name and password, that the mailbox has a licence, and that "Authenticated SMTP" is on for it.',
  },
  {
    id: 'microsoft-not-authenticated',
    codes: [530],
    enhanced: ['5.7.57'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The server wants a sign-in before it takes mail. Enter user name and password.',
  },
  {
    id: 'microsoft-send-as-denied',
    text: /SendAsDenied|not allowed to send as|\b5\.7\.60\b/iu,
    codes: [5],
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'This user may not send as the From address. Use the mailbox itself as From, or grant it "Send as".',
  },
  {
    id: 'microsoft-mailbox-logon',
    codes: [430],
    class: 'AUTH_PERM',
    retry: 'PARK',
    sentence:
      'The application may sign in but not open the mailbox. Register its service principal in Exchange and give it permission to the mailbox.',
  },
  {
    id: 'microsoft-concurrency',
    codes: [432],
    class: 'RATE',
    retry: 'RETRY',
    sentence: 'Too many connections at once for this mailbox; Microsoft 365 (Office 365) allows 3. It will be tried again.',
  },
  {
    id: 'microsoft-quota',
    codes: [5],
    text: /SubmissionQuotaExceeded|STOREDRV.*(?:quota|mailbox.*full)|5\.2\.2.*STOREDRV/isu,
    stages: ['MAIL', 'DATA'],
    class: 'QUOTA',
    retry: 'HOLD',
    sentence:
      'The sending mailbox is full or has used up its recipients for the day (10,000 at Microsoft 365 (Office 365)). Empty its Sent Items, or wait a day.',
  },
  {
    id: 'google-app-password',
    codes: [534],
    enhanced: ['5.7.9'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'Google wants an app password here, not the account password. Create one under Google Account, Security, App passwords.',
  },
  {
    id: 'google-web-login',
    codes: [534],
    enhanced: ['5.7.14'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'Google wants this account to sign in with a browser once before it accepts mail. Do that, then use an app password.',
  },
  {
    id: 'google-credentials',
    codes: [535],
    text: /BadCredentials|gsmtp/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'Google refused user name or password. Use the full address as user name and an app password; the account password does not work.',
  },
  {
    id: 'daily-limit',
    codes: [4, 5],
    text: /daily (?:user |smtp |message |sending )*(?:relay )?(?:limit|quota)|daily (?:message )?quota exceeded|maximum credits exceeded|sending quota/iu,
    class: 'QUOTA',
    retry: 'HOLD',
    sentence: 'The provider accepts no more mail from this account today. Wait up to 24 hours, or raise the limit with the provider.',
  },
  {
    id: 'ses-credentials',
    codes: [535],
    text: /Authentication Credentials Invalid/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'The SMTP credentials were refused. At Amazon SES they differ from IAM keys and belong to one region: check that the host names that region.',
  },
  {
    id: 'ses-not-verified',
    codes: [554],
    text: /Email address is not verified|identities failed the check/iu,
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      'Amazon SES has not verified the sender (or, in its sandbox, the recipient) in this region. Verify the identity, or leave the sandbox.',
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
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'SendGrid does not know the From address as a verified sender. Verify it under Settings, Sender Authentication.',
  },
  {
    id: 'sendgrid-credentials',
    codes: [535, 451],
    stages: ['AUTH'],
    text: /authorization grant is invalid|bad username \/ password/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The API key was refused. The user name must be literally apikey and the password an API key with "Mail Send".',
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
    id: 'sender-not-owned',
    codes: [5],
    text: /not owned by user|relaying disallowed|sender address rejected/iu,
    class: 'SENDER',
    retry: 'FAIL',
    sentence: 'This user may not send with the From address. Use an address of that account, or have it allowed by the provider.',
  },
  {
    id: 'unauthenticated-mail',
    codes: [5],
    enhanced: ['5.7.26', '5.7.25', '5.7.27'],
    class: 'SENDER',
    retry: 'FAIL',
    sentence:
      "The receiving side rejects mail from this sender as unauthenticated. Publish SPF, DKIM and DMARC for the From address's domain.",
  },
  {
    id: 'relay-without-sign-in',
    codes: [5],
    stages: ['MAIL', 'RCPT'],
    text: /relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited)|unable to relay|not permitted to relay/iu,
    where: ({ settings }) => settings.username === null,
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The server passes mail on only for those who sign in. Enter user name and password.',
  },
];
