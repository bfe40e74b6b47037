import { expect, test } from 'vitest';
import { counted, oneOf } from './counted';
import { makeFormat } from './format';

test.each([
  [0, '0 days'], [1, '1 day'], ['1.000000', '1 day'], [2, '2 days'], ['1.5', '1.5 days'], [21, '21 days'],
])('%s is told as %s', (count, words) => expect(counted(count, 'day')).toBe(words));

test('a plural that takes more than an s is given, and a long count is written as the company writes it', () => {
  expect(counted(2, 'copy', 'copies')).toBe('2 copies');
  expect(counted('12345', 'piece', 'pieces', makeFormat('de-DE', 'EUR', 'UTC').number)).toBe('12.345 pieces');
});

test('one of a list is called as the list is', () => {
  expect(oneOf('Print files')).toBe('print file');
  expect(oneOf('Lots')).toBe('lot');
});

/** What the pages write, whose titles and labels are the words under a list. */
const PAGES = import.meta.glob<string>('../../{features,views}/**/*.tsx', { query: '?raw', import: 'default', eager: true });

test('a list whose label is no plain plural says what one row is called', () => {
  const grids = Object.entries(PAGES).flatMap(([path, text]) => [...text.matchAll(/<(?:ListPage|DataGrid)\b[\s\S]*?(?=\n\s*columns=| columns=)/g)].map(([tag]) => ({ path, tag })));
  expect(grids.length).toBeGreaterThan(20);
  const unclear = grids.filter(({ tag }) => {
    const label = (/\blabel="([^"]+)"/.exec(tag) ?? /\btitle="([^"]+)"/.exec(tag))?.[1];
    return label !== undefined && !/^[A-Z][a-z]+( [a-z]+)?s$/.test(label) && !tag.includes('counted=');
  });
  expect(unclear).toEqual([]);
});
