'use client';

import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { CopyButton } from './copy-button.tsx';

export interface CodeBlockProps {
  value: string;
  /** What it is: "DNS record", "Message-ID". */
  label?: ReactNode;
  copy?: boolean;
  /** Long lines scroll instead of breaking. */
  scroll?: boolean;
  className?: string;
}

/** Text one copies, exactly as it is. */
export function CodeBlock({ value, label, copy = true, scroll = false, className }: CodeBlockProps): ReactElement {
  return (
    <figure className={cn('relative min-w-0 rounded-md border bg-muted', className)}>
      {label !== undefined && <figcaption className="border-b px-3 py-1 text-xs text-muted-foreground">{label}</figcaption>}
      <pre
        tabIndex={scroll ? 0 : undefined}
        className={cn('px-3 py-2 font-mono', copy && 'pr-10', scroll ? 'overflow-x-auto' : 'whitespace-pre-wrap')}
      >
        {value}
      </pre>
      {copy && <CopyButton value={value} className={cn('absolute right-1 bg-muted', label === undefined ? 'top-1' : 'top-8')} />}
    </figure>
  );
}

export interface ReplyProps {
  code?: number | null;
  enhanced?: string | null;
  text: string;
  /** "smtp.example.com said" */
  label?: ReactNode;
  className?: string;
}

/** A mail server's own words, verbatim. */
export function Reply({ code, enhanced, text, label = 'The server said', className }: ReplyProps): ReactElement {
  const start = [code, enhanced].filter((part) => part !== null && part !== undefined && part !== '').join(' ');
  const whole = start === '' || text.startsWith(start) || text.startsWith(String(code)) ? text : `${start} ${text}`;
  return <CodeBlock value={whole} label={label} className={className} />;
}
