import { addDays, addMonths, daysIn, makeDate, mondayOfWeek, weekday } from './dates';
import type { Parsed } from './parse';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const yes = (value: string): Parsed<string> => ({ ok: true, value });

/** Which of `3/4` is the month, where `locale` is spoken. */
export function monthFirst(locale: string): boolean {
  const order = new Intl.DateTimeFormat(locale).formatToParts(new Date(Date.UTC(2026, 0, 2))).map((p) => p.type);
  return order.indexOf('month') < order.indexOf('day') && order.indexOf('year') > order.indexOf('month');
}

/**
 * A day as people write it, seen from `today`: `fri` (the next one, never today), `next fri` (that of
 * next week), `+2w`, `tomorrow`, `24.12.`, `24 dec`, `15`, `eom`, `w49`, `2026-12-24`. Without a year:
 * the next such day.
 */
export function parseDate(typed: string, today: string, locale = 'en-GB'): Parsed<string> {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (text === '') return { ok: false, problem: 'Type a date, such as fri, +2w or 24.12.' };
  const found = word(text, today) ?? distance(text, today) ?? named(text, today) ?? numeric(text, today, locale);
  if (found === 'none') return { ok: false, problem: `There is no such day: "${typed.trim()}".` };
  return found ? yes(found) : { ok: false, problem: `"${typed.trim()}" is not a date. Try fri, +2w, 24.12. or 2026-12-24.` };
}

type Found = string | 'none' | null;

function word(text: string, today: string): Found {
  if (/^(today|tod|t|now)$/.test(text)) return today;
  if (/^(tomorrow|tom|tmr)$/.test(text)) return addDays(today, 1);
  if (/^(yesterday|yes)$/.test(text)) return addDays(today, -1);
  if (/^(eow|end of week)$/.test(text)) return addDays(today, 7 - weekday(today));
  if (/^(eom|end of month)$/.test(text)) {
    const [year = 0, month = 0] = today.split('-').map(Number);
    return makeDate(year, month, daysIn(year, month));
  }
  if (text === 'next week') return addDays(today, 8 - weekday(today));
  if (text === 'next month') return `${addMonths(`${today.slice(0, 7)}-01`, 1)}`;
  const day = /^(next |this |last )?([a-z]{2,9})\.?$/.exec(text);
  const index = day ? nameIndex(day[2] ?? '', DAYS, ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'], 2) : -1;
  if (!day || index < 0) return null;
  const monday = addDays(today, 1 - weekday(today));
  if (day[1] === 'next ') return addDays(monday, 7 + index);
  if (day[1] === 'last ') return addDays(monday, index - 7);
  const ahead = (index + 1 - weekday(today) + 7) % 7;
  return addDays(today, day[1] === 'this ' ? index + 1 - weekday(today) : ahead || 7);
}

function distance(text: string, today: string): Found {
  const found = /^(in |\+|-)? ?(\d{1,4}) ?(d|days?|w|weeks?|m|months?|y|years?)?$/.exec(text);
  // A bare number is a day of the month.
  if (!found || (!found[1] && !found[3])) return null;
  const count = Number(found[2]) * (found[1] === '-' ? -1 : 1);
  switch (found[3]?.[0] ?? 'd') {
    case 'w':
      return addDays(today, count * 7);
    case 'm':
      return addMonths(today, count);
    case 'y':
      return addMonths(today, count * 12);
    default:
      return addDays(today, count);
  }
}

function named(text: string, today: string): Found {
  const week = /^(?:w|wk|week|kw) ?(\d{1,2})(?:[ /.-](\d{4}))?$/.exec(text);
  if (week) {
    const year = Number(week[2] ?? today.slice(0, 4));
    const monday = mondayOfWeek(year, Number(week[1]));
    if (monday && !week[2] && addDays(monday, 6) < today) return mondayOfWeek(year + 1, Number(week[1])) ?? 'none';
    return monday ?? 'none';
  }
  const dayFirst = /^(\d{1,2})\.? ?([a-z]{3,9})\.?,? ?(\d{4}|\d{2})?$/.exec(text);
  const monthAhead = /^([a-z]{3,9})\.? (\d{1,2})(?:,? (\d{4}))?$/.exec(text);
  const [day, name, year] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : monthAhead
      ? [monthAhead[2], monthAhead[1], monthAhead[3]]
      : [];
  if (!day || !name) return null;
  const month = nameIndex(name, MONTHS, MONTH_NAMES, 3);
  return month < 0 ? null : whole(today, Number(day), month + 1, year);
}

const MONTH_NAMES = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
];

function nameIndex(text: string, short: string[], long: string[], atLeast: number): number {
  if (text.length < atLeast) return -1;
  const fits = long.map((name, i) => (name.startsWith(text) || short[i] === text ? i : -1)).filter((i) => i >= 0);
  return fits.length === 1 ? (fits[0] ?? -1) : -1;
}

function numeric(text: string, today: string, locale: string): Found {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return makeDate(Number(iso[1]), Number(iso[2]), Number(iso[3])) ?? 'none';
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (packed) return makeDate(Number(packed[1]), Number(packed[2]), Number(packed[3])) ?? 'none';
  const alone = /^(\d{1,2})\.?$/.exec(text);
  if (alone) return dayOfMonth(today, Number(alone[1]));
  const parts = /^(\d{1,2})([./-])(\d{1,2})(?:[./-](\d{4}|\d{2})?)?$/.exec(text);
  if (!parts) return null;
  const first = Number(parts[1]);
  const second = Number(parts[3]);
  const swap = parts[2] === '/' && monthFirst(locale);
  return whole(today, swap ? second : first, swap ? first : second, parts[4]);
}

/** The next day of that number, today included; months without it are passed over. */
function dayOfMonth(today: string, day: number): Found {
  if (day < 1 || day > 31) return 'none';
  const [year = 0, month = 0] = today.split('-').map(Number);
  for (let i = 0; i < 3; i += 1) {
    const index = year * 12 + month - 1 + i;
    const date = makeDate(Math.floor(index / 12), (index % 12) + 1, day);
    if (date && date >= today) return date;
  }
  return 'none';
}

function whole(today: string, day: number, month: number, year: string | undefined): Found {
  if (year) return makeDate(year.length === 2 ? 2000 + Number(year) : Number(year), month, day) ?? 'none';
  const now = Number(today.slice(0, 4));
  // Up to eight years for the 29th of February.
  for (let y = now; y <= now + 8; y += 1) {
    const date = makeDate(y, month, day);
    if (date && date >= today) return date;
    if (!date && !(month === 2 && day === 29)) return 'none';
  }
  return 'none';
}
