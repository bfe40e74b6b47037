import type { PrinterLive, PrinterRow, PrinterStatus } from '../../../bindings/commands';
import { daysBetween, todayIn, type Format } from '../../../shared/values';
import { needsSomebody } from '../live';
import { NO_PLACE } from '../words';

export const SHOWN = ['all', 'printing', 'needs', 'free', 'offline'] as const;
export type Shown = (typeof SHOWN)[number];
export const SHOWN_TITLES: Readonly<Record<Shown, string>> = { all: 'All', printing: 'Printing', needs: 'Needs somebody', free: 'Free', offline: 'Offline' };

const AT_WORK: ReadonlySet<PrinterStatus> = new Set(['printing', 'preparing', 'busy']);
const AWAY: ReadonlySet<PrinterStatus> = new Set(['offline', 'connecting']);
const FREE: ReadonlySet<PrinterStatus> = new Set(['online', 'idle', 'finished', 'cancelled']);

/** A printer with the state by which the wall sorts it in. */
export interface Placed {
  row: PrinterRow;
  kind: Exclude<Shown, 'all'> | 'out';
}

/** Where a printer belongs on the wall. */
export function place(row: PrinterRow, live: PrinterLive | null): Placed {
  const status = row.status === 'maintenance' ? 'maintenance' : (live?.status ?? row.status);
  const kind = status === 'maintenance' ? 'out'
    // What a printer complained of before it was lost may be over: first it has to be reached.
    : AWAY.has(status) ? 'offline'
      : needsSomebody({ status, alerts: live?.alerts ?? [] }) ? 'needs'
        : AT_WORK.has(status) ? 'printing'
          : FREE.has(status) ? 'free' : 'offline';
  return { row, kind };
}

/** Whether a filter shows it. One that is out of service waits for somebody too. */
export const isShown = ({ kind }: Placed, shown: Shown): boolean => shown === 'all' || kind === shown || (shown === 'needs' && kind === 'out');

/** `Rack A, shelf 2` stands in the group `Rack A`, and `shelf 2` on its card. */
export function placeOf(location: string | null): { group: string; rest: string | null } {
  const [group = '', ...rest] = (location ?? '').split(',').map((part) => part.trim());
  return { group: group || NO_PLACE, rest: rest.filter(Boolean).join(', ') || null };
}

/** How many printers each filter would show. */
export function countsOf(printers: readonly Placed[]): Record<Shown, number> {
  const counts = { all: printers.length, printing: 0, needs: 0, free: 0, offline: 0 };
  for (const { kind } of printers) counts[kind === 'out' ? 'needs' : kind] += 1;
  return counts;
}

/** Every word must stand somewhere on the card. */
export function matches({ row }: Placed, search: string): boolean {
  const text = [row.code, row.name, row.model, row.brand, row.location, row.work_center, row.job_file, row.work_order, row.ip_address]
    .filter(Boolean).join(' ').toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

export type WallRow =
  | { kind: 'place'; title: string; printers: readonly Placed[] }
  | { kind: 'cards'; printers: readonly Placed[]; /** Of its first card, over the whole wall. */ first: number };

/** The wall as rows for a window of this many columns, grouped by place; printers without one come last. */
export function rowsOf(printers: readonly Placed[], columns: number): WallRow[] {
  const groups = new Map<string, Placed[]>();
  for (const printer of printers) {
    const title = placeOf(printer.row.location).group;
    groups.set(title, [...(groups.get(title) ?? []), printer]);
  }
  const names = [...groups.keys()].toSorted((a, b) => Number(a === NO_PLACE) - Number(b === NO_PLACE) || a.localeCompare(b, undefined, { numeric: true }));
  const rows: WallRow[] = [];
  let first = 0;
  for (const title of names) {
    const members = groups.get(title) ?? [];
    if (names.length > 1 || title !== NO_PLACE) rows.push({ kind: 'place', title, printers: members });
    for (let at = 0; at < members.length; at += columns) {
      const cards = members.slice(at, at + columns);
      rows.push({ kind: 'cards', printers: cards, first });
      first += cards.length;
    }
  }
  return rows;
}

/** The card that a key leads to from card `at`; null when it is not a key that moves. Rows of places are stepped over. */
export function nextCard(rows: readonly WallRow[], at: number, key: string): number | null {
  const lines = rows.filter((row) => row.kind === 'cards');
  const last = lines.at(-1);
  if (!last) return null;
  const end = last.first + last.printers.length - 1;
  const line = lines.findIndex((row) => at >= row.first && at < row.first + row.printers.length);
  const beside = (to: number) => {
    const next = lines[to];
    const from = lines[line];
    return next && from ? next.first + Math.min(at - from.first, next.printers.length - 1) : at;
  };
  switch (key) {
    case 'ArrowRight': return Math.min(end, at + 1);
    case 'ArrowLeft': return Math.max(0, at - 1);
    case 'ArrowDown': return beside(line + 1);
    case 'ArrowUp': return beside(line - 1);
    case 'Home': return 0;
    case 'End': return end;
    default: return null;
  }
}

/** `1 h 20 min left`; a print that should have ended says so. */
export function leftWords(minutes: number | null, format: Format): string | null {
  if (minutes === null) return null;
  return minutes <= 0 ? 'almost done' : `${format.minutes(String(minutes))} left`;
}

/** `ends 17:32`, with the day of the week when that is not today, and the date when it is more than six days off. */
export function endWords(endsAt: string | null, format: Format, now: Date = new Date()): string | null {
  if (!endsAt) return null;
  const dayOf = (at: Date) => todayIn(format.timezone, at);
  const day = dayOf(new Date(endsAt));
  if (day === dayOf(now)) return `ends ${format.time(endsAt)}`;
  const near = daysBetween(dayOf(now), day) < 7;
  const weekday = new Intl.DateTimeFormat(format.locale, { timeZone: 'UTC', weekday: 'short' }).format(new Date(`${day}T00:00:00Z`));
  return `ends ${near ? weekday : format.date(day)} ${format.time(endsAt)}`;
}

/** `layer 12 of 240`. */
export function layerWords(layer: number | null, layers: number | null): string | null {
  if (layer === null) return null;
  return layers === null ? `layer ${layer}` : `layer ${layer} of ${layers}`;
}

/** `RRGGBBAA` as the window draws it; the printer's way of writing "none" is none. */
export function colourOf(colours: readonly string[], at = 0): string | null {
  const found = colours[at]?.replace(/^#/, '');
  return found && /^[0-9a-f]{6}/i.test(found) && !/^.{6}00$/.test(found) ? `#${found.slice(0, 6)}` : null;
}
