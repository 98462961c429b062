import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { AttemptsResolver } from './attempts.resolver.ts';
import { MessageActions } from './message-actions.service.ts';
import { MessagePreview } from './message-preview.service.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesResolver } from './messages.resolver.ts';
import { Messages } from './messages.service.ts';
import { QueueFiguresResolver } from './queue-figures.resolver.ts';
import { QueueFigureService } from './queue-figures.service.ts';
import { TenantQueueFiguresResolver } from './tenant-queue-figures.resolver.ts';
import { LostMailWarnings } from './lost-mail-warnings.ts';

/**
 * The log of messages, one world at a time: account mail for the system admin, a tenant's mail for its admins. Bodies of account mail are
 * stored nowhere: they are rendered again, without the link. Shown mail runs no script and loads nothing.
 */
@Module({
  imports: [AuditModule, MailQueueModule],
  controllers: [MessagesController],
  providers: [
    LostMailWarnings,
    Messages,
    MessageActions,
    MessagePreview,
    MessagesResolver,
    AttemptsResolver,
    QueueFigureService,
    QueueFiguresResolver,
    TenantQueueFiguresResolver,
  ],
  exports: [Messages, QueueFigureService],
})
export class MessagesModule {}
