import { add, divide, multiply, trim } from './decimal';

/** What a typed text means, or why it means nothing. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

const no = (problem: string): { ok: false; problem: string } => ({ ok: false, problem });
const yes = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/** The character that groups thousands where `locale` is spoken, when it is `,` or `.`. */
function groupOf(locale: string): ',' | '.' | null {
  const part = new Intl.NumberFormat(locale).formatToParts(12345.6).find((p) => p.type === 'group')?.value;
  return part === ',' || part === '.' ? part : null;
}

/**
 * A number as people write it: `1,5`, `1.5`, `1 234,50`, `1,234.50`, `-3`. A lone comma or point is
 * the decimal mark, unless it groups thousands in `locale` and three digits follow.
 */
export function parseNumber(typed: string, locale = 'en'): Parsed<string> {
  const text = typed.trim().replaceAll(/[\s\u00a0\u202f'’]/g, '').replace(/^[−–]/, '-');
  if (text === '') return no('Type a number.');
  if (!/^[+-]?[\d.,]+$/.test(text) || !/\d/.test(text)) return no(`"${typed.trim()}" is not a number.`);
  const marks = [...text].filter((c) => c === ',' || c === '.');
  const last = marks.at(-1);
  let mark: string | null = null;
  if (last !== undefined) {
    const mixed = marks.some((m) => m !== last);
    const count = marks.filter((m) => m === last).length;
    if (mixed && count > 1) return no(`"${typed.trim()}" has more than one decimal mark.`);
    const groups = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(text) && last === groupOf(locale);
    if (mixed || (count === 1 && !groups)) mark = last;
    if (!wellGrouped(text, mark)) return no(`"${typed.trim()}" is not a number.`);
  }
  const cut = mark === null ? -1 : text.lastIndexOf(mark);
  const whole = (cut < 0 ? text : text.slice(0, cut)).replaceAll(/[.,]/g, '');
  const fraction = cut < 0 ? '' : text.slice(cut + 1);
  const sign = whole.startsWith('-') ? '-' : '';
  const digits = whole.replace(/^[+-]/, '') || '0';
  return yes(trim(`${sign}${digits}${fraction ? `.${fraction}` : ''}`));
}

/** Grouping marks stand before three digits each, or it is a slip of the finger. */
function wellGrouped(text: string, mark: string | null): boolean {
  const whole = (mark === null ? text : text.slice(0, text.lastIndexOf(mark))).replace(/^[+-]/, '');
  return /^\d*$/.test(whole) || /^\d{1,3}(,\d{3})+$/.test(whole) || /^\d{1,3}(\.\d{3})+$/.test(whole);
}

export interface Unit {
  code: string;
  /** Other ways to write it, in lower case. */
  names: string[];
  kind: string;
  /** How many base units of its kind it is, exactly. */
  factor: string;
}

/** Units everybody knows. A page that has the company's own table passes that instead. */
export const COMMON_UNITS: readonly Unit[] = [
  { code: 'MG', names: ['mg'], kind: 'mass', factor: '0.001' },
  { code: 'G', names: ['g', 'gr', 'gram', 'grams'], kind: 'mass', factor: '1' },
  { code: 'KG', names: ['kg', 'kilo', 'kilos'], kind: 'mass', factor: '1000' },
  { code: 'OZ', names: ['oz'], kind: 'mass', factor: '28.349523125' },
  { code: 'LB', names: ['lb', 'lbs'], kind: 'mass', factor: '453.59237' },
  { code: 'MM', names: ['mm'], kind: 'length', factor: '0.001' },
  { code: 'CM', names: ['cm'], kind: 'length', factor: '0.01' },
  { code: 'M', names: ['m', 'meter', 'meters', 'metre', 'metres'], kind: 'length', factor: '1' },
  { code: 'IN', names: ['in', 'inch', '"'], kind: 'length', factor: '0.0254' },
  { code: 'FT', names: ['ft', "'"], kind: 'length', factor: '0.3048' },
  { code: 'ML', names: ['ml'], kind: 'volume', factor: '0.001' },
  { code: 'L', names: ['l', 'liter', 'litre'], kind: 'volume', factor: '1' },
  { code: 'EA', names: ['ea', 'pc', 'pcs', 'piece', 'pieces', 'x', 'stk'], kind: 'count', factor: '1' },
  { code: 'DZ', names: ['dz', 'doz', 'dozen'], kind: 'count', factor: '12' },
  { code: 'MIN', names: ['min', 'mins', 'minutes'], kind: 'time', factor: '1' },
  { code: 'HR', names: ['h', 'hr', 'hrs', 'hour', 'hours'], kind: 'time', factor: '60' },
];

const unitNamed = (units: readonly Unit[], name: string): Unit | undefined => {
  const low = name.toLowerCase();
  return units.find((u) => u.code.toLowerCase() === low || u.names.includes(low));
};

/** Decimals the store keeps of a quantity. */
const QUANTITY_DECIMALS = 6;

/** `1,5 kg` in a field of grams is `1500`. Units of another kind are refused by both names. */
export function parseQuantity(
  typed: string,
  unit: string,
  locale = 'en',
  units: readonly Unit[] = COMMON_UNITS,
): Parsed<string> {
  const found = /^(.*?[\d.,])\s*([^\d.,\s].*)?$/.exec(typed.trim());
  if (!found) return no(typed.trim() === '' ? 'Type a quantity.' : `"${typed.trim()}" is not a quantity.`);
  const number = parseNumber(found[1] ?? '', locale);
  if (!number.ok) return number;
  const suffix = found[2]?.trim();
  if (!suffix) return number;
  if (suffix.toLowerCase() === unit.toLowerCase()) return number;
  const from = unitNamed(units, suffix);
  const to = unitNamed(units, unit);
  if (!from) return no(`There is no unit "${suffix}". This field counts ${unit}.`);
  if (!to || from.kind !== to.kind) return no(`${from.code} cannot become ${unit}. This field counts ${unit}.`);
  return yes(trim(divide(multiply(number.value, from.factor), to.factor, QUANTITY_DECIMALS)));
}

/** Minutes from `90`, `1:30`, `1h 30m`, `1.5h`, `2d 4h` (a day is 24 hours), `45s`. */
export function parseMinutes(typed: string, locale = 'en'): Parsed<string> {
  const text = typed.trim().toLowerCase();
  if (text === '') return no('Type a time, such as 1h 30m.');
  const clock = /^(\d+):([0-5]\d)$/.exec(text);
  if (clock) return yes(String(Number(clock[1]) * 60 + Number(clock[2])));
  const plain = parseNumber(text, locale);
  if (plain.ok) return plain;
  const each = /([\d.,]+)\s*(days?|d|hours?|hrs?|hr|h|minutes?|mins?|min|m|seconds?|secs?|sec|s)?(?=[\s\d]|$)\s*/y;
  const minutesIn: Record<string, string> = { d: '1440', h: '60', m: '1' };
  let seconds = '0';
  let at = 0;
  while (at < text.length) {
    each.lastIndex = at;
    const piece = each.exec(text);
    if (!piece) return no(`"${typed.trim()}" is not a time. Try 1h 30m, 1:30 or 90.`);
    const number = parseNumber(piece[1] ?? '', locale);
    if (!number.ok) return number;
    // `1h30`: what has no unit after hours is minutes.
    const letter = piece[2]?.[0] ?? 'm';
    const inSeconds = letter === 's' ? number.value : multiply(multiply(number.value, minutesIn[letter] ?? '1'), '60');
    seconds = add(seconds, inSeconds);
    at = each.lastIndex;
  }
  return yes(trim(divide(seconds, '60', QUANTITY_DECIMALS)));
}
