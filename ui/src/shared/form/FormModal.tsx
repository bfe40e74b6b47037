import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FormEvent, ReactNode } from 'react';
import { confirmGo } from '../ui/confirm';

interface FormModalProps {
  title: string;
  /** From `useDocForm`. */
  doc: { submit: (event?: FormEvent<HTMLFormElement>) => void; saving: boolean; problem: string | null; dirty: boolean };
  /** On the button: `Add the unit`. */
  verb?: string;
  size?: number | string;
  /** It undoes or takes away. */
  danger?: boolean;
  /** Why it cannot be sent yet; the button is off. */
  refusal?: string | null;
  onClose: () => void;
  children: ReactNode;
}

/** A short form over the page it belongs to. Closing it with unsaved work asks first. */
export function FormModal({ title, doc, verb = 'Save', size = 460, danger = false, refusal = null, onClose, children }: FormModalProps) {
  async function close() {
    if (!doc.dirty || (await confirmGo('Close without saving?', 'What you typed here is not saved yet.', 'Close without saving'))) onClose();
  }
  return (
    <Modal opened onClose={() => void close()} title={<Text fw={620}>{title}</Text>} size={size} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={doc.submit}>
        <Stack gap="sm">
          {doc.problem && (
            <Alert role="alert" color="red" variant="light" p="xs" icon={<IconAlertTriangle size={16} />}>
              {doc.problem}
            </Alert>
          )}
          {children}
          <Group justify="flex-end" gap="xs" mt={4}>
            {refusal && (
              <Text size="xs" c="var(--sy-bad)" role="status" style={{ flex: 1 }}>
                {refusal}
              </Text>
            )}
            <Button variant="subtle" color="gray" onClick={() => void close()}>
              Cancel
            </Button>
            <Button type="submit" loading={doc.saving} disabled={refusal !== null} {...(danger ? { color: 'red' } : {})}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
