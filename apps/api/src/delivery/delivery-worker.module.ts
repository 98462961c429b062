import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import type { Logger } from 'pino';
import { Config } from '../platform/config/config.ts';
import { LOG } from '../platform/logging/logging.module.ts';
import { TenantMailSource } from './tenant-mail-source.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { DeliveryWorker } from './delivery-worker.ts';
import { PartitionsJob } from '../mail-queue/partitions.job.ts';
import { MailSources } from './mail-sources.ts';
import { PlatformMailSource } from './platform-mail-source.ts';
import { RefusedTokens } from './refused-tokens.ts';

/** The worker's half of delivery: takes the queued messages and sends them. Only the worker process loads it; any number of them may run. */
@Module({
  imports: [MailQueueModule],
  providers: [
    {
      provide: DeliveryWorker,
      inject: [Config, Database, Vault, LOG],
      useFactory: ({ environment, publicUrl }: Config, database: Database, vault: Vault, log: Logger) => {
        const source = new MailSources(new PlatformMailSource(database, vault, publicUrl), new TenantMailSource(database, vault));
        return new DeliveryWorker({
          url: environment.POSTHORN_DATABASE_WORKER_URL,
          source,
          log,
          refusedTokens: new RefusedTokens({ database, vault, source }),
          slots: environment.POSTHORN_WORKER_SLOTS,
          accountSlots: environment.POSTHORN_ACCOUNT_SLOTS,
        });
      },
    },
  ],
  exports: [DeliveryWorker],
})
export class DeliveryWorkerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(DeliveryWorker) private readonly worker: DeliveryWorker,
    @Inject(PartitionsJob) private readonly partitions: PartitionsJob,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.partitions.run();
    this.worker.start();
  }

  /** Before the database closes: what is on its way is still written back. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.stop();
  }
}
