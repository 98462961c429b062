import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { ApiKeysResolver } from './api-keys.resolver.ts';
import { ApiKeys } from './api-keys.service.ts';
import { KeyProfiles } from './key-profiles.ts';

/** Keys of programs, per tenant. Shown once, kept as SHA-256; what they open is decided by platform/access at each request. */
@Module({ imports: [AuditModule], providers: [ApiKeys, KeyProfiles, ApiKeysResolver, PersonNames] })
export class ApiKeysModule {}
