'use client';

import { Switch as SwitchPrimitive } from 'radix-ui';
import { useId } from 'react';
import type { ComponentProps, ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { useFieldControl } from './field.tsx';
import { Label } from './label.tsx';

export interface SwitchProps extends ComponentProps<typeof SwitchPrimitive.Root> {
  label?: ReactNode;
  help?: ReactNode;
}

/** On or off, at once or with the form. */
export function Switch({ label, help, className, id, ...rest }: SwitchProps): ReactElement {
  const ownId = useId();
  const wiring = useFieldControl();
  const switchId = id ?? ownId;
  const control = (
    <SwitchPrimitive.Root
      className={cn(
        'inline-flex h-[1.125rem] w-8 shrink-0 items-center rounded-full border border-edge bg-edge/50 px-px transition-colors disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-primary data-[state=checked]:bg-primary',
        className,
      )}
      {...(label === undefined ? wiring : { id: switchId, ...(help !== undefined && { 'aria-describedby': `${switchId}-help` }) })}
      {...rest}
    >
      <SwitchPrimitive.Thumb className="block size-3.5 rounded-full bg-white transition-transform data-[state=checked]:translate-x-3.5 dark:data-[state=checked]:bg-primary-foreground" />
    </SwitchPrimitive.Root>
  );
  if (label === undefined) return control;
  return (
    <div className="flex items-start gap-2.5 pointer-coarse:py-1.5">
      <span className="flex h-5 items-center">{control}</span>
      <div className="min-w-0">
        <Label htmlFor={switchId}>{label}</Label>
        {help !== undefined && (
          <p id={`${switchId}-help`} className="text-xs text-muted-foreground">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
