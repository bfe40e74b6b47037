import { expect, test } from 'vitest';
import { CommandError } from '../api';
import { atSentLines } from './sentLines';

const lines = [{ item: '' }, { item: '7' }, { item: '' }, { item: '9' }];
const refused = (field: string, rename?: (field: string) => string) =>
  (atSentLines(new CommandError({ code: 'invalid_value', message: 'No.', field }), lines, (l) => l.item !== '', rename) as CommandError).field;

test('lines that were left out are counted in again', () => {
  expect(refused('lines[0].quantity')).toBe('lines[1].quantity');
  expect(refused('lines[1].unit_cost')).toBe('lines[3].unit_cost');
  expect(refused('order.lines[1].unit_cost')).toBe('lines[3].unit_cost');
  expect(refused('lines[0]', (field) => field || '.quantity')).toBe('lines[1].quantity');
});

test('what is about no line, or about one that was not sent, stays', () => {
  expect(refused('date')).toBe('date');
  expect(refused('lines[5].quantity')).toBe('lines[5].quantity');
  const other = new Error('lines[0]');
  expect(atSentLines(other, lines, () => true)).toBe(other);
});
