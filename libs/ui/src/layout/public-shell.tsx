import type { ReactElement, ReactNode } from 'react';

import { PostHornMark } from './post-horn-mark.tsx';

export interface PublicShellProps {
  productName: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  /** Banners above the card. */
  banners?: ReactNode;
  /** Under the card: another way, the support address. */
  footer?: ReactNode;
  /** At the top right: theme. */
  corner?: ReactNode;
  children: ReactNode;
}

/** The frame of pages before sign-in: one narrow card. */
export function PublicShell({ productName, title, description, banners, footer, corner, children }: PublicShellProps): ReactElement {
  return (
    <div className="flex min-h-dvh flex-col">
      {banners}
      <header className="flex h-12 items-center justify-between px-4">
        <span className="flex items-center gap-2 font-semibold">
          <PostHornMark className="size-5" />
          {productName}
        </span>
        {corner}
      </header>
      <main className="mx-auto flex w-full max-w-sm flex-1 flex-col px-4 pt-[8vh] pb-16">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {description !== undefined && <p className="mt-1 text-sm text-pretty text-muted-foreground">{description}</p>}
        <div className="mt-5 rounded-lg border bg-surface p-5">{children}</div>
        {footer !== undefined && <div className="mt-4 text-sm text-muted-foreground">{footer}</div>}
      </main>
    </div>
  );
}
