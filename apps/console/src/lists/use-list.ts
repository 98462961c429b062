'use client';

import { readTableState, writeTableState } from '@posthorn/ui';
import type { TableState } from '@posthorn/ui';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useMemo, useTransition } from 'react';

export interface List {
  state: TableState;
  onStateChange: (state: TableState) => void;
  /** The next rows are being read; the old ones stay meanwhile. */
  loading: boolean;
}

const none: readonly string[] = [];

/** Search, filters and page of a list live in the address. `filterIds` must be one constant array. */
export function useList(filterIds: readonly string[] = none): List {
  const params = useSearchParams();
  const pathname = usePathname();
  const router = useRouter();
  const [loading, startLoading] = useTransition();

  const state = useMemo(() => readTableState(new URLSearchParams(params), filterIds), [params, filterIds]);
  const onStateChange = (next: TableState): void => {
    const query = writeTableState(next, new URLSearchParams(params), filterIds).toString();
    const href = query === '' ? pathname : `${pathname}?${query}`;
    // A page is a step one goes back from; a letter typed into the search is not.
    const pages = next.cursors.length !== state.cursors.length;
    startLoading(() => (pages ? router.push(href) : router.replace(href, { scroll: false })));
  };
  return { state, onStateChange, loading };
}

/** A dialog that an address may ask for (`?invite=1`), so that a checklist can lead straight into it. */
export function useDialogParam(name: string): [open: boolean, setOpen: (open: boolean) => void] {
  const params = useSearchParams();
  const setOpen = (open: boolean): void => {
    const url = new URL(location.href);
    if (open) url.searchParams.set(name, '1');
    else url.searchParams.delete(name);
    // Not through the router: the page has nothing to read anew, and a navigation that follows would be overtaken.
    history.replaceState(null, '', url);
  };
  return [params.get(name) === '1', setOpen];
}
