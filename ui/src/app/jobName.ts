import type { JobProgress } from '../platform';

const NAMES: Readonly<Record<string, string>> = { 'farm.load_sample': 'Loading the sample farm', 'backup.make': 'The backup', 'printers.find': 'The search for printers' };

/** Jobs whose page tells how they end. */
export const TOLD_BY_ITS_PAGE: ReadonlySet<string> = new Set(['printers.find']);

/** What a job is called, whatever it is doing at the moment: its title names the step. */
export const jobName = (job: Pick<JobProgress, 'command' | 'title'>): string => NAMES[job.command] ?? job.title;

/** What a job says of its end, where it says more than that it ended. */
export function saidOf(job: Pick<JobProgress, 'command' | 'title' | 'result'>): string | null {
  const { result } = job;
  if (job.command === 'print_files.finish' && job.title.startsWith('Adding ')) return `${job.title.slice('Adding '.length)} is in the library`;
  return typeof result === 'object' && result !== null && 'text' in result && typeof result.text === 'string' ? result.text : null;
}
