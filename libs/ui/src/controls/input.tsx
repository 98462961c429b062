'use client';

import type { ComponentProps, ReactElement } from 'react';

import { cn } from '../cn.ts';
import { useFieldControl } from './field.tsx';
import { inputClasses, inputHeight } from './input-variants.ts';

export interface InputProps extends ComponentProps<'input'> {
  /** Addresses, ids, host names: where each character counts. */
  mono?: boolean;
}

export function Input({ mono = false, className, type = 'text', ...rest }: InputProps): ReactElement {
  return (
    <input
      type={type}
      className={cn(inputClasses, inputHeight, mono && 'font-mono text-xs pointer-coarse:text-[1rem]', className)}
      {...useFieldControl()}
      {...rest}
    />
  );
}
