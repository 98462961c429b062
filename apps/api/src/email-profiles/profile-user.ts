import { DiscoveryService } from '@nestjs/core';
import type { EmailProfile, Tx } from '@posthorn/database';
import type { ProfileReference } from './email-profile.types.ts';
import { markedProviders } from '../platform/registry/marked-providers.ts';

/** Something that uses email profiles, so that one of them can't just be deleted. The feature that owns it implements this. */
export interface ProfileUser {
  /** The foreign keys to email_profile that it answers for, as `table.column`. */
  readonly foreignKeys: readonly string[];
  /** What refers to these profiles, with the profile that each refers to. */
  references(tx: Tx, ids: readonly string[]): Promise<{ profileId: string; reference: ProfileReference }[]>;
  /** Has everything that refers to one profile refer to the other. Throws AppError at `moveTo` where that can't be. */
  moveTo(tx: Tx, from: EmailProfile, to: EmailProfile): Promise<void>;
}

/** Marks a provider that implements {@link ProfileUser}. */
export const UsesProfiles = DiscoveryService.createDecorator();

/** Every user of the modules this process is made of, in the order in which a deletion names what refers to a profile. */
export const profileUsersOf = (discovery: DiscoveryService): ProfileUser[] => markedProviders(discovery, UsesProfiles);
