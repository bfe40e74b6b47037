import type { MaintenanceDue } from '../../../bindings/commands';
import { daysBetween, todayIn } from '../../../shared/values';

/** Noon of a business day in the company's time zone, so that the day stays that day everywhere near. */
export function atNoon(date: string, timezone: string): string {
  const guess = new Date(`${date}T12:00:00Z`);
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(guess);
  const off_ms = new Date(`${shown.replace(' ', 'T')}Z`).getTime() - guess.getTime();
  return new Date(guess.getTime() - off_ms).toISOString();
}

/** The business day on which an instant lies. */
export const dayOf = (at: string, timezone: string): string => todayIn(timezone, new Date(at));

/** `3 days late`, `today`, `in 5 days`. */
export function dueWords(due: Pick<MaintenanceDue, 'next_due_at'>, today: string, timezone: string): string {
  const days = daysBetween(today, dayOf(due.next_due_at, timezone));
  if (days === 0) return 'today';
  if (days < 0) return `${-days} ${days === -1 ? 'day' : 'days'} late`;
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}
