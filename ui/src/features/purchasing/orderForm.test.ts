import { expect, test } from 'vitest';
import { CommandError } from '../../shared/api';
import { atFormLines, BLANK_LINE, lineFor, packs } from './orderForm';

test('what is lacking is bought in whole packs', () => {
  expect(packs('2500', '1000')).toBe('3');
  expect(packs('2000.000000', '1000')).toBe('2');
  expect(packs('1', '1000')).toBe('1');
  expect(packs('12', '')).toBe('12');
  expect(packs('', '1000')).toBe('1');
  expect(packs('-4', '1000')).toBe('1');
});

test('a line for an item takes what the vendor last sold', () => {
  const line = lineFor({ id: 7, sku: 'PLA', name: 'PLA', unit: 'G' }, { factor: '1000', purchase_unit: 'SPOOL', unit_cost: '21.5' }, '1500', '2026-12-01');
  expect(line).toMatchObject({ product_id: '7', quantity: '2', purchase_unit: 'SPOOL', unit_cost: '21.5', expected_date: '2026-12-01' });
});

test('a refusal finds its line behind a blank one', () => {
  const lines = [{ ...BLANK_LINE }, { ...BLANK_LINE, product_id: '7' }];
  const refused = new CommandError({ code: 'invalid_value', message: 'Order more than nothing.', field: 'lines[0].quantity' });
  expect((atFormLines(refused, lines) as CommandError).field).toBe('lines[1].quantity');
});
