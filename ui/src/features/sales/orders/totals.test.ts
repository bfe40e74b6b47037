import { expect, test } from 'vitest';
import { lineFigures, orderTotals } from './totals';

const line = (quantity: string, unit_price: string, discount = '', tax_rate = '') => ({ quantity, unit_price, discount, tax_rate });

// The same figures as the core's own tests of its prices.
test('each line is rounded half away from zero to the minor unit', () => {
  expect(lineFigures(line('3', '0.335'), '8.25', 2)).toEqual({ gross: '1.01', discount: '0.00', net: '1.01', tax: '0.08' });
  expect(lineFigures(line('3', '33.5'), '10', 0)).toMatchObject({ net: '101', tax: '10' });
  expect(lineFigures(line('1', '0.0005'), '0', 3).net).toBe('0.001');
});

test('a discount is an amount or a share', () => {
  expect(lineFigures(line('1', '9.99', '12.5%'), '0', 2)).toMatchObject({ discount: '1.25', net: '8.74' });
  expect(lineFigures(line('2', '9.99', '5'), '0', 2)).toMatchObject({ discount: '5.00', net: '14.98' });
});

test('a line may have its own tax, and shipping may be taxed', () => {
  const lines = [line('10', '1.005', '', ''), line('1', '100', '10%', '7')];
  const head = { tax_percent: '19', shipping_cost: '4.90', tax_shipping: true };
  expect(orderTotals(lines, head, 2)).toEqual({ net: '100.05', discount: '10.00', tax: '9.14', shipping: '4.90', grand: '114.09' });
  expect(orderTotals(lines, { ...head, tax_shipping: false }, 2).grand).toBe('113.16');
});

test('what is not yet typed counts nothing', () => {
  expect(orderTotals([line('', ''), line('2', '')], { tax_percent: '', shipping_cost: '', tax_shipping: true }, 2).grand).toBe('0.00');
});
