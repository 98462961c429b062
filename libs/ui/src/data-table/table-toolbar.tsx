'use client';

import { ArrowUpDown, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { Button } from '../controls/button.tsx';
import { Input } from '../controls/input.tsx';
import { Select } from '../controls/select.tsx';
import type { SelectOption } from '../controls/select.tsx';
import { DropdownMenu, DropdownMenuItem } from '../overlay/dropdown-menu.tsx';
import { withFilter, withSearch, withSort } from './table-state.ts';
import type { TableState } from './table-state.ts';

export interface TableFilter {
  id: string;
  /** "State": shown as "State: all" while it is not set. */
  label: string;
  options: readonly SelectOption[];
}

interface Props {
  label: string;
  state: TableState;
  onStateChange: (state: TableState) => void;
  searchPlaceholder: string | undefined;
  filters: readonly TableFilter[];
  sortable: readonly { id: string; label: string }[];
  actions: ReactNode;
}

/** Stands for "no filter": the list can't hold an empty value. */
const all = '__all__';

export function TableToolbar(props: Props): ReactElement | null {
  const { state, onStateChange, searchPlaceholder, filters, sortable, actions } = props;
  if (searchPlaceholder === undefined && filters.length === 0 && actions === undefined && sortable.length === 0) return null;
  const onlySort = searchPlaceholder === undefined && filters.length === 0 && actions === undefined;
  return (
    <div className={`flex flex-wrap items-center gap-2 border-b px-4 py-2.5 ${onlySort ? '@2xl:hidden' : ''}`}>
      {searchPlaceholder !== undefined && (
        <SearchBox label={props.label} state={state} onStateChange={onStateChange} placeholder={searchPlaceholder} />
      )}
      {filters.map((filter) => (
        <Select
          key={filter.id}
          aria-label={filter.label}
          options={[{ value: all, label: `${filter.label}: all` }, ...filter.options]}
          value={state.filters[filter.id] ?? all}
          onValueChange={(value) => onStateChange(withFilter(state, filter.id, value === all ? null : value))}
          className="w-auto max-w-48"
        />
      ))}
      {sortable.length > 0 && (
        <div className="@2xl:hidden">
          <SortMenu {...props} />
        </div>
      )}
      {actions !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}

function SortMenu({ state, onStateChange, sortable }: Props): ReactElement {
  return (
    <DropdownMenu
      align="start"
      trigger={
        <Button>
          <ArrowUpDown aria-hidden />
          Sort
        </Button>
      }
    >
      {sortable.map(({ id, label }) => (
        <DropdownMenuItem key={id} checked={state.sort?.id === id} onSelect={() => onStateChange(withSort(state, id))}>
          {label}
          {state.sort?.id === id && (state.sort.descending ? ' ↓' : ' ↑')}
        </DropdownMenuItem>
      ))}
    </DropdownMenu>
  );
}

/** Long enough that a word is typed in one go. */
const searchDelayMs = 300;

function SearchBox({
  label,
  state,
  onStateChange,
  placeholder,
}: Pick<Props, 'label' | 'state' | 'onStateChange'> & { placeholder: string }): ReactElement {
  const [typed, setTyped] = useState(state.search);
  const [known, setKnown] = useState(state.search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ state, onStateChange });
  useEffect(() => {
    latest.current = { state, onStateChange };
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  // The address changed under us (back button, "Clear filters"): show what it says.
  if (known !== state.search) {
    setKnown(state.search);
    setTyped(state.search);
  }
  const search = (text: string, delayMs: number): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const { state: now, onStateChange: change } = latest.current;
      if (now.search !== text.trim()) change(withSearch(now, text.trim()));
    }, delayMs);
  };
  return (
    <div role="search" aria-label={label} className="relative w-full max-w-72 min-w-40 flex-1">
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted-foreground" aria-hidden />
      <Input
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label={placeholder}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => search(event.target.value, searchDelayMs)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(typed, 0);
          if (event.key === 'Escape' && typed !== '') search('', 0);
        }}
        className="px-8"
      />
      {typed !== '' && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => search('', 0)}
          className="absolute inset-y-0 right-0 flex w-8 items-center justify-center rounded-r-md text-muted-foreground hover:text-foreground"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </div>
  );
}
