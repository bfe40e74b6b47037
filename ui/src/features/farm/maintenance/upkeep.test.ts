import { expect, test } from 'vitest';
import { atNoon, dayOf, dueWords } from './upkeep';

test('a day stays that day in the company`s time zone', () => {
  expect(atNoon('2026-11-22', 'Europe/Berlin')).toBe('2026-11-22T11:00:00.000Z');
  expect(atNoon('2026-07-22', 'Europe/Berlin')).toBe('2026-07-22T10:00:00.000Z');
  expect(atNoon('2026-11-22', 'Pacific/Auckland')).toBe('2026-11-21T23:00:00.000Z');
  expect(dayOf(atNoon('2026-11-22', 'Pacific/Auckland'), 'Pacific/Auckland')).toBe('2026-11-22');
});

test('due reads like speech', () => {
  const due = (day: string) => ({ next_due_at: `${day}T11:00:00Z` });
  expect(dueWords(due('2026-11-22'), '2026-11-22', 'Europe/Berlin')).toBe('today');
  expect(dueWords(due('2026-11-21'), '2026-11-22', 'Europe/Berlin')).toBe('1 day late');
  expect(dueWords(due('2026-11-10'), '2026-11-22', 'Europe/Berlin')).toBe('12 days late');
  expect(dueWords(due('2026-11-23'), '2026-11-22', 'Europe/Berlin')).toBe('tomorrow');
  expect(dueWords(due('2026-12-02'), '2026-11-22', 'Europe/Berlin')).toBe('in 10 days');
});
