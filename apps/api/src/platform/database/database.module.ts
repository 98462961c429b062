import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Config } from '../config/config.ts';
import { createLogger } from '../logging/logger.ts';
import { refuseStrongRole } from './role-check.ts';

const roleUrls = ['POSTHORN_DATABASE_APP_URL', 'POSTHORN_DATABASE_WORKER_URL', 'POSTHORN_DATABASE_SYSTEM_URL'] as const;

/** The one Database of the process. It refuses to boot with a role that row-level security does not bind. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [Config],
      useFactory: async ({ environment }: Config) => {
        for (const name of roleUrls) await refuseStrongRole(name, environment[name]);
        const log = createLogger(environment.POSTHORN_LOG_LEVEL);
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
