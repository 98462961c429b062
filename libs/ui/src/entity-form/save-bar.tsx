'use client';

import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { Button } from '../controls/button.tsx';
import { Banner } from '../feedback/banner.tsx';
import { CopyButton } from '../feedback/copy-button.tsx';
import type { Failure } from './use-save.ts';

interface Props {
  mode: 'edit' | 'create';
  /** Labels of the changed fields. */
  changed: readonly string[];
  saving: boolean;
  /** A conflict waits for choices. */
  blocked: boolean;
  failure: Failure | null;
  saveLabel: string;
  cancel: ReactNode;
  onDiscard: () => void;
}

/** Stays at the foot of the window while something is unsaved. */
export function SaveBar({ mode, changed, saving, blocked, failure, saveLabel, cancel, onDiscard }: Props): ReactElement {
  const dirty = changed.length > 0;
  return (
    <div className={cn('flex flex-col gap-3', dirty && mode === 'edit' && 'sticky bottom-0 z-20')}>
      {failure !== null && (
        <Banner tone="danger" title={failure.message}>
          {failure.requestId !== undefined && (
            <span className="text-xs text-muted-foreground">
              Request <code className="font-mono">{failure.requestId}</code>{' '}
              <CopyButton value={failure.requestId} label="Copy request id" />
            </span>
          )}
        </Banner>
      )}
      <div
        className={cn(
          'flex flex-wrap items-center justify-between gap-2',
          mode === 'edit' && 'rounded-lg border bg-surface px-4 py-2.5',
          dirty && mode === 'edit' && 'border-edge shadow-lg shadow-black/10',
        )}
      >
        <p role="status" className="min-w-0 flex-1 truncate text-sm text-muted-foreground" title={changed.join(', ')}>
          {mode === 'edit' && (dirty ? summaryOf(changed) : 'No changes')}
        </p>
        <div className="flex items-center gap-2">
          {cancel}
          {mode === 'edit' && (
            <Button disabled={!dirty || saving} onClick={onDiscard}>
              Discard
            </Button>
          )}
          <Button type="submit" variant="primary" loading={saving} disabled={(mode === 'edit' && !dirty) || blocked}>
            {saveLabel}
          </Button>
        </div>
      </div>
    </div>
  );
}

function summaryOf(changed: readonly string[]): ReactNode {
  return (
    <>
      <span className="font-medium text-foreground">{changed.length} changed</span>
      <span className="max-sm:hidden">: {changed.join(', ')}</span>
    </>
  );
}
