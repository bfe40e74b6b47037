import type { ListData } from '../api';
import { oneOf, useFormat } from '../values';
import { columnSum } from './columns';
import classes from './DataGrid.module.css';
import type { Column } from './types';

interface GridFooterProps<T> {
  label: string;
  /** What one row is called, and what several are; read off the label when absent. */
  counted?: readonly [string, string] | undefined;
  list: ListData<T>;
  columns: readonly Column<T>[];
  selected: readonly T[];
  narrowed: boolean;
}

/** How many rows there are, and what the selected ones add up to. */
export function GridFooter<T>({ label, counted, list, columns, selected, narrowed }: GridFooterProps<T>) {
  const format = useFormat();
  const count = list.total ?? list.rows.length;
  const [one, many] = counted ?? [oneOf(label), label.toLowerCase()];
  const single = count === 1;
  const known = list.total !== null || !list.hasMore;
  return (
    <div className={classes.foot} aria-live="polite">
      {selected.length === 0 ? (
        <span>
          <b>{format.number(String(count))}{known ? '' : '+'}</b> {single && known ? one : many}
          {narrowed && (single && known ? ' matches' : ' match')}
        </span>
      ) : (
        <>
          <span>
            <b>{format.number(String(selected.length))}</b> selected
          </span>
          {columns.filter((c) => c.total).map((c) => (
            <span key={c.id}>
              {c.header} <b>{c.total?.(columnSum(c, selected), format)}</b>
            </span>
          ))}
        </>
      )}
      {list.error && list.rows.length > 0 && <span style={{ color: 'var(--sy-bad)' }}>The rest could not be loaded.</span>}
    </div>
  );
}
