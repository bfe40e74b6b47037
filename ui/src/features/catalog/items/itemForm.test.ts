import { expect, test } from 'vitest';
import type { Product } from '../../../bindings/commands';
import { newItem, saveOf, valuesOf, withType } from './itemForm';

test('what is left empty is not sent, and what was typed keeps its digits', () => {
  const sent = saveOf({ ...newItem(), name: ' Vase ', sku: ' ', selling_price: '12.90', lead_time_days: '3', category_id: '7' });
  expect(JSON.parse(JSON.stringify(sent))).toEqual({
    name: 'Vase', unit: 'EA', selling_price: '12.90', lead_time_days: 3, category_id: 7, item_type: 'finished_good', procurement_type: 'make', cost_method: 'average',
    stocking_policy: 'on_demand', lot_policy: 'L4L', kind: 'standard', sales_channel: 'public', is_phantom: false, is_public: true, track_lots: false, track_serials: false,
  });
});

test('a changed kind brings its usual unit, but not over a choice', () => {
  expect(withType(newItem(), 'material')).toMatchObject({ item_type: 'material', unit: 'G', procurement_type: 'buy' });
  expect(withType({ ...newItem(), unit: 'M' }, 'material').unit).toBe('M');
  expect(withType({ ...newItem('component'), procurement_type: 'make' }, 'supply').procurement_type).toBe('make');
});

test('an item that is only looked at is sent back as it was', () => {
  const product = {
    ...newItem('material'), id: 4, sku: 'MAT-PLA-BLACK', name: 'PLA Black', purchase_uom: 'SPOOL', purchase_factor: '1000', category_id: null, material_type_id: 2,
    color_id: 3, lead_time_days: 5, preferred_vendor_id: 9, poq_days: null, customer_id: null, safety_stock: '500', last_cost: '0.0164',
  } as unknown as Product;
  expect(saveOf(valuesOf(product), 4)).toMatchObject({
    id: 4, sku: 'MAT-PLA-BLACK', purchase_uom: 'SPOOL', purchase_factor: '1000', material_type_id: 2, color_id: 3, lead_time_days: 5, preferred_vendor_id: 9,
    safety_stock: '500', last_cost: '0.0164',
  });
  expect(valuesOf({ ...product, purchase_uom: 'G' }).purchase_uom).toBe('');
});
