import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ComponentType } from 'react';

/** Something a person can do. The palette, menus, tooltips and the shortcut sheet all read it. */
export interface Action {
  /** `orders.new`: the place, then the verb. The last one registered with an id counts. */
  id: string;
  title: string;
  /** Heading in the palette and the shortcut sheet. */
  group?: string;
  /** `n`, `mod+k`, `g o`; see keys.ts. */
  keys?: string;
  icon?: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** Words people may look for that are not in the title. */
  words?: string;
  /** Absent: always. */
  when?: () => boolean;
  /** Destroys something: drawn in red, and `run` must ask first. */
  danger?: boolean;
  /** Listed in the shortcut sheet but not in the palette. */
  hidden?: boolean;
  run: () => void;
}

let entries: readonly Action[] = [];
const watchers = new Set<() => void>();

function changed(next: readonly Action[]): void {
  entries = next;
  watchers.forEach((watch) => watch());
}

export function register(actions: readonly Action[]): () => void {
  changed([...entries, ...actions]);
  return () => changed(entries.filter((entry) => !actions.includes(entry)));
}

/** What can be done now: one entry an id, the last registered first in line. */
export function activeActions(): Action[] {
  const byId = new Map<string, Action>();
  for (const action of entries) byId.set(action.id, action);
  return [...byId.values()].filter((action) => action.when?.() ?? true);
}

/** The action bound to `keys`; a page's own binding hides the frame's. */
export function actionFor(keys: string): Action | undefined {
  return activeActions().findLast((action) => action.keys === keys);
}

export function keysBound(keys: string): 'yes' | 'begins' | 'no' {
  const active = activeActions();
  if (active.some((action) => action.keys === keys)) return 'yes';
  return active.some((action) => action.keys?.startsWith(`${keys} `)) ? 'begins' : 'no';
}

export function runAction(id: string): void {
  activeActions().find((action) => action.id === id)?.run();
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

/** Every registered action, current or not; redraws when the registry changes. */
export function useRegistry(): readonly Action[] {
  return useSyncExternalStore(watch, () => entries);
}

/**
 * Offers actions while the calling component is drawn. They may be new objects at every drawing:
 * only a changed list of ids, titles and keys registers again; `run` and `when` stay current.
 */
export function useActions(actions: readonly Action[]): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const shape = actions.map((a) => [a.id, a.title, a.keys, a.group, a.danger].join('\u0000')).join('\u0001');
  useEffect(() => {
    const stable = latest.current.map((action, i): Action => ({
      ...action,
      when: () => latest.current[i]?.when?.() ?? true,
      run: () => latest.current[i]?.run(),
    }));
    return register(stable);
    // `shape` stands for the list.
  }, [shape]);
}
