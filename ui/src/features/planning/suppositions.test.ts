import { expect, test } from 'vitest';
import { EMPTY, inWords, problemOf, suppositionOf } from './suppositions';

test('a supposition says what is missing, and what it is', () => {
  expect(problemOf(EMPTY)).toEqual({ target: 'Choose which one.' });
  expect(problemOf({ ...EMPTY, target: '3' })).toEqual({ quantity: 'Say how many.' });
  const draft = { ...EMPTY, target: '3', quantity: '40', date: '2031-01-02' };
  expect(problemOf(draft)).toEqual({});
  expect(suppositionOf(draft)).toEqual({ kind: 'demand', product_id: 3, quantity: '40', date: '2031-01-02' });
  expect(suppositionOf({ ...EMPTY, kind: 'purchase', target: '7' })).toEqual({ kind: 'purchase', line_id: 7 });
  expect(problemOf({ ...EMPTY, kind: 'lead_time', target: '7', days: 'x' })).toEqual({ days: 'Say how many days.' });
});

test('it is read as a sentence', () => {
  const day = (d: string) => d;
  expect(inWords({ kind: 'purchase', line_id: 7 }, 'PO-1', day)).toBe('PO-1 never comes');
  expect(inWords({ kind: 'policy', product_id: 1, safety_stock: '500.000000' }, 'PLA', day)).toBe('PLA: safety stock 500');
});
