import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import type { Logger } from 'pino';
import { AuditModule } from '../../audit/audit.module.ts';
import { Audit } from '../../audit/audit.service.ts';
import { MailQueueModule } from '../../mail-queue/mail-queue.module.ts';
import { TokenWaits } from '../../mail-queue/token-waits.service.ts';
import { Config } from '../../platform/config/config.ts';
import { LOG } from '../../platform/logging/logging.module.ts';
import { GrantKeeper } from './grant-keeper.ts';
import { GrantRefresh } from './grant-refresh.ts';

/** The worker's half of grants: each is refreshed before its token ends, by one worker at a time. Only the worker process loads it. */
@Module({
  imports: [MailQueueModule, AuditModule],
  providers: [
    {
      provide: GrantKeeper,
      inject: [Config, Database, Vault, Audit, TokenWaits, LOG],
      useFactory: ({ environment }: Config, database: Database, vault: Vault, audit: Audit, waits: TokenWaits, log: Logger) =>
        new GrantKeeper({
          url: environment.POSTHORN_DATABASE_WORKER_URL,
          refresh: new GrantRefresh({ database, vault, audit, waits, log }),
          log,
        }),
    },
  ],
})
export class GrantKeeperModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(GrantKeeper) private readonly keeper: GrantKeeper) {}

  onApplicationBootstrap(): void {
    this.keeper.start();
  }

  /** Before the database closes: what a provider answers is still written down. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.keeper.stop();
  }
}
