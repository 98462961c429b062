import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { allowEgressInput, type AllowEgressInput as ValidInput } from '@posthorn/contracts';
import type { SystemActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { AllowEgressInput, EgressRule } from './egress-rule.types.ts';
import { EgressRules } from './egress-rules.service.ts';

@Resolver(() => EgressRule)
export class EgressResolver {
  constructor(private readonly rules: EgressRules) {}

  @Allow('platform.egress')
  @Query(() => [EgressRule], { description: 'Every destination the system admin opened.' })
  egressRules(): Promise<EgressRule[]> {
    return this.rules.list();
  }

  @Allow('platform.egress')
  @SteppedUp('Opens a destination inside the network.')
  @Mutation(() => EgressRule, { description: 'Opens a destination. CONFLICT when it is open already.' })
  allowEgress(
    @CurrentActor() actor: SystemActor,
    @Args('input', { type: () => AllowEgressInput, description: 'Which.' }, new ZodPipe(allowEgressInput)) input: ValidInput,
  ): Promise<EgressRule> {
    return this.rules.allow(actor, input);
  }

  @Allow('platform.egress')
  @SteppedUp('Stops mail that goes there.')
  @Mutation(() => Boolean, { description: 'Closes it again; the next connection obeys.' })
  removeEgressRule(
    @CurrentActor() actor: SystemActor,
    @Args('id', { type: () => ID, description: 'The rule.' }, uuidPipe('rule')) id: string,
  ): Promise<boolean> {
    return this.rules.remove(actor, id);
  }
}
