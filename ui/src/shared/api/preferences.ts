import { useCallback, useEffect, useState } from 'react';
import { call } from './client';

const PREFIX = 'spoolyard.';
const known = new Map<string, unknown>();
const fetched = new Set<string>();
const watchers = new Map<string, Set<(value: unknown) => void>>();

function stored(key: string): unknown {
  if (known.has(key)) return known.get(key);
  const text = localStorage.getItem(PREFIX + key);
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    known.set(key, value);
    return value;
  } catch {
    localStorage.removeItem(PREFIX + key);
    return undefined;
  }
}

function keep(key: string, value: unknown): void {
  known.set(key, value);
  localStorage.setItem(PREFIX + key, JSON.stringify(value));
  watchers.get(key)?.forEach((watch) => watch(value));
}

/** Dragging a column's edge is one change, not sixty. */
const TELL_AFTER_MS = 600;
const untold = new Map<string, ReturnType<typeof setTimeout>>();

function tellCore(key: string): void {
  clearTimeout(untold.get(key));
  untold.set(
    key,
    setTimeout(() => {
      untold.delete(key);
      call('preferences.set', { key, value: known.get(key) }).catch(() => undefined);
    }, TELL_AFTER_MS),
  );
}

/** Forgets what this window knows, when somebody else signs in. */
export function forgetPreferences(): void {
  untold.forEach((timer) => clearTimeout(timer));
  untold.clear();
  known.clear();
  fetched.clear();
}

/**
 * Something a person arranged: a column layout, a collapsed group. Kept by the core for each
 * person, and beside it in the window so that the first paint is already right.
 */
export function usePreference<T>(key: string, fallback: T): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => (stored(key) as T | undefined) ?? fallback);

  useEffect(() => {
    const watch = (next: unknown) => setValue(next as T);
    const group = watchers.get(key) ?? new Set();
    watchers.set(key, group.add(watch));
    if (!fetched.has(key)) {
      fetched.add(key);
      call('preferences.get', { key }).then(
        (answer) => {
          if (answer.value !== null && answer.value !== undefined) keep(key, answer.value);
        },
        // The window's own copy serves while the core has none.
        () => undefined,
      );
    }
    return () => void group.delete(watch);
  }, [key]);

  const set = useCallback(
    (next: T) => {
      keep(key, next);
      tellCore(key);
    },
    [key],
  );
  return [value, set];
}
