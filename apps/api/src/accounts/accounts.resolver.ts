import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  changePasswordInput,
  emailAddress,
  updateMyProfileInput,
  type ChangePasswordInput as ValidChange,
  type UpdateMyProfileInput as ValidProfile,
} from '@posthorn/contracts';
import type { AnonymousActor, PersonActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp, SteppedUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import type { GraphqlContext } from '../platform/access/request.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { AccountActions } from './account-actions.service.ts';
import { ChangePasswordInput, UpdateMyProfileInput } from './account.types.ts';
import { EmailChange } from './email-change.service.ts';
import { MeService } from './me.service.ts';
import { Me } from './me.types.ts';
import { Profile } from './profile.service.ts';

@Resolver(() => Me)
export class AccountsResolver {
  constructor(
    private readonly mine: MeService,
    private readonly profile: Profile,
    private readonly emailChange: EmailChange,
    private readonly actions: AccountActions,
  ) {}

  @Allow('public')
  @Query(() => Me, { nullable: true, description: 'Who is signed in; null when nobody is.' })
  me(@CurrentActor() actor: PersonActor | AnonymousActor): Promise<Me> | null {
    return actor.kind === 'anonymous' ? null : this.mine.describe(actor);
  }

  @Allow('account')
  @NoStepUp('Changes a name, a language and a zone.')
  @Mutation(() => Me, { description: 'Changes how I am addressed.' })
  async updateMyProfile(
    @CurrentActor() actor: PersonActor,
    @Args('input', { type: () => UpdateMyProfileInput, description: 'All of it.' }, new ZodPipe(updateMyProfileInput)) input: ValidProfile,
  ): Promise<Me> {
    await this.profile.update(actor, input);
    return this.mine.describe(actor);
  }

  @Allow('account')
  @NoStepUp('Asks for the password itself.')
  @Mutation(() => Me, { description: 'Changes my password by the one I have; ends my other sessions and links.' })
  changePassword(
    @CurrentActor() actor: PersonActor,
    @Context() context: GraphqlContext,
    @Args('input', { type: () => ChangePasswordInput, description: 'Both passwords.' }, new ZodPipe(changePasswordInput))
    input: ValidChange,
  ): Promise<Me> {
    return this.actions.changePassword(actor, context, input);
  }

  @Allow('account')
  @SteppedUp('The address is where every other proof is mailed.')
  @Mutation(() => Me, {
    description:
      'Asks a new address to confirm itself; nothing changes until it does. While an earlier change may be undone, the old address is asked first.',
  })
  async requestEmailChange(
    @CurrentActor() actor: PersonActor,
    @Args('email', { description: 'The new address.' }, new ZodPipe(emailAddress(), 'email')) email: string,
  ): Promise<Me> {
    await this.emailChange.request(actor, email);
    return this.mine.describe(actor);
  }

  @Allow('account')
  @NoStepUp('Keeps everything as it is.')
  @Mutation(() => Me, { description: 'Forgets the new address that has not confirmed itself.' })
  async cancelEmailChange(@CurrentActor() actor: PersonActor): Promise<Me> {
    await this.emailChange.cancel(actor);
    return this.mine.describe(actor);
  }

  @Allow('account')
  @NoStepUp('A preference.')
  @Mutation(() => Me, { description: 'Sets which tenant opens at sign-in.' })
  async switchTenant(
    @CurrentActor() actor: PersonActor,
    @Args('tenantId', { type: () => ID, description: 'A tenant of mine.' }, uuidPipe('tenant')) tenantId: string,
  ): Promise<Me> {
    await this.profile.switchTenant(actor, tenantId);
    return this.mine.describe(actor);
  }

  @Allow('account')
  @NoStepUp('Takes what was offered; leaving asks.')
  @Mutation(() => Me, { description: 'Accepts the invitation of a tenant.' })
  async acceptInvitation(
    @CurrentActor() actor: PersonActor,
    @Args('tenantId', { type: () => ID, description: 'The tenant that invited.' }, uuidPipe('invitation')) tenantId: string,
  ): Promise<Me> {
    await this.profile.acceptInvitation(actor, tenantId);
    return this.mine.describe(actor);
  }

  @Allow('account')
  @SteppedUp('Ends a membership, as removing a member does.')
  @Mutation(() => Me, { description: 'Leaves a tenant, or declines its invitation. Its last admin can’t.' })
  async leaveTenant(
    @CurrentActor() actor: PersonActor,
    @Args('tenantId', { type: () => ID, description: 'A tenant of mine.' }, uuidPipe('tenant')) tenantId: string,
  ): Promise<Me> {
    await this.profile.leaveTenant(actor, tenantId);
    return this.mine.describe(actor);
  }
}
