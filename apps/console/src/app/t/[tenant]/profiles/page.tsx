import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { EmailProfilesDocument } from '@/generated/graphql.ts';
import type { SubmissionState } from '@/generated/graphql.ts';
import { listRequest, oneOf } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { submissionStates } from '@/features/submissions/submission-state.tsx';
import { ProfilesTable } from './profiles-table.tsx';

export const metadata: Metadata = { title: 'Email profiles' };

export default async function ProfilesPage(props: { params: TenantParams; searchParams: SearchParams }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(props.params, 'tenant.profiles');
  const { search, filters, page } = await listRequest(props.searchParams, ['state']);
  const state = oneOf(filters.state, Object.keys(submissionStates) as SubmissionState[]);
  const { emailProfiles } = await query(EmailProfilesDocument, { filter: { search, states: state && [state] }, page }, { tenantId });
  return (
    <>
      <PageHeader title="Email profiles" description="Named ways to send mail. Programs, alarms and reports refer to them by name." />
      <ProfilesTable rows={emailProfiles.items} nextCursor={emailProfiles.nextCursor ?? null} base={`/t/${tenantId}/profiles`} />
    </>
  );
}
