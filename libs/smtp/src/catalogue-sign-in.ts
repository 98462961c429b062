import type { CatalogueRow, Symptom } from './catalogue.ts';
import { presetOfHost } from './preset.ts';
import type { SubmissionSettings } from './types.ts';

/** Codes with which servers refuse credentials; 500 to 504 are about the mechanism. */
const refusals = [535, 525, 534, 550, 554];

/** Providers whose user names are addresses. */
const takesAddress = ['google', 'google-relay', 'microsoft365', 'outlook', 'zoho', 'yahoo', 'icloud', 'fastmail', 'mailgun'];

export const providerId = ({ host }: SubmissionSettings): string => presetOfHost(host)?.id ?? '';
export const provider = ({ host }: SubmissionSettings): string => presetOfHost(host)?.name ?? host;

export const isMicrosoft = ({ settings, reply }: Symptom): boolean =>
  ['microsoft365', 'outlook'].includes(providerId(settings)) || /outlook\.com|exchangelabs\.com|office365/iu.test(reply?.text ?? '');

const smtpAuthSwitch = 'Microsoft 365 admin center, Users, Active users, the mailbox, Mail, Manage email apps, Authenticated SMTP';
const securityDefaults = 'security defaults are off (Microsoft Entra, Properties)';
/** Helps with 5.7.3 and with 5.7.139, whatever signs in. */
export const microsoftSteps = `Switch "Authenticated SMTP" on, or off and on again (${smtpAuthSwitch}); see that ${securityDefaults}.`;

