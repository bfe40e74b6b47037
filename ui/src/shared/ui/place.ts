import { useEffect, useSyncExternalStore } from 'react';

export interface Crumb {
  title: string;
  to?: string;
}

let crumbs: readonly Crumb[] = [];
const watchers = new Set<() => void>();

function set(next: readonly Crumb[]): void {
  crumbs = next;
  watchers.forEach((watch) => watch());
}

/** What the page adds after its place in the navigation: `[{title: 'SO-2026-0042'}]`. */
export function useCrumbs(own: readonly Crumb[]): void {
  const key = JSON.stringify(own);
  useEffect(() => {
    set(JSON.parse(key) as Crumb[]);
    return () => set([]);
  }, [key]);
}

export function usePlaceCrumbs(): readonly Crumb[] {
  return useSyncExternalStore(
    (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    () => crumbs,
  );
}
