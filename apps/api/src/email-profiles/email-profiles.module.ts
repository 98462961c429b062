import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { EmailProfilesResolver } from './email-profiles.resolver.ts';
import { EmailProfiles } from './email-profiles.service.ts';
import { ProfileActions } from './profile-actions.service.ts';
import { OtherProfiles } from './other-profiles.ts';
import { ProfileFieldsResolver } from './profile-fields.resolver.ts';
import { ProfileReferences } from './profile-references.service.ts';
import { ProfileRemoval } from './profile-removal.service.ts';
import { ProfileSaves } from './profile-saves.service.ts';
import { ProfileWarningSource } from './profile-warning-source.ts';

/**
 * A tenant's named submission setups. A name that was given once goes on leading to its profile, a stored secret or token is used
 * only with the destination it was given for, and a profile is deleted only once nothing refers to it.
 */
@Module({
  imports: [AuditModule, DiscoveryModule, MailQueueModule],
  providers: [
    ProfileWarningSource,
    OtherProfiles,
    ProfileReferences,
    EmailProfiles,
    ProfileSaves,
    ProfileActions,
    ProfileRemoval,
    EmailProfilesResolver,
    ProfileFieldsResolver,
    PersonNames,
  ],
  exports: [EmailProfiles, ProfileSaves],
})
export class EmailProfilesModule {}
