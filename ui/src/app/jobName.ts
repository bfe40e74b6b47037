import type { JobProgress } from '../platform';

const NAMES: Readonly<Record<string, string>> = { 'farm.load_sample': 'Loading the sample farm', 'backup.make': 'The backup' };

/** What a job is called, whatever it is doing at the moment: its title names the step. */
export const jobName = (job: Pick<JobProgress, 'command' | 'title'>): string => NAMES[job.command] ?? job.title;
