import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { sendMailInput, testMessageInput, type SendMailInput as ValidMail, type TestMessageInput as ValidTest } from '@posthorn/contracts';
import type { SendingActor } from '../platform/access/actor.ts';
import { Message } from '../messages/message.types.ts';
import { Messages } from '../messages/messages.service.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { Allow, AllowKey } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { ZodPipe } from '../platform/errors/zod.pipe.ts';
import { HandSent } from './hand-sent.service.ts';
import { SendMailInput, SentMail, TestMessageInput } from './sending.types.ts';

@Resolver(() => SentMail)
export class SendingResolver {
  constructor(
    private readonly sent: HandSent,
    private readonly messages: Messages,
  ) {}

  @AllowKey('messages:send', 'tenant.send')
  @NoStepUp('Everyday work, also of programs.')
  @Mutation(() => SentMail, {
    description: 'Sends a mail: answers at once, a worker delivers. Bad recipients are left out and named. Large files go to POST /api/v1.',
  })
  sendMail(
    @CurrentActor() actor: SendingActor,
    @Args('input', { type: () => SendMailInput, description: 'The mail.' }, new ZodPipe(sendMailInput)) input: ValidMail,
  ): Promise<SentMail> {
    return this.sent.send(actor, input);
  }

  @Allow('tenant.send')
  @NoStepUp('Everyday work.')
  @Mutation(() => Message, { description: 'Sends a test mail with a profile’s saved settings: a message of kind TEST.' })
  async sendTestMessage(
    @CurrentActor() actor: TenantActor,
    @Args('input', { type: () => TestMessageInput, description: 'The mail.' }, new ZodPipe(testMessageInput)) input: ValidTest,
  ): Promise<Message> {
    return this.messages.find(await this.sent.sendTest(actor, input), actor);
  }
}
