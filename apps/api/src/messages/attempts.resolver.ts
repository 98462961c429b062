import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ReadAttempt } from './message-view.ts';
import { Attempt } from './message.types.ts';
import { Messages } from './messages.service.ts';

@Resolver(() => Attempt)
export class AttemptsResolver {
  constructor(private readonly messages: Messages) {}

  @ResolveField(() => String, {
    nullable: true,
    description: 'What was said, while the profile kept transcripts: credentials masked, without the mail itself.',
  })
  transcript(@Parent() attempt: ReadAttempt): Promise<string | null> {
    return this.messages.transcriptOf(attempt);
  }
}
