import { Loader, Stack } from '@mantine/core';
import { useEffect, useId, useMemo, useRef, useState, type CSSProperties, type MouseEvent } from 'react';
import { useActions } from '../actions';
import type { ListData } from '../api';
import { EmptyState } from '../ui/EmptyState';
import { ErrorPanel } from '../ui/ErrorPanel';
import classes from './DataGrid.module.css';
import { GridBody, type GridBodyHandle, type GridCursor } from './GridBody';
import { GridFooter } from './GridFooter';
import { GridHeader } from './GridHeader';
import { GridToolbar } from './GridToolbar';
import { useColumns } from './layout';
import { RowMenu } from './RowMenu';
import { useSelection } from './selection';
import type { Column, EmptyText, RowAction } from './types';
import { copyRows } from './copy';
import { useGridKeys } from './useGridKeys';
import type { GridView } from './view';

export interface DataGridProps<T> {
  /** Names the layout and the saved views: `orders`. */
  id: string;
  /** What the rows are, in the plural: `Orders`. */
  label: string;
  /** What one row is called, and what several are, where the label does not say it: `Stock by place` counts places. */
  counted?: readonly [string, string];
  columns: readonly Column<T>[];
  list: ListData<T>;
  view: GridView;
  keyOf: (row: T) => string;
  onOpen?: (row: T) => void;
  /** Entries of a row's context menu. */
  rowActions?: (row: T) => RowAction[];
  /** Buttons once rows are selected; present: rows can be selected. `done` ends the selection but for rows that were refused. */
  bulkActions?: (rows: T[], done: (refused?: readonly T[]) => void) => RowAction[];
  /** A row that needs eyes. */
  toneOf?: (row: T) => 'bad' | 'warn' | null;
  /** When the list holds nothing at all. */
  empty: EmptyText;
  /** Off for short lists inside other pages. */
  toolbar?: boolean;
  searchable?: boolean;
}

