import { Inject, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { Logger } from 'pino';
import { Config } from '../platform/config/config.ts';
import { LOG } from '../platform/logging/logging.module.ts';
import { MailQueue } from './mail-queue.service.ts';
import { PartitionsJob } from './partitions.job.ts';
import { ProfileQueues } from './profile-queues.service.ts';
import { TokenWaits } from './token-waits.service.ts';
import { DeliveryWake } from './wake.ts';

/** Plain classes, so that Node runs them without NestJS, too. */
const verbs = <Verbs>(type: new (database: Database, wake: DeliveryWake) => Verbs): Provider => ({
  provide: type,
  inject: [Database, DeliveryWake],
  useFactory: (database: Database, wake: DeliveryWake) => new type(database, wake),
});

/**
 * The only writer of mail, message, attempt, delivery_queue and delivery_budget; every other folder calls its verbs. A verb does one whole
 * thing in the caller's transaction and takes its locks in the order of lock-order.ts. What is enqueued here the worker's half, `delivery/`,
 * claims and sends. Everything here may be killed at any moment: no message is lost, and none is repeated silently.
 */
@Module({
  providers: [
    {
      provide: DeliveryWake,
      inject: [Config, LOG],
      useFactory: ({ environment }: Config, log: Logger) =>
        new DeliveryWake(environment.POSTHORN_DATABASE_APP_URL, (err) => log.warn({ err }, 'could not wake the workers; their poll will')),
    },
    verbs(MailQueue),
    verbs(ProfileQueues),
    verbs(TokenWaits),
    PartitionsJob,
  ],
  exports: [MailQueue, ProfileQueues, TokenWaits, PartitionsJob],
})
export class MailQueueModule implements OnApplicationShutdown {
  constructor(@Inject(DeliveryWake) private readonly wake: DeliveryWake) {}

  async onApplicationShutdown(): Promise<void> {
    await this.wake.close();
  }
}
