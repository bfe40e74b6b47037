import { decimal } from '../values';
import type { Column } from './types';

type Columns<T> = readonly Column<T>[];

const flat = (value: string) => value.replaceAll(/[\t\r\n]+/g, ' ');

/** Rows as a spreadsheet pastes them. */
export function toTsv<T>(columns: Columns<T>, rows: readonly T[]): string {
  const lines = rows.map((row) => columns.map((c) => flat(c.value(row) ?? '')).join('\t'));
  return [columns.map((c) => flat(c.header)).join('\t'), ...lines].join('\n');
}

/** A cell that a spreadsheet would run as a formula is made plain text. Numbers stay numbers. */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !decimal.isDecimal(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with the mark that makes Excel read it as UTF-8. */
export function toCsv<T>(columns: Columns<T>, rows: readonly T[]): string {
  const lines = rows.map((row) => columns.map((c) => csvCell(c.value(row) ?? '')).join(','));
  return `\ufeff${[columns.map((c) => csvCell(c.header)).join(','), ...lines].join('\r\n')}\r\n`;
}
