import { Query, Resolver } from '@nestjs/graphql';
import type { PersonActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { OwnSecurityEvents } from './own-security-events.service.ts';
import { OwnSecurityEvent } from './security-event.types.ts';

@Resolver(() => OwnSecurityEvent)
export class SecurityEventsResolver {
  constructor(private readonly own: OwnSecurityEvents) {}

  @Allow('account')
  @Query(() => [OwnSecurityEvent], { description: 'The newest 50 of my account, newest first; kept for 90 days.' })
  mySecurityEvents(@CurrentActor() actor: PersonActor): Promise<OwnSecurityEvent[]> {
    return this.own.list(actor);
  }
}
