'use client';

import { Button, RelativeTime } from '@posthorn/ui';
import { Check, TriangleAlert, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { providerInWords } from './grant-words.ts';
import { ScopeList } from './scope-list.tsx';
import type { Grant } from './use-grant.ts';
import type { GrantActions } from './use-grant-actions.ts';

interface PendingConsentProps {
  grant: Grant;
  actions: GrantActions;
  canAct: boolean;
}

/** A token that came, but not the one that was asked for: a person decides before it replaces anything. */
export function PendingConsent({ grant, actions, canAct }: PendingConsentProps): ReactElement | null {
  const pending = grant.pendingConsent;
  if (!pending) return null;
  const { id, consentedAs, user, missingScopes, expiresAt } = pending;
  const isOther = Boolean(consentedAs) && consentedAs?.toLowerCase() !== user.toLowerCase();
  return (
    <section aria-labelledby="pending-consent" className="rounded-lg border border-warning-line bg-warning-ground px-4 py-3">
      <h2 id="pending-consent" className="flex items-center gap-2 text-base font-semibold">
        <TriangleAlert className="size-4 shrink-0 text-warning" aria-hidden />
        Keep this token?
      </h2>
      <div className="mt-1.5 flex max-w-prose flex-col gap-2">
        {isOther && (
          <p>
            <strong className="font-semibold break-all">{consentedAs}</strong> consented, but mail is sent as{' '}
            <strong className="font-semibold break-all">{user}</strong>. Most servers refuse another person’s token. Keep it only if the one
            may send for the other, as with a shared mailbox; else discard it, sign out at {providerInWords(grant.providerName)} and grant
            again as {user}.
          </p>
        )}
        {missingScopes.length > 0 && (
          <div>
            <p>Less was granted than asked for. Without these the mail server may refuse the token:</p>
            <ScopeList scopes={[]} missing={missingScopes} className="mt-1" />
          </div>
        )}
        <p className="text-muted-foreground">
          Until you decide nothing changes. Undecided it is discarded <RelativeTime value={expiresAt} />.
        </p>
      </div>
      {canAct && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button loading={actions.busy === 'KEEP'} disabled={actions.busy === 'DISCARD'} onClick={() => void actions.keep(id)}>
            <Check aria-hidden />
            Keep it
          </Button>
          <Button loading={actions.busy === 'DISCARD'} disabled={actions.busy === 'KEEP'} onClick={() => void actions.discard(id)}>
            <X aria-hidden />
            Discard it
          </Button>
        </div>
      )}
    </section>
  );
}
