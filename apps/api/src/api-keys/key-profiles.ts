import { Injectable } from '@nestjs/common';
import type { EmailProfile, Tx } from '@posthorn/database';
import { UsesProfiles, type ProfileUser } from '../email-profiles/profile-user.ts';

/** API keys that may send through certain profiles only. One that is revoked or has expired keeps no profile from being deleted. */
@UsesProfiles()
@Injectable()
export class KeyProfiles implements ProfileUser {
  readonly foreignKeys = ['api_key_profile.profile_id'];

  async references(tx: Tx, ids: readonly string[]): ReturnType<ProfileUser['references']> {
    const keys = await tx.apiKeyProfile.findMany({
      where: { profileId: { in: [...ids] }, key: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] } },
      select: { profileId: true, key: { select: { id: true, name: true } } },
    });
    return keys.map(({ profileId, key: { id, name } }) => ({ profileId, reference: { kind: 'API_KEY', id, name } }));
  }

  async moveTo(tx: Tx, from: EmailProfile, to: EmailProfile): Promise<void> {
    await tx.$executeRaw`
      insert into api_key_profile (tenant_id, key_id, profile_id)
      select tenant_id, key_id, ${to.id}::uuid from api_key_profile where profile_id = ${from.id}::uuid on conflict do nothing`;
    await tx.apiKeyProfile.deleteMany({ where: { profileId: from.id } });
  }
}
