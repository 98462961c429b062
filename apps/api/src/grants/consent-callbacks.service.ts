import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, Prisma, platformTenantId, type OAuthConsent, type Tx } from '@posthorn/database';
import { validate } from 'uuid';
import { systemActorOf, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { TenantEntrance } from '../platform/access/tenant-entrance.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { CallbackOutcome } from './callback-page.ts';
import { CodeExchange, type Taken } from './code-exchange.service.ts';
import type { Granter } from './consents.service.ts';
import { hashOf } from './grant-rows.ts';
import { belongsTo } from './grant-states.ts';
import { findSubject } from './grant-subject.ts';

interface Arrival {
  clientId: string;
  parameters: URLSearchParams;
}

/** Of app.oauth_consent_by_state. */
interface Found {
  id: string;
  tenant_id: string;
  client_id: string;
  profile_id: string;
  session_id: string;
  status: OAuthConsent['status'];
  expires_at: Date;
}

/**
 * Judges who came back from a provider, and with what, before any of it is used: the state must be ours, the session the one that began it,
 * and its person still an admin. Only then is it used up, in a transaction of its own, before the provider is asked anything.
 */
@Injectable()
export class ConsentCallbacks {
  constructor(
    private readonly database: Database,
    private readonly entrance: TenantEntrance,
    private readonly exchange: CodeExchange,
  ) {}

  async end(person: PersonActor | AnonymousActor, { clientId, parameters }: Arrival): Promise<CallbackOutcome> {
    const found = await this.find(clientId, parameters);
    if (!found) return { result: 'UNKNOWN_STATE' };
    if (person.kind === 'anonymous') return { result: 'SIGNED_OUT' };
    const actor = isSame(person.sessionId, found.session_id) ? await this.actorOf(person, found.tenant_id) : null;
    if (!actor) return { result: 'OTHER_SESSION' };
    const of = { tenantId: found.tenant_id, profileId: found.profile_id };
    if (found.status !== 'STARTED') return { result: 'REPLAYED', of };
    if (found.expires_at <= new Date()) return { result: 'EXPIRED', of };
    const taken = await this.database.forTenant(actor, (tx) => take(tx, found));
    if (taken === 'REPLAYED' || taken === 'CLIENT_CHANGED') return { result: taken, of };
    const mayStill = async (): Promise<boolean> => (await this.actorOf(person, found.tenant_id)) !== null;
    const result = await this.exchange.complete(actor, taken, parameters, mayStill);
    return result === 'OTHER_SESSION' ? { result } : { result, of };
  }

  private async find(clientId: string, parameters: URLSearchParams): Promise<Found | null> {
    const states = parameters.getAll('state');
    if (states.length !== 1 || !states[0] || !validate(clientId)) return null;
    const [found] = await this.database.lookUp<Found>(Prisma.sql`select * from app.oauth_consent_by_state(${hashOf(states[0])})`);
    return found && isSame(clientId.toLowerCase(), found.client_id) ? found : null;
  }

  /** Null where the person is no admin there any more, which is nobody else's business. */
  private async actorOf(person: PersonActor, tenantId: string): Promise<Granter | null> {
    if (tenantId === platformTenantId) return person.isSystemAdmin ? systemActorOf(person) : null;
    try {
      return await this.entrance.enter(person, tenantId, 'tenant.profiles');
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}

/** In constant time. Both are ids of one length, or not the same. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Uses it up: of two that come at once, one. */
async function take(tx: Tx, { id, tenant_id: tenantId, profile_id: profileId }: Found): Promise<Taken | 'REPLAYED' | 'CLIENT_CHANGED'> {
  const consent = await tx.oAuthConsent.findFirst({ where: { id } });
  const { count } = await tx.oAuthConsent.updateMany({ where: { id, status: 'STARTED' }, data: { status: 'USED', pending: null } });
  if (!consent || count === 0) return 'REPLAYED';
  const subject = await findSubject(tx, { tenantId }, profileId).catch((error: unknown) => {
    // The profile was deleted meanwhile.
    if (error instanceof AppError) return null;
    throw error;
  });
  return subject && belongsTo(consent, subject.row) ? { consent, subject } : 'CLIENT_CHANGED';
}
