import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { MySessionsDocument } from '@/generated/graphql.ts';
import { RevokeOthers } from './revoke-others.tsx';
import { SessionsTable } from './sessions-table.tsx';

export const metadata: Metadata = { title: 'Sessions' };

export default async function SessionsPage(): Promise<ReactElement> {
  const { sessions } = await query(MySessionsDocument, {});
  const others = sessions.filter((session) => !session.current).length;
  return (
    <>
      <PageHeader
        title="Sessions"
        description="Where you are signed in. End what you don’t know, then change your password."
        actions={<RevokeOthers count={others} />}
      />
      <SessionsTable rows={sessions} />
    </>
  );
}
