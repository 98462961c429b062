/** What of a table is in the page's address, so that a reload, a bookmark and the back button all work. */
export interface TableState {
  search: string;
  /** Only filters that are set. */
  filters: Readonly<Record<string, string>>;
  sort: { id: string; descending: boolean } | null;
  /** The cursors walked to get here, the current page's last; empty on the first page. */
  cursors: readonly string[];
}

export const initialTableState: TableState = { search: '', filters: {}, sort: null, cursors: [] };

/** An address holds no more: the oldest are forgotten, then Previous leads to the first page. */
const maxCursors = 20;

/**
 * Reads `?q=...&sort=-createdAt&state=QUEUED&after=c1&after=c2`. `filterIds` are the filters this table has: other
 * parameters belong to the page. `sort` falls back to `defaultSort`.
 */
export function readTableState(
  params: URLSearchParams,
  filterIds: readonly string[] = [],
  defaultSort: TableState['sort'] = null,
): TableState {
  const sort = params.get('sort');
  return {
    search: params.get('q') ?? '',
    filters: Object.fromEntries(
      filterIds.flatMap((id) => {
        const value = params.get(id);
        return value === null || value === '' ? [] : [[id, value]];
      }),
    ),
    sort: sort === null || sort === '' ? defaultSort : { id: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    cursors: params.getAll('after'),
  };
}

/** The opposite of `readTableState`; other parameters of `params` are kept. */
export function writeTableState(state: TableState, params = new URLSearchParams(), filterIds: readonly string[] = []): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const name of ['q', 'sort', 'after', ...filterIds]) next.delete(name);
  if (state.search !== '') next.set('q', state.search);
  for (const [id, value] of Object.entries(state.filters)) if (value !== '') next.set(id, value);
  if (state.sort !== null) next.set('sort', `${state.sort.descending ? '-' : ''}${state.sort.id}`);
  for (const cursor of state.cursors.slice(-maxCursors)) next.append('after', cursor);
  return next;
}

/** A change of what is shown begins at the first page again. */
export function withSearch(state: TableState, search: string): TableState {
  return { ...state, search, cursors: [] };
}

/** `null` takes the filter away. */
export function withFilter(state: TableState, id: string, value: string | null): TableState {
  const { [id]: _removed, ...others } = state.filters;
  return { ...state, filters: value === null || value === '' ? others : { ...others, [id]: value }, cursors: [] };
}

/** Ascending, descending, ascending ... of one column. */
export function withSort(state: TableState, id: string, descendingFirst = false): TableState {
  const descending = state.sort?.id === id ? !state.sort.descending : descendingFirst;
  return { ...state, sort: { id, descending }, cursors: [] };
}

export function withoutFilters(state: TableState): TableState {
  return { ...state, search: '', filters: {}, cursors: [] };
}

export function nextPage(state: TableState, cursor: string): TableState {
  return { ...state, cursors: [...state.cursors, cursor] };
}

export function previousPage(state: TableState): TableState {
  return { ...state, cursors: state.cursors.slice(0, -1) };
}
