import { createContext, useContext, useMemo } from 'react';
import { SessionContext } from '../api/session';
import { windowLanguage } from '../language';
import { isDecimal, trim } from './decimal';
import { todayIn } from './dates';

/** Shows values the way the company writes them. Decimal strings go to Intl as text, so no digit is lost. */
export interface Format {
  locale: string;
  currency: string;
  timezone: string;
  /** Today's business date. */
  today: () => string;
  money: (amount: string, currency?: string) => string;
  /** Money without its sign, for columns and fields that name the currency once. */
  amount: (amount: string, currency?: string) => string;
  /** Unit costs: up to six decimals. */
  unitCost: (amount: string, currency?: string) => string;
  number: (value: string) => string;
  /** How many of something there are. */
  count: (value: number) => string;
  quantity: (value: string, unit?: string | null) => string;
  percent: (value: string) => string;
  /** `2026-11-27` → `Fri 27 Nov` (with the year when it is not this one). */
  date: (date: string) => string;
  /** A timestamp, in the company's time zone. */
  dateTime: (timestamp: string) => string;
  time: (timestamp: string) => string;
  /** `135` → `2 h 15 min`. */
  minutes: (minutes: string) => string;
}

const cache = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, options);
    cache.set(key, found);
  }
  return found;
}

/** Intl reads text exactly; its type declarations lag behind. */
const exact = (format: Intl.NumberFormat, value: string): string =>
  isDecimal(value) ? format.format(value as Intl.StringNumericLiteral) : value;

export function makeFormat(locale: string, currency: string, timezone: string): Format {
  const part = (options: Intl.DateTimeFormatOptions, zone: string) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  const day = part({ weekday: 'short', day: 'numeric', month: 'short' }, 'UTC');
  const dayYear = part({ day: 'numeric', month: 'short', year: 'numeric' }, 'UTC');
  const stamp = part({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }, timezone);
  const clock = part({ hour: '2-digit', minute: '2-digit' }, timezone);
  const today = () => todayIn(timezone);
  const number = (value: string) => exact(numberFormat(locale, { maximumFractionDigits: 6 }), value);
  const money = (options: Intl.NumberFormatOptions) => (amount: string, code = currency) =>
    exact(numberFormat(locale, { style: 'currency', currency: code, ...options }), amount);
  return {
    locale, currency, timezone, today, number,
    money: money({}),
    amount: (amount, code = currency) => {
      const places = numberFormat(locale, { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2;
      return exact(numberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: 6 }), amount);
    },
    count: (value) => number(String(value)),
    unitCost: money({ maximumFractionDigits: 6 }),
    quantity: (value, unit) => (unit ? `${number(value)}\u00a0${unit}` : number(value)),
    percent: (value) => (isDecimal(value) ? `${number(trim(value))}\u00a0%` : value),
    date: (date) => {
      const at = new Date(`${date}T00:00:00Z`);
      if (Number.isNaN(at.getTime())) return date;
      return (date.slice(0, 4) === today().slice(0, 4) ? day : dayYear).format(at);
    },
    dateTime: (timestamp) => whenValid(stamp, timestamp),
    time: (timestamp) => whenValid(clock, timestamp),
    minutes: (minutes) => spellMinutes(minutes, number),
  };
}

function whenValid(format: Intl.DateTimeFormat, timestamp: string): string {
  const at = new Date(timestamp);
  return Number.isNaN(at.getTime()) ? timestamp : format.format(at);
}

function spellMinutes(minutes: string, number: (value: string) => string): string {
  if (!isDecimal(minutes)) return minutes;
  const whole = Math.round(Number(minutes));
  if (Math.abs(whole) < 60) return `${number(trim(minutes))}\u00a0min`;
  const rest = Math.abs(whole) % 60;
  return `${Math.trunc(whole / 60)}\u00a0h${rest ? `\u00a0${rest}\u00a0min` : ''}`;
}

/** Overrides the session's formats: for tests, and before anyone is signed in. */
export const FormatContext = createContext<Format | null>(null);

export function useFormat(): Format {
  const given = useContext(FormatContext);
  const company = useContext(SessionContext)?.company;
  const locale = company?.locale ?? windowLanguage();
  const currency = company?.currency_code ?? 'EUR';
  const timezone = company?.timezone ?? 'UTC';
  return useMemo(() => given ?? makeFormat(locale, currency, timezone), [given, locale, currency, timezone]);
}
