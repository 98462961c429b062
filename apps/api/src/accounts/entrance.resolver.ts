import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  activateAccountInput,
  emailAddress,
  oneTimeToken,
  resetPasswordInput,
  signInInput,
  type ActivateAccountInput as ValidActivation,
  type ResetPasswordInput as ValidReset,
  type SignInInput as ValidSignIn,
} from '@posthorn/contracts';
import type { AnonymousActor, PersonActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import type { GraphqlContext } from '../platform/access/request.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { SessionEntry } from '../sessions/session-entry.ts';
import { SignInInput } from '../sessions/session.types.ts';
import { AccountActions } from './account-actions.service.ts';
import { ActivateAccountInput, Link, ResetPasswordInput } from './account.types.ts';
import { Activation } from './activation.service.ts';
import { EmailChange } from './email-change.service.ts';
import { EmailUndo } from './email-undo.service.ts';
import { Links } from './links.service.ts';
import { Me } from './me.types.ts';
import { ResetRequests } from './reset-requests.service.ts';

type Anybody = AnonymousActor | PersonActor;
const tokenPipe = new ZodPipe(oneTimeToken, 'token');

/** What a person may do before they are signed in. */
@Resolver(() => Link)
export class EntranceResolver {
  constructor(
    private readonly actions: AccountActions,
    private readonly activation: Activation,
    private readonly emailChange: EmailChange,
    private readonly emailUndo: EmailUndo,
    private readonly links: Links,
    private readonly resetRequests: ResetRequests,
    private readonly entry: SessionEntry,
  ) {}

  @Allow('public')
  @Query(() => Link, { description: 'What a one-time link is for and whether it works. Uses nothing up.' })
  link(@CurrentActor() actor: Anybody, @Args('token', { description: 'The link’s token.' }, tokenPipe) token: string): Promise<Link> {
    return this.links.look(actor, token);
  }

  @Allow('public')
  @NoStepUp('Is the proof.')
  @Mutation(() => Me, { description: 'Signs in. SIGN_IN_FAILED whatever was wrong; TRY_LATER after many tries.' })
  signIn(
    @CurrentActor() actor: Anybody,
    @Context() context: GraphqlContext,
    @Args('input', { type: () => SignInInput, description: 'Who.' }, new ZodPipe(signInInput)) input: ValidSignIn,
  ): Promise<Me> {
    return this.actions.signIn(actor, context, input);
  }

  @Allow('public')
  @NoStepUp('Mails a link, and changes nothing.')
  @Mutation(() => Boolean, { description: 'Asks for a reset link. Always true: it tells nobody whether the address is known.' })
  requestPasswordReset(
    @CurrentActor() actor: Anybody,
    @Context() context: GraphqlContext,
    @Args('email', { description: 'The e-mail address.' }, new ZodPipe(emailAddress(), 'email')) email: string,
  ): Promise<boolean> {
    return this.resetRequests.request(actor, email, this.entry.browserOf(context));
  }

  @Allow('public')
  @NoStepUp('The link is the proof.')
  @Mutation(() => Me, { description: 'Sets a new password by a reset link, and signs in. LINK_UNUSABLE when the link is not.' })
  resetPassword(
    @CurrentActor() actor: Anybody,
    @Context() context: GraphqlContext,
    @Args('input', { type: () => ResetPasswordInput, description: 'The link and the password.' }, new ZodPipe(resetPasswordInput))
    input: ValidReset,
  ): Promise<Me> {
    return this.actions.resetPassword(actor, context, input);
  }

  @Allow('public')
  @NoStepUp('The link is the proof.')
  @Mutation(() => Me, { description: 'Sets the first password by an activation link, and signs in. LINK_UNUSABLE when the link is not.' })
  async activateAccount(
    @CurrentActor() actor: Anybody,
    @Context() context: GraphqlContext,
    @Args(
      'input',
      { type: () => ActivateAccountInput, description: 'The link, the password, the person.' },
      new ZodPipe(activateAccountInput),
    )
    input: ValidActivation,
  ): Promise<Me> {
    return this.actions.enter(context, await this.activation.activate(actor, input), 'session.signed-in-by-activation');
  }

  @Allow('public')
  @NoStepUp('Mails a link, and changes nothing.')
  @Mutation(() => Boolean, { description: 'Mails a fresh link to whoever an ended one was made for. Always true.' })
  requestFreshLink(
    @CurrentActor() actor: Anybody,
    @Args('token', { description: 'The ended link’s token.' }, tokenPipe) token: string,
  ): Promise<boolean> {
    return this.links.requestFresh(actor, token);
  }

  @Allow('public')
  @NoStepUp('The link is the proof.')
  @Mutation(() => Boolean, { description: 'Confirms a new address by the link mailed to it; ends all sessions.' })
  confirmEmailChange(
    @CurrentActor() actor: Anybody,
    @Args('token', { description: 'The link’s token.' }, tokenPipe) token: string,
  ): Promise<boolean> {
    return this.emailChange.confirm(actor, token);
  }

  @Allow('public')
  @NoStepUp('The link is the proof.')
  @Mutation(() => Boolean, {
    description: 'From the old address, while it may undo an earlier change: the new address is asked to confirm itself.',
  })
  approveEmailChange(
    @CurrentActor() actor: Anybody,
    @Args('token', { description: 'The link’s token.' }, tokenPipe) token: string,
  ): Promise<boolean> {
    return this.emailChange.approve(actor, token);
  }

  @Allow('public')
  @NoStepUp('The link is the proof.')
  @Mutation(() => Boolean, { description: 'Restores the old address by the link mailed to it; ends all sessions and asks for a reset.' })
  undoEmailChange(
    @CurrentActor() actor: Anybody,
    @Args('token', { description: 'The link’s token.' }, tokenPipe) token: string,
  ): Promise<boolean> {
    return this.emailUndo.undo(actor, token);
  }
}
