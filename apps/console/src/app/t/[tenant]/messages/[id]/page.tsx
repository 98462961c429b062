import { Badge, TextLink } from '@posthorn/ui';
import type { DefinitionItem } from '@posthorn/ui';
import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import { TenantMessageDocument } from '@/generated/graphql.ts';
import type { MessageDetailFragment } from '@/generated/graphql.ts';
import { MessageDetails } from '@/features/messages/message-details.tsx';

export const metadata: Metadata = { title: 'Message' };

export default async function TenantMessagePage({ params }: { params: Promise<{ tenant: string; id: string }> }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.messages');
  const { message } = await query(TenantMessageDocument, { id: (await params).id }, { tenantId });
  const base = `/t/${tenantId}`;
  const isParked = message.state === 'PARKED' && message.profileId;
  return (
    <MessageDetails
      message={message}
      scope="TENANT"
      list={{ label: 'Messages', href: `${base}/messages` }}
      facts={factsOf(message, base)}
      {...(isParked && { mend: <TextLink href={`${base}/profiles/${message.profileId}`}>Open the profile</TextLink> })}
      mailNote="As it was handed in; nothing of it is loaded from elsewhere."
    />
  );
}

function factsOf(message: MessageDetailFragment, base: string): DefinitionItem[] {
  const { profileId, profileName, homeProfileName, fromName, fromAddress, tags, to, cc } = message;
  const profile = profileId ? <TextLink href={`${base}/profiles/${profileId}`}>{profileName}</TextLink> : (profileName ?? null);
  return [
    ...(to.length + cc.length > 1 ? [{ term: 'Shown to', value: [...to, ...cc].join(', ') }] : []),
    { term: 'From', value: fromName ? `${fromName} <${fromAddress}>` : fromAddress },
    {
      term: 'Profile',
      value: homeProfileName ? (
        <>
          {profile}, the fallback of {homeProfileName}
        </>
      ) : (
        profile
      ),
    },
    { term: 'Handed in by', value: message.sourceName ?? null },
    ...(tags.length > 0 ? [{ term: 'Tags', value: <Tags tags={tags} base={base} /> }] : []),
  ];
}

function Tags({ tags, base }: { tags: readonly string[]; base: string }): ReactElement {
  return (
    <span className="flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <Link key={tag} href={`${base}/messages?tag=${encodeURIComponent(tag)}`} className="rounded-sm">
          <Badge>{tag}</Badge>
        </Link>
      ))}
    </span>
  );
}
