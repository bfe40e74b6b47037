import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useJobs, useWrite } from '../../../shared/api';
import { toast } from '../../../shared/ui';
import classes from './Files.module.css';

/** One printer's share of a sending. */
export interface Sent {
  code: string;
  job: string | null;
  refused: string | null;
}

const textOf = (result: unknown): string => (typeof result === 'object' && result !== null && 'text' in result ? String(result.text) : 'Done.');

/** Whether a sentence says itself which printer it is about. */
const names = (words: string, code: string): boolean => words.split(/[\s:]+/).includes(code);

/** How far it is on each printer. It goes on when the window is closed: the background jobs show it, too. */
export function SendProgress({ sent, onClose }: { sent: readonly Sent[]; onClose: () => void }) {
  const jobs = useJobs();
  const cancel = useWrite('jobs.cancel');
  const stop = (id: string) => cancel.run({ id }).catch((error: unknown) => toast.error('Could not cancel', error));
  const states = sent.map((one) => ({ one, job: jobs.find((job) => job.id === one.job) ?? null }));
  const running = states.filter(({ one, job }) => one.job !== null && (job === null || job.state === 'running'));
  return (
    <Stack gap="sm">
      <ul className={classes.progress} aria-live="polite">
        {states.map(({ one, job }) => {
          const why = one.refused ?? job?.error?.message ?? null;
          const words = why ?? (job === null ? 'Waits' : job.state === 'done' ? textOf(job.result) : job.state === 'cancelled' ? 'Cancelled.' : job.title);
          const share = job && job.total > 0 ? (job.done / job.total) * 100 : 0;
          return (
            <li key={one.code}>
              <Group gap={6} wrap="nowrap">
                {job?.state === 'done' && <IconCheck size={14} color="var(--sy-good)" aria-hidden />}
                {why !== null && <IconAlertTriangle size={14} color="var(--sy-bad)" aria-hidden />}
                {!names(words, one.code) && <b>{one.code}</b>}
                <span style={{ flex: 1 }}>{words}</span>
                {one.job !== null && (job === null || job.state === 'running') && <Button size="compact-xs" variant="subtle" color="gray" aria-label={`Cancel ${one.code}`} onClick={() => one.job !== null && void stop(one.job)}>Cancel</Button>}
              </Group>
              {job?.state === 'running' && <Progress size={4} value={share || 4} aria-label={`Sending to ${one.code}`} />}
            </li>
          );
        })}
      </ul>
      <Group justify="flex-end" gap="xs">
        <Text size="xs" c="dimmed" style={{ flex: 1 }}>{running.length > 0 ? 'It goes on when this is closed.' : ''}</Text>
        {running.length > 1 && <Button variant="subtle" color="gray" onClick={() => running.forEach(({ one }) => one.job !== null && void stop(one.job))}>Cancel all</Button>}
        <Button variant="default" onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
}