/** Refusals to sign somebody in. Refusals of a whole account are here too, whenever they come. */
export const signInReplies: readonly CatalogueRow[] = [
  {
    id: 'microsoft-smtp-auth-off-everywhere',
    codes: [535],
    text: /SmtpClientAuthentication is disabled for the (?:tenant|organi[sz]ation)/iu,
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: `Microsoft 365 (Office 365) has "Authenticated SMTP" switched off for the whole organisation. An Exchange admin switches it on with Set-TransportConfig -SmtpClientAuthenticationDisabled $false, or for this mailbox alone (if it is on there, off and on again): ${smtpAuthSwitch}. See too that ${securityDefaults}.`,
  },
  {
    id: 'microsoft-smtp-auth-off',
    codes: [535],
    text: /SmtpClientAuthentication is disabled/iu,
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: `Microsoft 365 (Office 365) has "Authenticated SMTP" switched off for this mailbox. Switch it on, or off and on again: ${smtpAuthSwitch}. It takes effect within an hour. See too that ${securityDefaults}.`,
  },
  {
    id: 'microsoft-password-wrong',
    signsIn: 'PASSWORD',
    codes: [535],
    text: /\b5\.7\.139\b.*user credentials were incorrect/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence: `Microsoft 365 (Office 365) knows the mailbox and refused its password. Enter it again; where multi-factor authentication is on, use OAuth 2.0. ${microsoftSteps}`,
  },
  {
    id: 'outlook-passwords-off',
    signsIn: 'PASSWORD',
    codes: [535],
    enhanced: ['5.7.139'],
    where: ({ settings }) => providerId(settings) === 'outlook',
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: 'Outlook.com no longer takes passwords from other programs. Use OAuth 2.0.',
  },
  {
    id: 'microsoft-policy',
    signsIn: 'PASSWORD',
    codes: [535],
    enhanced: ['5.7.139'],
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: `A policy of this Microsoft 365 (Office 365) organisation forbids signing in with a password. Use OAuth 2.0; or have conditional access or the authentication policy changed. ${microsoftSteps}`,
  },
  {
    id: 'microsoft-basic-authentication-off',
    signsIn: 'PASSWORD',
    codes: [5],
    enhanced: ['5.7.30'],
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: 'Microsoft 365 (Office 365) no longer accepts a user name and password here. Use OAuth 2.0.',
  },
  {
    id: 'microsoft-account-stopped',
    codes: [5],
    text: /bad outbound sender|\b5\.7\.(?:705|708|750)\b/iu,
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence:
      'Microsoft has stopped mail from this mailbox or organisation because it looked like spam. An admin releases it: Microsoft Defender portal, Review, Restricted entities; make sure the account was not stolen.',
  },
  {
    id: 'microsoft-relay-unknown',
    codes: [5],
    text: /TenantAttribution/iu,
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence:
      'Microsoft 365 (Office 365) does not know this server as one of yours. Add its address to the inbound connector, or sign in with a mailbox at smtp.office365.com, port 587.',
  },
  {
    id: 'google-app-password',
    signsIn: 'PASSWORD',
    codes: [534],
    enhanced: ['5.7.9'],
    // In RFC 4954 the same code means a mechanism that is too weak.
    text: /application-specific password|\bgsmtp\b/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'Google wants an app password here, not the account password. Create one under Google Account, Security, App passwords.',
  },
  {
    id: 'google-web-login',
    signsIn: 'PASSWORD',
    codes: [534],
    enhanced: ['5.7.14'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'Google wants this account to sign in with a browser once before it accepts mail. Do that, then use an app password.',
  },
  {
    id: 'google-relay-unknown',
    codes: [5],
    text: /invalid credentials for relay|mail relay denied/iu,
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence:
      'The Google relay does not know this server. Add its public address, or require signing in: Admin console, Apps, Google Workspace, Gmail, Routing, SMTP relay service.',
  },
  {
    id: 'address-not-authorised',
    codes: [5],
    text: /unauthori[sz]ed ip\b|\bip (?:address )?(?:is )?not (?:authori[sz]ed|allowed|whitelisted)/iu,
    stages: ['GREETING', 'EHLO', 'AUTH', 'MAIL', 'RCPT'],
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence:
      'The provider takes this account only from addresses it was told of. Add the public address of this server there; at Brevo: Settings, Security, Authorized IPs.',
  },
  {
    id: 'fixed-user-name',
    signsIn: 'PASSWORD',
    stages: ['AUTH'],
    codes: refusals,
    where: ({ settings }) => {
      const fixed = presetOfHost(settings.host)?.fixedUsername;
      return fixed !== undefined && settings.username !== fixed;
    },
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings) =>
      `The user name at ${provider(settings)} is literally ${presetOfHost(settings.host)?.fixedUsername}, for everybody; the API key is the password. Correct the user name.`,
    fix: ({ host }) => {
      const username = presetOfHost(host)?.fixedUsername;
      return username === undefined ? null : { kind: 'SET_USERNAME', username, label: `Use ${username} as user name` };
    },
  },
  {
    id: 'user-name-no-address',
    stages: ['AUTH'],
    codes: refusals,
    where: ({ settings }) => takesAddress.includes(providerId(settings)) && !settings.username?.includes('@'),
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings) => `${provider(settings)} wants a full address as user name, such as name@example.com. Enter it with its domain.`,
  },
  {
    id: 'user-name-no-address-wanted',
    signsIn: 'PASSWORD',
    stages: ['AUTH'],
    codes: refusals,
    where: ({ settings }) =>
      ['amazon-ses', 'postmark', 'mailjet'].includes(providerId(settings)) && settings.username?.includes('@') === true,
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings) => `The user name at ${provider(settings)} is no address. ${presetOfHost(settings.host)?.usernameHint}`,
  },
  {
    id: 'microsoft-credentials',
    signsIn: 'PASSWORD',
    codes: [535],
    enhanced: ['5.7.3'],
    where: isMicrosoft,
    class: 'AUTH',
    retry: 'PARK',
    sentence: `Microsoft 365 (Office 365) refused the sign-in. Check user name and password, and that the mailbox has a licence. ${microsoftSteps}`,
  },
  {
    id: 'exchange-credentials',
    signsIn: 'PASSWORD',
    codes: [535],
    enhanced: ['5.7.3'],
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'The Exchange server refused user name or password. Enter both again, the user name as DOMAIN\\user or as full address; the mailbox must be allowed to use SMTP.',
  },
  {
    id: 'google-credentials',
    signsIn: 'PASSWORD',
    codes: [535],
    text: /BadCredentials|gsmtp/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'Google refused user name or password. Use the full address as user name and an app password; the account password does not work.',
  },
  {
    id: 'ses-credentials',
    signsIn: 'PASSWORD',
    codes: [535],
    text: /Authentication Credentials Invalid/iu,
    // GMX and IONOS say the same words.
    where: ({ settings }) => /\.amazonaws\.com\.?$/iu.test(settings.host),
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'Amazon SES refused the SMTP credentials. They differ from IAM keys and belong to one region: check that the host names that region (SES console, SMTP settings).',
  },
  {
    id: 'ses-user-not-permitted',
    codes: [5],
    text: /not authorized to perform:?\s+.?ses:Send/iu,
    class: 'AUTH_PERM',
    retry: 'PARK',
    sentence: 'The IAM user behind these SMTP credentials may not send. Allow it ses:SendRawEmail for the identity of the From address.',
  },
  {
    id: 'sendgrid-credentials',
    signsIn: 'PASSWORD',
    codes: [535, 451],
    stages: ['AUTH'],
    text: /authorization grant is invalid|bad username \/ password/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The API key was refused. The user name must be literally apikey and the password an API key with "Mail Send".',
  },
  {
    id: 'sendgrid-not-signed-in',
    signsIn: 'PASSWORD',
    codes: [550],
    text: /unauthenticated senders not allowed/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'SendGrid wants a sign-in before it takes mail. Enter apikey as user name and an API key as password.',
  },
  {
    id: 'brevo-key',
    signsIn: 'PASSWORD',
    codes: [535],
    text: /key not found/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'The provider does not know this key. At Brevo the password is an SMTP key, not an API key, and the user name the login beside it: Settings, SMTP & API, SMTP.',
  },
  {
    id: 'mailgun-credentials',
    signsIn: 'PASSWORD',
    codes: [535],
    text: /not loving your login/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'Mailgun refused user name or password. Use an SMTP user of the sending domain, not an API key, and the host of the region the domain is in.',
  },
  {
    id: 'provider-credentials',
    signsIn: 'PASSWORD',
    stages: ['AUTH'],
    codes: refusals,
    where: ({ settings }) => presetOfHost(settings.host) !== null,
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings) => {
      const preset = presetOfHost(settings.host);
      return `${provider(settings)} refused user name or password. User name: ${preset?.usernameHint} Password: ${preset?.passwordHint}`;
    },
  },
  {
    id: 'microsoft-not-authenticated',
    signsIn: 'PASSWORD',
    codes: [530],
    enhanced: ['5.7.57'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'The server wants a sign-in before it takes mail. Enter user name and password.',
  },
  {
    id: 'exchange-mechanism',
    signsIn: 'PASSWORD',
    stages: ['AUTH'],
    codes: [504],
    enhanced: ['5.7.4'],
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence:
      'The Exchange server does not take this way of signing in on this port. Sign in with LOGIN over STARTTLS on port 587, or have basic authentication switched on for the receive connector.',
    fix: ({ mechanism }) => (mechanism === 'LOGIN' ? null : { kind: 'SET_MECHANISM', mechanism: 'LOGIN', label: 'Sign in with LOGIN' }),
  },
  {
    id: 'microsoft-mailbox-logon',
    codes: [430],
    text: /STOREDRV|log-?on|mailbox/iu,
    class: 'AUTH_PERM',
    retry: 'PARK',
    sentence:
      'The application may sign in but not open the mailbox. Register its service principal in Exchange and give it permission to the mailbox.',
  },
  {
    id: 'too-many-sign-ins',
    stages: ['AUTH'],
    codes: [4],
    text: /too many (?:log-?ins?|sign-?ins?|auth|failed|invalid|bad|attempts)/iu,
    class: 'RATE',
    retry: 'RETRY',
    sentence:
      'The server has seen too many sign-ins and wants a pause. It will be tried again; lower the number of connections if it happens often.',
  },
];
