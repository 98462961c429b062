import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { RateLimitsModule } from '../rate-limits/rate-limits.module.ts';
import { CallbackController } from './callback.controller.ts';
import { ConsentCallbacks } from './consent-callbacks.service.ts';
import { ConsentDecisions } from './consent-decisions.service.ts';
import { CodeExchange } from './code-exchange.service.ts';
import { Consents } from './consents.service.ts';
import { ForgetConsentsJob } from './forget-consents.job.ts';
import { GrantedTokens } from './granted-tokens.ts';
import { GrantsResolver } from './grants.resolver.ts';
import { Grants } from './grants.service.ts';
import { LiveGrantsResolver } from './live-grants.resolver.ts';
import { ProviderRevocation } from './provider-revocation.ts';
import { RefreshRequests } from './refresh-requests.service.ts';
import { Revocations } from './revocations.service.ts';

/**
 * The tokens that setups hold. A consent is bound to one session, client and profile, and counts once; tokens of somebody else, or for less
 * than was asked, are kept only once a person says so. Refreshing is the worker's: grants/refresh.
 */
@Module({
  imports: [AuditModule, MailQueueModule, RateLimitsModule],
  controllers: [CallbackController],
  providers: [
    Grants,
    Consents,
    ConsentCallbacks,
    CodeExchange,
    ConsentDecisions,
    GrantedTokens,
    RefreshRequests,
    Revocations,
    ProviderRevocation,
    ForgetConsentsJob,
    GrantsResolver,
    LiveGrantsResolver,
    PersonNames,
  ],
  exports: [Grants],
})
export class GrantsModule {}
