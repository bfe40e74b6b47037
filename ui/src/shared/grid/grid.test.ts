import { describe, expect, test } from 'vitest';
import { makeFormat } from '../values';
import { columnsOf, columnSum } from './columns';
import { toCsv, toTsv } from './exporting';
import { filterWords } from './filterWords';
import { isHidden, moved, orderOf } from './layout';
import { NO_LAYOUT } from './types';
import { moveCursor } from './useGridKeys';
import { filtersOf, gridUrl } from './view';

interface Row {
  number: string;
  total: string | null;
  state: string;
}
const col = columnsOf<Row>();
const COLUMNS = [
  col.key('number', 'Number', (r) => r.number),
  col.money('total', 'Total', (r) => r.total),
  col.status('state', 'State', (r) => r.state, { draft: ['Draft', 'idle'], open: ['Open', 'active'], done: ['Done', 'good'], gone: ['Gone', 'bad'] }),
];
const [NUMBER, TOTAL, STATE] = COLUMNS as [(typeof COLUMNS)[0], (typeof COLUMNS)[0], (typeof COLUMNS)[0]];

describe('copying and exporting', () => {
  const rows: Row[] = [
    { number: 'SO-1', total: '-12.50', state: 'draft' },
    { number: '=HYPERLINK("x")', total: null, state: 'a\tb\n"c"' },
  ];
  test('text for a spreadsheet keeps one row a line', () => {
    expect(toTsv(COLUMNS, rows).split('\n')).toEqual(['Number\tTotal\tState', 'SO-1\t-12.50\tdraft', '=HYPERLINK("x")\t\ta b "c"']);
  });
  test('CSV quotes, marks its encoding, and runs nothing', () => {
    const csv = toCsv(COLUMNS, rows);
    expect(csv.startsWith('\ufeffNumber,Total,State\r\n')).toBe(true);
    expect(csv).toContain('SO-1,-12.50,draft\r\n');
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
  });
});

test('the selected add up exactly, what is missing counts nothing', () => {
  const rows = [{ number: '1', total: '0.10', state: '' }, { number: '2', total: null, state: '' }, { number: '3', total: '0.20', state: '' }];
  expect(columnSum(TOTAL, rows)).toBe('0.30');
});

describe('columns', () => {
  test('new ones come last, gone ones are forgotten', () => {
    expect(orderOf(['a', 'b', 'c'], ['c', 'gone', 'a'])).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', null)).toEqual(['b', 'c', 'a']);
  });
  test('hidden at first until shown', () => {
    const shy = { ...NUMBER, hidden: true };
    expect(isHidden(shy, NO_LAYOUT)).toBe(true);
    expect(isHidden(shy, { ...NO_LAYOUT, shown: ['number'] })).toBe(false);
    expect(isHidden(NUMBER, { ...NO_LAYOUT, hidden: ['number'] })).toBe(true);
  });
});

test('filters travel in the address and back', () => {
  const filters = [{ field: 'state', op: 'in' as const, values: ['draft', 'open'] }, { field: 'note', op: 'empty' as const, values: [] }];
  const url = gridUrl('/orders', filters, 'gear');
  const search = Object.fromEntries(new URLSearchParams(url.split('?')[1]));
  expect(filtersOf(search)).toEqual(filters);
  expect(search['q']).toBe('gear');
  expect(filtersOf({ 'f.x': 'drop:1', tab: 'lines' })).toEqual([]);
});

test('a filter says what it keeps', () => {
  const format = makeFormat('en-GB', 'EUR', 'UTC');
  expect(filterWords({ field: 'state', op: 'in', values: ['draft', 'open'] }, STATE, format)).toEqual(['is', 'Draft, Open']);
  expect(filterWords({ field: 'state', op: 'in', values: ['draft', 'open', 'done', 'gone'] }, STATE, format)[1]).toBe('Draft, Open +2');
  expect(filterWords({ field: 'total', op: 'ge', values: ['1000'] }, TOTAL, format)).toEqual(['at least', '1,000']);
});

test('the cursor stays inside the grid', () => {
  const size = { rows: 100, columns: 4, page: 20 };
  const at = { row: 10, column: 1 };
  expect(moveCursor('PageDown', false, at, size)).toEqual({ row: 30, column: 1 });
  expect(moveCursor('PageUp', false, at, size)).toEqual({ row: 0, column: 1 });
  expect(moveCursor('End', true, at, size)).toEqual({ row: 99, column: 3 });
  expect(moveCursor('Home', false, at, size)).toEqual({ row: 10, column: 0 });
  expect(moveCursor('ArrowLeft', false, { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 0 });
  expect(moveCursor('x', false, at, size)).toBeNull();
});
