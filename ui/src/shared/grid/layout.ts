import {
  columnOrderingFeature, columnResizingFeature, columnSizingFeature, columnVisibilityFeature, tableFeatures, useTable, type ColumnDef,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { usePreference } from '../api';
import { NO_LAYOUT, type Column, type GridLayout } from './types';

const features = tableFeatures({ columnOrderingFeature, columnVisibilityFeature, columnSizingFeature, columnResizingFeature });

/** Rows never become table rows: the table owns the columns, the virtual body reads the data itself. */
const NO_ROWS: never[] = [];

/** Columns in the person's order; those new since then keep their place at the end. */
export function orderOf(ids: readonly string[], wanted: readonly string[]): string[] {
  const kept = wanted.filter((id) => ids.includes(id));
  return [...kept, ...ids.filter((id) => !kept.includes(id))];
}

export function moved(order: readonly string[], id: string, before: string | null): string[] {
  const rest = order.filter((other) => other !== id);
  const at = before === null ? rest.length : rest.indexOf(before);
  return at < 0 ? [...order] : [...rest.slice(0, at), id, ...rest.slice(at)];
}

export function isHidden<T>(column: Column<T>, layout: GridLayout): boolean {
  if (layout.hidden.includes(column.id)) return true;
  return (column.hidden ?? false) && !layout.shown.includes(column.id);
}

/** Order, widths and visibility of a grid's columns, remembered for the person. */
export function useColumns<T>(id: string, columns: readonly Column<T>[]) {
  const [layout, setLayout] = usePreference<GridLayout>(`grid.${id}`, NO_LAYOUT);
  const definitions = useMemo(
    () =>
      columns.map((c): ColumnDef<typeof features, never> => ({
        id: c.id, header: c.header, size: c.width ?? 140, minSize: 48, maxSize: 900,
      })),
    [columns],
  );
  const order = useMemo(() => orderOf(columns.map((c) => c.id), layout.order), [columns, layout.order]);
  const visibility = useMemo(
    () => Object.fromEntries(columns.map((c) => [c.id, !isHidden(c, layout)])),
    [columns, layout],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    columnResizeMode: 'onChange',
    state: { columnOrder: order, columnVisibility: visibility, columnSizing: layout.widths },
    onColumnSizingChange: (update) =>
      setLayout({ ...layout, widths: typeof update === 'function' ? update(layout.widths) : update }),
  });
  const visible = useMemo(
    () => order.flatMap((key) => columns.filter((c) => c.id === key && !isHidden(c, layout))),
    // Widths do not change which columns are drawn: rows must not redraw while one is dragged.
    // oxlint-disable-next-line react/exhaustive-deps
    [order, columns, layout.hidden, layout.shown],
  );
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  return {
    visible,
    headers,
    order,
    layout,
    setLayout,
    template: headers.map((header) => `${header.getSize()}px`).join(' '),
    width: headers.reduce((sum, header) => sum + header.getSize(), 0),
    move: (column: string, before: string | null) => setLayout({ ...layout, order: moved(order, column, before) }),
    toggle: (column: Column<T>) => {
      const hide = !isHidden(column, layout);
      const without = (list: string[]) => list.filter((key) => key !== column.id);
      setLayout({
        ...layout,
        hidden: hide ? [...without(layout.hidden), column.id] : without(layout.hidden),
        shown: hide ? without(layout.shown) : [...without(layout.shown), column.id],
      });
    },
  };
}

export type GridColumns<T> = ReturnType<typeof useColumns<T>>;
