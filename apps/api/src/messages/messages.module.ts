import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { DeliveryModule } from '../delivery/delivery.module.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesResolver } from './messages.resolver.ts';
import { Messages } from './messages.service.ts';
import { QueueFiguresResolver } from './queue-figures.resolver.ts';
import { QueueFigureService } from './queue-figures.service.ts';

/** The log of messages. Bodies of account mail are stored nowhere: they are rendered again, without the link. */
@Module({
  imports: [AuditModule, DeliveryModule],
  controllers: [MessagesController],
  providers: [Messages, MessagesResolver, QueueFigureService, QueueFiguresResolver],
  exports: [Messages, QueueFigureService],
})
export class MessagesModule {}
