import { Stack, Text, Title } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  /** What to do, in one sentence. */
  hint?: ReactNode;
  icon?: ComponentType<{ size?: number | string; stroke?: number | string }> | undefined;
  action?: ReactNode;
  /** Less air, for panels. */
  compact?: boolean;
  /** It stands for the whole page, so its title is the page's heading. */
  page?: boolean;
}

/** Nothing to show: says why, and what to do about it. */
export function EmptyState({ title, hint, icon: Icon, action, compact = false, page = false }: EmptyStateProps) {
  return (
    <Stack align="center" justify="center" gap="xs" ta="center" px="lg" py={compact ? 'lg' : 64} role="status">
      {Icon && (
        <Text component="span" c="dimmed" aria-hidden>
          <Icon size={compact ? 24 : 36} stroke={1.25} />
        </Text>
      )}
      {page ? <Title order={1} size="h3">{title}</Title> : <Text fw={600} size="md">{title}</Text>}
      {hint && (
        <Text c="dimmed" size="sm" maw={460}>
          {hint}
        </Text>
      )}
      {action && <div style={{ marginTop: 6 }}>{action}</div>}
    </Stack>
  );
}
