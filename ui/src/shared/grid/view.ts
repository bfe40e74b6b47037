import { useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { Filter, FilterOp, Sort } from '../../platform';

/** What a list shows: search, filters and sort, without the columns. */
export interface ViewState {
  search: string;
  filters: Filter[];
  sort: Sort | null;
}

export interface GridView extends ViewState {
  /** What `useList` wants. */
  request: { search?: string; filters: Filter[]; sort?: Sort };
  set: (next: Partial<ViewState>) => void;
  reset: () => void;
  /** Something narrows the list. */
  narrowed: boolean;
}

const EMPTY: ViewState = { search: '', filters: [], sort: null };

/** Of each grid, as it was left; going back finds it so. */
const left = new Map<string, ViewState>();

const OPS: readonly FilterOp[] = ['eq', 'ne', 'in', 'lt', 'le', 'gt', 'ge', 'contains', 'empty', 'not_empty'];

/** Filters in an address: `?f.status=in:draft,confirmed&q=gear`. */
export function filtersOf(search: Record<string, string | undefined>): Filter[] {
  return Object.entries(search).flatMap(([key, text]) => {
    if (!key.startsWith('f.') || !text) return [];
    const [op = '', ...rest] = text.split(':');
    const values = rest.join(':');
    if (!OPS.includes(op as FilterOp)) return [];
    return [{ field: key.slice(2), op: op as FilterOp, values: values === '' ? [] : values.split(',') }];
  });
}

/** The address of a list that opens narrowed: `gridUrl('/orders', [{field: 'status', op: 'in', values: ['draft']}])`. */
export function gridUrl(path: string, filters: readonly Filter[], search = ''): string {
  const query = new URLSearchParams(filters.map((f) => [`f.${f.field}`, `${f.op}:${f.values.join(',')}`]));
  if (search) query.set('q', search);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Search, filters and sort of the grid `id`, starting from the address, then from how it was left. */
export function useGridView(id: string, initial: Partial<ViewState> = {}): GridView {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const address = Object.entries(search)
    .filter(([key]) => key.startsWith('f.') || key === 'q')
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
  const fromAddress = (): ViewState | null =>
    address === '' ? null : { ...EMPTY, ...initial, filters: filtersOf(search), search: search['q'] ?? '' };

  const [state, setState] = useState<ViewState>(() => fromAddress() ?? left.get(id) ?? { ...EMPTY, ...initial });
  const [applied, setApplied] = useState(address);
  if (applied !== address) {
    setApplied(address);
    const next = fromAddress();
    if (next) setState(next);
  }

  const set = useCallback(
    (next: Partial<ViewState>) =>
      setState((old) => {
        const merged = { ...old, ...next };
        left.set(id, merged);
        return merged;
      }),
    [id],
  );
  const reset = useCallback(() => set({ search: '', filters: [] }), [set]);
  const request = useMemo(
    () => ({
      filters: state.filters,
      ...(state.search.trim() ? { search: state.search.trim() } : {}),
      ...(state.sort ? { sort: state.sort } : {}),
    }),
    [state],
  );
  return { ...state, request, set, reset, narrowed: state.search.trim() !== '' || state.filters.length > 0 };
}
