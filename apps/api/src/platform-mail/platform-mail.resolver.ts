import { Args, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { debugMinutes, platformMailSettingsInput, testMailInput, type PlatformMailSettingsInput as ValidInput } from '@posthorn/contracts';
import { Message } from '../messages/message.types.ts';
import { Messages } from '../messages/messages.service.ts';
import { OAuthClient } from '../oauth-clients/oauth-client.types.ts';
import { OAuthClients } from '../oauth-clients/oauth-clients.service.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { Config } from '../platform/config/config.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { isSandbox } from '../sandbox/sandbox-address.ts';
import { PlatformMail, type ReadSettings, type UpdateOutcome } from './platform-mail.service.ts';
import { PlatformMailSettings, PlatformMailSettingsInput, UpdatePlatformMailSettingsResult } from './platform-mail.types.ts';
import { TestMail } from './test-mail.service.ts';

@Resolver(() => PlatformMailSettings)
export class PlatformMailResolver {
  constructor(
    private readonly platformMail: PlatformMail,
    private readonly testMail: TestMail,
    private readonly messages: Messages,
    private readonly clients: OAuthClients,
    private readonly config: Config,
  ) {}

  @Allow('platform.mail')
  @Query(() => PlatformMailSettings, { description: 'The setup for account mail, and how it stands.' })
  platformMailSettings(): Promise<ReadSettings> {
    return this.platformMail.read();
  }

  @Allow('platform.mail')
  @SteppedUp('Every reset link goes through it.')
  @Mutation(() => UpdatePlatformMailSettingsResult, {
    description:
      'Saves them, with OAuth 2.0 the platform’s client too; waiting account mail tries the new settings at once. Where tokens held would drop it asks first.',
  })
  updatePlatformMailSettings(
    @CurrentActor() actor: SystemActor,
    @Args('input', { type: () => PlatformMailSettingsInput, description: 'All of them.' }, new ZodPipe(platformMailSettingsInput))
    input: ValidInput,
  ): Promise<UpdateOutcome> {
    return this.platformMail.update(actor, input);
  }

  @Allow('platform.mail')
  @NoStepUp('Sends one test mail, within limits.')
  @Mutation(() => Message, { description: 'Sends a test mail with the saved settings: a message of kind TEST.' })
  async testPlatformMail(
    @CurrentActor() actor: SystemActor,
    @Args('to', { type: () => String, nullable: true, description: 'To whom. Default: me.' }, new ZodPipe(testMailInput.shape.to, 'to'))
    to: string | null,
  ): Promise<Message> {
    return this.messages.find(await this.testMail.send(actor, to));
  }

  @Allow('platform.mail')
  @NoStepUp('For an hour, without bodies and secrets.')
  @Mutation(() => PlatformMailSettings, {
    description: 'Keeps the transcripts of attempts for a while; credentials are masked, messages left out.',
  })
  debugPlatformMail(
    @CurrentActor() actor: SystemActor,
    @Args(
      'minutes',
      { type: () => Int, defaultValue: 60, description: 'For how long, 0 to 1,440. 0 stops it.' },
      new ZodPipe(debugMinutes, 'minutes'),
    )
    minutes: number,
  ): Promise<ReadSettings> {
    return this.platformMail.debug(actor, minutes);
  }

  @ResolveField(() => Boolean, { description: 'It leads to this installation’s sandbox: nobody receives its mail.' })
  inSandbox(@Parent() settings: ReadSettings): boolean {
    return isSandbox(settings, this.config);
  }

  @ResolveField(() => OAuthClient, { nullable: true, description: 'The platform’s one OAuth client; null until it was saved once.' })
  oauthClient(): Promise<OAuthClient | null> {
    return this.clients.findPlatforms();
  }
}
