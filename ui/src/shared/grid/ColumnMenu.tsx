import { ActionIcon, Button, Checkbox, Group, Popover, Stack, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns3 } from '@tabler/icons-react';
import { isHidden, moved, type GridColumns } from './layout';
import { NO_LAYOUT, type Column } from './types';

interface ColumnMenuProps<T> {
  all: readonly Column<T>[];
  columns: GridColumns<T>;
}

/** Which columns are shown, and in which order. */
export function ColumnMenu<T>({ all, columns }: ColumnMenuProps<T>) {
  const { order, layout, setLayout, toggle, visible } = columns;
  function shift(id: string, by: 1 | -1) {
    const at = order.indexOf(id);
    const target = by < 0 ? order[at - 1] : order[at + 2];
    if (by < 0 && target === undefined) return;
    setLayout({ ...layout, order: moved(order, id, target ?? null) });
  }
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label="Columns">
          <ActionIcon aria-label="Choose columns">
            <IconColumns3 size={17} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Stack gap={2} mah={380} style={{ overflow: 'auto' }}>
          {order.map((id, i) => {
            const column = all.find((c) => c.id === id);
            if (!column) return null;
            const shown = !isHidden(column, layout);
            return (
              <Group key={id} gap={2} wrap="nowrap" justify="space-between" miw={210}>
                <Checkbox size="xs" label={column.header} checked={shown} disabled={shown && visible.length === 1} onChange={() => toggle(column)} />
                <Group gap={0} wrap="nowrap">
                  <ActionIcon size="sm" aria-label={`Move ${column.header} left`} disabled={i === 0} onClick={() => shift(id, -1)}>
                    <IconChevronUp size={14} />
                  </ActionIcon>
                  <ActionIcon size="sm" aria-label={`Move ${column.header} right`} disabled={i === order.length - 1} onClick={() => shift(id, 1)}>
                    <IconChevronDown size={14} />
                  </ActionIcon>
                </Group>
              </Group>
            );
          })}
        </Stack>
        <Button mt={6} fullWidth variant="subtle" color="gray" onClick={() => setLayout(NO_LAYOUT)}>
          As it was
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
