import { decimal } from '../../../shared/values';

/** What a line costs, each figure rounded half away from zero to the currency's minor unit, as the core does. */
export interface LineFigures {
  gross: string;
  discount: string;
  net: string;
  tax: string;
}

export interface OrderTotals {
  net: string;
  discount: string;
  tax: string;
  shipping: string;
  grand: string;
}

interface PricedLine {
  quantity: string;
  unit_price: string;
  /** `10%` or an amount; empty for none. */
  discount: string;
  /** In per cent; empty for the order's. */
  tax_rate: string;
}

/** Money is kept at six decimals before it is rounded to the minor unit: the same two steps as the core's. */
const money = (amount: string, digits: number) => decimal.round(decimal.round(amount, 6), digits);
const share = (amount: string, percent: string, digits: number) => money(decimal.divide(decimal.multiply(amount, percent), '100', 6), digits);
const or = (text: string, none: string) => (decimal.isDecimal(text) ? text : none);

export function lineFigures(line: PricedLine, orderTax: string, digits: number): LineFigures {
  const gross = money(decimal.multiply(or(line.quantity, '0'), or(line.unit_price, '0')), digits);
  const percent = line.discount.endsWith('%') ? line.discount.slice(0, -1) : null;
  const discount = percent === null ? money(or(line.discount, '0'), digits) : share(gross, or(percent, '0'), digits);
  const net = decimal.subtract(gross, discount);
  return { gross, discount, net, tax: share(net, or(line.tax_rate, or(orderTax, '0')), digits) };
}

/** What the whole order comes to: sums of rounded figures, never rounded again. */
export function orderTotals(
  lines: readonly PricedLine[], head: { tax_percent: string; shipping_cost: string; tax_shipping: boolean }, digits: number,
): OrderTotals {
  const figures = lines.map((line) => lineFigures(line, head.tax_percent, digits));
  const shipping = money(or(head.shipping_cost, '0'), digits);
  const shippingTax = head.tax_shipping ? share(shipping, or(head.tax_percent, '0'), digits) : '0';
  const net = decimal.sum(figures.map((f) => f.net));
  const tax = decimal.add(decimal.sum(figures.map((f) => f.tax)), shippingTax);
  return { net, discount: decimal.sum(figures.map((f) => f.discount)), tax, shipping, grand: decimal.sum([net, tax, shipping]) };
}
