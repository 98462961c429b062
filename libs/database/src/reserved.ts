/** The tenant that holds account mail and platform settings; app.platform_tenant_id() in SQL. */
export const platformTenantId = '00000000-0000-7000-8000-000000000001';

/** The delivery profile of account mail and the id of the platform mail settings; app.platform_profile_id() in SQL. */
export const platformProfileId = '00000000-0000-7000-8000-000000000002';

/** Transactions of the platform's own rows: settings, account mail, egress, audit. */
export const platformScope = { tenantId: platformTenantId } as const;

/** The platform's one OAuth client, edited in place with its mail settings: its redirect URI is known before the first save. */
export const platformOAuthClientId = '00000000-0000-7000-8000-000000000003';
