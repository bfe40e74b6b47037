import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { messageOf } from '../api';

interface Undo {
  /** Only where it is true: carries out the reverse. */
  undo: () => void | Promise<unknown>;
  /** Where to go from here: the documents that were made. */
  links: readonly { title: string; run: () => void }[];
  /** What it is about: it takes the place of an earlier one about the same. */
  about: string;
}

type Tone = 'good' | 'bad' | 'info';
const ICONS = { good: IconCheck, bad: IconAlertTriangle, info: IconInfoCircle };

function show(tone: Tone, title: string, detail?: string, options?: Partial<Undo>): void {
  const Icon = ICONS[tone];
  const undo = options?.undo;
  if (options?.about) notifications.hide(options.about);
  const id = notifications.show({
    ...(options?.about ? { id: options.about } : {}),
    icon: <Icon size={16} aria-hidden />,
    color: `var(--sy-${tone})`,
    withBorder: true,
    autoClose: tone === 'bad' ? 12_000 : undo || options?.links ? 8000 : 4000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    title,
    message: (
      <Group justify={options?.links ? undefined : 'space-between'} wrap={options?.links ? 'wrap' : 'nowrap'} gap={options?.links ? 6 : 'sm'}>
        <Text size="sm" c="dimmed" flex={options?.links ? '1 0 100%' : undefined}>
          {detail}
        </Text>
        {options?.links?.map((link) => (
          <Button
            key={link.title}
            size="compact-xs"
            variant="default"
            style={{ flex: 'none' }}
            onClick={() => {
              notifications.hide(id);
              link.run();
            }}
          >
            {link.title}
          </Button>
        ))}
        {undo && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              Promise.resolve(undo()).catch((error: unknown) => toast.error('Could not undo', error));
            }}
          >
            Undo
          </Button>
        )}
      </Group>
    ),
  });
}

/** Says what happened, once, in the corner. */
export const toast = {
  good: (title: string, detail?: string, options?: Partial<Undo>) => show('good', title, detail, options),
  info: (title: string, detail?: string, options?: Partial<Undo>) => show('info', title, detail, options),
  bad: (title: string, detail?: string, options?: Partial<Undo>) => show('bad', title, detail, options),
  error: (title: string, error: unknown) => show('bad', title, messageOf(error)),
};
