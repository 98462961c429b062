import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { OneTimeTokensModule } from '../one-time-tokens/one-time-tokens.module.ts';
import { IdentitiesResolver } from './identities.resolver.ts';
import { Identities } from './identities.service.ts';

/** People across tenants, for the system admin. There is always a system admin left. */
@Module({ imports: [AuditModule, OneTimeTokensModule], providers: [Identities, IdentitiesResolver] })
export class IdentitiesModule {}
