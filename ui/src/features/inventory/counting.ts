import type { RequestOf, ResponseOf } from '../../shared/api';
import { decimal } from '../../shared/values';

export type CountLine = ResponseOf<'inventory.count_sheet'>[number] & { counted: string; reason: string };

/** Counted less book; null while nothing was counted. */
export const difference = (l: Pick<CountLine, 'counted' | 'expected'>): string | null =>
  decimal.isDecimal(l.counted) ? decimal.subtract(l.counted, l.expected) : null;

/** How far a count has come. */
export function progressOf(lines: readonly Pick<CountLine, 'counted' | 'expected'>[]): { counted: number; differs: number } {
  const found = lines.map(difference).filter((d): d is string => d !== null);
  return { counted: found.length, differs: found.filter((d) => !decimal.isZero(d)).length };
}

/** Whether a line of the sheet is posted. */
export const wasCounted = (l: Pick<CountLine, 'counted'>): boolean => l.counted !== '';

/** The lines that were counted, with what the sheet said, as the core wants them. */
export const toPost = (lines: readonly CountLine[]): RequestOf<'inventory.post_count'>['lines'] =>
  lines
    .filter(wasCounted)
    .map((l) => ({
      product_id: l.product_id, counted: l.counted, expected: l.expected, ...(l.lot_id === null ? {} : { lot_id: l.lot_id }),
      ...(l.reason.trim() === '' ? {} : { reason: l.reason }),
    }));
