import { Button, Menu, Popover } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Filter } from '../../platform';
import { useFormat } from '../values';
import classes from './DataGrid.module.css';
import { FilterEditor } from './FilterEditor';
import { filterWords } from './filterWords';
import type { Column } from './types';
import type { GridView } from './view';

interface FilterBarProps<T> {
  columns: readonly Column<T>[];
  view: Pick<GridView, 'filters' | 'set'>;
}

/** Each filter is a chip that says what it keeps; a click changes it, the cross takes it away. */
export function FilterBar<T>({ columns, view }: FilterBarProps<T>) {
  const [editing, setEditing] = useState<string | null>(null);
  const format = useFormat();
  const { filters, set } = view;
  const filterable = columns.filter((c) => c.filter);
  const fresh = editing !== null && !filters.some((f) => f.field === editing);

  function apply(filter: Filter | null, field: string) {
    const rest = filters.filter((f) => f.field !== field);
    const at = filters.findIndex((f) => f.field === field);
    const kept = filter === null ? rest : at < 0 ? [...rest, filter] : filters.map((f) => (f.field === field ? filter : f));
    set({ filters: kept });
    setEditing(null);
  }

  const chips = [...filters.map((f) => f.field), ...(fresh ? [editing] : [])];
  return (
    <>
      {chips.map((field) => {
        const filter = filters.find((f) => f.field === field);
        const column = columns.find((c) => c.id === field);
        const [op, value] = filter && column ? filterWords(filter, column, format) : ['', ''];
        return (
          <Popover key={field} opened={editing === field} onChange={(open) => setEditing(open ? field : null)} position="bottom-start" shadow="md" trapFocus>
            <Popover.Target>
              <span className={classes.chip}>
                <button type="button" onClick={() => setEditing(editing === field ? null : field)}>
                  {column?.header ?? field}
                  {op && <em>{op}</em>}
                  <b>{value}</b>
                </button>
                <button type="button" aria-label={`Take away the filter on ${column?.header ?? field}`} onClick={() => apply(null, field)}>
                  <IconX size={12} />
                </button>
              </span>
            </Popover.Target>
            <Popover.Dropdown>
              {column?.filter && <FilterEditor column={column} kind={column.filter} filter={filter} onApply={(next) => apply(next, field)} />}
            </Popover.Dropdown>
          </Popover>
        );
      })}
      {filterable.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="subtle" color="gray" leftSection={<IconFilter size={14} stroke={1.5} />}>
              Filter
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
            {filterable.map((c) => (
              <Menu.Item key={c.id} onClick={() => setEditing(c.id)}>
                {c.header}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
