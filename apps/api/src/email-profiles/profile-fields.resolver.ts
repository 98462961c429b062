import { Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { QueueHour } from '../messages/message.types.ts';
import { Config } from '../platform/config/config.ts';
import { isSandbox } from '../sandbox/sandbox-address.ts';
import { EmailProfile, ProfileReference } from './email-profile.types.ts';
import type { ReadProfile } from './email-profiles.service.ts';

/** What of a profile is counted or found only when it is asked for. */
@Resolver(() => EmailProfile)
export class ProfileFieldsResolver {
  constructor(private readonly config: Config) {}

  @ResolveField(() => Boolean, { description: 'It leads to this installation’s sandbox: nobody receives its mail.' })
  inSandbox(@Parent() profile: ReadProfile): boolean {
    return isSandbox(profile, this.config);
  }

  @ResolveField(() => Int, { description: 'Messages that wait for it.' })
  async waiting(@Parent() { id, figures }: ReadProfile): Promise<number> {
    return (await figures.of(id)).waiting;
  }

  @ResolveField(() => Int, { description: 'Messages accepted within the hours shown.' })
  async acceptedToday(@Parent() { id, figures }: ReadProfile): Promise<number> {
    return (await figures.of(id)).hours.reduce((total, { accepted }) => total + accepted, 0);
  }

  @ResolveField(() => [QueueHour], { description: 'The last 24 hours, oldest first.' })
  async hours(@Parent() { id, figures }: ReadProfile): Promise<QueueHour[]> {
    return (await figures.of(id)).hours;
  }

  @ResolveField(() => [ProfileReference], { description: 'What refers to it.' })
  references(@Parent() { id, figures }: ReadProfile): Promise<ProfileReference[]> {
    return figures.referencesOf(id);
  }
}
