import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Refusal } from '../bindings/commands';
import { messageOf, useWrite } from '../shared/api';

/** The data could not be opened. Nothing was changed; a damaged file can be replaced by its last backup. */
export function TroublePage({ trouble, path, onOpened }: { trouble: Refusal; path: string; onOpened: () => void }) {
  const restore = useWrite('backup.restore_last');
  const [sure, setSure] = useState(false);
  const backup = (trouble.details as { backup?: string | null } | null)?.backup ?? null;
  return (
    <Stack component="main" h="100vh" align="center" justify="center" gap="md" p="xl">
      <Stack maw={620} gap="sm">
        <Title order={1} size="h3">
          Spoolyard could not open its data
        </Title>
        <Text role="alert">{trouble.message}</Text>
        <Text size="sm" c="dimmed">
          The data lies at <Code>{path}</Code>
        </Text>
        {backup && (
          <Text size="sm">
            The last backup that passed its check is <Code>{backup}</Code>. What was entered after it would have to be entered again;
            the damaged file is kept beside it.
          </Text>
        )}
        {restore.error && <Text c="var(--sy-bad)" role="alert">{messageOf(restore.error)}</Text>}
        <Group>
          <Button variant={backup ? 'default' : 'filled'} onClick={() => location.reload()}>
            Try again
          </Button>
          {backup && !sure && <Button onClick={() => setSure(true)}>Restore the last backup</Button>}
          {backup && sure && (
            <Button color="red" loading={restore.pending} onClick={() => void restore.run({ path: backup }).then(onOpened, () => undefined)}>
              Yes, put the backup in its place
            </Button>
          )}
        </Group>
      </Stack>
    </Stack>
  );
}
