'use client';

import { useRouter } from 'next/navigation';
import { useLive } from '@/api/live.ts';
import { GrantChangedDocument } from '@/generated/graphql.ts';

/** Reads the page again when a token comes or goes. null: there is none to follow. */
export function useLiveGrant(profileId: string | null): void {
  const router = useRouter();
  useLive({
    document: GrantChangedDocument,
    variables: profileId === null ? null : { profileId },
    onEvent: () => router.refresh(),
    onGap: () => router.refresh(),
    pollMs: 10_000,
  });
}
