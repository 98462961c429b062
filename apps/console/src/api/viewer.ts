import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { PublicSettingsQuery, ViewerQuery } from '@/generated/graphql.ts';
import { PublicSettingsDocument, ViewerDocument } from '@/generated/graphql.ts';
import { query, read, signInPath } from './server.ts';

export type Viewer = NonNullable<ViewerQuery['me']>;
export type Membership = Viewer['memberships'][number];
export type PublicSettings = PublicSettingsQuery['publicSettings'];

/** Who is signed in; asked once per request. */
export const viewerOrNull = cache(async (): Promise<Viewer | null> => (await read(ViewerDocument, {})).me ?? null);

/** Who is signed in; sends others to the sign-in page and back. */
export async function viewer(): Promise<Viewer> {
  return (await viewerOrNull()) ?? redirect(await signInPath());
}

export const publicSettings = cache(async (): Promise<PublicSettings> => (await query(PublicSettingsDocument, {})).publicSettings);

/** The page a person's work starts on. */
export function homeOf({ identity, memberships, defaultTenantId }: Viewer): string {
  const active = memberships.filter((membership) => membership.status === 'ACTIVE');
  const tenant = active.find((membership) => membership.tenantId === defaultTenantId) ?? (identity.systemAdmin ? undefined : active[0]);
  if (identity.systemAdmin && tenant === undefined) return '/system';
  return tenant === undefined ? '/account/memberships' : `/t/${tenant.tenantId}`;
}
