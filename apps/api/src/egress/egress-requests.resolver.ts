import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  allowEgressRequestInput,
  dismissEgressRequestInput,
  requestEgressInput,
  type AllowEgressRequestInput as ValidAllowance,
  type RequestEgressInput as ValidRequest,
} from '@posthorn/contracts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import {
  AllowEgressRequestInput,
  DismissEgressRequestInput,
  EgressAddress,
  EgressRequest,
  RequestEgressInput,
} from './egress-request.types.ts';
import { EgressRequests, type ReadRequest } from './egress-requests.service.ts';

const idArgument = { type: () => ID, description: 'The request.' };

@Resolver(() => EgressRequest)
export class EgressRequestsResolver {
  constructor(private readonly requests: EgressRequests) {}

  @Allow('platform.egress', 'tenant.profiles')
  @Query(() => [EgressRequest], {
    description: 'What the tenant asked to be allowed; for a system admin what all tenants did. Pending ones first.',
  })
  egressRequests(@CurrentActor() actor: SystemActor | TenantActor): Promise<ReadRequest[]> {
    return this.requests.list(actor);
  }

  @Allow('tenant.profiles')
  @NoStepUp('A system admin decides.')
  @Mutation(() => EgressRequest, {
    description: 'Asks the system admin to allow a destination; again while it is pending: the pending one.',
  })
  requestEgress(
    @CurrentActor() actor: TenantActor,
    @Args('input', { type: () => RequestEgressInput, description: 'Which.' }, new ZodPipe(requestEgressInput)) input: ValidRequest,
  ): Promise<ReadRequest> {
    return this.requests.request(actor, input);
  }

  @Allow('platform.egress')
  @SteppedUp('Opens a destination inside the network.')
  @Mutation(() => EgressRequest, {
    description: 'Opens these addresses at the request’s port; mail that waits for it tries at once. CONFLICT when it was decided.',
  })
  allowEgressRequest(
    @CurrentActor() actor: SystemActor,
    @Args('id', idArgument, uuidPipe('request')) id: string,
    @Args('input', { type: () => AllowEgressRequestInput, description: 'What of it.' }, new ZodPipe(allowEgressRequestInput))
    input: ValidAllowance,
  ): Promise<ReadRequest> {
    return this.requests.allow(actor, id, input);
  }

  @Allow('platform.egress')
  @SteppedUp('Decides about a destination, as allowing does.')
  @Mutation(() => EgressRequest, { description: 'Dismisses it, with a word to the tenant. CONFLICT when it was decided.' })
  dismissEgressRequest(
    @CurrentActor() actor: SystemActor,
    @Args('id', idArgument, uuidPipe('request')) id: string,
    @Args('input', { type: () => DismissEgressRequestInput, description: 'Why.' }, new ZodPipe(dismissEgressRequestInput))
    { answer }: { answer: string | null },
  ): Promise<ReadRequest> {
    return this.requests.dismiss(actor, id, answer);
  }

  @ResolveField(() => [EgressAddress], {
    nullable: true,
    description: 'For a system admin, of a pending one: where it leads now, looked up when asked for; none where it leads nowhere.',
  })
  addresses(@CurrentActor() actor: SystemActor | TenantActor, @Parent() request: ReadRequest): Promise<EgressAddress[] | null> {
    return actor.kind === 'system' ? this.requests.addressesOf(request) : Promise.resolve(null);
  }
}
