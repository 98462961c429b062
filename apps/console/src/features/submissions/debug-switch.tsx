'use client';

import { Button, RelativeTime } from '@posthorn/ui';
import { Bug, BugOff } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useToastedAct } from '@/actions/use-toasted-act.ts';

interface DebugSwitchProps {
  until: string | null;
  /** 0 stops it. */
  debug: (minutes: number) => Promise<unknown>;
  /** Where the transcripts are read. */
  link: ReactNode;
}

/** Whether a moment still lies ahead, as seen when the page was drawn. */
export function useIsAhead(moment: string | null): boolean {
  const [now] = useState(() => Date.now());
  return moment !== null && Date.parse(moment) > now;
}

/** Keeps what is said between Posthorn and the server, for an hour: passwords masked, mails left out. */
export function DebugSwitch({ until, debug, link }: DebugSwitchProps): ReactElement {
  const { busy, run } = useToastedAct();
  const isOn = useIsAhead(until);
  return (
    <div className="flex w-full flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="min-w-0 flex-1 basis-56 text-muted-foreground">
        {isOn ? (
          <>
            Keeps transcripts, ends <RelativeTime value={until} />. Read them at each attempt: {link}.
          </>
        ) : (
          'Debugging keeps the conversation with the server for an hour, passwords masked, mails left out.'
        )}
      </p>
      <Button
        size="sm"
        loading={busy}
        onClick={() => void run(() => debug(isOn ? 0 : 60), isOn ? 'No transcripts are kept any more' : 'Transcripts are kept for an hour')}
      >
        {isOn ? <BugOff aria-hidden /> : <Bug aria-hidden />}
        {isOn ? 'Stop debugging' : 'Debug for an hour'}
      </Button>
    </div>
  );
}
