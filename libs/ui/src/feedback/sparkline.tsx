import type { ReactElement } from 'react';

import { cn } from '../cn.ts';

export interface SparklineHour {
  accepted: number;
  failed: number;
}

export interface SparklineProps {
  /** Oldest first. */
  hours: readonly SparklineHour[];
  className?: string;
}

/** A day at a glance, an hour a bar: failed ones stand on top, in red. In words for whoever doesn't see it. */
export function Sparkline({ hours, className }: SparklineProps): ReactElement {
  const accepted = sum(hours.map((hour) => hour.accepted));
  const failed = sum(hours.map((hour) => hour.failed));
  const top = Math.max(1, ...hours.map((hour) => hour.accepted + hour.failed));
  const label = `Last 24 hours: ${accepted.toLocaleString('en')} accepted, ${failed.toLocaleString('en')} failed`;
  return (
    <span role="img" aria-label={label} title={label} className={cn('inline-flex h-5 w-24 items-end gap-px align-middle', className)}>
      {hours.map((hour, index) => (
        <span key={index} className="flex h-full min-w-0 flex-1 flex-col justify-end">
          <Bar share={hour.failed / top} className="bg-danger-fill" />
          <Bar share={hour.accepted / top} className="bg-primary/70" />
          {hour.accepted + hour.failed === 0 && <span className="h-px bg-border" />}
        </span>
      ))}
    </span>
  );
}

function Bar({ share, className }: { share: number; className: string }): ReactElement | null {
  return share === 0 ? null : <span className={cn('min-h-0.5 shrink-0', className)} style={{ height: `${share * 100}%` }} />;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
