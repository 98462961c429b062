import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { PlatformSettingsResolver } from './platform-settings.resolver.ts';
import { PlatformSettingsService } from './platform-settings.service.ts';

/** The platform's look and lifetimes: one row, with an optimistic lock. */
@Module({ imports: [AuditModule], providers: [PlatformSettingsService, PlatformSettingsResolver], exports: [PlatformSettingsService] })
export class PlatformSettingsModule {}
