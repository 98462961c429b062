import { cn } from '@posthorn/ui';
import type { ReactElement } from 'react';

interface ScopeListProps {
  scopes: readonly string[];
  missing: readonly string[];
  className?: string;
}

/** What was granted, and what was asked for but not granted. */
export function ScopeList({ scopes, missing, className }: ScopeListProps): ReactElement | null {
  if (scopes.length + missing.length === 0) return null;
  return (
    <ul className={cn('flex flex-wrap gap-1', className)}>
      {scopes.map((scope) => (
        <li key={scope} className="rounded-sm border bg-muted px-1.5 font-mono text-xs leading-5 break-all">
          {scope}
        </li>
      ))}
      {missing.map((scope) => (
        <li
          key={scope}
          className="rounded-sm border border-warning-line bg-warning-ground px-1.5 font-mono text-xs leading-5 break-all text-warning"
        >
          {scope} <span className="font-sans">not granted</span>
        </li>
      ))}
    </ul>
  );
}
