import { oauthOf, type SubmissionOAuth } from '@posthorn/contracts';
import {
  platformProfileId,
  platformTenantId,
  type OAuthClient as ClientRow,
  type OAuthGrant,
  type TenantScope,
  type Tx,
} from '@posthorn/database';
import { findProfile } from '../submissions/profile-rows.ts';
import { scopeOf } from '../oauth/registration.ts';
import { AppError, invalidInput, notFound } from '../platform/errors/app-error.ts';

/** A setup that signs in with OAuth 2.0, with all that its tokens go by. */
export interface GrantSubject {
  tenantId: string;
  /** The email profile's id, or the platform's. */
  profileId: string;
  /** For people: the profile's name, or Platform mail. */
  name: string;
  /** The mailbox that the tokens are for. */
  user: string;
  oauth: SubmissionOAuth;
  row: OAuthGrant;
  client: ClientRow;
  /** What is asked for. */
  scope: string;
}

/** The setup that an operation names: null for the platform's, which has one. Throws NOT_FOUND for what is not the actor's to name. */
export function profileIdOf({ tenantId }: TenantScope, profileId: string | null): string {
  if (tenantId === platformTenantId) {
    if (profileId !== null) throw notFound('email profile');
    return platformProfileId;
  }
  if (profileId === null) throw invalidInput('profileId', 'Say which email profile.');
  if (profileId === platformProfileId) throw notFound('email profile');
  return profileId;
}

/** Null where it does not sign in with OAuth 2.0. Throws NOT_FOUND. */
export async function findSubject(tx: Tx, { tenantId }: TenantScope, profileId: string): Promise<GrantSubject | null> {
  const setup = profileId === platformProfileId ? await tx.platformMailSettings.findFirst() : await findProfile(tx, profileId);
  if (setup?.authentication !== 'OAUTH2') return null;
  const row = await tx.oAuthGrant.findFirst({ where: { profileId } });
  const client = row && (await tx.oAuthClient.findFirst({ where: { id: row.clientId } }));
  if (!row || !client) return null;
  const oauth = oauthOf(setup.oauth);
  const name = 'name' in setup ? setup.name : 'Platform mail';
  return { tenantId, profileId, name, user: setup.username ?? '', oauth, row, client, scope: scopeOf(client, oauth, row.flow) };
}

/** @throws AppError NOT_FOUND, CONFLICT */
export async function requireSubject(tx: Tx, scope: TenantScope, profileId: string): Promise<GrantSubject> {
  const subject = await findSubject(tx, scope, profileId);
  if (!subject) throw new AppError('CONFLICT', 'This setup does not sign in with OAuth 2.0. Save it so first.');
  return subject;
}
