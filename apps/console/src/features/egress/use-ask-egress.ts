'use client';

import { toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { RequestEgressDocument } from '@/generated/graphql.ts';
import type { EgressPath, EgressRequest } from './egress-path.ts';

/** A tenant's way to an address that is refused: asking the system admin, and seeing what became of it. */
export function useAskEgress(known: readonly EgressRequest[]): EgressPath {
  const act = useAct();
  const router = useRouter();
  const [asked, setAsked] = useState<EgressRequest[]>([]);
  // What was read later knows more of the same request.
  const requests = [...known, ...asked.filter(({ id }) => !known.some((one) => one.id === id))];
  return {
    kind: 'ASK',
    requests,
    ask: async (host, port, note) => {
      const { requestEgress } = await act(RequestEgressDocument, { input: { host, port, note } });
      setAsked((before) => [...before, requestEgress]);
      toast.success('The system admin was asked');
      router.refresh();
    },
  };
}
