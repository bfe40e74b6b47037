import { IconCheck } from '@tabler/icons-react';
import { memo } from 'react';
import type { Format } from '../values';
import classes from './DataGrid.module.css';
import type { Column } from './types';

export interface GridRowProps<T> {
  row: T | undefined;
  rowKey: string;
  index: number;
  top: number;
  gridId: string;
  columns: readonly Column<T>[];
  selectable: boolean;
  selected: boolean;
  /** Column under the cursor; -1: the cursor is in another row. */
  active: number;
  tone: 'bad' | 'warn' | null;
  format: Format;
}

function Row<T>({ row, index, top, gridId, columns, selectable, selected, active, tone, format }: GridRowProps<T>) {
  const position = { transform: `translateY(${top}px)` };
  if (row === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} aria-busy="true" className={classes.row} style={position}>
        {selectable && <div className={classes.check} />}
        {columns.map((column) => (
          <div key={column.id} role="gridcell" className={classes.cell}>
            <span className={classes.bone} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <div
      role="row" aria-rowindex={index + 2} aria-selected={selectable ? selected : undefined} data-index={index}
      data-active={active >= 0 || undefined} data-tone={tone ?? undefined} className={classes.row} style={position}
    >
      {selectable && (
        <div role="gridcell" aria-colindex={1} className={classes.check} data-check>
          <span className={classes.box} data-on={selected || undefined}>
            {selected && <IconCheck size={11} stroke={3} aria-hidden />}
          </span>
          <span className="sy-visually-hidden">{selected ? 'Selected' : 'Not selected'}</span>
        </div>
      )}
      {columns.map((column, i) => (
        <div
          key={column.id} id={active === i ? `${gridId}-active` : undefined} role="gridcell" aria-colindex={i + (selectable ? 2 : 1)}
          data-column={i} data-align={column.align} data-cursor={active === i || undefined} className={classes.cell}
        >
          {column.cell ? column.cell(row, format) : column.value(row)}
        </div>
      ))}
    </div>
  );
}

/** One line of a grid. Drawn again only when something of its own changed. */
export const GridRow = memo(Row) as typeof Row;
