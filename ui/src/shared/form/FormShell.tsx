import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FormEvent, ReactNode } from 'react';
import { useGoBack } from '../go';

interface FormShellProps {
  doc: { submit: (event?: FormEvent<HTMLFormElement>) => void; saving: boolean; problem: string | null; dirty: boolean };
  /** On the button: `Create the order`. */
  verb?: string;
  /** Where Cancel goes when there is nothing to go back to. */
  fallback?: string;
  onCancel?: () => void;
  children: ReactNode;
}

/** Around the fields: what went wrong as a whole, and the two buttons. */
export function FormShell({ doc, verb = 'Save', fallback = '/', onCancel, children }: FormShellProps) {
  const back = useGoBack(fallback);
  return (
    <form onSubmit={doc.submit}>
      <Stack gap="md" maw={1120}>
        {doc.problem && (
          <Alert role="alert" color="red" variant="light" p="xs" icon={<IconAlertTriangle size={16} />}>
            {doc.problem}
          </Alert>
        )}
        {children}
        <Group gap="xs">
          <Button type="submit" loading={doc.saving}>
            {verb}
          </Button>
          <Button variant="subtle" color="gray" onClick={onCancel ?? back}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
