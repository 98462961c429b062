import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PlatformModule } from './platform/platform.module.ts';
import { boot } from './platform/process.ts';
import { SetupModule } from './setup/setup.module.ts';

@Module({ imports: [PlatformModule, SetupModule] })
class CommandModule {}

/** Runs one act of a service from the command line and ends. What it prints is the command's answer; nothing is logged below a warning. */
export async function runCommand<T>(service: Type<T>, act: (service: T) => Promise<void>): Promise<void> {
  await boot(async () => {
    const app = await NestFactory.createApplicationContext(CommandModule, { logger: false, abortOnError: false });
    try {
      await act(app.get(service));
    } finally {
      await app.close();
    }
  });
}
