import { Global, Module } from '@nestjs/common';
import { Config, readConfig } from './config.ts';

/** The environment, parsed once at boot. A bad name or value stops the boot and says which. */
@Global()
@Module({ providers: [{ provide: Config, useFactory: () => readConfig(process.env) }], exports: [Config] })
export class ConfigModule {}
