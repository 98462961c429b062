'use client';

import { LinkProvider, ThemeProvider, Toaster } from '@posthorn/ui';
import Link from 'next/link';
import type { ReactElement, ReactNode } from 'react';
import { z } from 'zod';

// zod compiles its schemas with `new Function` where it may; the content security policy forbids it and would log each try.
z.config({ jitless: true });

/** What every page needs, signed in or not. `nonce` is that of this page's content security policy. */
export function Providers({ nonce, children }: { nonce: string | null; children: ReactNode }): ReactElement {
  return (
    <ThemeProvider {...(nonce !== null && { nonce })}>
      <LinkProvider component={Link}>
        {children}
        <Toaster />
      </LinkProvider>
    </ThemeProvider>
  );
}
