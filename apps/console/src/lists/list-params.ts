import { readTableState } from '@posthorn/ui';

/** The query part of a page's address, as Next gives it. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** One value of a parameter; the empty one counts as absent. */
export function parameter(params: Awaited<SearchParams>, name: string): string | undefined {
  const value = params[name];
  return (Array.isArray(value) ? value[0] : value) || undefined;
}

/** A value that is one of the allowed ones; anything else in the address is ignored. */
export const oneOf = <Value extends string>(value: string | undefined, allowed: readonly Value[]): Value | undefined =>
  allowed.find((one) => one === value);

export interface ListRequest<FilterId extends string> {
  search: string | undefined;
  filters: Partial<Record<FilterId, string>>;
  page: { first: number; after: string | undefined; sort: string | undefined };
}

/** What a list's address asks for: the counterpart of `useList` on the server. 50 rows a page. */
export async function listRequest<FilterId extends string>(
  searchParams: SearchParams,
  filterIds: readonly FilterId[] = [],
): Promise<ListRequest<FilterId>> {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) for (const one of [value ?? []].flat()) params.append(name, one);
  const { search, filters, sort, cursors } = readTableState(params, filterIds);
  return {
    search: search || undefined,
    filters: filters as Partial<Record<FilterId, string>>,
    page: { first: 50, after: cursors.at(-1), sort: sort ? `${sort.descending ? '-' : ''}${sort.id}` : undefined },
  };
}
