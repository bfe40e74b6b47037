import { expect, test } from 'vitest';
import { isStale } from '../shared/api/commands';
import { bellLabel } from './NoticesMenu';

test('the bell says how many are unread', () => {
  expect([0, 1, 12].map(bellLabel)).toEqual(['Notices', '1 unread notice', '12 unread notices']);
});

test('the list is asked for again when a printer calls and when somebody reads, other pages only for the first', () => {
  expect(isStale('notices.list', ['notices'])).toBe(true);
  expect(isStale('notices.list', ['notice_reads'])).toBe(true);
  expect(isStale('orders.list', ['notice_reads'])).toBe(false);
  expect(isStale('notices.settings', ['notice_settings'])).toBe(true);
});
