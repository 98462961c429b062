import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { Logger } from 'pino';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';
import { refuseStrongRole } from './role-check.ts';

const roleUrls = ['POSTHORN_DATABASE_APP_URL', 'POSTHORN_DATABASE_WORKER_URL', 'POSTHORN_DATABASE_SYSTEM_URL'] as const;

/** The one Database of the process. It refuses to boot with a role that row-level security does not bind. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [Config, LOG],
      useFactory: async ({ environment }: Config, log: Logger) => {
        for (const name of roleUrls) await refuseStrongRole(name, environment[name]);
        return new Database({
          appUrl: environment.POSTHORN_DATABASE_APP_URL,
          systemUrl: environment.POSTHORN_DATABASE_SYSTEM_URL,
          poolSize: environment.POSTHORN_DATABASE_POOL,
          onSystemAccess: (reason) => log.info({ reason }, 'system access'),
        });
      },
    },
  ],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
