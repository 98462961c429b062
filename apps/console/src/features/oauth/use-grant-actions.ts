'use client';

import { toast } from '@posthorn/ui';
import { useEffect, useState } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { asApiError } from '@/api/answer.ts';
import {
  BeginGrantDocument,
  ConfirmGrantDocument,
  RefreshGrantDocument,
  RejectGrantDocument,
  RevokeGrantDocument,
} from '@/generated/graphql.ts';
import type { Grant } from './use-grant.ts';

export interface Revoked {
  providerTold: boolean;
  note: string | null;
}

export interface GrantActions {
  /** Which of them is under way. */
  busy: 'BEGIN' | 'REFRESH' | 'KEEP' | 'DISCARD' | null;
  /** Leads the browser away, to the provider. */
  begin: () => Promise<void>;
  refresh: () => Promise<void>;
  /** Throws what the API refuses, for the dialog that asked. */
  revoke: () => Promise<void>;
  /** What became of the last `revoke` on this page. */
  revoked: Revoked | null;
  keep: (id: string) => Promise<void>;
  discard: (id: string) => Promise<void>;
}

/** What a person can do with a grant. `onActed`: what was said about the one before no longer counts. */
export function useGrantActions(
  profileId: string | null,
  take: (grant: Grant) => void,
  onActed: () => void = () => undefined,
): GrantActions {
  const act = useAct();
  const [busy, setBusy] = useState<GrantActions['busy']>(null);
  const [revoked, setRevoked] = useState<Revoked | null>(null);

  useEffect(() => {
    // Back from the provider by the browser's own button: the page stands as it was left.
    const onShow = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) setBusy(null);
    };
    addEventListener('pageshow', onShow);
    return () => removeEventListener('pageshow', onShow);
  }, []);

  const run = async (kind: NonNullable<GrantActions['busy']>, doIt: () => Promise<void>): Promise<void> => {
    setBusy(kind);
    try {
      await doIt();
    } catch (error) {
      toast.error(asApiError(error).message);
    }
    setBusy(null);
  };
  const taken = (grant: Grant): void => {
    setRevoked(null);
    onActed();
    take(grant);
  };

  return {
    busy,
    revoked,
    begin: () =>
      run('BEGIN', async () => {
        const { beginGrant } = await act(BeginGrantDocument, { profileId });
        location.assign(beginGrant.url);
        // The page is about to go; until then the button stays busy.
        await new Promise((resolve) => setTimeout(resolve, 10_000));
      }),
    refresh: () =>
      run('REFRESH', async () => {
        const { refreshGrant } = await act(RefreshGrantDocument, { profileId });
        taken(refreshGrant);
        if (refreshGrant.failure) toast.error('The token could not be refreshed', { description: refreshGrant.failure.sentence });
        else if (refreshGrant.refreshing) toast.info('The provider takes its time; the token follows here by itself');
        else toast.success('A new token is here');
      }),
    revoke: async () => {
      const { revokeGrant } = await act(RevokeGrantDocument, { profileId });
      taken(revokeGrant.grant);
      setRevoked({ providerTold: revokeGrant.providerTold, note: revokeGrant.note ?? null });
    },
    keep: (id) =>
      run('KEEP', async () => {
        const { confirmGrant } = await act(ConfirmGrantDocument, { id });
        taken(confirmGrant);
        toast.success('The token is kept');
      }),
    discard: (id) =>
      run('DISCARD', async () => {
        const { rejectGrant } = await act(RejectGrantDocument, { id });
        taken(rejectGrant);
        toast.success('The token is discarded');
      }),
  };
}
