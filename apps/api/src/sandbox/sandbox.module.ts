import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { SandboxController } from './sandbox.controller.ts';
import { SandboxResolver } from './sandbox.resolver.ts';
import { SandboxServer } from './sandbox-server.ts';
import { SandboxService } from './sandbox.service.ts';

/** What the sandbox captured, shown to whose it is. Nothing captured is ever delivered. */
@Module({
  imports: [AuditModule],
  controllers: [SandboxController],
  providers: [SandboxService, SandboxResolver],
  exports: [SandboxService],
})
export class SandboxModule {}

/** The SMTP server itself, for the sandbox process alone. */
@Module({ providers: [SandboxServer] })
export class SandboxServerModule {}
