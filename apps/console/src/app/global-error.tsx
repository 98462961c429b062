'use client';

import { PostHornMark } from '@posthorn/ui';
import type { ReactElement } from 'react';
import './globals.css';

/** The last net: the layout itself failed, so nothing of it is here. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }): ReactElement {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-sm flex-col items-start justify-center gap-3 px-4">
          <PostHornMark />
          <h1 className="text-xl font-semibold">Posthorn could not draw this page</h1>
          <p className="text-muted-foreground">
            Try again in a moment. {error.digest !== undefined && <code className="font-mono">{error.digest}</code>}
          </p>
          <button type="button" onClick={reset} className="rounded-md border border-edge px-3 py-1.5 font-medium">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
