import type { ComponentProps, ReactElement } from 'react';

import { cn } from '../cn.ts';
import type { Tone } from '../tone.ts';
import { toneBox, toneText } from '../tone.ts';

export interface BadgeProps extends ComponentProps<'span'> {
  tone?: Tone;
}

/** A word in a box: a role, a kind, a count. */
export function Badge({ tone = 'neutral', className, children, ...rest }: BadgeProps): ReactElement {
  return (
    <span
      className={cn(
        'inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap',
        toneBox[tone],
        className,
      )}
      {...rest}
    >
      <span className="min-w-0 overflow-hidden text-ellipsis [&_svg]:mr-1 [&_svg]:inline [&_svg]:size-3">{children}</span>
    </span>
  );
}

export interface StatusBadgeProps extends BadgeProps {
  /** Something is going on: the dot breathes. */
  busy?: boolean;
}

/** A state with a dot. The word is the message, the colour repeats it. */
export function StatusBadge({ tone = 'neutral', busy = false, className, children, ...rest }: StatusBadgeProps): ReactElement {
  return (
    <span className={cn('inline-flex max-w-full items-center gap-1.5 align-bottom text-sm whitespace-nowrap', className)} {...rest}>
      <span
        className={cn(
          'size-2 shrink-0 rounded-full bg-current',
          toneText[tone],
          tone === 'neutral' && 'bg-transparent ring-[1.5px] ring-current ring-inset',
          busy && 'animate-pulse',
        )}
        aria-hidden
      />
      <span className="min-w-0 overflow-hidden text-ellipsis [&_svg]:mr-1 [&_svg]:inline [&_svg]:size-3">{children}</span>
    </span>
  );
}
