import type { PrinterLive, PrinterStatus } from '../../../bindings/commands';
import { Gauge, StatusBadge, type Tones } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { useLive } from '../live';
import { JOB_TONES } from '../words';
import type { Job } from './JobDialogs';

const STATES: Tones = { ...JOB_TONES, unseen: ['How did it end?', 'warn'] };

/** How far a print is, in percent: as its printer tells it now, where it is the one on its plate; else as it was written down. */
export function progressOf(job: Pick<Job, 'progress_percent' | 'is_on_plate'>, live: Pick<PrinterLive, 'status' | 'job'> | null): string {
  // Also of one that is not reached now: further than it last told is what nobody knows. An idle printer prints nothing.
  const permille = live?.status === 'idle' ? null : live?.job?.progress_permille;
  return job.is_on_plate && typeof permille === 'number' ? decimal.round(String(permille / 10), 0) : decimal.round(job.progress_percent, 0);
}

const IN_JOB: ReadonlySet<PrinterStatus> = new Set(['preparing', 'printing', 'paused', 'attention', 'busy', 'error']);

/** Whether a print that stands as paused is over, and nobody saw how: its printer has another one, or none any more. */
export function endedUnseen(job: Pick<Job, 'status' | 'is_on_plate'>, live: Pick<PrinterLive, 'status' | 'is_stale'> | null): boolean {
  if (job.status !== 'paused') return false;
  if (!job.is_on_plate) return true;
  return live !== null && !live.is_stale && live.status !== 'offline' && live.status !== 'connecting' && live.status !== 'maintenance' && !IN_JOB.has(live.status);
}

/** How far a print is, in one word; one that waits for a person's word says so. */
export function JobState({ job }: { job: Job }) {
  const live = useLive(job.status === 'paused' && job.is_on_plate ? (job.printer_id ?? 0) : 0);
  return <StatusBadge state={endedUnseen(job, live) ? 'unseen' : job.status} tones={STATES} />;
}

/** The bar of a print. It is drawn again by itself when its printer moves on; the list around it is not. */
export function Progress({ job }: { job: Job }) {
  const live = useLive(job.is_on_plate ? (job.printer_id ?? 0) : 0);
  const format = useFormat();
  const percent = progressOf(job, live);
  return <Gauge percent={decimal.forDrawing(percent)} lowBelow={0}>{format.percent(percent)}</Gauge>;
}
