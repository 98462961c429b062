'use client';

import { LoaderCircle } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentProps, MouseEvent, ReactElement } from 'react';

import { cn } from '../cn.ts';
import { buttonVariants } from './button-variants.ts';
import type { ButtonVariants } from './button-variants.ts';

export interface ButtonProps extends ComponentProps<'button'>, ButtonVariants {
  /** Renders the only child as the button: a link, mostly. */
  asChild?: boolean;
  /** Shows a spinner, keeps the width and the focus, and ignores presses. */
  loading?: boolean;
}

/** `type="button"` unless told: a button in a form sends it only when it says so. Icon sizes need an `aria-label`. */
export function Button({
  asChild = false,
  loading = false,
  variant,
  size,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps): ReactElement {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest} onClick={onClick}>
        {children}
      </Slot.Root>
    );
  }
  const ignore = (event: MouseEvent<HTMLButtonElement>): void => event.preventDefault();
  return (
    <button
      type="button"
      className={cn(classes, loading && 'relative')}
      {...(loading ? { 'aria-disabled': true, 'aria-busy': true, onClick: ignore } : { onClick })}
      {...rest}
    >
      {loading && (
        <span className="absolute inset-0 flex items-center justify-center">
          <LoaderCircle className="animate-spin" aria-hidden />
        </span>
      )}
      <span className={cn('inline-flex items-center gap-1.5', loading && 'opacity-0')}>{children}</span>
    </button>
  );
}
