import { Button, Progress, SegmentedControl, Stack, Text, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconDatabaseExport } from '@tabler/icons-react';
import { useState } from 'react';
import { messageOf, useJobs, useSession, useWrite } from '../../shared/api';
import { Facts, Notice, Section, toast } from '../../shared/ui';

/** A copy of everything, made now and checked. */
export function BackupPart() {
  const make = useWrite('backup.make');
  const [id, setId] = useState<string | null>(null);
  const job = useJobs().find((j) => j.id === id);
  const running = make.pending || job?.state === 'running';
  const { path } = (job?.result ?? {}) as { path?: unknown };
  return (
    <Stack gap="md" maw={720}>
      <Text size="sm">A backup is one file with everything in it: copied while you work, then opened and checked. Keep a copy of it on another disk or computer.</Text>
      <div>
        <Button leftSection={<IconDatabaseExport size={15} />} loading={running} onClick={() => void make.run({}).then((started) => setId(started.id), (e: unknown) => toast.error('No backup was made', e))}>Make a backup now</Button>
      </div>
      {job?.state === 'running' && <Progress value={job.total ? (job.done / job.total) * 100 : 100} animated aria-label="Backing up" />}
      {job?.state === 'done' && <Notice tone="info">The backup is made and checked{typeof path === 'string' ? <>. It lies at <b>{path}</b></> : null}.</Notice>}
      {job?.state === 'failed' && <Notice tone="bad">No backup was made. {messageOf(new Error(job.error?.message ?? ''))}</Notice>}
      <Where />
    </Stack>
  );
}

function Where() {
  const { path } = useSession();
  return <Facts narrow facts={[['The data lies at', path], ['Backups lie', 'In the folder beside it that ends in .backups']]} />;
}

/** Light, dark, or as the system. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Colours">
      <SegmentedControl
        size="xs" aria-label="Colours" value={colorScheme} onChange={(v) => setColorScheme(v as MantineColorScheme)}
        data={[{ value: 'auto', label: 'As the system' }, { value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }]}
      />
      <Text size="xs" c="dimmed" mt={6}>For this computer.</Text>
    </Section>
  );
}

/** Which Spoolyard this is and where the data lies. */
export function About() {
  const { version, path, read_only } = useSession();
  return <Facts narrow facts={[['Spoolyard', version], ['The data lies at', path], ['Writing', read_only ? 'Off: the data lies on a medium that cannot be written' : 'On'], ['Network', 'Nothing leaves this computer but what you connect: printers on your own network']]} />;
}
