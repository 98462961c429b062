'use client';

import { createContext, useContext } from 'react';
import type { ComponentProps, ComponentType, ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';

type LinkComponent = ComponentType<ComponentProps<'a'> & { href: string }>;

const LinkContext = createContext<LinkComponent | null>(null);

/** Tells this library how the app navigates (Next's `Link`). Without it links load the page anew. */
export function LinkProvider({ component, children }: { component: LinkComponent; children: ReactNode }): ReactElement {
  return <LinkContext value={component}>{children}</LinkContext>;
}

export type AppLinkProps = ComponentProps<'a'> & { href: string };

/** A link without a look, through the app's own navigation. */
export function AppLink(props: AppLinkProps): ReactElement {
  const Link = useContext(LinkContext);
  return Link === null ? <a {...props} /> : <Link {...props} />;
}

/** A link in running text or a table. */
export function TextLink({ className, ...rest }: AppLinkProps): ReactElement {
  return (
    <AppLink
      className={cn('rounded-sm text-primary underline decoration-primary/40 underline-offset-2 hover:decoration-primary', className)}
      {...rest}
    />
  );
}
