/** Whose page it is. */
export type Reader = 'STRANGER' | 'SYSTEM_ADMIN' | 'TENANT_ADMIN';

export interface ConsolePage {
  /** Of its picture. */
  name: string;
  path: string;
  reader: Reader;
}

/** What the paths of single things need; without it those pages are left out. */
export interface Things {
  tenantId: string;
  messageId?: string | undefined;
  capturedId?: string | undefined;
  tenantCapturedId?: string | undefined;
  profileId?: string | undefined;
  tenantMessageId?: string | undefined;
  oauthClientId?: string | undefined;
  /** Signs in with tokens. */
  tokenProfileId?: string | undefined;
  /** Links that nobody used yet. */
  activation?: string | undefined;
  reset?: string | undefined;
}

/** Every page of the console. */
export function pagesOf(things: Things): ConsolePage[] {
  const { tenantId, messageId, capturedId, tenantCapturedId, profileId, tenantMessageId, oauthClientId, tokenProfileId } = things;
  const { activation, reset } = things;
  const tenant = `/t/${tenantId}`;
  return [
    ...of('STRANGER', {
      'sign-in': '/sign-in',
      'reset-request': '/reset/request',
      'link-missing': '/activate',
      'link-unknown': `/activate#${'A'.repeat(43)}`,
      'oauth-result': '/oauth?result=SIGNED_OUT',
      activate: activation,
      reset,
    }),
    ...of('SYSTEM_ADMIN', {
      'system-overview': '/system',
      'system-mail': '/system/mail',
      'system-messages': '/system/messages',
      'system-message': messageId && `/system/messages/${messageId}`,
      'system-sandbox': '/system/sandbox',
      'system-sandbox-mail': capturedId && `/system/sandbox/${capturedId}`,
      'system-tenants': '/system/tenants',
      'system-tenant': `/system/tenants/${tenantId}`,
      'system-users': '/system/users',
      'system-settings': '/system/settings',
      'system-audit': '/system/audit',
      'not-found': '/system/nowhere',
    }),
    ...of('TENANT_ADMIN', {
      'tenant-overview': tenant,
      'tenant-profiles': `${tenant}/profiles`,
      'tenant-profile-new': `${tenant}/profiles/new`,
      'tenant-profile': profileId && `${tenant}/profiles/${profileId}`,
      'tenant-profile-test': profileId && `${tenant}/profiles/${profileId}/test`,
      'tenant-profile-oauth': tokenProfileId && `${tenant}/profiles/${tokenProfileId}`,
      'tenant-token': tokenProfileId && `${tenant}/profiles/${tokenProfileId}/token`,
      'tenant-oauth-clients': `${tenant}/oauth-clients`,
      'tenant-oauth-client-new': `${tenant}/oauth-clients/new`,
      'tenant-oauth-client': oauthClientId && `${tenant}/oauth-clients/${oauthClientId}`,
      'tenant-messages': `${tenant}/messages`,
      'tenant-message': tenantMessageId && `${tenant}/messages/${tenantMessageId}`,
      'tenant-keys': `${tenant}/keys`,
      'tenant-key-new': `${tenant}/keys?create=1`,
      'tenant-users': `${tenant}/users`,
      'tenant-invite': `${tenant}/users?invite=1`,
      'tenant-sandbox': `${tenant}/sandbox`,
      'tenant-sandbox-mail': tenantCapturedId && `${tenant}/sandbox/${tenantCapturedId}`,
      'tenant-audit': `${tenant}/audit`,
      'no-access': '/system',
      'account-profile': '/account',
      'account-security': '/account/security',
      'account-sessions': '/account/sessions',
      'account-memberships': '/account/memberships',
    }),
  ];
}

const of = (reader: Reader, paths: Record<string, string | undefined>): ConsolePage[] =>
  Object.entries(paths).flatMap(([name, path]) => (path ? [{ name, path, reader }] : []));
