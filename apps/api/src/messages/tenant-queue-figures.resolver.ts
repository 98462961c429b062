import { ResolveField, Resolver } from '@nestjs/graphql';
import { TenantOverview } from '../overviews/overview.types.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { QueueFigures } from './message.types.ts';
import { QueueFigureService } from './queue-figures.service.ts';

@Resolver(() => TenantOverview)
export class TenantQueueFiguresResolver {
  constructor(private readonly figures: QueueFigureService) {}

  @ResolveField(() => QueueFigures, { description: 'The queue of the tenant’s mail.' })
  queue(@CurrentActor() actor: TenantActor): Promise<QueueFigures> {
    return this.figures.read(actor);
  }
}
