import { useEffect, useSyncExternalStore } from 'react';
import type { LiveSlot, PrinterLive, PrinterRow, PrinterStatus } from '../../bindings/commands';
import { CommandError, hearLive, useRead } from '../../shared/api';

/** A card is redrawn at most this often, however much its printer tells. */
const DRAW_MS = 400;

/** What the window heard of the printers that are watched. Kept while the window lives. */
class Floor {
  #heard = new Map<number, PrinterLive>();
  #waiting = new Map<number, PrinterLive>();
  #watchers = new Map<number, Set<() => void>>();
  #states = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** A new one whenever something changed that the wall filters by. */
  states = { of: (id: number) => this.of(id) };

  of(id: number): PrinterLive | null {
    return this.#heard.get(id) ?? null;
  }

  hear(live: PrinterLive): void {
    this.#waiting.set(live.id, live);
    if (this.#timer === null) this.#timer = setTimeout(() => this.#flush(), DRAW_MS);
  }

  /** The whole floor as the core has it: printers that are missing are watched no more. */
  replace(all: readonly PrinterLive[]): void {
    const now = new Set(all.map((live) => live.id));
    const gone = [...this.#heard.keys()].filter((id) => !now.has(id));
    gone.forEach((id) => {
      this.#heard.delete(id);
      this.#waiting.delete(id);
    });
    this.#take(all.map((live) => newer(this.#heard.get(live.id), live)), gone);
  }

  watch(id: number, onChange: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(onChange));
    return () => {
      watchers.delete(onChange);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  watchStates(onChange: () => void): () => void {
    this.#states.add(onChange);
    return () => this.#states.delete(onChange);
  }

  #flush(): void {
    this.#timer = null;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#take(all, []);
  }

  #take(all: readonly PrinterLive[], gone: readonly number[]): void {
    let changed = gone.length > 0;
    const redraw = new Set(gone);
    for (const live of all) {
      const known = this.#heard.get(live.id);
      if (known === live) continue;
      changed ||= known?.status !== live.status || needsSomebody(known) !== needsSomebody(live);
      this.#heard.set(live.id, live);
      redraw.add(live.id);
    }
    redraw.forEach((id) => this.#watchers.get(id)?.forEach((watch) => watch()));
    if (!changed) return;
    this.states = { of: (id) => this.of(id) };
    this.#states.forEach((watch) => watch());
  }
}

/** Of two views of one printer the one that was heard later; the second when nobody can tell. */
export function newer(known: PrinterLive | undefined, next: PrinterLive): PrinterLive {
  return known?.heard_at && next.heard_at && known.heard_at > next.heard_at ? known : next;
}

const NEEDED: ReadonlySet<PrinterStatus> = new Set(['paused', 'failed', 'attention', 'error']);

/** Whether a person has to go there. */
export function needsSomebody(live: Pick<PrinterLive, 'status' | 'alerts'> | undefined | null): boolean {
  if (!live) return false;
  return NEEDED.has(live.status) || live.alerts.some((a) => a.severity === 'error' || a.severity === 'fatal');
}

export const floor = new Floor();

/** Keeps the floor current while the page is open. A core that watches no printers answers `wrong_state`: then nothing is live. */
export function useFloor(): { watched: boolean } {
  const { data, error } = useRead('printers.live', {}, { retry: false });
  useEffect(() => hearLive((event) => {
    if (event.kind === 'printer') floor.hear(event.printer as PrinterLive);
  }), []);
  useEffect(() => {
    if (data) floor.replace(data);
    else if (error instanceof CommandError) floor.replace([]);
  }, [data, error]);
  return { watched: data !== undefined };
}

/** One printer as it was last heard; null when nobody watches it. */
export function useLive(id: number): PrinterLive | null {
  return useSyncExternalStore((onChange) => floor.watch(id, onChange), () => floor.of(id));
}

/** Draws again when a printer changes its state, not with each degree. */
export function useStates(): { of: (id: number) => PrinterLive | null } {
  return useSyncExternalStore((onChange) => floor.watchStates(onChange), () => floor.states);
}

/** What is known of a printer, live or as it was last written down. */
export interface Seen {
  status: PrinterStatus;
  stage: string | null;
  title: string | null;
  /** Thousandths. */
  permille: number | null;
  layer: number | null;
  layers: number | null;
  minutesLeft: number | null;
  endsAt: string | null;
  slots: readonly LiveSlot[];
  /** What is wrong and what to do, the worst first. */
  alerts: PrinterLive['alerts'];
  trouble: string | null;
  /** It is not heard now: all of this is as it last told. */
  stale: boolean;
}

type Stored = Pick<PrinterRow, 'status' | 'job_file' | 'job_started_at' | 'job_progress_percent' | 'job_estimated_minutes' | 'protocol'>;
const NO_SLOTS: readonly LiveSlot[] = [];
/** Thousandths of a print from which no minutes left means that it is about to end. */
const NEARLY_DONE = 950;
const OVER: ReadonlySet<PrinterStatus> = new Set(['finished', 'cancelled', 'failed']);
const RANK = { fatal: 0, error: 1, warning: 2, info: 3 };

/** The live view over the stored one. Out of service is a person's word: it stands whatever the printer tells. */
export function merge(row: Stored, live: PrinterLive | null, now: Date = new Date()): Seen {
  if (!live) return stored(row, now);
  const job = live.status === 'idle' ? null : live.job;
  // Nobody waits for a print that has ended.
  const ahead = OVER.has(live.status) ? null : job;
  const left = ahead?.minutes_left ?? null;
  // Some printers tell no minutes while they stand: that is not the end of the print.
  const isTold = left !== null && (left > 0 || (job?.progress_permille ?? 1000) >= NEARLY_DONE);
  return {
    status: row.status === 'maintenance' ? 'maintenance' : live.status,
    stage: live.stage ?? null,
    title: job ? (job.title ?? row.job_file) : null,
    permille: job?.progress_permille ?? null,
    layer: job?.layer ?? null,
    layers: job?.layers ?? null,
    minutesLeft: isTold ? left : null,
    // Nobody knows when a print ends that stands still.
    endsAt: isTold && live.status !== 'paused' ? (ahead?.ends_at ?? null) : null,
    slots: live.slots,
    alerts: live.alerts.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]),
    trouble: live.trouble ?? null,
    stale: live.is_stale,
  };
}

function stored(row: Stored, now: Date): Seen {
  const ends = row.job_started_at && row.job_estimated_minutes !== null ? Date.parse(row.job_started_at) + row.job_estimated_minutes * 60_000 : null;
  const ahead = ends !== null && ends > now.getTime() ? ends : null;
  return {
    status: row.status, stage: null, title: row.job_file,
    permille: row.job_file === null || row.job_progress_percent === null ? null : Math.round(Number(row.job_progress_percent) * 10),
    layer: null, layers: null,
    minutesLeft: ahead === null ? null : Math.ceil((ahead - now.getTime()) / 60_000),
    endsAt: ahead === null ? null : new Date(ahead).toISOString(),
    slots: NO_SLOTS, alerts: [], trouble: null, stale: false,
  };
}
