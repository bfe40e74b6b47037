import { expect, test } from 'vitest';
import { difference, progressOf, toPost, type CountLine } from './counting';

const line = (counted: string, more: Partial<CountLine> = {}): CountLine => ({
  product_id: 7, sku: 'MAT-PLA-BLACK', name: 'PLA Black', unit: 'G', lot_id: null, lot_number: null, expected: '1000', last_counted: null, counted, reason: '', ...more,
});

test('what was not counted has no difference', () => {
  expect(difference(line(''))).toBeNull();
  expect(difference(line('0'))).toBe('-1000');
  expect(difference(line('1000.5'))).toBe('0.5');
});

test('progress tells counted lines from those that differ', () => {
  expect(progressOf([line('1000'), line('1000.0'), line('990'), line('')])).toEqual({ counted: 3, differs: 1 });
});

test('only counted lines are posted, with what the sheet said', () => {
  expect(toPost([line(''), line('990', { reason: 'Spilled' }), line('1000', { lot_id: 3 })])).toEqual([
    { product_id: 7, counted: '990', expected: '1000', reason: 'Spilled' },
    { product_id: 7, counted: '1000', expected: '1000', lot_id: 3 },
  ]);
});
