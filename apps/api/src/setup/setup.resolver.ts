import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { becomeSystemAdminInput, oneTimeToken, type BecomeSystemAdminInput as ValidInput } from '@posthorn/contracts';
import { AccountActions } from '../accounts/account-actions.service.ts';
import { Me } from '../accounts/me.types.ts';
import type { AnonymousActor, PersonActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import type { GraphqlContext } from '../platform/access/request.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { PublicSettingsService } from './public-settings.service.ts';
import { Setup } from './setup.service.ts';
import { BecomeSystemAdminInput, PublicSettings } from './setup.types.ts';

@Resolver(() => PublicSettings)
export class SetupResolver {
  constructor(
    private readonly setup: Setup,
    private readonly publicly: PublicSettingsService,
    private readonly actions: AccountActions,
  ) {}

  @Allow('public')
  @Query(() => PublicSettings, { description: 'What every page may know, signed in or not.' })
  publicSettings(): Promise<PublicSettings> {
    return this.publicly.read();
  }

  @Allow('public')
  @NoStepUp('The link is the proof.')
  @Mutation(() => Me, { description: 'Makes the first system admin by the link that the start printed, and signs in.' })
  async becomeSystemAdmin(
    @CurrentActor() actor: AnonymousActor | PersonActor,
    @Context() context: GraphqlContext,
    @Args('input', { type: () => BecomeSystemAdminInput, description: 'The link and the person.' }, new ZodPipe(becomeSystemAdminInput))
    input: ValidInput,
  ): Promise<Me> {
    return this.actions.enter(context, await this.setup.becomeSystemAdmin(actor, input), 'session.signed-in-by-setup');
  }

  @Allow('public')
  @NoStepUp('The link is the proof.')
  @Mutation(() => Me, { description: 'Signs in by the link that `npm run admin:link` printed.' })
  async signInWithLink(
    @Context() context: GraphqlContext,
    @Args('token', { description: 'The link’s token.' }, new ZodPipe(oneTimeToken, 'token')) token: string,
  ): Promise<Me> {
    return this.actions.enter(context, await this.setup.takeSignInLink(token), 'session.signed-in-by-printed-link');
  }
}
