import { Check, Circle, LoaderCircle, Minus, X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';

export type StageStatus = 'PENDING' | 'RUNNING' | 'PASSED' | 'FAILED' | 'SKIPPED';

export interface StageItem {
  id: string;
  label: ReactNode;
  status: StageStatus;
  durationMs?: number | null;
  /** "TLS 1.3, certificate of smtp.example.com, 62 days left" */
  detail?: ReactNode;
  /** Below the detail: the server's words, a fix. */
  children?: ReactNode;
}

const looks = {
  PENDING: { Icon: Circle, classes: 'border-border text-transparent', word: 'not started' },
  RUNNING: { Icon: LoaderCircle, classes: 'border-transparent text-primary [&_svg]:animate-spin [&_svg]:size-4', word: 'running' },
  PASSED: { Icon: Check, classes: 'border-success bg-success text-surface', word: 'passed' },
  FAILED: { Icon: X, classes: 'border-danger-fill bg-danger-fill text-danger-foreground', word: 'failed' },
  SKIPPED: { Icon: Minus, classes: 'border-edge text-muted-foreground', word: 'skipped' },
} as const;

export interface StageListProps {
  stages: readonly StageItem[];
  'aria-label': string;
  className?: string;
}

/** What happened, step by step, with times: a connection check, an attempt. Changes are read out as they come. */
export function StageList({ stages, 'aria-label': label, className }: StageListProps): ReactElement {
  return (
    <ol aria-label={label} aria-live="polite" className={className}>
      {stages.map((stage, index) => (
        <Stage key={stage.id} stage={stage} last={index === stages.length - 1} />
      ))}
    </ol>
  );
}

function Stage({ stage, last }: { stage: StageItem; last: boolean }): ReactElement {
  const { Icon, classes, word } = looks[stage.status];
  const quiet = stage.status === 'PENDING' || stage.status === 'SKIPPED';
  return (
    <li className="relative flex gap-3 pb-3 last:pb-0">
      {!last && <span className="absolute top-5 bottom-0 left-2 w-px -translate-x-1/2 bg-border" aria-hidden />}
      <span
        className={cn(
          'mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border [&_svg]:size-2.5 [&_svg]:stroke-4',
          classes,
        )}
      >
        <Icon aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-3">
          <span className={cn('font-medium', quiet && 'font-normal text-muted-foreground')}>
            {stage.label}
            <span className="sr-only">: {word}</span>
          </span>
          <span className="ml-auto shrink-0 text-xs text-muted-foreground">{durationText(stage)}</span>
        </div>
        {stage.detail !== undefined && stage.detail !== null && <div className="text-muted-foreground">{stage.detail}</div>}
        {stage.children !== undefined && <div className="mt-2">{stage.children}</div>}
      </div>
    </li>
  );
}

function durationText({ status, durationMs }: StageItem): string {
  if (status === 'SKIPPED') return 'skipped';
  if (durationMs === null || durationMs === undefined) return '';
  return durationMs < 1 ? '< 1 ms' : durationMs < 10_000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}
