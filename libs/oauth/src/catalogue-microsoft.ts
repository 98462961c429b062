import type { OAuthCatalogueRow } from './catalogue.ts';

const registration = 'Microsoft Entra admin center, App registrations';

/** Microsoft's AADSTS codes (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). */
export const microsoftRefusals: readonly OAuthCatalogueRow[] = [
  {
    id: 'microsoft-secret-expired',
    aadsts: [7000222],
    class: 'CLIENT',
    sentence: `The client secret has expired. Create a new one (${registration}, Certificates & secrets) and enter its Value here; the tokens are kept.`,
    fix: 'ENTER_SECRET',
  },
  {
    id: 'microsoft-secret-wrong',
    aadsts: [7000215, 7000216],
    class: 'CLIENT',
    sentence: `The client secret is wrong. Enter its Value, not its Secret ID (${registration}, Certificates & secrets); Microsoft shows the Value only once.`,
    fix: 'ENTER_SECRET',
  },
  {
    id: 'microsoft-certificate-unknown',
    aadsts: [700027, 7000214, 7000272],
    class: 'CLIENT',
    sentence: `Microsoft does not know the certificate of this key. Upload it: ${registration}, Certificates & secrets, Certificates.`,
    fix: 'ENTER_SECRET',
  },
  {
    id: 'microsoft-public-client',
    aadsts: [700025, 7000218, 9002327],
    class: 'CLIENT',
    sentence: `The application is registered for another kind of client. Register its redirect URI under the platform Web, and use a client secret: ${registration}, Authentication.`,
  },
  {
    id: 'microsoft-client-unknown',
    aadsts: [700016, 7000229],
    class: 'CLIENT',
    sentence:
      'No application with this client id is registered in this directory. Compare client id and directory (tenant) id with the application’s Overview page.',
  },
  {
    id: 'microsoft-client-disabled',
    aadsts: [7000112],
    class: 'CLIENT',
    sentence: 'An admin has disabled the application. Switch it on: Microsoft Entra admin center, Enterprise applications, Properties.',
  },
  {
    id: 'microsoft-refresh-token-idle',
    aadsts: [700082, 700084, 70008],
    class: 'CONSENT_NEEDED',
    sentence: 'The refresh token was not used for too long (90 days as a rule) and has expired. Grant a new token.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'microsoft-sign-in-frequency',
    aadsts: [70043, 70044],
    class: 'CONSENT_NEEDED',
    sentence:
      'A conditional access policy limits how long a sign-in lasts, and that time is over. Grant a new token; have the mailbox excluded from "sign-in frequency", or use app-only access, so that it does not happen again.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'microsoft-token-revoked',
    aadsts: [50173, 50132, 50133, 50055, 50144],
    class: 'CONSENT_NEEDED',
    sentence:
      'The password of the mailbox was reset or has expired, or somebody ended its sessions; its tokens ended with that. Grant a new token.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'microsoft-multi-factor',
    aadsts: [50072, 50074, 50076, 50078, 50079, 50158],
    class: 'CONSENT_NEEDED',
    sentence:
      'Microsoft asks this mailbox for multi-factor authentication, which only a person can do. Grant a new token; for good, exclude the mailbox by conditional access or use app-only access.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'microsoft-admin-consent',
    aadsts: [90094, 90095, 90093],
    class: 'POLICY',
    sentence: `An admin of the directory must consent to this application: ${registration}, API permissions, Grant admin consent.`,
  },
  {
    id: 'microsoft-declined',
    aadsts: [65004],
    class: 'DENIED',
    sentence: 'Consent was declined. Nothing was changed; grant again and accept.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'microsoft-no-consent',
    aadsts: [65001, 650056],
    class: 'CONSENT_NEEDED',
    sentence: `Nobody has consented to what the application asks for. Grant a new token; for app-only access an admin consents: ${registration}, API permissions, Grant admin consent.`,
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'microsoft-conditional-access',
    aadsts: [53000, 53001, 53002, 53003, 53004, 530002, 530003, 50131],
    class: 'POLICY',
    sentence:
      'A conditional access policy of the directory blocks this sign-in. Have the mailbox or this application excluded: Microsoft Entra admin center, Conditional Access, Policies.',
  },
  {
    id: 'microsoft-not-assigned',
    aadsts: [50105],
    class: 'POLICY',
    sentence:
      'The mailbox is not assigned to the application. Assign it: Microsoft Entra admin center, Enterprise applications, Users and groups.',
  },
  {
    id: 'microsoft-account-stopped',
    aadsts: [50053, 50057, 50034],
    class: 'POLICY',
    sentence: 'The account of the mailbox is locked, disabled or unknown. An admin of the directory must look after it.',
  },
  {
    id: 'microsoft-other-directory',
    aadsts: [7000012, 50020, 50194, 51004],
    class: 'CONFIGURATION',
    sentence:
      'Mailbox, application and directory (tenant) id do not belong together. Enter the id of the directory the mailbox lives in; "common" serves only applications registered for several directories.',
  },
  {
    id: 'microsoft-directory-unknown',
    aadsts: [90002, 900021, 900023, 50059],
    class: 'CONFIGURATION',
    sentence:
      'Microsoft knows no such directory. Copy the directory (tenant) id from the application’s Overview page, and check the cloud it lives in.',
  },
  {
    id: 'microsoft-redirect-uri',
    aadsts: [50011, 500113, 500117],
    class: 'CONFIGURATION',
    sentence: `The redirect URI is not registered. Copy it from here, letter for letter: ${registration}, Authentication, Web, Redirect URIs.`,
    fix: 'COPY_REDIRECT_URI',
  },
  {
    id: 'microsoft-app-only-scope',
    aadsts: [1002012, 70011, 28002, 28003],
    class: 'CONFIGURATION',
    sentence:
      'The scope is wrong. On behalf of a mailbox it is https://outlook.office.com/SMTP.Send offline_access, app-only https://outlook.office365.com/.default; national clouds have hosts of their own. Left empty, it is the right one.',
  },
  {
    id: 'microsoft-permission-missing',
    aadsts: [500011, 650052, 650053, 650057],
    class: 'CONFIGURATION',
    sentence: `The application has not been given the permission it asks for. Add SMTP.Send (app-only: SMTP.SendAsApp): ${registration}, API permissions.`,
  },
  {
    id: 'microsoft-code-used',
    aadsts: [54005, 70000, 9002313, 501481],
    class: 'CONSENT_NEEDED',
    sentence:
      'Microsoft does not take this grant: it was used already, is malformed, or was made for another kind of client. Grant a new token.',
    fix: 'GRANT_AGAIN',
  },
  {
    id: 'microsoft-passing',
    aadsts: [90033, 90024, 90055, 50196],
    class: 'TEMPORARY',
    sentence: 'Microsoft asks for patience. It is tried again.',
  },
];
