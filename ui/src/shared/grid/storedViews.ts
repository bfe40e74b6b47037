import { useQueryClient } from '@tanstack/react-query';
import { call, useRead } from '../api';
import type { GridLayout } from './types';
import type { ViewState } from './view';

export interface ViewContent {
  view: ViewState;
  layout: GridLayout;
}

export interface NamedView {
  id: number;
  name: string;
  state: ViewContent;
}

/** A person's views of one list. */
export function useSavedViews(list: string) {
  const client = useQueryClient();
  const stored = useRead('views.list', { grid: list }, { retry: false });
  const views = (stored.data?.views ?? []) as NamedView[];
  const refresh = () => client.invalidateQueries({ queryKey: ['views.list', { grid: list }] });

  return {
    views,
    async save(name: string, state: ViewContent) {
      await call('views.save', { grid: list, name, state, is_default: false });
      await refresh();
    },
    async remove(id: number) {
      await call('views.delete', { id });
      await refresh();
    },
  };
}
