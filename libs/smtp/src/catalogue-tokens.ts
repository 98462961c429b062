import { isMicrosoft, microsoftSteps, provider, providerId } from './catalogue-sign-in.ts';
import { useStartTls } from './catalogue-tls.ts';
import type { CatalogueRow, Symptom } from './catalogue.ts';
import type { Fix, SubmissionSettings } from './types.ts';

/** What offers tokens differs by connection: most servers do so only once it is encrypted, and some not on port 25. */
function elsewhere({ security, port }: SubmissionSettings): Fix | null {
  if (security === 'NONE') return useStartTls;
  return port === 25 ? { kind: 'SET_PORT', port: 587, label: 'Use port 587' } : null;
}

/** What keeps a token from being sent at all. */
export const tokenSymptoms: readonly CatalogueRow[] = [
  {
    id: 'no-token',
    signsIn: 'TOKEN',
    causes: ['NO_TOKEN'],
    class: 'TOKEN',
    retry: 'PARK',
    sentence: (_settings, { cause }) => cause.message || 'There is no token to sign in with. Grant one.',
  },
  {
    id: 'no-user-for-token',
    signsIn: 'TOKEN',
    causes: ['NO_USER'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: 'There is a token and no user name. Enter the address of the mailbox the token is for.',
  },
  {
    id: 'token-in-clear',
    signsIn: 'TOKEN',
    stages: ['AUTH'],
    causes: ['CLEARTEXT'],
    class: 'CLEARTEXT_REFUSED',
    retry: 'PARK',
    sentence:
      'The connection is not encrypted, so the token was not sent. Choose STARTTLS or TLS; only the system admin can permit this host and port without.',
    fix: ({ security }) => (security === 'NONE' ? useStartTls : null),
  },
  {
    id: 'no-sign-in-for-tokens',
    signsIn: 'TOKEN',
    causes: ['NO_AUTH'],
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: ({ security }) =>
      security === 'NONE'
        ? 'The server offers no signing in on this connection, neither with OAuth 2.0 nor otherwise; most offer it only once it is encrypted. Choose STARTTLS.'
        : 'The server offers no signing in here, neither with OAuth 2.0 nor otherwise. Use its submission port (587 or 465).',
    fix: elsewhere,
  },
  {
    id: 'no-token-mechanism',
    signsIn: 'TOKEN',
    causes: ['NO_MECHANISM'],
    class: 'AUTH_MECH',
    retry: 'PARK',
    sentence: (settings, { cause }) =>
      `The server does not offer OAuth 2.0 (XOAUTH2 or OAUTHBEARER) here, only ${cause.message}. ${elsewhere(settings) ? 'Many offer it on port 587 with STARTTLS only.' : 'Check host and port, or sign in without OAuth 2.0.'}`,
    fix: elsewhere,
  },
  {
    id: 'stored-token-unreadable',
    signsIn: 'TOKEN',
    causes: ['SECRET_UNREADABLE'],
    class: 'SECRET_UNREADABLE',
    retry: 'PARK',
    sentence: ({ proxy }) =>
      proxy?.username
        ? 'The stored token, or the password of the proxy, cannot be read with the keys of this installation. Grant a new token, and enter that password again.'
        : 'The stored token cannot be read with the keys of this installation. Grant a new one.',
  },
];

/** The scope that a challenge says is needed (RFC 7628 section 3.2.2; Google names it always). */
function scopeWanted({ reply }: Symptom): string {
  const scope = /^334 \{.*?"scope":"([^"\n]+)"/u.exec(reply?.text ?? '')?.[1];
  return scope === undefined ? 'the scope for SMTP' : `the scope ${scope}`;
}

/** Codes of a refused token that came with the status of a challenge, in the numbers of XOAUTH2 or the words of RFC 6750 section 3.1. */
const challenged = (status: string): Pick<CatalogueRow, 'stages' | 'codes' | 'text'> => ({
  stages: ['AUTH'],
  codes: [5, 334],
  text: new RegExp(`^334 \\{.*"status":"?(?:${status})\\b`, 'iu'),
});

