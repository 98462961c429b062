import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import type { TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { NoStepUp } from '../platform/access/step-up.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import { LiveEvents } from '../platform/live/live-events.ts';
import { expectedPipe, messageFilterPipe } from './message-filter.pipe.ts';
import { MessageActions } from './message-actions.service.ts';
import type { ReadMessage } from './message-view.ts';
import { Message, MessageFilter, MessagePage, MessageScope } from './message.types.ts';
import { Messages, type Reader } from './messages.service.ts';

const scopeArgument = { type: () => MessageScope, description: 'Whose.' };
const idArgument = { type: () => ID, description: 'The message.' };
const filterArgument = { nullable: true, type: () => MessageFilter, description: 'Which.' };
const expectedArgument = { type: () => Int, description: 'How many the person was told of.' };

@Resolver(() => Message)
export class MessagesResolver {
  constructor(
    private readonly all: Messages,
    private readonly actions: MessageActions,
    private readonly live: LiveEvents,
  ) {}

  @Allow('platform.messages', 'tenant.messages')
  @Query(() => MessagePage, {
    description: 'Messages of one world, newest first: ACCOUNT is the platform’s account mail, TENANT that of the tenant in the header.',
  })
  messages(
    @CurrentActor() actor: Reader,
    @Args('scope', scopeArgument) scope: MessageScope,
    @Args('filter', filterArgument, messageFilterPipe) filter: MessageFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page: PageInput,
  ): Promise<Page<Message>> {
    return this.all.list(actor, scope, filter, page);
  }

  @Allow('platform.messages', 'tenant.messages')
  @Query(() => Message, { description: 'One message: of the tenant in the header, without one of account mail.' })
  message(@CurrentActor() actor: Reader, @Args('id', idArgument, uuidPipe('message')) id: string): Promise<Message> {
    return this.all.find(id, actor);
  }

  @Allow('platform.messages', 'tenant.messages')
  @NoStepUp('Sends what was to be sent anyway.')
  @Mutation(() => Message, { description: 'Queues it again, with a new life. CONFLICT where its link is over or a server has it already.' })
  async retryMessage(@CurrentActor() actor: Reader, @Args('id', idArgument, uuidPipe('message')) id: string): Promise<Message> {
    await this.actions.retry(actor, id);
    return this.all.find(id, actor);
  }

  @Allow('tenant.messages')
  @NoStepUp('One message, by somebody who may send.')
  @Mutation(() => Message, { description: 'Calls it back. CONFLICT once it is being handed over, or is over.' })
  async cancelMessage(@CurrentActor() actor: TenantActor, @Args('id', idArgument, uuidPipe('message')) id: string): Promise<Message> {
    await this.actions.cancel(actor, id);
    return this.all.find(id, actor);
  }

  @Allow('tenant.messages')
  @Query(() => Int, { description: 'How many messages cancelMessages would call back now.' })
  cancellableMessages(
    @CurrentActor() actor: TenantActor,
    @Args('filter', filterArgument, messageFilterPipe) filter: MessageFilter,
  ): Promise<number> {
    return this.actions.countCancellable(actor, filter);
  }

  @Allow('tenant.messages')
  @NoStepUp('Messages that wait, by somebody who may send.')
  @Mutation(() => Int, { description: 'Calls back every message the filter lets through; CONFLICT when more than expected match now.' })
  cancelMessages(
    @CurrentActor() actor: TenantActor,
    @Args('filter', filterArgument, messageFilterPipe) filter: MessageFilter,
    @Args('expected', expectedArgument, expectedPipe) expected: number,
  ): Promise<number> {
    return this.actions.cancelAll(actor, filter, expected);
  }

  @Allow('platform.messages', 'tenant.messages')
  @Subscription(() => ID, {
    description: 'Ids of messages of the scope whose state changed; refetch what you show.',
    resolve: (id: string) => id,
  })
  messagesChanged(@CurrentActor() actor: Reader, @Args('scope', scopeArgument) scope: MessageScope): AsyncIterableIterator<unknown> {
    return this.live.asyncIterableIterator(this.all.topicOf(actor, scope));
  }

  @ResolveField(() => String, {
    description: 'The mail as plain text, 50,000 characters at most; of account mail with [link] for its link.',
  })
  text(@Parent() message: ReadMessage): Promise<string> {
    return this.all.textOf(message);
  }
}
