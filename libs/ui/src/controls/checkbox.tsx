'use client';

import { Check, Minus } from 'lucide-react';
import { Checkbox as CheckboxPrimitive } from 'radix-ui';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { useId } from 'react';

import { cn } from '../cn.ts';
import { useFieldControl } from './field.tsx';
import { Label } from './label.tsx';

export interface CheckboxProps extends ComponentProps<typeof CheckboxPrimitive.Root> {
  /** Stands beside the box; leave it out inside a `Field` or with an `aria-label`. */
  label?: ReactNode;
  help?: ReactNode;
}

export function Checkbox({ label, help, className, id, ...rest }: CheckboxProps): ReactElement {
  const ownId = useId();
  const wiring = useFieldControl();
  const boxId = id ?? ownId;
  const box = (
    <CheckboxPrimitive.Root
      className={cn(
        'group flex size-4 shrink-0 items-center justify-center rounded-sm border border-edge bg-surface text-primary-foreground hover:border-foreground/50 disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:border-primary data-[state=indeterminate]:bg-primary aria-invalid:border-danger',
        className,
      )}
      {...(label === undefined ? wiring : { id: boxId, ...(help !== undefined && { 'aria-describedby': `${boxId}-help` }) })}
      {...rest}
    >
      <CheckboxPrimitive.Indicator>
        <Check className="size-3 stroke-3 group-data-[state=indeterminate]:hidden" aria-hidden />
        <Minus className="hidden size-3 stroke-3 group-data-[state=indeterminate]:block" aria-hidden />
      </CheckboxPrimitive.Indicator>
    </CheckboxPrimitive.Root>
  );
  if (label === undefined) return box;
  return (
    <div className="flex items-start gap-2 pointer-coarse:py-1.5">
      <span className="flex h-5 items-center">{box}</span>
      <div className="min-w-0">
        <Label htmlFor={boxId} className="font-normal">
          {label}
        </Label>
        {help !== undefined && (
          <p id={`${boxId}-help`} className="text-xs text-muted-foreground">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
