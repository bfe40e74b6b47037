import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { messageOf } from '../api';

interface ErrorPanelProps {
  title: string;
  error: unknown;
  onRetry?: () => void;
  /** Fills the window. */
  page?: boolean;
  /** It stands for the whole page, so its title is the page's heading. */
  heading?: boolean;
}

/** Something could not be shown: what, why, and a way to try again. */
export function ErrorPanel({ title, error, onRetry, page = false, heading = page }: ErrorPanelProps) {
  return (
    <Stack role="alert" align="center" justify="center" gap="xs" p="lg" ta="center" h={page ? '100vh' : undefined} py={page ? undefined : 48}>
      <Group gap={6} c="var(--sy-bad)">
        <IconAlertTriangle size={18} aria-hidden />
        {heading ? <Title order={1} size="h3">{title}</Title> : <Text fw={600}>{title}</Text>}
      </Group>
      <Text size="sm" c="dimmed" maw={520}>
        {messageOf(error)}
      </Text>
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Stack>
  );
}
