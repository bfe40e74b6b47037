import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { currentPlatform, type ListData } from '../api';
import { toast } from '../ui/toast';
import { counted } from '../values';
import { copyRows } from './copy';
import { toCsv } from './exporting';
import type { Column } from './types';

interface ExportMenuProps<T> {
  label: string;
  columns: readonly Column<T>[];
  list: ListData<T>;
  selected: readonly T[];
}

/** The list, or what is selected of it, for a spreadsheet. */
export function ExportMenu<T>({ label, columns, list, selected }: ExportMenuProps<T>) {
  async function save(rows: readonly T[]) {
    const saved = await currentPlatform().saveFile({
      suggestedName: `${label.toLowerCase().replaceAll(/\W+/g, '-')}.csv`,
      mediaType: 'text/csv',
      bytes: new TextEncoder().encode(toCsv(columns, rows)),
    });
    if (saved) toast.good(`${counted(rows.length, 'row')} saved`, saved);
  }
  const attempt = (work: () => Promise<void>) => void work().catch((error: unknown) => toast.error('Nothing was saved', error));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label="Export">
          <ActionIcon aria-label="Export">
            <IconDownload size={17} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {selected.length > 0 && <Menu.Item onClick={() => attempt(() => save(selected))}>Save the {selected.length} selected as CSV</Menu.Item>}
        <Menu.Item onClick={() => attempt(async () => save(await list.all()))}>Save all that match as CSV</Menu.Item>
        <Menu.Item onClick={() => copyRows(columns, selected.length > 0 ? selected : list.rows)}>
          {selected.length > 0 ? 'Copy the selected' : 'Copy what is loaded'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
