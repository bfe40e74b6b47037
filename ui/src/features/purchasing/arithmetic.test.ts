import { expect, test } from 'vitest';
import { evenSpools, inStock, lineTotal, stillDue, weighed } from './arithmetic';

test('a purchase unit becomes stock units', () => {
  expect(inStock('2.5', '1000')).toBe('2500');
  expect(inStock('', '1000')).toBeNull();
  expect(inStock('2', null)).toBeNull();
});

test('a line is rounded half away from zero', () => {
  expect(lineTotal('3', '6.665')).toBe('20.00');
  expect(lineTotal('1', '0.125')).toBe('0.13');
  expect(lineTotal('', '1')).toBe('0');
});

test('what came beyond the order leaves nothing due', () => {
  expect(stillDue('3.0000', '1')).toBe('2');
  expect(stillDue('3', '3.1')).toBe('0');
});

test('spools have to weigh what came', () => {
  expect(weighed('3000', 'G', ['1', '1', '0.998'])).toEqual({ sum: '2.998', want: '3', matches: false });
  expect(weighed('3000', 'g', ['1', '2', ''])?.matches).toBe(true);
  expect(weighed('3', 'EA', ['1'])).toBeNull();
});

test('spools are filled evenly and the last takes the rest', () => {
  expect(evenSpools('3', 3)).toEqual(['1', '1', '1']);
  const uneven = evenSpools('1', 3);
  expect(uneven).toEqual(['0.333', '0.333', '0.334']);
  expect(evenSpools('1', 0)).toEqual([]);
});
