import { SetMetadata } from '@nestjs/common';
import type { KeyScope, Permission } from '@posthorn/contracts';

export const allowKey = 'posthorn:allow';

export interface AllowRule {
  readonly permissions: readonly Permission[];
  /** What an API key must be allowed; without it no key may run it. */
  readonly keyScope?: KeyScope;
}

/**
 * Who may run an operation or a route. Without it the global guard refuses. Of several permissions the tenant's is asked for when the
 * request names a tenant, the platform's when it doesn't.
 */
export const Allow = (...permissions: Permission[]) => SetMetadata<string, AllowRule>(allowKey, { permissions });

/** An API key with this scope, or a person with one of the permissions. */
export const AllowKey = (keyScope: KeyScope, ...permissions: Permission[]) =>
  SetMetadata<string, AllowRule>(allowKey, { permissions, keyScope });
