import type { MaintenanceDue } from '../../../bindings/commands';
import { daysBetween } from '../../../shared/values';

/** Noon of a business day in the company's time zone, so that the day stays that day everywhere near. */
export function atNoon(date: string, timezone: string): string {
  const guess = new Date(`${date}T12:00:00Z`);
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(guess);
  const off_ms = new Date(`${shown.replace(' ', 'T')}Z`).getTime() - guess.getTime();
  return new Date(guess.getTime() - off_ms).toISOString();
}

/** `3 days late`, `today`, `in 5 days`. */
export function dueWords(due: Pick<MaintenanceDue, 'next_due_at' | 'overdue'>, today: string): string {
  const days = daysBetween(today, due.next_due_at.slice(0, 10));
  if (days === 0) return 'today';
  if (days < 0) return `${-days} ${days === -1 ? 'day' : 'days'} late`;
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}
