/** What an operation asks for. A role is a fixed set of these; nothing is granted one by one. */
export const permissions = [
  /** Anybody, signed in or not. */
  'public',
  /** Anybody who is signed in, on themselves. */
  'account',
  'platform.overview',
  'platform.mail',
  'platform.tenants',
  'platform.identities',
  'platform.messages',
  'platform.settings',
  'platform.egress',
  'platform.audit',
  'platform.sandbox',
  'tenant.overview',
  'tenant.members.read',
  'tenant.members.manage',
  'tenant.audit',
  'tenant.profiles',
  'tenant.messages',
  /** Sends mail by hand or in a browser; programs have keys. */
  'tenant.send',
  'tenant.keys',
  'tenant.sandbox',
] as const;

export type Permission = (typeof permissions)[number];

export type Role = 'SYSTEM_ADMIN' | 'TENANT_ADMIN' | 'MEMBER';

const granted: Record<Role, readonly Permission[]> = {
  SYSTEM_ADMIN: permissions.filter((permission) => permission.startsWith('platform.')),
  TENANT_ADMIN: permissions.filter((permission) => permission.startsWith('tenant.')),
  MEMBER: ['tenant.overview', 'tenant.members.read'],
};

/** The permissions of a role. A system admin holds none inside a tenant: what they do there is a platform act, and audited as one. */
export const permissionsOf = (role: Role): readonly Permission[] => granted[role];
