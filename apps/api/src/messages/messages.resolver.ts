import { Args, ID, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import type { SystemActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { uuidPipe } from '../platform/errors/uuid.pipe.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import { LiveEvents } from '../platform/live/live-events.ts';
import { Message, MessageFilter, MessagePage, MessageScope } from './message.types.ts';
import { messageFilterPipe } from './message-filter.pipe.ts';
import { Messages } from './messages.service.ts';

const scopeArgument = { type: () => MessageScope, description: 'Whose.' };
const idArgument = { type: () => ID, description: 'The message.' };

@Resolver(() => Message)
export class MessagesResolver {
  constructor(
    private readonly all: Messages,
    private readonly live: LiveEvents,
  ) {}

  @Allow('platform.messages')
  @Query(() => MessagePage, { description: 'Messages of one world, newest first: ACCOUNT is the platform’s account mail.' })
  messages(
    @Args('scope', scopeArgument) scope: MessageScope,
    @Args('filter', { nullable: true, type: () => MessageFilter, description: 'Which.' }, messageFilterPipe) filter: MessageFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page: PageInput,
  ): Promise<Page<Message>> {
    return this.all.list(scope, filter, page);
  }

  @Allow('platform.messages')
  @Query(() => Message, { description: 'One message.' })
  message(@Args('id', idArgument, uuidPipe('message')) id: string): Promise<Message> {
    return this.all.find(id);
  }

  @Allow('platform.messages')
  @Mutation(() => Message, { description: 'Queues it again. CONFLICT where its link is over or a server has it already.' })
  retryMessage(@CurrentActor() actor: SystemActor, @Args('id', idArgument, uuidPipe('message')) id: string): Promise<Message> {
    return this.all.retry(actor, id);
  }

  @Allow('platform.messages')
  @Subscription(() => ID, {
    description: 'Ids of messages of the scope whose state changed; refetch what you show.',
    resolve: (id: string) => id,
  })
  messagesChanged(@Args('scope', scopeArgument) scope: MessageScope): AsyncIterableIterator<unknown> {
    return this.live.asyncIterableIterator(this.all.topicOf(scope));
  }
}
