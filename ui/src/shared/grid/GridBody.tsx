import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, type Ref } from 'react';
import type { ListData } from '../api';
import { useFormat } from '../values';
import classes from './DataGrid.module.css';
import { GridRow } from './GridRow';
import type { Column } from './types';

export const ROW_HEIGHT = 30;
const HEADER_HEIGHT = 30;
/** The next page is asked for when this many rows are left below the window. */
const AHEAD = 400;

export interface GridCursor {
  row: number;
  column: number;
}

export interface GridBodyHandle {
  reveal: (row: number) => void;
  rowsInView: () => number;
}

interface GridBodyProps<T> {
  gridId: string;
  handle: Ref<GridBodyHandle>;
  scroller: HTMLElement | null;
  list: ListData<T>;
  count: number;
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  toneOf: ((row: T) => 'bad' | 'warn' | null) | undefined;
  selectable: boolean;
  selected: ReadonlyMap<string, T>;
  cursor: GridCursor;
}

/** The rows in the window and a few around it; asks for more long before the end is reached. */
export function GridBody<T>(props: GridBodyProps<T>) {
  const { gridId, handle, scroller, list, count, columns, keyOf, toneOf, selectable, selected, cursor } = props;
  const format = useFormat();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: 14,
    scrollPaddingStart: HEADER_HEIGHT,
    useFlushSync: false,
  });
  useImperativeHandle(handle, () => ({
    reveal: (row) => virtual.scrollToIndex(row, { align: 'auto' }),
    rowsInView: () => Math.max(1, Math.floor(((scroller?.clientHeight ?? 300) - HEADER_HEIGHT) / ROW_HEIGHT) - 1),
  }));

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { rows, hasMore, loadMore, loadingMore } = list;
  useEffect(() => {
    if (hasMore && !loadingMore && last > rows.length - AHEAD) loadMore();
  }, [hasMore, loadingMore, last, rows.length, loadMore]);

  return (
    <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
      {items.map((item) => {
        const row = rows[item.index];
        const key = row === undefined ? '' : keyOf(row);
        return (
          <GridRow
            // Rows are reused by place while one scrolls: no row is taken out and put back.
            key={item.index} rowKey={key} row={row} index={item.index} top={item.start} gridId={gridId} columns={columns}
            selectable={selectable} selected={selected.has(key)} active={cursor.row === item.index ? cursor.column : -1}
            tone={row !== undefined && toneOf ? toneOf(row) : null} format={format}
          />
        );
      })}
    </div>
  );
}
