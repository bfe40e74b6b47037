import { expect, test } from 'vitest';
import { match, rankActions } from './paletteEntries';

test('beginnings of words count more than letters inside', () => {
  expect(match('Work orders', 'work orders')).toBe(100);
  expect(match('Work orders', 'wo')).toBe(80);
  expect(match('Planned orders', 'pl or')).toBe(60);
  expect(match('Purchase orders', 'po')).toBe(50);
  expect(match('Customers', 'tom')).toBe(40);
  expect(match('Customers', 'xyz')).toBe(0);
});

test('the best comes first; hidden ones never; without a query the page comes before the frame', () => {
  const run = () => undefined;
  const actions = [
    { id: '1', title: 'Quotes', group: 'Go to', run },
    { id: '2', title: 'Orders', group: 'Go to', run },
    { id: '3', title: 'Planned orders', group: 'Go to', run },
    { id: '4', title: 'Order more', run },
    { id: '5', title: 'Back', hidden: true, run },
  ];
  expect(rankActions(actions, 'orders').map((a) => a.id)).toEqual(['2', '3']);
  expect(rankActions(actions, '').map((a) => a.id)).toEqual(['4', '1', '2', '3']);
});
