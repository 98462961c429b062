'use client';

import { AlertDialog as AlertPrimitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { overlayClasses, windowClasses } from './window-classes.ts';

export interface AlertDialogProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  title: ReactNode;
  description: ReactNode;
  /** The buttons: `AlertDialogCancel` first, then the one that acts. */
  footer: ReactNode;
  children?: ReactNode;
}

/** A question that must be answered: a click outside does not close it, focus starts on Cancel. */
export function AlertDialog({ open, onOpenChange, trigger, title, description, footer, children }: AlertDialogProps): ReactElement {
  return (
    <AlertPrimitive.Root open={open} onOpenChange={onOpenChange}>
      {trigger !== undefined && <AlertPrimitive.Trigger asChild>{trigger}</AlertPrimitive.Trigger>}
      <AlertPrimitive.Portal>
        <AlertPrimitive.Overlay className={overlayClasses} />
        <AlertPrimitive.Content className={cn(windowClasses, 'max-w-md')}>
          <div className="min-h-0 overflow-y-auto px-5 py-4">
            <AlertPrimitive.Title className="line-clamp-3 text-lg font-semibold">{title}</AlertPrimitive.Title>
            <AlertPrimitive.Description asChild>
              <div className="mt-1.5 text-sm text-muted-foreground">{description}</div>
            </AlertPrimitive.Description>
            {children}
          </div>
          <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>
        </AlertPrimitive.Content>
      </AlertPrimitive.Portal>
    </AlertPrimitive.Root>
  );
}

export function AlertDialogCancel({ children }: { children: ReactNode }): ReactElement {
  return <AlertPrimitive.Cancel asChild>{children}</AlertPrimitive.Cancel>;
}
