import { CopyButton, cn } from '@posthorn/ui';
import type { ReactElement } from 'react';

/** A value one copies into another form, whole even where it is long. */
export function CopyValue({ value, label, className }: { value: string; label: string; className?: string }): ReactElement {
  return (
    <span className={cn('flex min-w-0 items-start gap-1 rounded-md border bg-muted py-0.5 pr-0.5 pl-2.5', className)}>
      <code className="min-w-0 flex-1 py-0.5 font-mono text-xs leading-5 break-all select-all">{value}</code>
      <CopyButton value={value} label={label} />
    </span>
  );
}