const sharedMailbox = 'a shared mailbox is no user: sign in as a member who may "Send as" it';

/** Refusals of a token. Refusals of the account behind it are among those of passwords, which talk of neither. */
export const tokenReplies: readonly CatalogueRow[] = [
  {
    id: 'outlook-token-refused',
    signsIn: 'TOKEN',
    codes: [535],
    enhanced: ['5.7.3', '5.7.139'],
    where: ({ settings }) => providerId(settings) === 'outlook',
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'Outlook.com refused the token. Grant a new one, signed in as the mailbox that is the user name, with the scope https://outlook.office.com/SMTP.Send.',
  },
  {
    id: 'microsoft-token-user',
    signsIn: 'TOKEN',
    codes: [535],
    text: /\b5\.7\.139\b.*user credentials were incorrect/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence: `Microsoft 365 (Office 365) does not take this token for this user name. Enter the mailbox that consented (${sharedMailbox}) and grant a new token. ${microsoftSteps}`,
  },
  {
    id: 'microsoft-token-policy',
    signsIn: 'TOKEN',
    codes: [535],
    enhanced: ['5.7.139'],
    class: 'AUTH_POLICY',
    retry: 'PARK',
    sentence: `A policy of this Microsoft 365 (Office 365) organisation forbids this sign-in, though it is by OAuth 2.0. ${microsoftSteps} Look at conditional access and at the authentication policy as well.`,
  },
  {
    id: 'microsoft-token-refused',
    signsIn: 'TOKEN',
    codes: [535],
    enhanced: ['5.7.3'],
    where: isMicrosoft,
    class: 'AUTH',
    retry: 'PARK',
    sentence: `Microsoft 365 (Office 365) refused the token. The user name must be the mailbox that consented (${sharedMailbox}), the scope SMTP.Send of outlook.office.com; where nobody consents, the application needs SMTP.SendAsApp and permission to the mailbox in Exchange. ${microsoftSteps}`,
  },
  {
    id: 'token-scope-missing',
    signsIn: 'TOKEN',
    ...challenged('403|insufficient_scope'),
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings, symptom) =>
      `${provider(settings)} knows the token, which may not be used for SMTP: it lacks ${scopeWanted(symptom)}. Enter that scope and grant a new token.${providerId(settings) === 'google' ? ' The scope gmail.send is not enough; a Workspace admin may also have blocked the application.' : ''}`,
  },
  {
    id: 'token-ended',
    signsIn: 'TOKEN',
    ...challenged('401|invalid_token'),
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings, symptom) =>
      `${provider(settings)} says that the token has ended, was revoked, or is not for this user name. Grant a new one, signed in as the mailbox that is the user name, with ${scopeWanted(symptom)}.`,
  },
  {
    id: 'token-wrong-user-or-scope',
    signsIn: 'TOKEN',
    ...challenged('400|invalid_request'),
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings, symptom) =>
      `${provider(settings)} does not take this token for this user name: it has ended, is somebody else's, or lacks ${scopeWanted(symptom)}. Check user name and scope, then grant a new token.`,
  },
  {
    id: 'google-token-refused',
    signsIn: 'TOKEN',
    codes: [535],
    text: /BadCredentials|gsmtp/iu,
    class: 'AUTH',
    retry: 'PARK',
    sentence:
      'Google refused the token. The user name must be the full address of the account that consented, and the scope https://mail.google.com/. Grant a new token.',
  },
  {
    id: 'token-check-temporarily-impossible',
    signsIn: 'TOKEN',
    stages: ['AUTH'],
    codes: [454],
    enhanced: ['4.7.0'],
    class: 'TEMP',
    retry: 'RETRY',
    sentence: 'The server cannot check tokens just now. It will be tried again; nothing needs to be changed, and no new token is needed.',
  },
];
