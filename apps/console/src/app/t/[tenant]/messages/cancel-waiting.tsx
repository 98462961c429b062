'use client';

import { Button, ConfirmDialog, toast } from '@posthorn/ui';
import { Ban } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { ApiError, asApiError } from '@/api/answer.ts';
import { CancelMessagesDocument, CancellableMessagesDocument } from '@/generated/graphql.ts';
import type { MessageFilter } from '@/generated/graphql.ts';
import { filterWords } from './filter-words.ts';
import type { ProfileChoice } from './message-log.tsx';

interface CancelWaitingProps {
  filter: MessageFilter;
  profiles: readonly ProfileChoice[];
  /** The filter is about to change: nobody should act on the old one. */
  stale: boolean;
}

/** Calls off what waits and fits the filter, after counting it. */
export function CancelWaiting({ filter, profiles, stale }: CancelWaitingProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const [counting, setCounting] = useState(false);
  const [asked, setAsked] = useState<{ filter: MessageFilter; count: number } | null>(null);

  const ask = async (): Promise<void> => {
    setCounting(true);
    try {
      const { cancellableMessages: count } = await act(CancellableMessagesDocument, { filter });
      if (count === 0) toast.info('Nothing of this waits: there is nothing to cancel.');
      else setAsked({ filter, count });
    } catch (error) {
      toast.error(asApiError(error).message);
    } finally {
      setCounting(false);
    }
  };

  const cancel = async (): Promise<void> => {
    if (asked === null) return;
    try {
      const { cancelMessages } = await act(CancelMessagesDocument, { filter: asked.filter, expected: asked.count });
      toast.success(cancelMessages === 1 ? '1 message is cancelled' : `${cancelMessages} messages are cancelled`);
      router.refresh();
    } catch (error) {
      if (asApiError(error).code !== 'CONFLICT') throw error;
      const { cancellableMessages: count } = await act(CancellableMessagesDocument, { filter: asked.filter });
      setAsked({ ...asked, count });
      throw new ApiError(`More came in the meantime: it is ${count} now. Nothing was cancelled; look again.`, { code: 'CONFLICT' });
    }
  };

  return (
    <>
      <Button variant="dangerQuiet" loading={counting} disabled={stale} onClick={() => void ask()}>
        <Ban aria-hidden />
        Cancel waiting…
      </Button>
      {asked !== null && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(null)}
          title={asked.count === 1 ? 'Cancel 1 waiting message?' : `Cancel ${asked.count} waiting messages?`}
          consequence={`${filterWords(asked.filter, profiles)} Their recipients do not get it. What is being handed over right now still goes out. A cancelled message can be queued again, one by one.`}
          confirmLabel={asked.count === 1 ? 'Cancel it' : `Cancel all ${asked.count}`}
          cancelLabel="Keep them"
          onConfirm={cancel}
        />
      )}
    </>
  );
}
