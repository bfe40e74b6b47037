import type { ReactNode } from 'react';
import { useList, type ListName, type RequestOf, type RowOf } from '../api';
import { Page } from '../ui/Page';
import { DataGrid, type DataGridProps } from './DataGrid';
import { useGridView, type ViewState } from './view';

interface ListPageProps<N extends ListName>
  extends Omit<DataGridProps<RowOf<N>>, 'list' | 'view' | 'label'> {
  title: string;
  /** What the rows are, in the plural; the title when absent. */
  label?: string;
  command: N;
  /** Merged into every request. */
  extra?: Partial<RequestOf<N>>;
  initial?: Partial<ViewState>;
  actions?: ReactNode;
  /** Between the heading and the grid: tabs, a chart. */
  above?: ReactNode;
}

/** A page that is one list: heading, buttons, grid. */
export function ListPage<N extends ListName>({ title, label, command, extra, initial, actions, above, ...grid }: ListPageProps<N>) {
  const view = useGridView(grid.id, initial);
  const list = useList(command, view.request, extra);
  return (
    <Page title={title} actions={actions} fill>
      {above}
      <DataGrid {...grid} label={label ?? title} list={list} view={view} />
    </Page>
  );
}
