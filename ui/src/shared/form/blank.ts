/** A field as a command wants it: what was typed, or nothing. */
export const orNone = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** A whole number typed into a field, or nothing. A row's id, a number of days. */
export function wholeOrNone(text: string): number | undefined {
  const value = orNone(text);
  return value === undefined ? undefined : Number(value);
}

/** A value of the core as a field wants it. */
export const textOf = (value: string | number | null | undefined): string => (value === null || value === undefined ? '' : String(value));
