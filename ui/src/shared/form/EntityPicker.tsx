import { Combobox, Group, InputBase, Loader, Text, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
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
  /** Of the list, where the field itself is narrow. */
  listWidth?: number;
  /** Takes the keyboard as soon as it is drawn. */
  autoFocus?: boolean;
  /** Opens at once, with this already typed: for a cell that a key press opened. */
  typedFirst?: string;
  /** The keyboard went elsewhere, or Esc was pressed, and nothing was chosen. */
  onLeave?: () => void;
}

const SHOWN = 50;

/** Chooses one of many by typing: a customer, an item, a location. */
export function EntityPicker<N extends ListName>(props: EntityPickerProps<N>) {
  const { command, extra, keyOf, titleOf, hintOf, value, valueTitle, onChange, onCreate, clearable = false, autoFocus = false, listWidth, typedFirst, onLeave, ...input } = props;
  const combobox = useCombobox({ defaultOpened: typedFirst !== undefined, onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(typedFirst || null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [search] = useDebouncedValue(typed?.trim() ?? '', 120);
  const open = combobox.dropdownOpened;
  const field = useRef<HTMLInputElement>(null);
  // The field tells readers which list it controls only once the list is there: it is drawn once more for that.
  const [, setListed] = useState(false);
  // Whoever types fast presses Enter before the core has answered: the choice then waits for the answer.
  const answered = useRef(false);
  const chooseFirst = useRef(false);
  useEffect(() => {
    if (autoFocus) field.current?.focus({ preventScroll: true });
  }, [autoFocus]);
  const title = value === null || value === '' ? '' : (valueTitle ?? chosen ?? '');

  function pick(key: string, row: RowOf<N> | null) {
    setChosen(row ? titleOf(row) : null);
    setTyped(null);
    chooseFirst.current = false;
    onChange(key === '' ? null : key, row);
    combobox.closeDropdown();
  }

  function keyDown(event: KeyboardEvent<HTMLInputElement>) {
    const chooses = event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey && Boolean(typed?.trim()));
    if (event.key === 'Escape' && open && onLeave) onLeave();
    if (!chooses || !open) return;
    if (!answered.current) {
      event.preventDefault();
      combobox.resetSelectedOption();
      chooseFirst.current = true;
    } else if (event.key === 'Tab') {
      event.preventDefault();
      combobox.clickSelectedOption();
    } else if (combobox.getSelectedOptionIndex() === -1) {
      // Nothing is chosen: Enter shuts the list and sends no form.
      event.preventDefault();
      combobox.closeDropdown();
      onLeave?.();
    }
  }

  return (
    <Combobox store={combobox} shadow="md" {...(listWidth ? { width: listWidth, position: 'bottom-start' as const } : {})} onOptionSubmit={() => undefined}>
      <Combobox.Target withExpandedAttribute>
        <InputBase
          // The target around it sets aria-expanded and aria-controls.
          // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props
          {...input} role="combobox" size="xs" spellCheck={false} autoComplete="off" value={typed ?? title} data-autofocus={autoFocus || undefined} ref={field} onKeyDown={keyDown}
          onChange={(event) => {
            setTyped(event.target.value);
            combobox.openDropdown();
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={(event) => (typed === null ? event.target.select() : event.target.setSelectionRange(typed.length, typed.length))}
          onBlur={() => {
            setTyped(null);
            chooseFirst.current = false;
            combobox.closeDropdown();
            onLeave?.();
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
          <Choices label={input.label ?? input['aria-label']} {...{ command, extra, keyOf, titleOf, hintOf }} search={search} typed={typed?.trim() ?? ''} value={value} onPick={pick} onListed={setListed} answered={answered} chooseFirst={chooseFirst} onAnswer={combobox.selectFirstOption}
            {...(onCreate && typed?.trim() ? { create: { typed: typed.trim(), run: () => { onCreate(typed.trim()); setTyped(null); combobox.closeDropdown(); } } } : {})}
          />
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface ChoicesProps<N extends ListName> {
  label: string | undefined;
  command: N;
  extra: Partial<RequestOf<N>> | undefined;
  keyOf: (row: RowOf<N>) => string;
  titleOf: (row: RowOf<N>) => string;
  hintOf: ((row: RowOf<N>) => string | null) | undefined;
  search: string;
  /** What stands in the field; `search` follows it a moment later. */
  typed: string;
  value: string | null;
  onPick: (key: string, row: RowOf<N>) => void;
  answered: RefObject<boolean>;
  chooseFirst: RefObject<boolean>;
  onAnswer: () => void;
  onListed: (listed: boolean) => void;
  create?: { typed: string; run: () => void };
}

function Choices<N extends ListName>({ label, command, extra, keyOf, titleOf, hintOf, search, typed, value, onPick, answered, chooseFirst, onAnswer, onListed, create }: ChoicesProps<N>) {
  const list = useList(command, { filters: [], ...(search ? { search } : {}) }, extra);
  const rows = list.rows.slice(0, SHOWN);
  const listId = useId();
  useEffect(() => {
    onListed(true);
    return () => onListed(false);
  }, [onListed]);
  const settled = !list.loading && search === typed;
  useEffect(() => {
    answered.current = settled;
    if (!settled) return undefined;
    const first = rows[0];
    if (chooseFirst.current && first) onPick(keyOf(first), first);
    else if (typed !== '') onAnswer();
    chooseFirst.current = false;
    return () => {
      answered.current = false;
    };
    // An answer that comes again (live data) must not move what the arrows chose.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [settled, search]);
  return (
    <>
    {/* A list box holds choices and nothing else: what is said instead of choices stands beside it. */}
    {rows.length === 0 && (list.error || list.loading || !create) && (
      <div role="status" style={{ padding: '6px 10px', fontSize: 13, color: 'var(--mantine-color-dimmed)' }}>
        {list.error ? list.error.message : list.loading ? <Loader size={14} aria-label="Looking" /> : 'Nothing matches'}
      </div>
    )}
    <Combobox.Options id={listId} aria-label={label ?? 'Choices'} mah={260} style={{ overflowY: 'auto' }} hidden={rows.length === 0 && !create}>
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
    </>
  );
}
