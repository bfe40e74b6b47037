import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ListData } from '../api';
import { Keys } from '../ui/Keys';
import { ColumnMenu } from './ColumnMenu';
import { copyRows } from './copy';
import classes from './DataGrid.module.css';
import { ExportMenu } from './ExportMenu';
import { FilterBar } from './FilterBar';
import type { GridColumns } from './layout';
import { SavedViews } from './SavedViews';
import type { Column, RowAction } from './types';
import type { GridView } from './view';

interface GridToolbarProps<T> {
  id: string;
  gridId: string;
  label: string;
  all: readonly Column<T>[];
  columns: GridColumns<T>;
  view: GridView;
  list: ListData<T>;
  searchable: boolean;
  selected: readonly T[];
  bulk: RowAction[] | null;
  onClear: () => void;
}

/** Above the rows: search, filters and views; or what to do with the selected rows. */
export function GridToolbar<T>(props: GridToolbarProps<T>) {
  const { id, gridId, label, all, columns, view, list, searchable, selected, bulk, onClear } = props;
  if (bulk) {
    return (
      <div className={classes.bar} role="toolbar" aria-label={`With ${selected.length} selected`}>
        {bulk.map((action) => (
          <Button
            key={action.id} variant={action.danger ? 'light' : 'default'} color={action.danger ? 'red' : undefined} size="xs"
            leftSection={action.icon && <action.icon size={14} stroke={1.6} />} disabled={Boolean(action.refusal)} title={action.refusal ?? undefined}
            onClick={action.run}
          >
            {action.title}
          </Button>
        ))}
        <span className={classes.space} />
        <Button variant="subtle" color="gray" onClick={() => copyRows(columns.visible, selected)}>
          Copy
        </Button>
        <ExportMenu label={label} columns={columns.visible} list={list} selected={selected} />
        <Button variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={onClear}>
          Clear selection
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.bar}>
      {searchable && <Search gridId={gridId} label={label} view={view} />}
      <FilterBar columns={all} view={view} />
      <span className={classes.space} />
      <SavedViews list={id} view={view} columns={columns} />
      <ColumnMenu all={all} columns={columns} />
      <ExportMenu label={label} columns={columns.visible} list={list} selected={selected} />
    </div>
  );
}

function Search({ gridId, label, view }: { gridId: string; label: string; view: GridView }) {
  const [typed, setTyped] = useState(view.search);
  const apply = useDebouncedCallback((search: string) => view.set({ search }), 160);
  return (
    <TextInput
      id={`${gridId}-search`} w={220} value={typed} aria-label={`Filter ${label.toLowerCase()}`} placeholder={`Filter ${label.toLowerCase()}`}
      leftSection={<IconSearch size={14} />} rightSection={typed ? undefined : <Keys keys="/" />} spellCheck={false}
      onChange={(event) => { setTyped(event.target.value); apply(event.target.value); }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== 'Enter' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === 'Escape' && typed) { setTyped(''); view.set({ search: '' }); }
        else document.querySelector<HTMLElement>('[role="grid"]')?.focus();
      }}
    />
  );
}
