import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface AccountFrameProps {
  title: string;
  intro?: ReactNode;
  footer?: ReactNode;
  width?: number;
  children: ReactNode;
}

/** The sheet of paper on which one signs in or sets up. */
export function AccountFrame({ title, intro, footer, width = 400, children }: AccountFrameProps) {
  return (
    <Stack component="main" mih="100vh" align="center" justify="center" bg="var(--sy-rail)" p="md" gap="md" style={{ overflow: 'auto' }}>
      <Group gap={10}>
        <img src="/mark.svg" alt="" width={26} height={26} />
        <Text fw={650} size="lg">
          Spoolyard
        </Text>
      </Group>
      <Paper withBorder p="lg" w="100%" maw={width} radius="md">
        <Stack gap="md">
          <Stack gap={2}>
            <Title order={1}>{title}</Title>
            {intro && (
              <Text size="sm" c="dimmed">
                {intro}
              </Text>
            )}
          </Stack>
          {children}
        </Stack>
      </Paper>
      {footer && (
        <Text size="xs" c="dimmed">
          {footer}
        </Text>
      )}
    </Stack>
  );
}
