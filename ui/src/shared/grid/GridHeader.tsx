import { Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCheck, IconMinus } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './DataGrid.module.css';
import type { GridColumns } from './layout';
import type { Column } from './types';
import type { GridView } from './view';

interface GridHeaderProps<T> {
  columns: GridColumns<T>;
  view: GridView;
  selectable: boolean;
  /** How much of what is loaded is selected. */
  selection: 'none' | 'some' | 'all';
  onSelectAll: () => void;
}

/** Titles that sort, move by dragging and change width at their edge. */
export function GridHeader<T>({ columns, view, selectable, selection, onSelectAll }: GridHeaderProps<T>) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);

  function sort(column: Column<T>) {
    if (column.sortable === false) return;
    const now = view.sort?.field === column.id ? view.sort : null;
    view.set({ sort: now === null ? { field: column.id, descending: false } : now.descending ? null : { field: column.id, descending: true } });
  }

  return (
    <div role="rowgroup" style={{ display: 'contents' }}>
      <div role="row" aria-rowindex={1} className={classes.head}>
        {selectable && (
          // The keyboard selects all with Ctrl A in the grid.
          <div role="columnheader" tabIndex={-1} aria-colindex={1} className={classes.check} onClick={onSelectAll} onKeyDown={undefined} title="Select all that is loaded">
            <span className={classes.box} data-on={selection !== 'none' || undefined}>
              {selection === 'all' && <IconCheck size={11} stroke={3} aria-hidden />}
              {selection === 'some' && <IconMinus size={11} stroke={3} aria-hidden />}
            </span>
            <span className="sy-visually-hidden">Selection</span>
          </div>
        )}
        {columns.visible.map((column, i) => {
          const sorted = view.sort?.field === column.id ? view.sort : null;
          const header = columns.headers.find((h) => h.column.id === column.id);
          const Arrow = sorted?.descending ? IconArrowDown : IconArrowUp;
          const cell = (
            <div
              key={column.id} role="columnheader" tabIndex={-1} aria-colindex={i + (selectable ? 2 : 1)} className={classes.th} data-align={column.align}
              aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
              data-sortable={column.sortable !== false || undefined} data-drop={(over === column.id && dragged !== column.id) || undefined}
              draggable onDragStart={() => setDragged(column.id)} onDragEnd={() => { setDragged(null); setOver(null); }}
              onDragOver={(event) => { event.preventDefault(); setOver(column.id); }}
              onDrop={() => { if (dragged && dragged !== column.id) columns.move(dragged, column.id); }}
              onClick={() => sort(column)} onKeyDown={undefined}
            >
              <span>{column.header}</span>
              {sorted && <Arrow size={12} stroke={2.2} aria-hidden />}
              {header && (
                <div
                  className={classes.resize} data-on={header.column.getIsResizing() || undefined} aria-hidden
                  onMouseDown={header.getResizeHandler()} onTouchStart={header.getResizeHandler()}
                  onClick={(event) => event.stopPropagation()} onDoubleClick={() => header.column.resetSize()}
                  onKeyDown={undefined} draggable onDragStart={(event) => { event.preventDefault(); event.stopPropagation(); }}
                />
              )}
            </div>
          );
          return column.hint ? <Tooltip key={column.id} label={column.hint} multiline maw={280}>{cell}</Tooltip> : cell;
        })}
      </div>
    </div>
  );
}
