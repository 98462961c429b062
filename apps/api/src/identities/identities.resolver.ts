import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { SystemActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import { Identities } from './identities.service.ts';
import { Identity, IdentityFilter, IdentityPage } from './identity.types.ts';

const idArgument = { type: () => ID, description: 'The person.' };

@Resolver(() => Identity)
export class IdentitiesResolver {
  constructor(private readonly people: Identities) {}

  @Allow('platform.identities')
  @Query(() => IdentityPage, { description: 'Everybody, newest first.' })
  identities(
    @Args('filter', { nullable: true, type: () => IdentityFilter, description: 'Whom.' }) filter?: IdentityFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page?: PageInput,
  ): Promise<Page<Identity>> {
    return this.people.list(filter ?? {}, page!);
  }

  @Allow('platform.identities')
  @SteppedUp('Keeps a person out.')
  @Mutation(() => Identity, { description: 'Keeps a person out; their sessions and links end at once.' })
  disableIdentity(@CurrentActor() actor: SystemActor, @Args('id', idArgument, uuidPipe('person')) id: string): Promise<Identity> {
    return this.people.disable(actor, id);
  }

  @Allow('platform.identities')
  @SteppedUp('Lets a person in.')
  @Mutation(() => Identity, { description: 'Lets a person in again.' })
  enableIdentity(@CurrentActor() actor: SystemActor, @Args('id', idArgument, uuidPipe('person')) id: string): Promise<Identity> {
    return this.people.enable(actor, id);
  }

  @Allow('platform.identities')
  @SteppedUp('Gives or takes the whole platform.')
  @Mutation(() => Identity, { description: 'Makes a person a system admin, or no longer one; their sessions end.' })
  setSystemAdmin(
    @CurrentActor() actor: SystemActor,
    @Args('id', idArgument, uuidPipe('person')) id: string,
    @Args('systemAdmin', { description: 'Whether they are to administer the platform.' }) systemAdmin: boolean,
  ): Promise<Identity> {
    return this.people.setSystemAdmin(actor, id, systemAdmin);
  }
}
