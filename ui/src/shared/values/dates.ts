/** Business dates are plain text, `2026-11-27`. Arithmetic in whole days, no time zone involved. */

const DAY_MS = 86_400_000;

export const isDate = (text: string): boolean => {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found !== null && makeDate(Number(found[1]), Number(found[2]), Number(found[3])) === text;
};

/** Null when there is no such day. `month` counts from 1. */
export function makeDate(year: number, month: number, day: number): string | null {
  if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

function utc(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

export const addDays = (date: string, days: number): string =>
  new Date(utc(date).getTime() + days * DAY_MS).toISOString().slice(0, 10);

/** The 31st plus a month is the last day of a shorter month. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const index = year * 12 + (month - 1) + months;
  const y = Math.floor(index / 12);
  const m = (index % 12) + 1;
  return makeDate(y, m, Math.min(day, daysIn(y, m))) ?? date;
}

/** Days from `a` to `b`; negative when `b` is earlier. */
export const daysBetween = (a: string, b: string): number => Math.round((utc(b).getTime() - utc(a).getTime()) / DAY_MS);

/** Monday is 1, Sunday is 7. */
export const weekday = (date: string): number => utc(date).getUTCDay() || 7;

/** Monday of an ISO week. */
export function mondayOfWeek(year: number, week: number): string | null {
  const fourth = `${year}-01-04`;
  const monday = addDays(fourth, 1 - weekday(fourth) + (week - 1) * 7);
  const inYear = addDays(monday, 3).startsWith(String(year));
  return week >= 1 && inYear ? monday : null;
}

/** Today in a time zone. */
export function todayIn(timeZone: string, now: Date = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}
