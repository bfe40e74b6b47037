import { expect, test } from 'vitest';
import { makeFormat } from './format';

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const format = makeFormat('en-GB', 'EUR', 'Europe/Berlin');

test('no digit of a large amount is lost', () => {
  expect(format.money('90071992547409931.07')).toBe('€90,071,992,547,409,931.07');
  expect(format.unitCost('0.0164')).toBe('€0.0164');
  expect(makeFormat('en', 'JPY', 'UTC').money('1234')).toBe('¥1,234');
  expect(plain(makeFormat('de', 'EUR', 'UTC').money('-1234.5'))).toBe('-1.234,50 €');
});

test('quantities, percent and minutes', () => {
  expect(plain(format.quantity('1500.500000', 'G'))).toBe('1,500.5 G');
  expect(plain(format.percent('12.50'))).toBe('12.5 %');
  expect(plain(format.minutes('135'))).toBe('2 h 15 min');
  expect(plain(format.minutes('45.5'))).toBe('45.5 min');
});

test('dates are plain, timestamps are in the company\'s zone', () => {
  expect(format.date('2020-02-29')).toBe('29 Feb 2020');
  expect(format.dateTime('2026-11-22T23:30:00.000Z')).toContain('23 Nov 2026');
  expect(format.date('nonsense')).toBe('nonsense');
});
