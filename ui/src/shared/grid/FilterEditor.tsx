import { Button, Checkbox, Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Filter, FilterOp } from '../../platform';
import { parseDate, parseNumber, useFormat, type Parsed } from '../values';
import { OPS_OF } from './filterWords';
import type { Column, ColumnFilter } from './types';

interface FilterEditorProps<T> {
  column: Column<T>;
  kind: ColumnFilter;
  filter: Filter | undefined;
  onApply: (filter: Filter | null) => void;
}

/** The inside of a filter chip. */
export function FilterEditor<T>(props: FilterEditorProps<T>) {
  const { column, kind, filter, onApply } = props;
  if (kind.kind === 'choice') return <Choices {...props} options={kind.options} />;
  if (kind.kind === 'flag') {
    return (
      <SegmentedControl
        size="xs" aria-label={column.header} value={filter?.values[0] ?? ''}
        data={[{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }]}
        onChange={(value) => onApply({ field: column.id, op: 'eq', values: [value] })}
      />
    );
  }
  return <Comparison {...props} />;
}

function Choices<T>({ column, filter, onApply, options }: FilterEditorProps<T> & { options: readonly { value: string; label: string }[] }) {
  const [chosen, setChosen] = useState<string[]>(filter?.values ?? []);
  return (
    <Stack gap="xs" miw={180}>
      <Checkbox.Group value={chosen} onChange={setChosen} label={column.header}>
        <Stack gap={5} mt={6} mah={280} style={{ overflow: 'auto' }}>
          {options.map((o) => (
            <Checkbox key={o.value} size="xs" value={o.value} label={o.label} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Button onClick={() => onApply(chosen.length > 0 ? { field: column.id, op: 'in', values: chosen } : null)}>Apply</Button>
    </Stack>
  );
}

function Comparison<T>({ column, kind, filter, onApply }: FilterEditorProps<T>) {
  const format = useFormat();
  const ops = OPS_OF[kind.kind];
  const [op, setOp] = useState<FilterOp>(filter?.op ?? ops[0]?.[0] ?? 'contains');
  const [typed, setTyped] = useState(filter?.values[0] ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const bare = op === 'empty' || op === 'not_empty';

  function read(): Parsed<string> {
    if (kind.kind === 'number') return parseNumber(typed, format.locale);
    if (kind.kind === 'date') return parseDate(typed, format.today(), format.locale);
    return typed.trim() === '' ? { ok: false, problem: 'Type what to look for.' } : { ok: true, value: typed.trim() };
  }
  function apply() {
    if (bare) return onApply({ field: column.id, op, values: [] });
    const value = read();
    if (value.ok) return onApply({ field: column.id, op, values: [value.value] });
    return setProblem(value.problem);
  }
  return (
    <Stack gap="xs" w={230} component="form" onSubmit={(event) => { event.preventDefault(); apply(); }}>
      <Select
        label={column.header} data={ops.map(([value, label]) => ({ value, label }))} value={op} allowDeselect={false}
        comboboxProps={{ withinPortal: false }} onChange={(value) => setOp(value as FilterOp)}
      />
      {!bare && (
        <TextInput
          data-autofocus aria-label={`${column.header}: value`} value={typed} error={problem}
          placeholder={kind.kind === 'date' ? 'fri, +2w, 24.12.' : undefined}
          onChange={(event) => { setTyped(event.target.value); setProblem(null); }}
        />
      )}
      <Group justify="flex-end">
        <Button type="submit">Apply</Button>
      </Group>
    </Stack>
  );
}
