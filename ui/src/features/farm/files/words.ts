import type { PlateRow } from '../../../bindings/commands';
import { decimal, type Format } from '../../../shared/values';

/** `3 h 20 min`, or nothing where the slicer did not say. */
export const minutesWords = (minutes: number | null | undefined, format: Format): string | null => (typeof minutes === 'number' ? format.minutes(String(minutes)) : null);

/** `124.5 g`. */
export const gramsWords = (grams: string | null | undefined, format: Format): string | null => (grams ? format.quantity(decimal.trim(decimal.round(grams, 1)), 'g') : null);

/** `0.4 mm`. */
export const millimetres = (value: string | null | undefined, format: Format): string | null => (value ? format.quantity(decimal.trim(value), 'mm') : null);

/** `120 × 80 × 45 mm`: what the print takes. */
export function sizeWords(plate: Pick<PlateRow, 'box' | 'height_mm'>, format: Format): string | null {
  const { box } = plate;
  if (!box) return millimetres(plate.height_mm, format);
  const side = (axis: 0 | 1 | 2) => format.number(decimal.trim(decimal.round(decimal.subtract(box.max[axis], box.min[axis]), 0)));
  return `${side(0)} × ${side(1)} × ${side(2)} mm`;
}

/** `1 h 5 min · 40 g · PLA`. */
export const shortWords = (words: readonly (string | null | undefined)[]): string => words.filter(Boolean).join(' · ');

/** `PLA, PETG`. */
export const materialsWords = (materials: string | null | undefined): string | null => materials?.replaceAll(/,\s*/g, ', ') ?? null;
