import { useSyncExternalStore } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import type { CoreEvent, JobProgress, Platform } from '../../platform';
import { invalidate } from './hooks';

/** Changes that arrive close together refresh the window once. */
const SETTLE_MS = 120;
/** What printers tell of themselves refreshes it no more often: a large farm has something to tell all the time. */
const SEEN_EVERY_MS = 1000;
/** What comes by events of its own whenever a printer tells something. */
const COMES_BY_ITSELF: ReadonlySet<string> = new Set(['printers.live']);

/** So many jobs that ended are remembered; those that run always are. */
const MOST_ENDED = 600;

let jobs: readonly JobProgress[] = [];
const watchers = new Set<() => void>();

function keepJob(job: JobProgress): void {
  const at = jobs.findIndex((known) => known.id === job.id);
  const all = at < 0 ? [job, ...jobs] : jobs.map((known, i) => (i === at ? job : known));
  let ended = 0;
  jobs = all.filter((known) => known.state === 'running' || (ended += 1) <= MOST_ENDED);
  watchers.forEach((watch) => watch());
}

export function dismissJob(id: string): void {
  jobs = jobs.filter((job) => job.id !== id);
  watchers.forEach((watch) => watch());
}

/** How a job ends, for whoever began it and tells it. */
export function jobEnd(id: string): Promise<JobProgress> {
  return new Promise((resolve) => {
    const look = () => {
      const job = jobs.find((known) => known.id === id);
      if (!job || job.state === 'running') return;
      watchers.delete(look);
      resolve(job);
    };
    watchers.add(look);
    look();
  });
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

/** Background jobs of this window's lifetime, newest first. */
export function useJobs(): readonly JobProgress[] {
  return useSyncExternalStore(watch, () => jobs);
}

/** Commands whose jobs an open dialog tells of, and how many dialogs do. */
const telling = new Map<string, number>();

/** An open dialog tells how the jobs of a command go and end; nobody else need say it. Returns the end of that. */
export function tellJobsOf(command: string): () => void {
  telling.set(command, (telling.get(command) ?? 0) + 1);
  return () => {
    const left = (telling.get(command) ?? 1) - 1;
    if (left > 0) telling.set(command, left);
    else telling.delete(command);
  };
}

/** Whether how a job of this command ended stands on the screen already. */
export const isTold = (command: string): boolean => telling.has(command);

export type LiveEvent = Exclude<CoreEvent, { kind: 'changed' } | { kind: 'seen' } | { kind: 'job' }>;
const live = new Set<(event: LiveEvent) => void>();

/** Hears what is live and lies in no table. Returns the way to stop. */
export function hearLive(hear: (event: LiveEvent) => void): () => void {
  live.add(hear);
  return () => {
    live.delete(hear);
  };
}

/** Gathers tables and hands them on together, soon, and not more often than every so many milliseconds. */
function gather(every_ms: number, hand: (tables: string[]) => void) {
  let tables = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let handed = Number.NEGATIVE_INFINITY;
  const flush = () => {
    timer = null;
    handed = performance.now();
    const all = [...tables];
    tables = new Set();
    hand(all);
  };
  return {
    add: (more: readonly string[]) => {
      more.forEach((table) => tables.add(table));
      timer ??= setTimeout(flush, Math.max(SETTLE_MS, handed + every_ms - performance.now()));
    },
    end: () => timer !== null && clearTimeout(timer),
  };
}

/** Starts to follow the core's events. Returns the way to stop. */
export function followEvents(
  platform: Platform,
  client: QueryClient,
  onJobEnd: (job: JobProgress) => void,
): () => void {
  const done = gather(0, (tables) => invalidate(client, tables));
  const seen = gather(SEEN_EVERY_MS, (tables) => invalidate(client, tables, COMES_BY_ITSELF));
  const stop = platform.listen((event) => {
    switch (event.kind) {
      case 'job':
        keepJob(event.job);
        if (event.job.state !== 'running') onJobEnd(event.job);
        break;
      case 'changed': done.add(event.tables); break;
      case 'seen': seen.add(event.tables); break;
      default: live.forEach((hear) => hear(event));
    }
  });
  return () => {
    stop();
    done.end();
    seen.end();
  };
}
