import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Invitations } from '../members/invitations.service.ts';
import { systemActorOf, type PersonActor, type SystemActor } from '../platform/access/actor.ts';
import { Tenants } from '../tenants/tenants.service.ts';

const people = [
  { tenant: 'Northwind Water', email: 'ada@northwind.example', name: 'Ada Okafor', role: 'TENANT_ADMIN' },
  { tenant: 'Northwind Water', email: 'jonas@northwind.example', name: 'Jonas Berg', role: 'MEMBER' },
  { tenant: 'Kestrel Energy', email: 'mira@kestrel.example', name: 'Mira Novak', role: 'TENANT_ADMIN' },
] as const;

/** Two tenants and their people, invited by real account mail into the sandbox, so that the first look at the product is not an empty one. */
@Injectable()
export class Demo {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly invitations: Invitations,
  ) {}

  async seed(): Promise<void> {
    if ((await this.database.asSystem('look for tenants before the demo', (tx) => tx.tenant.count())) > 1) return;
    const actor = demoActor();
    const ids = new Map<string, string>();
    for (const { tenant, ...invitee } of people) {
      const tenantId = ids.get(tenant) ?? (await this.tenants.create(actor, { name: tenant })).id;
      ids.set(tenant, tenantId);
      await this.invitations.invite(actor, tenantId, invitee);
    }
  }
}

function demoActor(): SystemActor {
  const origin = { ipAddress: '127.0.0.1', userAgent: 'npm start', requestId: 'demo' };
  return systemActorOf({ kind: 'person', name: 'The demo', origin } as PersonActor);
}
