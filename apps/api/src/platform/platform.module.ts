import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.ts';
import { ConfigModule } from './config/config.module.ts';
import { DatabaseModule } from './database/database.module.ts';
import { JobsModule } from './jobs/jobs.module.ts';
import { LiveModule } from './live/live.module.ts';
import { LoggingModule } from './logging/logging.module.ts';
import { SecurityModule } from './security/security.module.ts';
import { VaultModule } from './vault/vault.module.ts';

/** What every feature uses, in every process. Features import from here; nothing here imports a feature. */
@Module({ imports: [ConfigModule, LoggingModule, DatabaseModule, VaultModule, LiveModule, JobsModule, AccessModule, SecurityModule] })
export class PlatformModule {}
