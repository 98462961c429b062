import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Config } from '../platform/config/config.ts';
import { LOG } from '../platform/logging/logging.module.ts';
import { PartitionsJob } from './partitions.job.ts';
import { DeliveryWake } from './wake.ts';

/**
 * The way of a mail from the transaction that causes it to the server that accepts it. Everything here may be killed at any moment: no
 * message is lost, and none is repeated silently. This module enqueues; the worker's half is DeliveryWorkerModule.
 */
@Module({
  providers: [
    {
      provide: DeliveryWake,
      inject: [Config, LOG],
      useFactory: ({ environment }: Config, log: Logger) =>
        new DeliveryWake(environment.POSTHORN_DATABASE_APP_URL, (err) => log.warn({ err }, 'could not wake the workers; their poll will')),
    },
    PartitionsJob,
  ],
  exports: [DeliveryWake, PartitionsJob],
})
export class MailQueueModule implements OnApplicationShutdown {
  constructor(@Inject(DeliveryWake) private readonly wake: DeliveryWake) {}

  async onApplicationShutdown(): Promise<void> {
    await this.wake.close();
  }
}
