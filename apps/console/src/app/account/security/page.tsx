import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { MySecurityEventsDocument } from '@/generated/graphql.ts';
import { viewer } from '@/api/viewer.ts';
import { EmailPanel } from './email-panel.tsx';
import { RecentEvents } from './recent-events.tsx';
import { PasswordPanel } from './password-panel.tsx';

export const metadata: Metadata = { title: 'E-mail and password' };

export default async function SecurityPage(): Promise<ReactElement> {
  const [{ identity, pendingEmail, pendingApprovalBy }, { mySecurityEvents }] = await Promise.all([
    viewer(),
    query(MySecurityEventsDocument, {}),
  ]);
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <div className="-mb-5">
        <PageHeader title="E-mail and password" description="What you sign in with. Changing either signs you out everywhere else." />
      </div>
      <EmailPanel
        email={identity.email}
        isVerified={identity.verifiedAt !== null && identity.verifiedAt !== undefined}
        pendingEmail={pendingEmail ?? null}
        pendingApprovalBy={pendingApprovalBy ?? null}
      />
      <PasswordPanel name={identity.name} email={identity.email} />
      <RecentEvents events={mySecurityEvents} />
    </div>
  );
}
