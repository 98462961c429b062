import { Panel, RelativeTime, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { SavedClient } from '@/features/oauth/client-values.ts';
import { GrantStateBadge } from '@/features/oauth/grant-state-badge.tsx';

/** The profiles that sign in with this client, each with its token. */
export function ClientUsers({ client, base }: { client: SavedClient; base: string }): ReactElement {
  const { profiles, updatedAt, updatedByName } = client;
  return (
    <Panel
      title="Used by"
      flush={profiles.length > 0}
      footer={
        <span className="text-muted-foreground">
          Saved <RelativeTime value={updatedAt} />
          {updatedByName && <> by {updatedByName}</>}
        </span>
      }
    >
      {profiles.length === 0 ? (
        <p className="text-muted-foreground">
          No email profile yet. Choose it in <TextLink href={`${base}/profiles`}>an email profile</TextLink> that signs in with OAuth 2.0.
        </p>
      ) : (
        <ul className="divide-y">
          {profiles.map(({ id, name, grantState }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1 px-4 py-2">
              <TextLink href={`${base}/profiles/${id}/token`}>{name}</TextLink>
              <GrantStateBadge state={grantState} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
