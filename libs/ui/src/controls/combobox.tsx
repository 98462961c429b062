'use client';

import { Check, ChevronsUpDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';

import { cn } from '../cn.ts';
import { useFieldControl } from './field.tsx';
import { inputClasses, inputHeight } from './input-variants.ts';

export interface ComboboxOption {
  value: string;
  label: string;
  /** Found by these words too. */
  keywords?: string;
  /** Options of a group stand together, under its name. */
  group?: string;
  /** A second, quiet text at the right. */
  detail?: string;
}

export interface ComboboxProps {
  options: readonly ComboboxOption[];
  value: string | null;
  onValueChange: (value: string) => void;
  placeholder?: string;
  searchPlaceholder?: string;
  emptyText?: string;
  disabled?: boolean;
  className?: string;
  onBlur?: () => void;
}

/** At most this many matches are drawn: a list of 400 time zones stays quick. */
const maxShown = 100;

/** One of many known values, found by typing: time zones, tenants. Options of one group must follow each other. */
export function Combobox(props: ComboboxProps): ReactElement {
  const [open, setOpen] = useState(false);
  const chosen = props.options.find((option) => option.value === props.value);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        role="combobox"
        aria-expanded={open}
        disabled={props.disabled}
        onBlur={props.onBlur}
        className={cn(inputClasses, inputHeight, 'flex items-center justify-between gap-2 text-left', props.className)}
        {...useFieldControl()}
      >
        <span className={cn('truncate', chosen === undefined && 'text-muted-foreground')}>
          {chosen?.label ?? props.placeholder ?? 'Choose…'}
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          aria-label={props.searchPlaceholder ?? 'Choices'}
          className="z-50 w-(--radix-popover-trigger-width) min-w-56 overflow-hidden rounded-md border bg-surface shadow-lg shadow-black/10"
        >
          <ComboboxList {...props} close={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ComboboxList(props: ComboboxProps & { close: () => void }): ReactElement {
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const found = useMemo(() => matching(props.options, query), [props.options, query]);
  const choose = (option: ComboboxOption | undefined): void => {
    if (option === undefined) return;
    props.onValueChange(option.value);
    props.close();
  };
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(found.length - 1, to));
    setActive(next);
    list.current?.querySelectorAll('[role="option"]')[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = { ArrowDown: () => move(active + 1), ArrowUp: () => move(active - 1), Enter: () => choose(found[active]) }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
        aria-label={props.searchPlaceholder ?? 'Search'}
        placeholder={props.searchPlaceholder ?? 'Search…'}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-9 w-full border-b bg-transparent px-2.5 text-sm outline-none placeholder:text-muted-foreground pointer-coarse:text-[1rem]"
      />
      <div ref={list} id={listId} role="listbox" aria-label={props.searchPlaceholder ?? 'Choices'} className="max-h-72 overflow-y-auto p-1">
        {groupsOf(found).map(({ name, options }) => (
          <div key={name ?? ''} {...(name !== undefined && { role: 'group', 'aria-label': name })}>
            {name !== undefined && (
              <div className="px-2 pt-2 pb-1 text-xs font-medium text-muted-foreground" aria-hidden>
                {name}
              </div>
            )}
            {options.map(({ option, index }) => (
              <div
                key={option.value}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={option.value === props.value}
                onClick={() => choose(option)}
                onPointerMove={() => setActive(index)}
                className={cn(
                  'flex items-center gap-2 rounded-sm px-2 py-1.5 text-sm pointer-coarse:py-2.5',
                  index === active && 'bg-hover',
                )}
              >
                <Check className={cn('size-3.5 shrink-0 text-primary', option.value !== props.value && 'invisible')} aria-hidden />
                <span className="min-w-0 truncate">{option.label}</span>
                {option.detail !== undefined && (
                  <span className="ml-auto min-w-0 truncate pl-2 text-xs text-muted-foreground">{option.detail}</span>
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-3 pb-3 text-sm text-muted-foreground">{props.emptyText ?? 'Nothing found.'}</p>}
    </>
  );
}

interface Group {
  name: string | undefined;
  options: { option: ComboboxOption; index: number }[];
}

/** In the order of the first of each; the arrows go by the same order. */
function groupsOf(options: readonly ComboboxOption[]): Group[] {
  const groups = new Map<string | undefined, Group>();
  options.forEach((option, index) => {
    const group = groups.get(option.group) ?? { name: option.group, options: [] };
    group.options.push({ option, index });
    groups.set(option.group, group);
  });
  return [...groups.values()];
}

function matching(options: readonly ComboboxOption[], query: string): ComboboxOption[] {
  const words = query.toLowerCase().split(/\s+/);
  return options
    .filter((option) => {
      const text = `${option.label} ${option.keywords ?? ''}`.toLowerCase().replaceAll('_', ' ');
      return words.every((word) => text.includes(word));
    })
    .slice(0, maxShown);
}
