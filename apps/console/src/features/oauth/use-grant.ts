'use client';

import { useRef, useState } from 'react';
import { send } from '@/api/browser.ts';
import { useLive } from '@/api/live.ts';
import { useTenantId } from '@/api/use-tenant-id.ts';
import { GrantChangedDocument, GrantDocument } from '@/generated/graphql.ts';
import type { GrantFieldsFragment } from '@/generated/graphql.ts';

export type Grant = GrantFieldsFragment;

/**
 * Follows a grant: by subscription, and by asking, since time alone changes its state too. `profileId` null: the platform's.
 * The page's own newer reading wins over what was heard before it.
 */
export function useGrant(read: Grant, profileId: string | null): [grant: Grant, take: (grant: Grant) => void] {
  const tenantId = useTenantId();
  const [given, setGiven] = useState(read);
  const [grant, setGrant] = useState(read);
  if (given !== read) {
    setGiven(read);
    setGrant(read);
  }
  // What was asked for before an act answered knows less than that answer.
  const heard = useRef(0);
  const take = (next: Grant): void => {
    heard.current += 1;
    setGrant(next);
  };

  useLive({
    document: GrantChangedDocument,
    variables: { profileId },
    onEvent: ({ grantChanged }) => take(grantChanged),
    onGap: () => {
      const before = heard.current;
      void send(GrantDocument, { profileId }, tenantId).then(
        (answer) => answer.grant && before === heard.current && setGrant(answer.grant),
        () => undefined,
      );
    },
    pollMs: 10_000,
    alwaysPoll: true,
  });

  return [grant, take];
}
