import { expect, test } from 'vitest';
import { ageWords, mayHaveCamera } from './Camera';

test('a fresh picture has no age, an old one says how old it is', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  expect(ageWords('2026-03-02T11:59:55Z', now)).toBeNull();
  expect(ageWords('2026-03-02T11:59:30Z', now)).toBe('30 s old');
  expect(ageWords('2026-03-02T11:55:00Z', now)).toBe('5 min old');
});

test('only printers that could have a camera are asked', () => {
  expect(mayHaveCamera({ protocol: 'bambu' })).toBe(true);
  expect([null, 'generic', 'duet'].map((protocol) => mayHaveCamera({ protocol: protocol as null }))).toEqual([false, false, false]);
});
