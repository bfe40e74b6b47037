import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { NoticeKind, NoticeSettings as Settings } from '../bindings/commands';
import { CommandError, messageOf, useRead, useWrite } from '../shared/api';
import { Loaded } from '../shared/ui';
import { toast } from '../shared/ui/toast';

const KINDS: readonly { kind: NoticeKind; title: string }[] = [
  { kind: 'finished', title: 'A print has ended well' },
  { kind: 'failed', title: 'A print went wrong' },
  { kind: 'runout', title: 'The filament ran out' },
  { kind: 'paused', title: 'A print stands still by itself' },
  { kind: 'attention', title: 'A printer waits for somebody' },
  { kind: 'offline', title: 'A printer was lost while it printed' },
];

/** What the system rings for, each person for themselves. Every notice stands under the bell all the same. */
export function NoticeSettings({ onClose }: { onClose: () => void }) {
  const settings = useRead('notices.settings', {}, { staleTime: 0, gcTime: 0 });
  return (
    <Modal opened onClose={onClose} title="What the system rings for">
      <Loaded query={settings} what="What is set">{(data) => <Fields kept={data} onClose={onClose} />}</Loaded>
    </Modal>
  );
}

function Fields({ kept, onClose }: { kept: Settings; onClose: () => void }) {
  const [kinds, setKinds] = useState<readonly NoticeKind[]>(kept.kinds);
  const [from, setFrom] = useState(kept.quiet_from ?? '');
  const [to, setTo] = useState(kept.quiet_to ?? '');
  const set = useWrite('notices.set');
  const refused = (field: string) => (set.error instanceof CommandError && set.error.field === field ? messageOf(set.error) : null);
  const save = () =>
    void set.run({ kinds: [...kinds], ...(from.trim() ? { quiet_from: from.trim() } : {}), ...(to.trim() ? { quiet_to: to.trim() } : {}) }).then(
      () => { toast.good('Kept'); onClose(); },
      // A refusal that names a field stands there.
      (error: unknown) => { if (!(error instanceof CommandError && error.field?.startsWith('quiet_'))) toast.error('Not kept', error); },
    );
  return (
    <form onSubmit={(event) => { event.preventDefault(); save(); }}>
      <Stack gap="md">
        <Checkbox.Group label="Ring when" value={[...kinds]} onChange={(value) => setKinds(value as NoticeKind[])}>
          <Stack gap={6} mt={6}>{KINDS.map(({ kind, title }) => <Checkbox key={kind} value={kind} label={title} />)}</Stack>
        </Checkbox.Group>
        <Group align="flex-start" grow>
          <TextInput label="Quiet from" placeholder="22:00" value={from} onChange={(event) => setFrom(event.currentTarget.value)} error={refused('quiet_from')} />
          <TextInput label="Quiet until" placeholder="06:00" value={to} onChange={(event) => setTo(event.currentTarget.value)} error={refused('quiet_to')} />
        </Group>
        <Text size="xs" c="dimmed">The system rings only while Spoolyard is not in front of you. Every notice stands under the bell until you have read it.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" loading={set.pending}>Keep</Button>
        </Group>
      </Stack>
    </form>
  );
}
