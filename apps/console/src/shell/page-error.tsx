'use client';

import { ErrorState, Panel } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import type { ReactElement } from 'react';

/** What Next hands to error.tsx. `digest` is ours for errors of the API: code and request id. */
export interface PageErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

const sentences: Record<string, string> = {
  TRY_LATER: 'Posthorn’s API is not answering. It may be starting; this page tries again when you do.',
  LIMIT_REACHED: 'Too many requests came from here. Wait a moment.',
  INTERNAL: 'Something failed on our side, not yours. Nothing was changed.',
};

/** A page that could not be read: what is known of it, and another try. */
export function PageError({ error, reset }: PageErrorProps): ReactElement {
  const router = useRouter();
  const [retrying, startRetry] = useTransition();
  const [, code = 'INTERNAL', requestId] = /^([A-Z_]+):(.*)$/.exec(error.digest ?? '') ?? [];

  const retry = (): void =>
    startRetry(() => {
      router.refresh();
      reset();
    });

  return (
    <Panel className="mx-auto my-8 max-w-xl">
      <h1 className="sr-only">This page could not be loaded</h1>
      <ErrorState requestId={requestId || (requestId === undefined ? (error.digest ?? null) : null)} onRetry={retry} retrying={retrying}>
        {sentences[code] ?? sentences.INTERNAL}
      </ErrorState>
    </Panel>
  );
}
