import { Combobox, Group, InputBase, Loader, Text, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconPlus, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useList, type ListName, type RequestOf, type RowOf } from '../api';

interface EntityPickerProps<N extends ListName> {
  label?: string;
  'aria-label'?: string;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  placeholder?: string;
  /** The list to choose from; what is typed is its search. */
  command: N;
  extra?: Partial<RequestOf<N>>;
  keyOf: (row: RowOf<N>) => string;
  titleOf: (row: RowOf<N>) => string;
  hintOf?: (row: RowOf<N>) => string | null;
  value: string | null;
  /** What the chosen one is called; it need not be in the loaded page. */
  valueTitle?: string | null;
  onChange: (key: string | null, row: RowOf<N> | null) => void;
  /** Offers to make a new one from what was typed. */
  onCreate?: (typed: string) => void;
  clearable?: boolean;
  autoFocus?: boolean;
}

const SHOWN = 50;

/** Chooses one of many by typing: a customer, an item, a location. */
export function EntityPicker<N extends ListName>(props: EntityPickerProps<N>) {
  const { command, extra, keyOf, titleOf, hintOf, value, valueTitle, onChange, onCreate, clearable = false, ...input } = props;
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [search] = useDebouncedValue(typed?.trim() ?? '', 120);
  const open = combobox.dropdownOpened;
  const title = value === null || value === '' ? '' : (valueTitle ?? chosen ?? '');

  function pick(key: string, row: RowOf<N> | null) {
    setChosen(row ? titleOf(row) : null);
    setTyped(null);
    onChange(key === '' ? null : key, row);
    combobox.closeDropdown();
  }

  return (
    <Combobox store={combobox} shadow="md" onOptionSubmit={() => undefined}>
      <Combobox.Target>
        <InputBase
          {...input} size="xs" spellCheck={false} autoComplete="off" value={typed ?? title} data-autofocus={input.autoFocus || undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={(event) => event.target.select()}
          onBlur={() => {
            setTyped(null);
            combobox.closeDropdown();
          }}
          rightSectionPointerEvents={clearable && title ? 'all' : 'none'}
          rightSection={
            clearable && title ? (
              <button type="button" className="sy-link" aria-label="Clear" onMouseDown={(e) => e.preventDefault()} onClick={() => pick('', null)}>
                <IconX size={13} />
              </button>
            ) : (
              <IconChevronDown size={13} aria-hidden />
            )
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        {open && (
          <Choices {...{ command, extra, keyOf, titleOf, hintOf }} search={search} value={value} onPick={pick}
            {...(onCreate && typed?.trim() ? { create: { typed: typed.trim(), run: () => { onCreate(typed.trim()); setTyped(null); combobox.closeDropdown(); } } } : {})}
          />
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface ChoicesProps<N extends ListName> {
  command: N;
  extra: Partial<RequestOf<N>> | undefined;
  keyOf: (row: RowOf<N>) => string;
  titleOf: (row: RowOf<N>) => string;
  hintOf: ((row: RowOf<N>) => string | null) | undefined;
  search: string;
  value: string | null;
  onPick: (key: string, row: RowOf<N>) => void;
  create?: { typed: string; run: () => void };
}

function Choices<N extends ListName>({ command, extra, keyOf, titleOf, hintOf, search, value, onPick, create }: ChoicesProps<N>) {
  const list = useList(command, { filters: [], ...(search ? { search } : {}) }, extra);
  const rows = list.rows.slice(0, SHOWN);
  return (
    <Combobox.Options mah={260} style={{ overflowY: 'auto' }}>
      {list.loading && rows.length === 0 && <Combobox.Empty><Loader size={14} /></Combobox.Empty>}
      {list.error && <Combobox.Empty>{list.error.message}</Combobox.Empty>}
      {!list.loading && !list.error && rows.length === 0 && !create && <Combobox.Empty>Nothing matches</Combobox.Empty>}
      {rows.map((row) => (
        <Combobox.Option key={keyOf(row)} value={keyOf(row)} active={keyOf(row) === value} onClick={() => onPick(keyOf(row), row)}>
          <Group gap="xs" justify="space-between" wrap="nowrap">
            <Text size="sm" truncate>{titleOf(row)}</Text>
            <Text size="xs" c="dimmed" truncate>{hintOf?.(row)}</Text>
          </Group>
        </Combobox.Option>
      ))}
      {create && (
        <Combobox.Option value="+" onClick={create.run}>
          <Group gap={6}>
            <IconPlus size={13} aria-hidden />
            <Text size="sm">Make “{create.typed}”</Text>
          </Group>
        </Combobox.Option>
      )}
    </Combobox.Options>
  );
}
