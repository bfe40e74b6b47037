import type { Filter, FilterOp } from '../../platform';
import { isDate, type Format } from '../values';
import type { Column, ColumnFilter } from './types';

/** The comparisons each kind of column offers, in words. */
export const OPS_OF: Record<ColumnFilter['kind'], [FilterOp, string][]> = {
  text: [['contains', 'contains'], ['eq', 'is exactly'], ['empty', 'is empty'], ['not_empty', 'is not empty']],
  number: [['ge', 'at least'], ['le', 'at most'], ['eq', 'exactly'], ['gt', 'more than'], ['lt', 'less than']],
  date: [['le', 'until'], ['ge', 'from'], ['lt', 'before'], ['gt', 'after'], ['eq', 'on'], ['empty', 'is not set']],
  flag: [['eq', 'is']],
  choice: [['in', 'is']],
};

/** `['is', 'Draft, Confirmed']` of a filter, for its chip. */
export function filterWords<T>(filter: Filter, column: Column<T>, format: Format): [string, string] {
  const kind = column.filter ?? { kind: 'text' };
  const all = Object.values(OPS_OF).flat();
  const op = OPS_OF[kind.kind].find(([o]) => o === filter.op)?.[1] ?? all.find(([o]) => o === filter.op)?.[1] ?? filter.op;
  const words = filter.values.map((value) => {
    if (kind.kind === 'choice') return kind.options.find((o) => o.value === value)?.label ?? value;
    if (kind.kind === 'number') return format.number(value);
    if (kind.kind === 'date' && isDate(value)) return format.date(value);
    if (kind.kind === 'flag') return value === 'true' ? 'yes' : 'no';
    return value;
  });
  return [op, words.length > 3 ? `${words.slice(0, 2).join(', ')} +${words.length - 2}` : words.join(', ')];
}
