import { decimal } from '../../shared/values';

/** Stock units in a quantity of the purchase unit, as the core will round them: at most six decimals. */
export function inStock(quantity: string, factor: string | null | undefined): string | null {
  if (!factor || !decimal.isDecimal(quantity) || !decimal.isDecimal(factor)) return null;
  return decimal.trim(decimal.round(decimal.multiply(quantity, factor), 6));
}

/** A line before it is saved: rounded to `places`, as the core does. */
export const lineTotal = (quantity: string, cost: string, places = 2): string =>
  decimal.isDecimal(quantity) && decimal.isDecimal(cost) ? decimal.round(decimal.multiply(quantity, cost), places) : '0';

/** Still to come of a line; never below nothing. */
export function stillDue(ordered: string, received: string): string {
  const rest = decimal.subtract(ordered, received);
  return decimal.isNegative(rest) ? '0' : decimal.trim(rest);
}

const KILOGRAMS: Readonly<Record<string, string>> = { G: '0.001', KG: '1', LB: '0.45359237', OZ: '0.028349523125', MG: '0.000001' };

/** What the spools of a line weigh, and whether that is what came. `null`: the unit is none of mass. */
export function weighed(stock: string | null, unit: string, spools: readonly string[]): { sum: string; want: string; matches: boolean } | null {
  const each = KILOGRAMS[unit.toUpperCase()];
  if (stock === null || !each) return null;
  const sum = decimal.trim(decimal.sum(spools.filter((s) => decimal.isDecimal(s))));
  const want = decimal.trim(decimal.round(decimal.multiply(stock, each), 6));
  return { sum, want, matches: decimal.compare(sum, want) === 0 };
}

/** What came, spread evenly over as many spools: the last one takes the rest. */
export function evenSpools(want: string, count: number): string[] {
  if (count < 1 || !decimal.isDecimal(want)) return [];
  const each = decimal.trim(decimal.divide(want, String(count), 3));
  const last = decimal.trim(decimal.subtract(want, decimal.multiply(each, String(count - 1))));
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : each));
}
