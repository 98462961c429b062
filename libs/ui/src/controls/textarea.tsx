'use client';

import type { ComponentProps, ReactElement } from 'react';

import { cn } from '../cn.ts';
import { useFieldControl } from './field.tsx';
import { inputClasses } from './input-variants.ts';

export interface TextareaProps extends ComponentProps<'textarea'> {
  mono?: boolean;
}

export function Textarea({ mono = false, className, rows = 4, ...rest }: TextareaProps): ReactElement {
  return (
    <textarea rows={rows} className={cn(inputClasses, 'py-1.5', mono && 'font-mono text-xs', className)} {...useFieldControl()} {...rest} />
  );
}
