import { decimal } from '../../shared/values';

/** How a person says what is wrong: by counting, or by the difference. */
export type AdjustWay = 'counted' | 'found' | 'missing';

/** The change of the book, in the stock unit: less is negative. */
export function changeOf(way: AdjustWay, typed: string, book: string): string {
  if (!decimal.isDecimal(typed)) return typed;
  if (way === 'counted') return decimal.trim(decimal.subtract(typed, book));
  return decimal.trim(way === 'missing' ? decimal.subtract('0', typed) : typed);
}
