import { Group, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { activeActions, useActions, type Action } from '../shared/actions';
import { Keys } from '../shared/ui/Keys';

/** What the grid does by itself; it has no entry in the registry because it needs the grid's focus. */
const GRID: [string, string][] = [
  ['ArrowUp', 'Row up or down'], ['Home', 'First column; with Ctrl the first row'], ['PageDown', 'A page down'], [' ', 'Select the row'],
  ['shift+ArrowDown', 'Select on the way'], ['mod+A', 'Select all that is loaded'], ['mod+C', 'Copy the selection'], ['Enter', 'Open'],
];

/** `?`: every shortcut that works here. */
export function ShortcutSheet() {
  const [open, setOpen] = useState(false);
  useActions([
    { id: 'frame.shortcuts', title: 'Shortcuts', group: 'Window', keys: '?', words: 'keyboard help', run: () => setOpen(true) },
  ]);
  return (
    <Modal opened={open} onClose={() => setOpen(false)} size={860} title={<Text fw={620}>Shortcuts</Text>}>
      {open && <Sheet />}
    </Modal>
  );
}

function Sheet() {
  const groups = new Map<string, Action[]>();
  for (const action of activeActions()) {
    if (!action.keys) continue;
    const name = action.group ?? 'Here';
    groups.set(name, [...(groups.get(name) ?? []), action]);
  }
  return (
    <SimpleGrid cols={2} spacing="xl">
      {[...groups].toSorted(([a], [b]) => Number(b === 'Here') - Number(a === 'Here')).map(([name, actions]) => (
        <Section key={name} title={name} lines={actions.map((a) => [a.keys ?? '', a.title])} />
      ))}
      <Section title="In a list" lines={GRID} />
    </SimpleGrid>
  );
}

function Section({ title, lines }: { title: string; lines: [string, string][] }) {
  return (
    <Stack gap={3}>
      <Title order={3}>{title}</Title>
      {lines.map(([keys, text]) => (
        <Group key={keys + text} justify="space-between" gap="md" wrap="nowrap">
          <Text size="sm">{text}</Text>
          <Keys keys={keys === ' ' ? 'Space' : keys} />
        </Group>
      ))}
    </Stack>
  );
}
