import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Invitations } from '../members/invitations.service.ts';
import { systemActorOf, type PersonActor, type SystemActor } from '../platform/access/actor.ts';
import { Tenants } from '../tenants/tenants.service.ts';
import { DemoProfiles } from './demo-profiles.service.ts';

const demoTenants = [
  {
    name: 'Northwind Water',
    domain: 'northwind.example',
    people: [
      { email: 'ada@northwind.example', name: 'Ada Okafor', role: 'TENANT_ADMIN' },
      { email: 'jonas@northwind.example', name: 'Jonas Berg', role: 'MEMBER' },
    ],
  },
  {
    name: 'Kestrel Energy',
    domain: 'kestrel.example',
    people: [{ email: 'mira@kestrel.example', name: 'Mira Novak', role: 'TENANT_ADMIN' }],
  },
] as const;

/**
 * Two tenants, their people, invited by real account mail into the sandbox, and an email profile each that leads there too, so that the first
 * look at the product is not an empty one.
 */
@Injectable()
export class Demo {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly invitations: Invitations,
    private readonly profiles: DemoProfiles,
  ) {}

  async seed(): Promise<void> {
    if ((await this.database.asSystem('look for tenants before the demo', (tx) => tx.tenant.count())) > 1) return;
    const actor = demoActor();
    for (const { name, domain, people } of demoTenants) {
      const { id } = await this.tenants.create(actor, { name });
      for (const invitee of people) await this.invitations.invite(actor, id, invitee);
      await this.profiles.seed(actor, { id, name, domain });
    }
  }
}

function demoActor(): SystemActor {
  const origin = { ipAddress: '127.0.0.1', userAgent: 'npm start', requestId: 'demo' };
  return systemActorOf({ kind: 'person', name: 'The demo', origin } as PersonActor);
}
