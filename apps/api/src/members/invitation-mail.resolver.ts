import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Message } from '../messages/message.types.ts';
import { Messages } from '../messages/messages.service.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { Invitations } from './invitations.service.ts';

/** Adds to the message log what only invitations can do: mail a fresh link. */
@Resolver(() => Message)
export class InvitationMailResolver {
  constructor(
    private readonly invitations: Invitations,
    private readonly messages: Messages,
  ) {}

  @Allow('platform.messages')
  @NoStepUp('Mails a link to the person it is for.')
  @Mutation(() => Message, { description: 'Mails a fresh link for the invitation behind an account message; answers the new message.' })
  async resendAccountMail(
    @CurrentActor() actor: SystemActor,
    @Args('messageId', { type: () => ID, description: 'The message whose link is over.' }, uuidPipe('message')) messageId: string,
  ): Promise<Message> {
    return this.messages.find(await this.invitations.resendBehind(actor, messageId));
  }
}
