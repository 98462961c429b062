import { Module } from '@nestjs/common';
import { PersonNames } from '../identities/person-names.ts';
import { EmailProfiles } from './email-profiles.service.ts';

/**
 * A tenant's named submission setups. A name that was given once goes on leading to its profile, a stored secret is used only with the
 * destination it was given for, and a profile is deleted only once nothing refers to it.
 */
@Module({ providers: [EmailProfiles, PersonNames], exports: [EmailProfiles] })
export class EmailProfilesModule {}
