import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { platformSettingsInput, type PlatformSettingsInput as ValidInput } from '@posthorn/contracts';
import type { SystemActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { Config } from '../platform/config/config.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { PlatformSettingsService } from './platform-settings.service.ts';
import { PlatformSettings, PlatformSettingsInput } from './platform-settings.types.ts';

type StoredSettings = Omit<PlatformSettings, 'publicUrl'>;

@Resolver(() => PlatformSettings)
export class PlatformSettingsResolver {
  constructor(
    private readonly settings: PlatformSettingsService,
    private readonly config: Config,
  ) {}

  @Allow('platform.settings')
  @Query(() => PlatformSettings, { description: 'How mails look, and how long links and sessions live.' })
  platformSettings(): Promise<StoredSettings> {
    return this.settings.read();
  }

  @Allow('platform.settings')
  @SteppedUp('Sets how long sessions and links live.')
  @Mutation(() => PlatformSettings, { description: 'Saves them. STALE_VERSION when somebody saved meanwhile.' })
  updatePlatformSettings(
    @CurrentActor() actor: SystemActor,
    @Args('input', { type: () => PlatformSettingsInput, description: 'All of them.' }, new ZodPipe(platformSettingsInput))
    input: ValidInput,
  ): Promise<StoredSettings> {
    return this.settings.update(actor, input);
  }

  @ResolveField(() => String, { description: 'What links are built from. Set by POSTHORN_PUBLIC_URL.' })
  publicUrl(@Parent() _settings: StoredSettings): string {
    return this.config.publicUrl;
  }
}
