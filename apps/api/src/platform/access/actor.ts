import { platformTenantId } from '@posthorn/database';
import type { KeyScope, Role } from '@posthorn/contracts';

/** Where a request came from. The address is the peer's, as the console's own server reported it. */
export interface Origin {
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly requestId: string;
}

export interface AnonymousActor {
  readonly kind: 'anonymous';
  readonly origin: Origin;
}

/** Somebody signed in, acting on themselves. */
export interface PersonActor {
  readonly kind: 'person';
  readonly identityId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly email: string;
  readonly isSystemAdmin: boolean;
  readonly steppedUpAt: Date | null;
  readonly origin: Origin;
}

/** Somebody who has just proved who they are, by a link or a password, and has no session yet. */
export interface ProvenActor {
  readonly kind: 'proven';
  readonly identityId: string;
  readonly name: string;
  readonly origin: Origin;
}

/** Somebody signed in, acting in one tenant by their membership. */
export interface TenantActor extends Omit<PersonActor, 'kind'> {
  readonly kind: 'tenant';
  readonly tenantId: string;
  readonly role: Exclude<Role, 'SYSTEM_ADMIN'>;
}

/** A system admin acting on the platform: its tenant is the reserved one. */
export interface SystemActor extends Omit<PersonActor, 'kind'> {
  readonly kind: 'system';
  readonly tenantId: string;
}

/** A job or a delivery, acting for one tenant. */
export interface WorkerActor {
  readonly kind: 'worker';
  readonly tenantId: string;
  readonly job: string;
}

/** A program, acting in the tenant of its API key and nowhere else. */
export interface KeyActor {
  readonly kind: 'key';
  readonly tenantId: string;
  readonly keyId: string;
  /** The key's, as people named it. */
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Lanes it may send in. */
  readonly lanes: readonly ('ALARM' | 'BULK')[];
  /** Profiles it may send through; none: every one. */
  readonly profileIds: readonly string[];
  readonly origin: Origin;
}

export type Actor = AnonymousActor | ProvenActor | PersonActor | TenantActor | SystemActor | WorkerActor | KeyActor;
export type SignedInActor = PersonActor | TenantActor | SystemActor;

export const provenActor = ({ origin }: { origin: Origin }, identityId: string, name: string): ProvenActor => ({
  kind: 'proven',
  identityId,
  name,
  origin,
});

export const systemActorOf = (person: PersonActor): SystemActor => ({ ...person, kind: 'system', tenantId: platformTenantId });

export const workerActor = (job: string, tenantId: string = platformTenantId): WorkerActor => ({ kind: 'worker', tenantId, job });

/** Who may hand in a tenant's mail: a program by its key, or an admin. */
export type SendingActor = KeyActor | TenantActor;
