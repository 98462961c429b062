import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { Allow } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { LiveEvents } from '../platform/live/live-events.ts';
import type { Granter } from './consents.service.ts';
import { grantTopic } from './grant-rows.ts';
import { profileIdOf } from './grant-subject.ts';
import { Grant } from './grant.types.ts';
import { Grants } from './grants.service.ts';
import { optionalProfilePipe, profileArgument } from './profile-argument.ts';

/** A grant as it changes. */
@Resolver(() => Grant)
export class LiveGrantsResolver {
  constructor(
    private readonly grants: Grants,
    private readonly live: LiveEvents,
  ) {}

  @Allow('platform.mail', 'tenant.profiles')
  @Subscription(() => Grant, {
    description: 'The grant again, each time it changes. Read it once after subscribing.',
    resolve(this: LiveGrantsResolver, key: { tenantId: string; profileId: string }) {
      return this.grants.require(key, key.profileId);
    },
  })
  async grantChanged(
    @CurrentActor() actor: Granter,
    @Args('profileId', profileArgument, optionalProfilePipe) profileId: string | null,
  ): Promise<AsyncIterableIterator<unknown>> {
    const id = profileIdOf(actor, profileId);
    await this.grants.require(actor, id);
    return this.live.asyncIterableIterator(grantTopic(id));
  }
}
