'use client';

import { DefinitionList, RelativeTime, TextLink } from '@posthorn/ui';
import type { DefinitionItem } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { OAuthFlow } from '@/generated/graphql.ts';
import { ScopeList } from './scope-list.tsx';
import type { Grant } from './use-grant.ts';
import { useIsPast } from './use-is-past.ts';

const flows: Record<OAuthFlow, string> = {
  AUTHORIZATION_CODE: 'a person consents once',
  CLIENT_CREDENTIALS: 'client credentials, nobody signs in',
  JWT_BEARER: 'signed assertion, nobody signs in',
};

/** What the grant is made of. `clientHref`: where its OAuth client is edited. */
export function GrantFacts({ grant, clientHref }: { grant: Grant; clientHref?: string | undefined }): ReactElement {
  const { interactive, scopes, missingScopes } = grant;
  const facts: DefinitionItem[] = [
    { term: 'Signs in as', value: <span className="break-all">{grant.user}</span> },
    {
      term: 'OAuth client',
      value: (
        <>
          {clientHref === undefined ? grant.clientName : <TextLink href={clientHref}>{grant.clientName}</TextLink>}
          <span className="text-muted-foreground">, {grant.providerName}</span>
        </>
      ),
    },
    { term: 'Tokens come by', value: flows[grant.flow] },
    { term: 'Access token', value: <AccessToken grant={grant} /> },
    ...(interactive
      ? [
          { term: 'Refresh token', value: <RefreshToken grant={grant} /> },
          { term: 'Consent', value: <Consent grant={grant} /> },
        ]
      : []),
    { term: 'Scopes', value: scopes.length + missingScopes.length > 0 ? <ScopeList scopes={scopes} missing={missingScopes} /> : null },
  ];
  return <DefinitionList items={facts} />;
}

function AccessToken({ grant: { obtainedAt, expiresAt } }: { grant: Grant }): ReactElement {
  if (!obtainedAt) return <span className="text-muted-foreground">none held</span>;
  return (
    <>
      obtained <RelativeTime value={obtainedAt} />,{' '}
      {expiresAt ? (
        <>
          <Expiry at={expiresAt} />
        </>
      ) : (
        'does not expire'
      )}
    </>
  );
}

function Expiry({ at }: { at: string }): ReactElement {
  return (
    <>
      {useIsPast(at) ? 'expired' : 'expires'} <RelativeTime value={at} />
    </>
  );
}

function RefreshToken({ grant: { hasRefreshToken, refreshUsedAt, refreshEndsAt, refreshEndMoves } }: { grant: Grant }): ReactElement {
  if (!hasRefreshToken) return <span className="text-muted-foreground">none held</span>;
  return (
    <>
      held
      {refreshUsedAt && (
        <>
          , last used <RelativeTime value={refreshUsedAt} />
        </>
      )}
      {refreshEndsAt && (
        <>
          ; ends <RelativeTime value={refreshEndsAt} />
          {refreshEndMoves && ' unless it is used'}
        </>
      )}
    </>
  );
}

function Consent({ grant: { consentedAs, grantedAt, grantedByName } }: { grant: Grant }): ReactElement {
  if (!grantedAt) return <span className="text-muted-foreground">not given yet</span>;
  return (
    <>
      {consentedAs ? (
        <span className="break-all">{consentedAs}</span>
      ) : (
        <span className="text-muted-foreground">the provider does not say who</span>
      )}
      , <RelativeTime value={grantedAt} />
      {grantedByName && <>, asked by {grantedByName}</>}
    </>
  );
}
