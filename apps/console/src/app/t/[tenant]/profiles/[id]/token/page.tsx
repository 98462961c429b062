import { EmptyState, PageHeader, Panel, buttonVariants } from '@posthorn/ui';
import { KeyRound } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { TokenPageDocument } from '@/generated/graphql.ts';
import { parameter } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { grantResultOf } from '@/features/oauth/grant-words.ts';
import { TokenDesk } from './token-desk.tsx';

export const metadata: Metadata = { title: 'Token' };

type Params = TenantParams & Promise<{ id: string }>;

export default async function TokenPage(props: { params: Params; searchParams: SearchParams }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(props.params, 'tenant.profiles');
  const { id } = await props.params;
  const { grant, emailProfile, oauthClients, egressRequests } = await query(TokenPageDocument, { id }, { tenantId });
  const base = `/t/${tenantId}`;
  const client = oauthClients.find((one) => one.id === grant?.clientId);
  return (
    <>
      <PageHeader
        crumbs={[
          { label: 'Email profiles', href: `${base}/profiles` },
          { label: emailProfile.name, href: `${base}/profiles/${id}` },
        ]}
        title="Token"
        description={`With it ${emailProfile.name} signs in at its mail server.`}
      />
      {grant && client ? (
        <TokenDesk
          grant={grant}
          profile={emailProfile}
          client={client}
          egressRequests={egressRequests}
          result={grantResultOf(parameter(await props.searchParams, 'result'))}
          base={base}
        />
      ) : (
        <NoToken name={emailProfile.name} href={`${base}/profiles/${id}`} />
      )}
    </>
  );
}

function NoToken({ name, href }: { name: string; href: string }): ReactElement {
  return (
    <Panel flush>
      <EmptyState
        icon={<KeyRound />}
        title="No token here"
        action={
          <Link href={href} className={buttonVariants({ variant: 'primary' })}>
            Open the profile
          </Link>
        }
      >
        {name} signs in with a password. Choose OAuth 2.0 and a client in the profile, save it, and its token is looked after here.
      </EmptyState>
    </Panel>
  );
}
