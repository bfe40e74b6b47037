import { expect, test } from 'vitest';
import { partsOf } from './Costs';
import { createOf, newWorkOrder, updateOf } from './workOrderForm';

test('what is neither material nor work is overhead, and nothing is made up', () => {
  expect(partsOf(['10.00', '4.50', '16.00'])).toEqual([
    { label: 'Materials', value: '10.00' }, { label: 'Machine and labour', value: '4.50' }, { label: 'Overhead', value: '1.50' },
  ]);
  expect(partsOf(['10.00', '4.50', '14.50']).map((p) => p.label)).toEqual(['Materials', 'Machine and labour']);
});

test('empty fields are left out of a new work order', () => {
  const values = { ...newWorkOrder({ product: '7' }), quantity: '12' };
  expect(createOf(values)).toEqual({ product_id: 7, quantity: '12', priority: 3, requires_qc: false });
  expect(updateOf(3, { ...values, due_date: '2026-12-01', location_id: '2' })).toEqual({ id: 3, quantity: '12', priority: 3, requires_qc: false, due_date: '2026-12-01', location_id: 2 });
});

test('a link fills the form in, and the line of the order comes along', () => {
  const values = newWorkOrder({ product: '7', quantity: '4.000000', due: '2026-12-01', order_line: '31' });
  expect(createOf(values)).toEqual({ product_id: 7, quantity: '4', due_date: '2026-12-01', sales_order_line_id: 31, priority: 3, requires_qc: false });
  expect(newWorkOrder({ quantity: 'many' }).quantity).toBe('');
});
