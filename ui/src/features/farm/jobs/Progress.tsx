import type { PrinterLive } from '../../../bindings/commands';
import { Gauge } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { useLive } from '../live';
import type { Job } from './JobDialogs';

/** How far a print is, in percent: as its printer tells it now, where it is the one on its plate; else as it was written down. */
export function progressOf(job: Pick<Job, 'progress_percent' | 'is_on_plate'>, live: Pick<PrinterLive, 'status' | 'job'> | null): string {
  // Also of one that is not reached now: further than it last told is what nobody knows. An idle printer prints nothing.
  const permille = live?.status === 'idle' ? null : live?.job?.progress_permille;
  return job.is_on_plate && typeof permille === 'number' ? decimal.round(String(permille / 10), 0) : decimal.round(job.progress_percent, 0);
}

/** The bar of a print. It is drawn again by itself when its printer moves on; the list around it is not. */
export function Progress({ job }: { job: Job }) {
  const live = useLive(job.is_on_plate ? (job.printer_id ?? 0) : 0);
  const format = useFormat();
  const percent = progressOf(job, live);
  return <Gauge percent={decimal.forDrawing(percent)} lowBelow={0}>{format.percent(percent)}</Gauge>;
}
