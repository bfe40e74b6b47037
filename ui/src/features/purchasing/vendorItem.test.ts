import { expect, test } from 'vitest';
import { eachCost, vendorItemRequest, vendorItemValues } from './vendorItem';

test('what is empty is left to the core', () => {
  const blank = vendorItemValues(null, 3, null);
  expect(vendorItemRequest(null, { ...blank, product_id: '7', unit_cost: ' 21.5 ' })).toEqual({ vendor_id: 3, product_id: 7, is_preferred: false, unit_cost: '21.5' });
  expect(vendorItemRequest(9, { ...blank, product_id: '7', lead_time_days: '5', purchase_factor: '1000', is_preferred: true })).toMatchObject({ id: 9, lead_time_days: 5, purchase_factor: '1000', is_preferred: true });
});

test('a pack tells what one stock unit costs', () => {
  expect(eachCost('21.5', '1000')).toBe('0.021500');
  expect(eachCost('21.5', '0')).toBeNull();
  expect(eachCost('', '1000')).toBeNull();
});
