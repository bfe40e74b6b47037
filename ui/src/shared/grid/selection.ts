import { useCallback, useState } from 'react';

export interface Selection<T> {
  /** Rows by key; kept although they scroll away. */
  rows: ReadonlyMap<string, T>;
  toggle: (row: T) => void;
  /** Adds all of `rows`, or replaces what was selected. */
  add: (rows: readonly T[]) => void;
  replace: (rows: readonly T[]) => void;
  clear: () => void;
}

export function useSelection<T>(keyOf: (row: T) => string): Selection<T> {
  const [rows, setRows] = useState<ReadonlyMap<string, T>>(new Map());
  const toggle = useCallback(
    (row: T) =>
      setRows((old) => {
        const next = new Map(old);
        const key = keyOf(row);
        if (!next.delete(key)) next.set(key, row);
        return next;
      }),
    [keyOf],
  );
  const add = useCallback(
    (more: readonly T[]) => setRows((old) => new Map([...old, ...more.map((row) => [keyOf(row), row] as const)])),
    [keyOf],
  );
  const replace = useCallback(
    (all: readonly T[]) => setRows(new Map(all.map((row) => [keyOf(row), row]))),
    [keyOf],
  );
  const clear = useCallback(() => setRows(new Map()), []);
  return { rows, toggle, add, replace, clear };
}
