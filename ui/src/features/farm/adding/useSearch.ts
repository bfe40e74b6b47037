import { useCallback, useMemo, useState } from 'react';
import type { FoundPrinter } from '../../../bindings/commands';
import { messageOf, useJobs, useWrite } from '../../../shared/api';

export interface Search {
  /** All that is found so far; it grows while the search goes on. */
  found: readonly FoundPrinter[];
  running: boolean;
  /** 0 to 100. */
  percent: number;
  /** It has run to its end. */
  done: boolean;
  /** Why it could not run. */
  problem: string | null;
  /** Listens, or asks at this address or range. */
  start: (at?: string) => void;
  stop: () => void;
}

const NONE: readonly FoundPrinter[] = [];

/** A search for printers: a job of the core whose result grows. */
export function useSearch(): Search {
  const find = useWrite('printers.find');
  const cancel = useWrite('jobs.cancel');
  const [id, setId] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const job = useJobs().find((one) => one.id === id);
  const { run } = find;
  const start = useCallback((at?: string) => {
    setRefused(null);
    setId(null);
    run(at ? { at } : {}).then((started) => setId(started.id), (error: unknown) => setRefused(messageOf(error)));
  }, [run]);
  const { run: runCancel } = cancel;
  const stop = useCallback(() => {
    if (id) runCancel({ id }).catch(() => undefined);
  }, [id, runCancel]);
  const found = (job?.result as { printers?: readonly FoundPrinter[] } | null | undefined)?.printers ?? NONE;
  const running = find.pending || job?.state === 'running';
  const percent = job?.total ? Math.round((job.done / job.total) * 100) : 0;
  const problem = refused ?? (job?.state === 'failed' ? (job.error?.message ?? null) : null);
  return useMemo(
    () => ({ found, running, percent, done: job?.state === 'done' || job?.state === 'cancelled', problem, start, stop }),
    [found, running, percent, job?.state, problem, start, stop],
  );
}
