'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useLive } from '@/api/live.ts';
import { MessagesChangedDocument } from '@/generated/graphql.ts';
import type { MessageScope } from '@/generated/graphql.ts';

/** A burst of a thousand mails is read again once a second, not a thousand times. */
const atMostEveryMs = 1_000;

/** Reads the page again when a message of the scope changes: any, or the one named. */
export function useLiveMessages(scope: MessageScope, id: string | null = null): void {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refresh = useEffectEvent(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      router.refresh();
    }, atMostEveryMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  useLive({
    document: MessagesChangedDocument,
    variables: { scope },
    onEvent: ({ messagesChanged }) => {
      if (id === null || id === messagesChanged) refresh();
    },
    onGap: () => refresh(),
    pollMs: 10_000,
  });
}
