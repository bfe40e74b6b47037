import { expect, test } from 'vitest';
import type { PlanOverview } from '../../bindings/commands';
import { groupsOf } from './groups';
import { pegOf } from './ItemOrders';

const overview: PlanOverview = {
  today: '2026-11-22', auto: true, orders: [], last_run: null,
  release: [
    { order_type: 'purchase', open: 3, firmed: 0, due_now: 2, late: 1, next_start: '2026-11-20' },
    { order_type: 'production', open: 4, firmed: 1, due_now: 0, late: 0, next_start: '2026-12-01' },
  ],
  messages: [
    { message_type: 'missing_vendor', severity: 'error', count: 1 },
    { message_type: 'release', severity: 'info', count: 2 },
    { message_type: 'below_safety_stock', severity: 'warning', count: 0 },
  ],
};

test('what has to start now comes first, and is not told twice', () => {
  expect(groupsOf(overview).map((g) => [g.id, g.count, g.tone])).toEqual([['buy', 2, 'bad'], ['missing_vendor', 1, 'bad']]);
});

test('an address that names no order shows no tree', () => {
  expect(pegOf('planned_order.12')).toEqual({ order_type: 'planned_order', id: 12 });
  expect([pegOf(undefined), pegOf('stock.3'), pegOf('planned_order.x')]).toEqual([null, null, null]);
});
