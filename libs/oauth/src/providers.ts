import type { ChecklistStep, Provider, ProviderCloud } from './provider.ts';

const step = (text: string, copy: ChecklistStep['copy'] = null): ChecklistStep => ({ text, copy });

/**
 * National clouds (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud). No issuer: it differs by
 * directory, and Microsoft puts none in callbacks. No revocation: Microsoft offers none for single tokens.
 */
function microsoftCloud(
  id: string,
  label: string,
  login: string,
  hosts: { delegated: string; appOnly: string; smtp: string },
): ProviderCloud {
  const base = `https://${login}/{directory}/oauth2/v2.0`;
  return {
    id,
    label,
    endpoints: {
      issuer: null,
      authorization: `${base}/authorize`,
      token: `${base}/token`,
      revocation: null,
      introspection: null,
      promisesIssuer: false,
    },
    scopes: {
      // openid, profile and email tell who consented.
      AUTHORIZATION_CODE: `openid profile email offline_access https://${hosts.delegated}/SMTP.Send`,
      CLIENT_CREDENTIALS: `https://${hosts.appOnly}/.default`,
    },
    smtpHost: hosts.smtp,
  };
}

export const providers: readonly Provider[] = [
  {
    id: 'google',
    name: 'Google',
    asksDirectory: false,
    clouds: [
      {
        id: 'global',
        label: 'Google',
        endpoints: {
          issuer: 'https://accounts.google.com',
          authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
          token: 'https://oauth2.googleapis.com/token',
          revocation: 'https://oauth2.googleapis.com/revoke',
          introspection: null,
          promisesIssuer: false,
        },
        // gmail.send is not enough for SMTP. openid and email tell who consented.
        scopes: { AUTHORIZATION_CODE: 'openid email https://mail.google.com/', JWT_BEARER: 'https://mail.google.com/' },
        smtpHost: 'smtp.gmail.com',
      },
    ],
    flows: [
      {
        flow: 'AUTHORIZATION_CODE',
        label: 'One mailbox consents',
        authentications: ['CLIENT_SECRET_POST', 'CLIENT_SECRET_BASIC'],
        // Without both, Google gives no refresh token, or only the first time.
        authorizationParameters: [
          { name: 'access_type', value: 'offline' },
          { name: 'prompt', value: 'consent' },
        ],
        sendsScopeOnRefresh: false,
        checklist: [
          step('Google Cloud console: create or choose a project, and enable the Gmail API under APIs & Services, Library.'),
          step(
            'Under OAuth consent screen choose Internal; where that is not offered choose External and publish the application, or its tokens end after seven days.',
          ),
          step('Add the scope of this form to the consent screen.', 'SCOPE'),
          step(
            'Under Credentials create an OAuth client ID of the type Web application, and add this redirect URI to its Authorized redirect URIs.',
            'REDIRECT_URI',
          ),
          step('Copy client ID and client secret into this form and save.'),
          step('Grant the token, signed in as the mailbox that sends.'),
        ],
      },
      {
        flow: 'JWT_BEARER',
        label: 'Service account with domain-wide delegation',
        authentications: ['PRIVATE_KEY_JWT'],
        authorizationParameters: [],
        sendsScopeOnRefresh: false,
        checklist: [
          step('Google Cloud console: enable the Gmail API, then create a service account under IAM & Admin, Service Accounts.'),
          step('Add a key of the type JSON to it, and enter the file here.'),
          step(
            'Google Admin console: Security, API controls, Domain-wide delegation: add the client ID of the service account with this scope.',
            'SCOPE',
          ),
          step('Enter the mailbox that sends as user name.'),
        ],
      },
    ],
    refreshToken: {
      // Six months.
      idleDays: 180,
      rotates: false,
      endsWhen: [
        'The person removes the access, or changes the password of the account.',
        'It was not used for six months.',
        'The consent screen is External and in "Testing": after seven days.',
        'The account holds more than 100 live refresh tokens of this client: the oldest ends.',
        'A Workspace admin restricts the application, or session control ends the session.',
      ],
    },
    clientSecretDays: null,
    notes: ['The scope for mail is restricted: a public application needs Google’s verification, an Internal one does not.'],
    documentation: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  },
  {
    id: 'microsoft365',
    name: 'Microsoft 365 (Office 365)',
    asksDirectory: true,
    clouds: [
      microsoftCloud('global', 'Global', 'login.microsoftonline.com', {
        delegated: 'outlook.office.com',
        appOnly: 'outlook.office365.com',
        smtp: 'smtp.office365.com',
      }),
      microsoftCloud('us-gcc-high', 'US Government (GCC High)', 'login.microsoftonline.us', {
        delegated: 'outlook.office365.us',
        appOnly: 'outlook.office365.us',
        smtp: 'smtp.office365.us',
      }),
      microsoftCloud('us-dod', 'US Government (DoD)', 'login.microsoftonline.us', {
        delegated: 'outlook-dod.office365.us',
        appOnly: 'outlook-dod.office365.us',
        smtp: 'outlook-dod.office365.us',
      }),
      microsoftCloud('china', 'China (21Vianet)', 'login.partner.microsoftonline.cn', {
        delegated: 'partner.outlook.cn',
        appOnly: 'partner.outlook.cn',
        smtp: 'smtp.partner.outlook.cn',
      }),
    ],
    flows: [
      {
        flow: 'AUTHORIZATION_CODE',
        label: 'Delegated: one mailbox consents',
        authentications: ['CLIENT_SECRET_POST', 'CLIENT_SECRET_BASIC', 'PRIVATE_KEY_JWT'],
        authorizationParameters: [{ name: 'prompt', value: 'select_account' }],
        sendsScopeOnRefresh: true,
        checklist: [
          step('Microsoft Entra admin center: App registrations, New registration. Choose who may sign in; usually this directory alone.'),
          step(
            'Register this redirect URI with the platform Web, not Single-page application: tokens of that one end after a day.',
            'REDIRECT_URI',
          ),
          step('Copy Application (client) ID and Directory (tenant) ID from the Overview page into this form.'),
          step('Under Certificates & secrets create a client secret; copy its Value, not its ID, and note the day it expires.'),
          step(
            'Under API permissions add Microsoft Graph, Delegated permissions: SMTP.Send, offline_access, openid, email, profile. Grant admin consent where the directory wants it.',
          ),
          step('Microsoft 365 admin center: Users, the mailbox, Mail, Manage email apps: switch on Authenticated SMTP.'),
          step('Grant the token, signed in as the mailbox that sends.'),
        ],
      },
      {
        flow: 'CLIENT_CREDENTIALS',
        label: 'App-only: nobody signs in',
        authentications: ['CLIENT_SECRET_POST', 'CLIENT_SECRET_BASIC', 'PRIVATE_KEY_JWT'],
        authorizationParameters: [],
        sendsScopeOnRefresh: false,
        checklist: [
          step('Microsoft Entra admin center: App registrations, New registration, for this directory alone. No redirect URI is needed.'),
          step('Copy Application (client) ID and Directory (tenant) ID from the Overview page into this form.'),
          step('Under Certificates & secrets create a client secret; copy its Value, not its ID, and note the day it expires.'),
          step(
            'Under API permissions, APIs my organization uses, choose Office 365 Exchange Online, Application permissions: SMTP.SendAsApp. Grant admin consent.',
          ),
          step('Exchange Online PowerShell: New-ServicePrincipal -AppId <client id> -ObjectId <object id of the enterprise application>.'),
          step('Exchange Online PowerShell: Add-MailboxPermission -Identity <mailbox> -User <object id> -AccessRights FullAccess.'),
          step('Microsoft 365 admin center: Users, the mailbox, Mail, Manage email apps: switch on Authenticated SMTP.'),
          step('The form’s scope is the one for app-only access.', 'SCOPE'),
        ],
      },
    ],
    refreshToken: {
      idleDays: 90,
      rotates: true,
      endsWhen: [
        'It was not used for 90 days.',
        'An admin resets the password in Entra or the Microsoft 365 admin center, or somebody revokes the sessions of the account.',
        'A conditional access policy limits how long a sign-in lasts.',
        'The redirect URI is registered for a single-page application: after 24 hours.',
      ],
    },
    // Two years.
    clientSecretDays: 730,
    notes: [
      'Personal accounts (outlook.com, hotmail.com) need a registration for personal accounts and the directory "consumers".',
      'A shared mailbox: sign in as a member with Send As, and enter the shared address as From.',
    ],
    documentation:
      'https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth',
  },
  {
    id: 'generic',
    name: 'Other provider',
    asksDirectory: false,
    clouds: [{ id: 'global', label: 'Other provider', endpoints: null, scopes: {}, smtpHost: null }],
    flows: [
      {
        flow: 'AUTHORIZATION_CODE',
        label: 'One mailbox consents',
        authentications: ['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'PRIVATE_KEY_JWT', 'NONE'],
        // OpenID Connect Core section 11: without it offline_access is ignored.
        authorizationParameters: [{ name: 'prompt', value: 'consent' }],
        sendsScopeOnRefresh: false,
        checklist: [
          step('Register a confidential web client at the identity provider that may use authorization code and refresh token.'),
          step('Register this redirect URI.', 'REDIRECT_URI'),
          step('Allow the scope the mail server asks for, and offline_access, so that a refresh token is given.'),
          step('Enter the issuer and have the URLs discovered, or enter them by hand; then client id and secret.'),
          step('Grant the token, signed in as the mailbox that sends.'),
        ],
      },
      {
        flow: 'CLIENT_CREDENTIALS',
        label: 'Client credentials: nobody signs in',
        authentications: ['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'PRIVATE_KEY_JWT'],
        authorizationParameters: [],
        sendsScopeOnRefresh: false,
        checklist: [
          step('Register a confidential client at the identity provider that may use client credentials.'),
          step('Allow the scope the mail server asks for.'),
          step('Enter the issuer and have the URLs discovered, or enter them by hand; then client id and secret.'),
        ],
      },
    ],
    refreshToken: { idleDays: null, rotates: false, endsWhen: ['Whatever the identity provider decides: see its documentation.'] },
    clientSecretDays: null,
    notes: [
      'Some providers do not decode client id and secret as RFC 6749 asks in Basic: where special characters are refused, choose "post".',
    ],
    documentation: 'https://www.rfc-editor.org/rfc/rfc6749',
  },
];
