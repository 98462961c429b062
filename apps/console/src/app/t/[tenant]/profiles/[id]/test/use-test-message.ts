'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useState } from 'react';
import { asApiError } from '@/api/answer.ts';
import { send } from '@/api/browser.ts';
import { useLive } from '@/api/live.ts';
import { useTenantId } from '@/api/use-tenant-id.ts';
import { MessagesChangedDocument, TestMessageDocument } from '@/generated/graphql.ts';
import type { MessageState, TestMessageQuery } from '@/generated/graphql.ts';

type Message = TestMessageQuery['message'];

const final: readonly MessageState[] = ['ACCEPTED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'SUPPRESSED'];

/** Follows one message until nothing more happens to it. */
export function useTestMessage(id: string): { message: Message | null; failure: string | null } {
  const tenantId = useTenantId();
  const router = useRouter();
  const [message, setMessage] = useState<Message | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const ask = (): void => {
    void send(TestMessageDocument, { id }, tenantId).then(
      (answer) => {
        setMessage(answer.message);
        setFailure(null);
        // The page says how the profile stands, which this message may have changed.
        if (answer.message.state !== message?.state) router.refresh();
      },
      (error: unknown) => setFailure(asApiError(error).message),
    );
  };
  const first = useEffectEvent(ask);
  useEffect(() => first(), [id]);

  useLive({
    document: MessagesChangedDocument,
    variables: message !== null && final.includes(message.state) ? null : { scope: 'TENANT' as const },
    onEvent: ({ messagesChanged }) => messagesChanged === id && ask(),
    onGap: ask,
    pollMs: 1_000,
    alwaysPoll: true,
  });
  return { message, failure };
}
