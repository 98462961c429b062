import { Injectable } from '@nestjs/common';
import type { DiscoverEndpointsInput } from '@posthorn/contracts';
import { Database, platformScope } from '@posthorn/database';
import { discover, explainOnce, OAuthError, type Discovered } from '@posthorn/oauth';
import { currentPolicy } from '../platform/egress/current-policy.ts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { RateLimits, type Allowance } from '../rate-limits/rate-limits.ts';
import type { DiscoveredEndpoints } from './oauth-client.types.ts';

/** It reaches out to hosts that a tenant names: this many in ten minutes are a person's, more are a scan. */
const ofTenant: Allowance = { name: 'oauth-discovery', points: 30, durationSeconds: 600 };

/** Reads what a provider says of itself, for the form of a client. Nothing is kept. */
@Injectable()
export class EndpointDiscovery {
  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
  ) {}

  /** @throws AppError TRY_LATER; INVALID_INPUT at `issuer` */
  async discover(actor: SystemActor | TenantActor, input: DiscoverEndpointsInput): Promise<DiscoveredEndpoints> {
    if (actor.kind === 'tenant')
      await this.limits.require(
        ofTenant,
        actor.tenantId,
        'This tenant asked many providers just now. Wait some minutes before the next one.',
      );
    const policy = await this.database.forTenant(platformScope, currentPolicy);
    const { connectTimeoutMs, requestTimeoutMs, ca } = input;
    // The contract demands an issuer.
    const found = await discover(input.issuer ?? '', { policy, connectTimeoutMs, requestTimeoutMs, ...(ca === null ? {} : { ca }) }).catch(
      (error: unknown) => {
        throw error instanceof OAuthError ? invalidInput('issuer', explainOnce(error, 'Check it, then try again.')) : error;
      },
    );
    return toEndpoints(found);
  }
}

function toEndpoints({ endpoints, authenticationMethods, scopes }: Discovered): DiscoveredEndpoints {
  const { issuer, authorization, token, revocation, introspection, promisesIssuer } = endpoints;
  return {
    // The document must name the issuer that was asked for.
    issuer: issuer ?? '',
    authorizationUrl: authorization,
    tokenUrl: token,
    revocationUrl: revocation,
    introspectionUrl: introspection,
    promisesIssuer,
    // OpenID Connect Discovery section 3: what an absent list means.
    authentications: authenticationMethods ?? ['CLIENT_SECRET_BASIC'],
    scopesSupported: scopes ?? [],
  };
}
