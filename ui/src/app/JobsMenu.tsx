import { ActionIcon, Button, Group, Popover, Progress, RingProgress, Stack, Text, Tooltip } from '@mantine/core';
import { IconActivity, IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { JobProgress } from '../platform';
import { dismissJob, useJobs, useWrite } from '../shared/api';
import { EmptyState } from '../shared/ui/EmptyState';
import { toast } from '../shared/ui/toast';
import { jobName } from './jobName';

/** The newest; what ended before them is told by their pages. */
const MOST_SHOWN = 60;

const percent = (job: JobProgress) => (job.total ? Math.min(100, (job.done / job.total) * 100) : 0);

/** Long work in the background: how far it is, and a way to stop it. */
export function JobsMenu() {
  const jobs = useJobs();
  const running = jobs.filter((job) => job.state === 'running');
  const share = running.length ? running.reduce((sum, job) => sum + percent(job), 0) / running.length : 0;
  const label = running.length ? `${running.length} running in the background` : 'Background jobs';
  return (
    <Popover position="bottom-end" width={340} shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={label}>
          <ActionIcon aria-label={label}>
            {running.length ? (
              <RingProgress size={24} thickness={3} sections={[{ value: share || 8, color: 'var(--sy-accent)' }]} />
            ) : (
              <IconActivity size={17} stroke={1.5} />
            )}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        {jobs.length === 0 ? (
          <EmptyState compact title="Nothing runs" hint="Imports, PDF batches, backups and planning runs show here while they work." />
        ) : (
          <Stack gap={0} mah={360} style={{ overflow: 'auto' }}>
            {jobs.slice(0, MOST_SHOWN).map((job) => (
              <JobLine key={job.id} job={job} />
            ))}
          </Stack>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

const STATES: Record<JobProgress['state'], string> = { running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' };

function JobLine({ job }: { job: JobProgress }) {
  const cancel = useWrite('jobs.cancel');
  return (
    <Stack gap={4} p="xs" px="sm" style={{ borderBottom: '1px solid var(--sy-line)' }}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={550} truncate>
          {jobName(job)}
        </Text>
        {job.state === 'running' ? (
          <Button
            size="compact-xs" variant="subtle" color="gray" loading={cancel.pending}
            onClick={() => cancel.run({ id: job.id }).catch((error: unknown) => toast.error('Could not cancel', error))}
          >
            Cancel
          </Button>
        ) : (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => dismissJob(job.id)}>
            Dismiss
          </Button>
        )}
      </Group>
      {job.state === 'running' && <Progress size={4} value={percent(job) || 100} animated={!job.total} aria-label={jobName(job)} />}
      <Group gap={4} wrap="nowrap">
        {job.state === 'done' && <IconCheck size={13} color="var(--sy-good)" aria-hidden />}
        {job.state === 'failed' && <IconAlertTriangle size={13} color="var(--sy-bad)" aria-hidden />}
        <Text size="xs" c="dimmed">
          {job.state === 'running' && job.total ? `${job.title === jobName(job) ? '' : `${job.title} · `}${job.done} of ${job.total}` : STATES[job.state]}
          {job.error ? ` · ${job.error.message}` : ''}
        </Text>
      </Group>
    </Stack>
  );
}
