import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { givenPassword } from '@posthorn/contracts';
import type { PersonActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import type { GraphqlContext } from '../platform/access/request.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { SessionEntry } from './session-entry.ts';
import { Session, toSession } from './session.types.ts';
import { Sessions } from './sessions.service.ts';
import { StepUp } from './step-up.service.ts';

@Resolver(() => Session)
export class SessionsResolver {
  constructor(
    private readonly mine: Sessions,
    private readonly stepUps: StepUp,
    private readonly entry: SessionEntry,
  ) {}

  @Allow('account')
  @Query(() => [Session], { description: 'Where I am signed in, most recently used first.' })
  async sessions(@CurrentActor() actor: PersonActor): Promise<Session[]> {
    return (await this.mine.list(actor)).map((row) => toSession(row, actor.sessionId));
  }

  @Allow('account')
  @NoStepUp('Ends this session alone.')
  @Mutation(() => Boolean, { description: 'Ends this browser’s session.' })
  async signOut(@CurrentActor() actor: PersonActor, @Context() context: GraphqlContext): Promise<boolean> {
    this.entry.leave(context);
    return this.mine.revoke(actor, actor.sessionId);
  }

  @Allow('account')
  @NoStepUp('Is the proof.')
  @Mutation(() => Session, { description: 'Proves the person again; several acts ask for it within 10 minutes.' })
  async stepUp(
    @CurrentActor() actor: PersonActor,
    @Args('password', { description: 'My password.' }, new ZodPipe(givenPassword, 'password')) password: string,
  ): Promise<Session> {
    return toSession(await this.stepUps.stepUp(actor, password), actor.sessionId);
  }

  @Allow('account')
  @SteppedUp('Signs somebody out.')
  @Mutation(() => Boolean, { description: 'Ends one of my sessions.' })
  revokeSession(
    @CurrentActor() actor: PersonActor,
    @Args('id', { type: () => ID, description: 'The session.' }, uuidPipe('session')) id: string,
  ): Promise<boolean> {
    return this.mine.revoke(actor, id);
  }

  @Allow('account')
  @SteppedUp('Signs somebody out everywhere.')
  @Mutation(() => Int, { description: 'Ends all my sessions but this one; answers how many.' })
  revokeOtherSessions(@CurrentActor() actor: PersonActor): Promise<number> {
    return this.mine.revokeOthers(actor);
  }
}
