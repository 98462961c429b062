'use client';

import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { Button } from '../controls/button.tsx';
import { CopyButton } from './copy-button.tsx';

export interface ErrorStateProps {
  title?: ReactNode;
  children?: ReactNode;
  /** Shown with a copy button: it is what support asks for. */
  requestId?: string | null;
  onRetry?: () => void;
  retrying?: boolean;
  action?: ReactNode;
  className?: string;
}

export function ErrorState({
  title = 'This could not be loaded',
  children,
  requestId,
  onRetry,
  retrying,
  action,
  className,
}: ErrorStateProps): ReactElement {
  return (
    <div role="alert" className={cn('flex flex-col items-center px-6 py-10 text-center', className)}>
      <CircleAlert className="mb-3 size-6 stroke-[1.5] text-danger" aria-hidden />
      <p className="text-base font-medium">{title}</p>
      {children !== undefined && <div className="mt-1 max-w-md text-sm text-pretty text-muted-foreground">{children}</div>}
      {typeof requestId === 'string' && (
        <p className="mt-2 flex max-w-full flex-wrap items-center justify-center gap-x-1.5 text-xs text-muted-foreground">
          Request <code className="font-mono break-all text-foreground">{requestId}</code>
          <CopyButton value={requestId} label="Copy request id" />
        </p>
      )}
      {(onRetry !== undefined || action !== undefined) && (
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          {onRetry !== undefined && (
            <Button onClick={onRetry} loading={retrying ?? false}>
              <RotateCw aria-hidden />
              Retry
            </Button>
          )}
          {action}
        </div>
      )}
    </div>
  );
}
