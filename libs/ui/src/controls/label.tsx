'use client';

import { Label as LabelPrimitive } from 'radix-ui';
import type { ComponentProps, ReactElement } from 'react';

import { cn } from '../cn.ts';

export function Label({ className, ...rest }: ComponentProps<typeof LabelPrimitive.Root>): ReactElement {
  return <LabelPrimitive.Root className={cn('text-sm font-medium select-none', className)} {...rest} />;
}
