'use client';

import { RelativeTime, cn } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { QueueFieldsFragment } from '@/generated/graphql.ts';

interface DayChartProps {
  hours: QueueFieldsFragment['hours'];
  /** What is counted: "account mail". */
  what: string;
}

/** Accepted and failed messages by hour, oldest first. Bars for eyes, a table for screen readers. */
export function DayChart({ hours, what }: DayChartProps): ReactElement {
  const largest = Math.max(...hours.map(({ accepted, failed }) => accepted + failed));
  if (largest === 0 || hours.length === 0) {
    return <p className="flex h-44 items-center justify-center text-muted-foreground">No {what} in the last 24 hours.</p>;
  }
  const top = roundUp(largest);

  return (
    <>
      <div className="grid grid-cols-[auto_1fr] gap-x-2" aria-hidden>
        <div className="flex h-40 flex-col justify-between text-right text-xs text-muted-foreground">
          {[top, top / 2, 0].map((value) => (
            <span key={value} className="-my-2">
              {Number.isInteger(value) ? value : ''}
            </span>
          ))}
        </div>
        <div className="relative h-40">
          {[0, 50, 100].map((percent) => (
            <span key={percent} className="absolute inset-x-0 border-t" style={{ top: `${percent}%` }} />
          ))}
          <div className="absolute inset-0 flex items-end gap-px sm:gap-0.5">
            {hours.map(({ at, accepted, failed }) => (
              <div key={at} className="group relative flex h-full flex-1 flex-col justify-end hover:bg-hover/60">
                <Bar share={failed / top} className="rounded-t-xs bg-danger-fill" />
                <Bar share={accepted / top} className={cn('bg-primary/75 group-hover:bg-primary', failed === 0 && 'rounded-t-xs')} />
                <span className="pointer-events-none absolute bottom-full left-1/2 z-10 mb-1 hidden -translate-x-1/2 rounded-md bg-foreground px-2 py-1 text-xs whitespace-nowrap text-background group-hover:block">
                  <RelativeTime value={at} show="short" />: {accepted} accepted{failed > 0 && `, ${failed} failed`}
                </span>
              </div>
            ))}
          </div>
        </div>
        <span />
        <div className="mt-1.5 flex justify-between text-xs text-muted-foreground">
          {[0, 6, 12, 18, hours.length - 1].map((index) => {
            const hour = hours[index];
            return (
              hour && (
                <RelativeTime key={index} value={hour.at} show="short" className={cn((index === 6 || index === 18) && 'max-sm:hidden')} />
              )
            );
          })}
        </div>
      </div>
      <p className="mt-3 flex gap-4 text-xs text-muted-foreground" aria-hidden>
        <Legend className="bg-primary/75">Accepted</Legend>
        <Legend className="bg-danger-fill">Failed</Legend>
      </p>
      <div className="relative">
        <div className="sr-only">
          <table>
            <caption>{what}, by hour, oldest first</caption>
            <thead>
              <tr>
                <th scope="col">Hour</th>
                <th scope="col">Accepted</th>
                <th scope="col">Failed</th>
              </tr>
            </thead>
            <tbody>
              {hours.map(({ at, accepted, failed }) => (
                <tr key={at}>
                  <th scope="row">
                    <RelativeTime value={at} show="short" />
                  </th>
                  <td>{accepted}</td>
                  <td>{failed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  );
}

function Bar({ share, className }: { share: number; className: string }): ReactElement | null {
  if (share === 0) return null;
  // One message among thousands is still a message: never thinner than 2 px.
  return <span className={cn('min-h-0.5 w-full shrink-0', className)} style={{ height: `${share * 100}%` }} />;
}

function Legend({ className, children }: { className: string; children: string }): ReactElement {
  return (
    <span className="flex items-center gap-1.5">
      <span className={cn('size-2 rounded-xs', className)} />
      {children}
    </span>
  );
}

/** The next of 2, 4, 6, 8, 10, 20, 40 ...: its half is a whole number too. */
function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return [2, 4, 6, 8, 10].map((step) => step * magnitude).find((top) => top >= value) ?? 10 * magnitude;
}
