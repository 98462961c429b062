'use client';

import { useState } from 'react';
import { send } from '@/api/browser.ts';
import { useLive } from '@/api/live.ts';
import { useTenantId } from '@/api/use-tenant-id.ts';
import type { CheckFieldsFragment } from '@/generated/graphql.ts';
import { ConnectionCheckChangedDocument, ConnectionCheckDocument } from '@/generated/graphql.ts';

export type Check = CheckFieldsFragment;

/** Passed, failed, or never taken. */
export const isOver = ({ status }: Check): boolean => status === 'PASSED' || status === 'FAILED' || status === 'EXPIRED';

/** Follows a check that the worker runs, stage by stage: by subscription, by asking while that can't be had. */
export function useCheck(onEnd: () => void): { check: Check | null; follow: (started: Check) => void; clear: () => void } {
  const [check, setCheck] = useState<Check | null>(null);
  const tenantId = useTenantId();

  const take = (next: Check): void => {
    // Events and polls may cross: a finished check never runs again.
    if (check === null || check.id !== next.id || isOver(check)) return;
    setCheck(next);
    if (isOver(next)) onEnd();
  };

  useLive({
    document: ConnectionCheckChangedDocument,
    variables: check === null || isOver(check) ? null : { id: check.id },
    onEvent: ({ connectionCheckChanged }) => take(connectionCheckChanged),
    onGap: () => {
      if (check === null) return;
      void send(ConnectionCheckDocument, { id: check.id }, tenantId).then(
        ({ connectionCheck }) => take(connectionCheck),
        () => undefined,
      );
    },
    pollMs: 700,
    alwaysPoll: true,
  });

  return { check, follow: setCheck, clear: () => setCheck(null) };
}
