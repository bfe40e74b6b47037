import { Button, Code, CopyButton, Group, Stack, Text, Title } from '@mantine/core';

interface CrashPageProps {
  error: Error;
  where?: string;
  onRetry: () => void;
}

/** An uncaught error: what it was, that nothing stored was harmed, and the ways on. */
export function CrashPage({ error, where = '', onRetry }: CrashPageProps) {
  const report = `${error.name}: ${error.message}\n${location.pathname}\n${error.stack ?? ''}\n${where}`;
  return (
    <Stack role="alert" p="xl" gap="md" maw={720} mx="auto" mt={60}>
      <Title order={1}>This page stopped working</Title>
      <Text>
        Your data is safe: whatever was saved stays saved. Try the page again; if it keeps happening, copy the report and
        send it to whoever looks after Spoolyard.
      </Text>
      <Code block style={{ maxHeight: 220, overflow: 'auto' }}>{`${error.name}: ${error.message}`}</Code>
      <Group gap="xs">
        <Button onClick={onRetry}>Try again</Button>
        <Button variant="default" onClick={() => location.assign('/')}>
          Go to Today
        </Button>
        <CopyButton value={report}>
          {({ copied, copy }) => (
            <Button variant="subtle" onClick={copy}>
              {copied ? 'Report copied' : 'Copy report'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