/** The one table of the window: see ../README.md. */
export function DataGrid<T>(props: DataGridProps<T>) {
  const { id, label, list, view, keyOf, onOpen, rowActions, bulkActions, toneOf, toolbar = true, searchable = true } = props;
  const gridId = useId();
  // State, not a ref: the body measures the scroller as soon as it stands.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const body = useRef<GridBodyHandle>(null);
  const columns = useColumns(id, props.columns);
  const selection = useSelection(keyOf);
  const [cursor, setCursor] = useState<GridCursor>({ row: 0, column: 0 });
  const [menu, setMenu] = useState<{ x: number; y: number; row: T } | null>(null);
  const selectable = bulkActions !== undefined;
  const count = list.hasMore ? Math.max(list.total ?? 0, list.rows.length + 1) : list.rows.length;
  const current = list.rows[cursor.row];

  const onKeyDown = useGridKeys({
    list, count, cursor, setCursor, body, selection, selectable, keyOf, onOpen,
    columnCount: columns.visible.length,
    copy: () => copyRows(columns.visible, selection.rows.size ? [...selection.rows.values()] : current ? [current] : []),
    openMenu: () => {
      const cell = document.getElementById(`${gridId}-active`)?.getBoundingClientRect();
      if (current && cell) setMenu({ x: cell.left + 8, y: cell.bottom, row: current });
    },
  });

  useActions([
    { id: `${id}.find`, title: `Filter ${label.toLowerCase()}`, keys: '/', when: () => toolbar && searchable, run: () => document.getElementById(`${gridId}-search`)?.focus() },
    { id: `${id}.reset`, title: 'Show everything again', words: 'clear filters', when: () => view.narrowed, run: view.reset },
  ]);

  // The keyboard works at once, unless somebody is already typing.
  const loaded = !list.loading && list.rows.length > 0;
  useEffect(() => {
    if (loaded && toolbar && (document.activeElement === document.body || document.activeElement?.id === 'main')) {
      scroller?.focus({ preventScroll: true });
    }
  }, [loaded, toolbar, scroller]);
  useEffect(() => {
    scroller?.scrollTo({ top: 0 });
  }, [view.request, scroller]);

  function placeOf(event: MouseEvent): { row: T; at: GridCursor; check: boolean } | null {
    const target = event.target as HTMLElement;
    const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? Number.NaN);
    const row = list.rows[index];
    if (row === undefined) return null;
    const column = Number(target.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? cursor.column);
    return { row, at: { row: index, column }, check: target.closest('[data-check]') !== null };
  }

  function onClick(event: MouseEvent) {
    const place = placeOf(event);
    if (!place) return;
    if (selectable && event.shiftKey) {
      const [from, to] = [Math.min(cursor.row, place.at.row), Math.max(cursor.row, place.at.row)];
      selection.add(list.rows.slice(from, to + 1));
    } else if (selectable && (place.check || event.ctrlKey || event.metaKey)) {
      selection.toggle(place.row);
    }
    setCursor(place.at);
    if (!place.check && !event.shiftKey && !event.ctrlKey && !event.metaKey && place.at.column === 0) onOpen?.(place.row);
  }

  function onContextMenu(event: MouseEvent) {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    setCursor(place.at);
    setMenu({ x: event.clientX, y: event.clientY, row: place.row });
  }

  const style = useMemo(
    () => ({ '--sy-columns': `${selectable ? '34px ' : ''}${columns.template} minmax(0, 1fr)` }) as CSSProperties,
    [selectable, columns.template],
  );
  const chosen = [...selection.rows.values()];
  const share = chosen.length === 0 ? 'none' : list.rows.every((row) => selection.rows.has(keyOf(row))) ? 'all' : 'some';

  return (
    <>
      {toolbar && (
        <GridToolbar
          id={id} gridId={gridId} label={label} all={props.columns} columns={columns} view={view} list={list} searchable={searchable}
          selected={chosen} bulk={bulkActions && chosen.length > 0 ? bulkActions(chosen, (refused = []) => selection.replace(refused)) : null} onClear={selection.clear}
        />
      )}
      <div className={classes.grid} style={style}>
        {list.error && list.rows.length === 0 ? (
          <ErrorPanel title={`${label} could not be loaded`} error={list.error} onRetry={list.retry} />
        ) : list.loading && list.rows.length === 0 ? (
          <Stack align="center" py={64} aria-busy="true" aria-label={`Loading ${label.toLowerCase()}`}>
            <Loader size="sm" type="dots" />
          </Stack>
        ) : list.rows.length === 0 ? (
          <div className={classes.over}>
            {view.narrowed ? (
              <EmptyState
                title={`No ${label.toLowerCase()} match`} hint="Nothing fits the search and the filters together."
                action={<button type="button" className="sy-link" onClick={view.reset}>Show everything</button>}
              />
            ) : (
              <EmptyState {...props.empty} />
            )}
          </div>
        ) : (
          <div
            ref={setScroller} role="grid" tabIndex={0} aria-label={label} aria-rowcount={list.total === null && list.hasMore ? -1 : count + 1}
            aria-colcount={columns.visible.length + (selectable ? 1 : 0)} aria-multiselectable={selectable || undefined}
            aria-activedescendant={current ? `${gridId}-active` : undefined} aria-busy={list.loading || undefined} className={classes.scroll}
            onKeyDown={onKeyDown} onClick={onClick} onContextMenu={onContextMenu}
            onDoubleClick={(event) => { const place = placeOf(event); if (place && !place.check) onOpen?.(place.row); }}
          >
            <GridHeader
              columns={columns} view={view} selectable={selectable} selection={share}
              onSelectAll={() => (share === 'none' ? selection.replace(list.rows) : selection.clear())}
            />
            <GridBody
              gridId={gridId} handle={body} scroller={scroller} list={list} count={count} columns={columns.visible} keyOf={keyOf}
              toneOf={toneOf} selectable={selectable} selected={selection.rows} cursor={cursor}
            />
          </div>
        )}
        <GridFooter label={label} counted={props.counted} list={list} columns={columns.visible} selected={chosen} narrowed={view.narrowed} />
      </div>
      <RowMenu
        at={menu} onClose={() => setMenu(null)}
        actions={(row) => [
          ...(onOpen ? [{ id: 'open', title: 'Open', run: () => onOpen(row) }] : []),
          ...(rowActions?.(row) ?? []),
          { id: 'copy', title: 'Copy as text', run: () => copyRows(columns.visible, selection.rows.has(keyOf(row)) ? chosen : [row]) },
        ]}
      />
    </>
  );
}
