import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { RateLimitsModule } from '../rate-limits/rate-limits.module.ts';
import { ClientActions } from './client-actions.service.ts';
import { EndpointDiscovery } from './endpoint-discovery.service.ts';
import { OAuthClientsResolver } from './oauth-clients.resolver.ts';
import { OAuthClients } from './oauth-clients.service.ts';
import { OAuthProvidersResolver } from './oauth-providers.resolver.ts';
import { ClientWarnings } from './client-warnings.ts';

/**
 * Registrations at identity providers. A stored secret stays with the endpoints it was given for, and tokens that a change would drop are
 * named before it happens. The platform's one client is saved with its mail settings, by the same rules.
 */
@Module({
  imports: [AuditModule, RateLimitsModule],
  providers: [ClientWarnings, OAuthClients, ClientActions, EndpointDiscovery, OAuthClientsResolver, OAuthProvidersResolver, PersonNames],
  exports: [OAuthClients],
})
export class OAuthClientsModule {}
