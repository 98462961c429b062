import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import type { Tone } from '../tone.ts';
import { toneBox } from '../tone.ts';

export interface BannerProps {
  tone: Exclude<Tone, 'neutral'>;
  title?: ReactNode;
  children?: ReactNode;
  /** A link or button that mends it. */
  action?: ReactNode;
  /** Edge to edge under the top bar instead of a box in the page. */
  wide?: boolean;
  className?: string;
}

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

/** A message that stays until its cause is gone. Danger is announced at once. */
export function Banner({ tone, title, children, action, wide = false, className }: BannerProps): ReactElement {
  const Icon = icons[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cn(
        'flex flex-wrap items-start gap-x-3 gap-y-2 text-sm',
        toneBox[tone],
        wide ? 'border-b px-4 py-2 lg:px-6' : 'rounded-lg border px-3 py-2.5',
        className,
      )}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 basis-64 text-foreground">
        {title !== undefined && <strong className={cn('font-semibold', children !== undefined && 'mr-1.5')}>{title}</strong>}
        {children}
      </div>
      {action !== undefined && <div className="flex items-center gap-2">{action}</div>}
    </div>
  );
}
