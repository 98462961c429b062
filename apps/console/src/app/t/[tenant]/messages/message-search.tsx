'use client';

import { Field, Input, Select, withFilter, withSearch } from '@posthorn/ui';
import type { TableState } from '@posthorn/ui';
import { Search, X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import type { List } from '@/lists/use-list.ts';
import { kindOptions, stateOptions, tenantKinds } from '@/features/messages/message-words.ts';
import type { ProfileChoice } from './message-log.tsx';
import { useDelayed } from './use-delayed.ts';
import { WhenFilter } from './when-filter.tsx';

interface MessageSearchProps extends Pick<List, 'state' | 'onStateChange'> {
  profiles: readonly ProfileChoice[];
  /** Acts on what is found. */
  children: ReactNode;
}

/** "Did Anna get it?": the address first and large, all else below it. */
export function MessageSearch({ state, onStateChange, profiles, children }: MessageSearchProps): ReactElement {
  const set = (id: string) => (value: string | null) => onStateChange(withFilter(state, id, value));
  const profileOptions = profiles.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <section aria-label="Find messages" className="mb-4 flex flex-col gap-3">
      <AddressSearch state={state} onStateChange={onStateChange} />
      <div className="flex flex-wrap items-center gap-2">
        <Choice label="State" options={stateOptions} value={state.filters.state} onChange={set('state')} />
        {profiles.length > 1 && <Choice label="Profile" options={profileOptions} value={state.filters.profile} onChange={set('profile')} />}
        <WhenFilter value={state.filters.when} onChange={set('when')} />
        <Choice label="Kind" options={kindOptions(tenantKinds)} value={state.filters.kind} onChange={set('kind')} />
        <TagFilter value={state.filters.tag ?? ''} onChange={set('tag')} />
        <div className="ml-auto flex items-center gap-2">{children}</div>
      </div>
    </section>
  );
}

function AddressSearch({ state, onStateChange }: { state: TableState; onStateChange: (state: TableState) => void }): ReactElement {
  const [typed, type] = useDelayed(state.search, (text) => onStateChange(withSearch(state, text)));
  return (
    <div role="search" aria-label="Messages" className="relative max-w-2xl">
      <Search className="pointer-events-none absolute top-1/2 left-3.5 size-5 -translate-y-1/2 text-muted-foreground" aria-hidden />
      <Input
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-label="Search by address"
        placeholder="Did Anna get it? Type her address"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') type(typed, true);
          if (event.key === 'Escape' && typed !== '') type('', true);
        }}
        className="h-11 px-11 text-base pointer-coarse:h-12"
      />
      {typed !== '' && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => type('', true)}
          className="absolute inset-y-0 right-0 flex w-11 items-center justify-center rounded-r-md text-muted-foreground hover:text-foreground"
        >
          <X className="size-4" aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Stands for "no filter": a select can't hold an empty value. */
const all = '__all__';

interface ChoiceProps {
  label: string;
  options: readonly { value: string; label: ReactNode }[];
  value: string | undefined;
  onChange: (value: string | null) => void;
}

function Choice({ label, options, value, onChange }: ChoiceProps): ReactElement {
  return (
    <Select
      aria-label={label}
      options={[{ value: all, label: `${label}: all` }, ...options]}
      value={value ?? all}
      onValueChange={(next) => onChange(next === all ? null : next)}
      className="w-auto max-w-56"
    />
  );
}

function TagFilter({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactElement {
  const [typed, type] = useDelayed(value, onChange);
  return (
    <Field label="Tag" hideLabel>
      <Input
        placeholder="Tag"
        autoComplete="off"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') type(typed, true);
        }}
        className="w-32"
      />
    </Field>
  );
}
