'use client';

import { Banner, Button, ConfirmDialog } from '@posthorn/ui';
import { ExternalLink, RefreshCw, Unplug } from 'lucide-react';
import type { ReactElement } from 'react';
import { providerInWords } from './grant-words.ts';
import type { Grant } from './use-grant.ts';
import type { GrantActions } from './use-grant-actions.ts';

/** What can be done with a grant now, the next sensible thing first. */
export function GrantButtons({ grant, actions }: { grant: Grant; actions: GrantActions }): ReactElement | null {
  const { canGrant, canRefresh, canRevoke, interactive } = grant;
  if (!canGrant && !canRefresh && !canRevoke) return null;
  const fix = grant.failure?.fix;
  const grantsNext = canGrant && (fix ? fix === 'GRANT_AGAIN' : !grant.usable || grant.state === 'CONSENT_NEEDED');
  return (
    <div className="flex w-full flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {canGrant && (
          <Button variant={grantsNext ? 'primary' : 'secondary'} loading={actions.busy === 'BEGIN'} onClick={() => void actions.begin()}>
            <ExternalLink aria-hidden />
            Grant new token
          </Button>
        )}
        {canRefresh && (
          <Button
            variant={!interactive && !grant.usable ? 'primary' : 'secondary'}
            loading={actions.busy === 'REFRESH' || grant.refreshing}
            onClick={() => void actions.refresh()}
          >
            <RefreshCw aria-hidden />
            Refresh token
          </Button>
        )}
        {canRevoke && <RevokeButton grant={grant} actions={actions} />}
      </div>
      {canGrant && (
        <p className="text-xs text-muted-foreground">
          Granting leads this browser to {providerInWords(grant.providerName)} and back. Sign in there as{' '}
          <strong className="font-medium">{grant.user}</strong>.
        </p>
      )}
    </div>
  );
}

function RevokeButton({ grant, actions }: { grant: Grant; actions: GrantActions }): ReactElement {
  const again = grant.interactive ? 'somebody grants a new token' : 'the token is refreshed here by hand';
  return (
    <ConfirmDialog
      trigger={
        <Button variant="dangerQuiet">
          <Unplug aria-hidden />
          Revoke
        </Button>
      }
      title={`Revoke the token of ${grant.profileName}?`}
      consequence={
        <>
          <p>
            Posthorn forgets the tokens at once and asks {providerInWords(grant.providerName)} to end them. Nothing is sent with{' '}
            {grant.profileName} until {again}.
          </p>
          <p className="mt-2">Mail that waits is kept, as long as its own life allows, and goes out by itself afterwards.</p>
        </>
      }
      confirmLabel="Revoke token"
      onConfirm={actions.revoke}
    />
  );
}

/** Whether the provider knows; the tokens are gone here either way. */
export function RevokedNotice({
  actions: { revoked },
  providerName,
}: {
  actions: GrantActions;
  providerName: string;
}): ReactElement | null {
  if (revoked === null) return null;
  return revoked.providerTold ? (
    <Banner tone="success" title="Revoked.">
      The tokens are gone here, and {providerInWords(providerName)} was told to end them. {revoked.note}
    </Banner>
  ) : (
    <Banner tone="warning" title="Revoked here only.">
      The tokens are gone here, but {providerInWords(providerName)} was not told.{' '}
      {revoked.note ?? 'Remove the access there too, if it must end at once.'}
    </Banner>
  );
}
