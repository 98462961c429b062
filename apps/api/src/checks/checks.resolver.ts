import { Args, ID, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { LiveEvents } from '../platform/live/live-events.ts';
import { checkConnectionInput, type CheckConnectionInput as ValidInput } from './check-input.ts';
import { checkTopic } from './check-life.ts';
import { CheckConnectionInput, ConnectionCheck } from './check.types.ts';
import { Checks, type Checker } from './checks.service.ts';
import type { CheckKey } from './sealed-settings.ts';

const idArgument = { type: () => ID, description: 'The check.' };

@Resolver(() => ConnectionCheck)
export class ChecksResolver {
  constructor(
    private readonly checks: Checks,
    private readonly live: LiveEvents,
  ) {}

  @Allow('platform.mail', 'tenant.profiles')
  @NoStepUp('Changes nothing; stored secrets go to their own destination alone.')
  @Mutation(() => ConnectionCheck, {
    description:
      'Starts a check of saved or unsaved settings in the worker; follow it with connectionCheckChanged. A tenant checks its email profiles, a system admin platform mail.',
  })
  checkConnection(
    @CurrentActor() actor: Checker,
    @Args('input', { type: () => CheckConnectionInput, description: 'What.' }, new ZodPipe(checkConnectionInput))
    input: ValidInput,
  ): Promise<ConnectionCheck> {
    return this.checks.start(actor, input);
  }

  @Allow('platform.mail', 'tenant.profiles')
  @Query(() => ConnectionCheck, { description: 'One check as it stands.' })
  connectionCheck(@CurrentActor() actor: Checker, @Args('id', idArgument, uuidPipe('check')) id: string): Promise<ConnectionCheck> {
    return this.checks.find(actor, id);
  }

  @Allow('platform.mail', 'tenant.profiles')
  @Subscription(() => ConnectionCheck, {
    description: 'The check again, each time a stage begins or ends. Read it once after subscribing.',
    resolve(this: ChecksResolver, key: CheckKey) {
      return this.checks.find(key, key.checkId);
    },
  })
  async connectionCheckChanged(
    @CurrentActor() actor: Checker,
    @Args('id', idArgument, uuidPipe('check')) id: string,
  ): Promise<AsyncIterableIterator<unknown>> {
    await this.checks.find(actor, id);
    return this.live.asyncIterableIterator(checkTopic(id));
  }
}
