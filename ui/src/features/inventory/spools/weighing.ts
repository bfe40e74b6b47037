import { decimal } from '../../../shared/values';

/** Grams of filament by the scale; null while that cannot be said. */
export function netGrams(shown: string, withReel: boolean, reel: string): string | null {
  if (!decimal.isDecimal(shown)) return null;
  if (!withReel) return decimal.trim(shown);
  return decimal.isDecimal(reel) ? decimal.trim(decimal.subtract(shown, reel)) : null;
}

/** Grams as a scale shows them: a tenth is enough for a person; the page of the spool has them all. */
export const shownGrams = (grams: string): string => decimal.trim(decimal.round(grams, 1));
