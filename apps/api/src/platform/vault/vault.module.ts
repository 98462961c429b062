import { readFileSync } from 'node:fs';
import { Global, Module } from '@nestjs/common';
import { KeyRing, Vault } from '@posthorn/vault';
import { Config } from '../config/config.ts';

/** The vault over the key file. Without the file nothing sealed can be read again, so a missing one stops the boot. */
@Global()
@Module({
  providers: [
    {
      provide: Vault,
      inject: [Config],
      useFactory: ({ environment }: Config) => new Vault(KeyRing.parse(readFileSync(environment.POSTHORN_KEY_FILE, 'utf8'))),
    },
  ],
  exports: [Vault],
})
export class VaultModule {}
