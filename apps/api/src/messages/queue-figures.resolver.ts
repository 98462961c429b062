import { ResolveField, Resolver } from '@nestjs/graphql';
import { PlatformOverview } from '../overviews/overview.types.ts';
import { QueueFigures } from './message.types.ts';
import { QueueFigureService } from './queue-figures.service.ts';

@Resolver(() => PlatformOverview)
export class QueueFiguresResolver {
  constructor(private readonly figures: QueueFigureService) {}

  @ResolveField(() => QueueFigures, { description: 'The queue of account mail.' })
  queue(): Promise<QueueFigures> {
    return this.figures.read();
  }
}
