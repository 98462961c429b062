'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { Button } from '../controls/button.tsx';
import type { ButtonProps } from '../controls/button.tsx';
import { copyText } from './copy-text.ts';

export interface CopyButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'className'> {
  value: string;
  /** For screen readers, and shown if `children` is missing and the size is not an icon's. */
  label?: string;
  children?: ReactNode;
}

type Outcome = 'idle' | 'copied' | 'failed';

/** Copies, says "Copied" to eyes and ears for two seconds, and says so when the browser refused. */
export function CopyButton({ value, label = 'Copy', children, variant = 'ghost', size, className }: CopyButtonProps): ReactElement {
  const [outcome, setOutcome] = useState<Outcome>('idle');
  useEffect(() => {
    if (outcome === 'idle') return;
    const timer = setTimeout(() => setOutcome('idle'), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const said = { idle: '', copied: 'Copied', failed: 'Could not copy' }[outcome];
  return (
    <Button
      variant={variant}
      size={size ?? (children === undefined ? 'iconSm' : 'md')}
      className={cn(children === undefined && size === undefined && 'size-6 text-muted-foreground pointer-coarse:size-9', className)}
      {...(children === undefined && { 'aria-label': label, title: label })}
      onClick={() => void copyText(value).then((worked) => setOutcome(worked ? 'copied' : 'failed'))}
    >
      {outcome === 'copied' ? <Check className="text-success" aria-hidden /> : <Copy aria-hidden />}
      {children !== undefined && <span>{said || children}</span>}
      <span role="status" className="sr-only">
        {said}
      </span>
    </Button>
  );
}
