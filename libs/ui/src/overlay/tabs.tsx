'use client';

import { Tabs as TabsPrimitive } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

export interface TabItem {
  value: string;
  label: ReactNode;
  /** A count beside the label. */
  count?: number;
  content: ReactNode;
}

export interface TabsProps {
  items: readonly TabItem[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  'aria-label': string;
}

export function Tabs({ items, value, defaultValue, onValueChange, 'aria-label': label }: TabsProps): ReactElement {
  const first = items[0]?.value;
  return (
    <TabsPrimitive.Root
      {...(value !== undefined ? { value } : { defaultValue: defaultValue ?? first ?? '' })}
      onValueChange={onValueChange}
    >
      <TabsPrimitive.List aria-label={label} className="flex gap-4 overflow-x-auto border-b">
        {items.map((item) => (
          <TabsPrimitive.Trigger
            key={item.value}
            value={item.value}
            className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-0.5 text-sm font-medium whitespace-nowrap text-muted-foreground hover:text-foreground focus-visible:-outline-offset-2 data-[state=active]:border-primary data-[state=active]:text-foreground"
          >
            {item.label}
            {item.count !== undefined && <span className="rounded-full bg-muted px-1.5 text-xs text-muted-foreground">{item.count}</span>}
          </TabsPrimitive.Trigger>
        ))}
      </TabsPrimitive.List>
      {items.map((item) => (
        <TabsPrimitive.Content key={item.value} value={item.value} className="pt-4">
          {item.content}
        </TabsPrimitive.Content>
      ))}
    </TabsPrimitive.Root>
  );
}
