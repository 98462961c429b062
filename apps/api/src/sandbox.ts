import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import { Config } from './platform/config/config.ts';
import { LOG } from './platform/logging/logging.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { behaveAsProcess, boot } from './platform/process.ts';
import { SandboxServerModule } from './sandbox/sandbox.module.ts';

@Module({ imports: [PlatformModule, SandboxServerModule] })
class SandboxProcessModule {}

await boot(async () => {
  const app = await NestFactory.createApplicationContext(SandboxProcessModule, {
    bufferLogs: true,
    autoFlushLogs: false,
    abortOnError: false,
  });
  behaveAsProcess(app);
  const { environment } = app.get(Config);
  app.get<Logger>(LOG).info({ port: environment.POSTHORN_SANDBOX_SMTP_PORT }, 'ready');
});
