import { useQueryClient } from '@tanstack/react-query';
import { call, isUnknownCommand, usePreference, useRead } from '../api';
import type { GridLayout } from './types';
import type { ViewState } from './view';

export interface ViewContent {
  view: ViewState;
  layout: GridLayout;
}

export interface NamedView {
  id: string;
  name: string;
  state: ViewContent;
}

/** A person's views of one list. The window keeps them itself when the core has no place for them. */
export function useSavedViews(list: string) {
  const client = useQueryClient();
  const stored = useRead('views.list', { list }, { retry: false });
  const [own, setOwn] = usePreference<NamedView[]>(`views.${list}`, []);
  const local = isUnknownCommand(stored.error);
  const views = local ? own : ((stored.data?.views ?? []) as NamedView[]);
  const refresh = () => client.invalidateQueries({ queryKey: ['views.list', { list }] });

  return {
    views,
    async save(name: string, state: ViewContent) {
      const old = views.find((v) => v.name === name);
      if (local) {
        setOwn([...own.filter((v) => v.name !== name), { id: old?.id ?? `own-${Date.now()}`, name, state }]);
        return;
      }
      await call('views.save', { list, name, state, ...(old ? { id: old.id } : {}) });
      await refresh();
    },
    async remove(id: string) {
      if (local) {
        setOwn(own.filter((v) => v.id !== id));
        return;
      }
      await call('views.delete', { id });
      await refresh();
    },
  };
}
