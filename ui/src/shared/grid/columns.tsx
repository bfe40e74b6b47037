import type { ReactNode } from 'react';
import { StatusBadge, type Tones } from '../ui/StatusBadge';
import { decimal } from '../values';
import type { Column } from './types';

type Value<T> = (row: T) => string | null | undefined;
type More<T> = Partial<Omit<Column<T>, 'id' | 'header' | 'value'>>;

const dash: ReactNode = <span style={{ color: 'var(--mantine-color-dimmed)' }}>–</span>;
const orDash = (value: string | null | undefined, draw: (value: string) => ReactNode) =>
  value === null || value === undefined || value === '' ? dash : draw(value);

/** Columns of the usual kinds: `const col = columnsOf<OrderRow>()`. */
export function columnsOf<T>() {
  return {
    text: (id: string, header: string, value: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 160, filter: { kind: 'text' }, cell: (row) => orDash(value(row), (v) => v), ...more,
    }),
    /** The document's own number or name: stands out, opens the row. */
    key: (id: string, header: string, value: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 130, filter: { kind: 'text' },
      cell: (row) => <span style={{ fontWeight: 600 }}>{value(row)}</span>, ...more,
    }),
    number: (id: string, header: string, value: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 90, align: 'right', filter: { kind: 'number' },
      cell: (row, format) => orDash(value(row), format.number), ...more,
    }),
    quantity: (id: string, header: string, value: Value<T>, unit: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 110, align: 'right', filter: { kind: 'number' },
      cell: (row, format) =>
        orDash(value(row), (v) => (
          <>
            {format.number(v)} <span style={{ color: 'var(--mantine-color-dimmed)', fontSize: 11 }}>{unit(row)}</span>
          </>
        )),
      ...more,
    }),
    money: (id: string, header: string, value: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 110, align: 'right', filter: { kind: 'number' },
      cell: (row, format) => orDash(value(row), (v) => format.money(v)),
      total: (sum, format) => format.money(sum), ...more,
    }),
    percent: (id: string, header: string, value: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 80, align: 'right', filter: { kind: 'number' },
      cell: (row, format) => orDash(value(row), format.percent), ...more,
    }),
    date: (id: string, header: string, value: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 110, filter: { kind: 'date' }, cell: (row, format) => orDash(value(row), format.date), ...more,
    }),
    /** A due date that turns red, with a word, once it is past. `open` false: no longer due. */
    due: (id: string, header: string, value: Value<T>, open: (row: T) => boolean, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 138, filter: { kind: 'date' },
      cell: (row, format) =>
        orDash(value(row), (v) =>
          open(row) && v < format.today() ? (
            <span style={{ color: 'var(--sy-bad)' }}>
              {format.date(v)} <span style={{ fontSize: 11 }}>late</span>
            </span>
          ) : (
            format.date(v)
          ),
        ),
      ...more,
    }),
    dateTime: (id: string, header: string, value: Value<T>, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 172, cell: (row, format) => orDash(value(row), format.dateTime), ...more,
    }),
    status: (id: string, header: string, value: Value<T>, tones: Tones, more: More<T> = {}): Column<T> => ({
      id, header, value, width: 120,
      filter: { kind: 'choice', options: Object.entries(tones).map(([key, [label]]) => ({ value: key, label })) },
      cell: (row) => orDash(value(row), (v) => <StatusBadge state={v} tones={tones} />), ...more,
    }),
    flag: (id: string, header: string, value: (row: T) => boolean, more: More<T> = {}): Column<T> => ({
      id, header, value: (row) => (value(row) ? 'yes' : 'no'), width: 70, filter: { kind: 'flag' },
      cell: (row) => (value(row) ? 'Yes' : dash), ...more,
    }),
  };
}

/** The sum of a column over rows; values that are missing count nothing. */
export function columnSum<T>(column: Column<T>, rows: Iterable<T>): string {
  let total = '0';
  for (const row of rows) {
    const value = column.value(row);
    if (value && decimal.isDecimal(value)) total = decimal.add(total, value);
  }
  return total;
}
