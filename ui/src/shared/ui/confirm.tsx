import { Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { toast } from './toast';

interface Destroy {
  /** A question that names the thing: `Cancel order SO-2026-0042?` */
  title: string;
  /** What is lost, and what stays. */
  what: string;
  /** On the red button: `Cancel the order`, never `OK`. */
  verb: string;
  run: () => void | Promise<unknown>;
}

/** Asks before anything is destroyed, by its name. */
export function confirmDestroy({ title, what, verb, run }: Destroy): void {
  modals.openConfirmModal({
    title: <Text fw={620}>{title}</Text>,
    children: (
      <Stack gap="xs">
        <Text size="sm">{what}</Text>
      </Stack>
    ),
    labels: { confirm: verb, cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    onConfirm: () => void Promise.resolve(run()).catch((error: unknown) => toast.error(`Could not ${verb.toLowerCase()}`, error)),
  });
}

/** Asks whether to go on with something that destroys nothing but should not happen by a slip. */
export function confirmGo(title: string, what: string, verb: string): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title: <Text fw={620}>{title}</Text>,
      children: <Text size="sm">{what}</Text>,
      labels: { confirm: verb, cancel: 'Not now' },
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}
