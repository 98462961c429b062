import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { discoverEndpointsInput, type DiscoverEndpointsInput as ValidInput } from '@posthorn/contracts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { EndpointDiscovery } from './endpoint-discovery.service.ts';
import { DiscoveredEndpoints, DiscoverEndpointsInput, NewRedirectUri } from './oauth-client.types.ts';
import { OAuthClients } from './oauth-clients.service.ts';
import { OAuthProviders } from './oauth-provider.types.ts';
import { providerData } from './provider-data.ts';

/** What the form of a client needs before anything is saved. */
@Resolver()
export class OAuthProvidersResolver {
  constructor(
    private readonly discovery: EndpointDiscovery,
    private readonly clients: OAuthClients,
  ) {}

  @Allow('platform.mail', 'tenant.profiles')
  @Query(() => OAuthProviders, { description: 'What is known of identity providers.' })
  oauthProviders(): OAuthProviders {
    return providerData;
  }

  @Allow('platform.mail', 'tenant.profiles')
  @Query(() => NewRedirectUri, {
    description: 'An id and its redirect URI for a client that is about to be made; for the platform its one.',
  })
  newRedirectUri(@CurrentActor() actor: SystemActor | TenantActor): NewRedirectUri {
    return this.clients.newRedirectUri(actor);
  }

  @Allow('platform.mail', 'tenant.profiles')
  @NoStepUp('Reads public data.')
  @Mutation(() => DiscoveredEndpoints, {
    description: 'Reads a provider’s metadata (OpenID Connect Discovery, RFC 8414). TRY_LATER after 30 in 10 minutes.',
  })
  discoverEndpoints(
    @CurrentActor() actor: SystemActor | TenantActor,
    @Args('input', { type: () => DiscoverEndpointsInput, description: 'Whose.' }, new ZodPipe(discoverEndpointsInput))
    input: ValidInput,
  ): Promise<DiscoveredEndpoints> {
    return this.discovery.discover(actor, input);
  }
}
