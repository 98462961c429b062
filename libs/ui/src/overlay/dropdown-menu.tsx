'use client';

import { DropdownMenu as MenuPrimitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { AppLink } from '../controls/app-link.tsx';
import { menuClasses } from './window-classes.ts';

export interface DropdownMenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
}

export function DropdownMenu({ trigger, align = 'end', children }: DropdownMenuProps): ReactElement {
  return (
    <MenuPrimitive.Root modal={false}>
      <MenuPrimitive.Trigger asChild>{trigger}</MenuPrimitive.Trigger>
      <MenuPrimitive.Portal>
        <MenuPrimitive.Content align={align} sideOffset={4} collisionPadding={8} className={cn(menuClasses, 'max-w-80')}>
          {children}
        </MenuPrimitive.Content>
      </MenuPrimitive.Portal>
    </MenuPrimitive.Root>
  );
}

export interface DropdownMenuItemProps {
  onSelect?: () => void;
  href?: string;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  /** Marks the current one of a choice. */
  checked?: boolean;
  children: ReactNode;
}

const itemClasses =
  'flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0';

export function DropdownMenuItem({
  onSelect,
  href,
  icon,
  danger = false,
  disabled = false,
  checked,
  children,
}: DropdownMenuItemProps): ReactElement {
  const classes = cn(itemClasses, danger ? 'text-danger' : '[&_svg]:text-muted-foreground', checked === true && 'font-medium');
  const content = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {checked === true && <span className="size-1.5 rounded-full bg-primary" aria-hidden />}
    </>
  );
  if (href !== undefined) {
    return (
      <MenuPrimitive.Item asChild disabled={disabled} className={classes}>
        <AppLink href={href} {...(checked === true && { 'aria-current': 'true' })}>
          {content}
        </AppLink>
      </MenuPrimitive.Item>
    );
  }
  return (
    <MenuPrimitive.Item
      disabled={disabled}
      className={classes}
      onSelect={() => onSelect?.()}
      {...(checked === true && { 'aria-current': 'true' })}
    >
      {content}
    </MenuPrimitive.Item>
  );
}

export function DropdownMenuLabel({ children }: { children: ReactNode }): ReactElement {
  return <MenuPrimitive.Label className="px-2 py-1.5 text-xs text-muted-foreground">{children}</MenuPrimitive.Label>;
}

export function DropdownMenuSeparator(): ReactElement {
  return <MenuPrimitive.Separator className="-mx-1 my-1 border-t" />;
}
