'use client';

import { Menu, X } from 'lucide-react';
import { Dialog as DialogPrimitive } from 'radix-ui';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { Button } from '../controls/button.tsx';
import { overlayClasses } from '../overlay/window-classes.ts';
import { AppLink } from '../controls/app-link.tsx';
import { PostHornMark } from './post-horn-mark.tsx';
import { SidebarNav } from './sidebar-nav.tsx';
import type { NavSection } from './sidebar-nav.tsx';

export interface SidebarShellProps {
  /** Product name or, in a tenant, the tenant's. */
  brand: { name: ReactNode; href: string; mark?: ReactNode; note?: ReactNode };
  sections: readonly NavSection[];
  /** The pathname; the item with the longest matching `href` is the current one. */
  currentPath: string;
  /** Left in the top bar: a tenant switch. */
  topBarStart?: ReactNode;
  /** Right in the top bar: theme, person. */
  topBarEnd?: ReactNode;
  sidebarFooter?: ReactNode;
  /** `wide` banners between top bar and page. */
  banners?: ReactNode;
  children: ReactNode;
}

/** The app's frame: navigation left, top bar, page. Below 1024 px the navigation is a drawer. */
export function SidebarShell(props: SidebarShellProps): ReactElement {
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:translate-y-0"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col border-r bg-sidebar lg:flex">
        <SidebarContent {...props} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-background px-3 lg:px-6">
          <Drawer {...props} />
          <div className="flex min-w-0 flex-1 items-center gap-2">{props.topBarStart}</div>
          <div className="flex shrink-0 items-center gap-1">{props.topBarEnd}</div>
        </header>
        {props.banners}
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[90rem] min-w-0 flex-1 px-4 py-5 focus:outline-none lg:px-6">
          {props.children}
        </main>
      </div>
    </div>
  );
}

function SidebarContent({
  brand,
  sections,
  currentPath,
  sidebarFooter,
  onNavigate,
}: SidebarShellProps & { onNavigate?: () => void }): ReactElement {
  return (
    <>
      <AppLink
        href={brand.href}
        onClick={onNavigate}
        className="flex h-12 shrink-0 items-center gap-2 border-b px-4 font-semibold focus-visible:-outline-offset-2"
      >
        {brand.mark ?? <PostHornMark className="size-5" />}
        <span className="min-w-0">
          <span className="block truncate">{brand.name}</span>
          {brand.note !== undefined && <span className="block truncate text-xs font-normal text-muted-foreground">{brand.note}</span>}
        </span>
      </AppLink>
      <SidebarNav sections={sections} currentPath={currentPath} onNavigate={onNavigate} />
      {sidebarFooter !== undefined && <div className="border-t p-3 text-xs text-muted-foreground">{sidebarFooter}</div>}
    </>
  );
}

function Drawer(props: SidebarShellProps): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <DialogPrimitive.Root open={open} onOpenChange={setOpen}>
      <DialogPrimitive.Trigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open navigation" className="lg:hidden">
          <Menu aria-hidden />
        </Button>
      </DialogPrimitive.Trigger>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={overlayClasses} />
        <DialogPrimitive.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col border-r bg-sidebar focus:outline-none data-[state=open]:animate-in data-[state=open]:slide-in-from-left"
        >
          <DialogPrimitive.Title className="sr-only">Navigation</DialogPrimitive.Title>
          <SidebarContent {...props} onNavigate={() => setOpen(false)} />
          <DialogPrimitive.Close asChild>
            <Button variant="ghost" size="icon" aria-label="Close navigation" className="absolute top-1 right-1">
              <X aria-hidden />
            </Button>
          </DialogPrimitive.Close>
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}
