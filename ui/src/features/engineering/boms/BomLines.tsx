import { Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { Unit } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { DateField, LinesGrid, MinutesField, type LineColumn } from '../../../shared/form';
import { LinkTo, Notice } from '../../../shared/ui';
import { choices, ItemPicker } from '../../catalog';
import { STAGES, YES_NO } from '../words';
import { NEW_LINE, type BomLineValues } from './bomForm';
import type { BomForm } from './useBomForm';

/** The units a line may be written in: those that convert into the component's stock unit. */
export function unitsFor(units: readonly Unit[], stockUnit: string): { value: string; label: string }[] {
  const own = units.find((u) => u.code === stockUnit);
  const fitting = units.filter((u) => u.code === stockUnit || (u.active && own?.uom_class && u.uom_class === own.uom_class));
  return (fitting.length > 0 ? fitting.map((u) => u.code) : [stockUnit]).map((code) => ({ value: code, label: code }));
}

function columnsFor(units: readonly Unit[]): LineColumn<BomLineValues>[] {
  return [
    {
      id: 'component_id', header: 'Component', grow: true, width: 240, value: (l) => l.title,
      cell: (l) =>
        l.component_id === null ? <Text span size="sm" c="dimmed">Choose a component</Text> : (
          <>
            <LinkTo to={`/items/${l.component_id}`}>{l.title}</LinkTo>
            {l.taken && <Text span size="xs" c="dimmed"> · taken by an operation</Text>}
          </>
        ),
      custom: (l, done) => (
        <ItemPicker
          aria-label="Component" autoFocus value={l.component_id ? String(l.component_id) : null} valueTitle={l.title}
          onChange={(id, row) => done(id && row ? { component_id: Number(id), title: `${row.sku} · ${row.name}`, unit: row.unit, stock_unit: row.unit, taken: false } : null)}
        />
      ),
    },
    { id: 'quantity', header: 'Quantity', width: 110, align: 'right', value: (l) => l.quantity, editor: (l) => (l.unit ? { kind: 'quantity', unit: l.unit } : { kind: 'number' }), cell: (l, f) => f.number(l.quantity) },
    { id: 'unit', header: 'Unit', width: 80, value: (l) => l.unit, editor: (l) => (l.stock_unit ? { kind: 'choice', options: unitsFor(units, l.stock_unit) } : null) },
    { id: 'scrap_factor', header: 'Scrap', width: 80, align: 'right', value: (l) => l.scrap_factor, editor: { kind: 'number' }, cell: (l, f) => (l.scrap_factor ? f.percent(l.scrap_factor) : '–') },
    { id: 'consume_stage', header: 'Used up', width: 120, value: (l) => l.consume_stage, editor: { kind: 'choice', options: choices(STAGES) }, cell: (l) => STAGES[l.consume_stage] },
    { id: 'is_cost_only', header: 'Cost only', width: 90, value: (l) => l.is_cost_only, editor: { kind: 'choice', options: YES_NO }, cell: (l) => (l.is_cost_only === 'yes' ? 'Yes' : '–') },
    { id: 'notes', header: 'Notes', width: 160, value: (l) => l.notes, editor: { kind: 'text' } },
  ];
}

interface BomLinesProps {
  form: BomForm;
  editable: boolean;
  verb: string;
}

/** The lines of a bill of material, edited in place, and what else is written on it. */
export function BomLines({ form: { doc, circle }, editable, verb }: BomLinesProps) {
  const units = useRead('units.list', {});
  const columns = useMemo(() => columnsFor(units.data ?? []), [units.data]);
  const { form } = doc;
  const lines = form.values.lines;
  const whole = form.errors['lines'];
  return (
    <form onSubmit={doc.submit}>
      <Stack gap="sm">
        {doc.problem && <Notice tone="bad">{doc.problem}</Notice>}
        {circle ? <Circle path={circle} /> : whole && <Notice tone="bad">{whole}</Notice>}
        <LinesGrid
          label="Lines" columns={columns} lines={lines} errors={form.errors} keyOf={(l, i) => `${l.id ?? 'new'}.${i}`} addLabel="Add a component"
          empty={editable ? 'Nothing goes into it yet. Add what one unit takes: filament in grams, bought parts in pieces, and other made items.' : 'Nothing goes into it.'}
          {...(editable
            ? {
                onChange: (i: number, patch: Partial<BomLineValues>) => form.setFieldValue(`lines.${i}`, { ...(lines[i] ?? NEW_LINE), ...patch }),
                onAdd: () => form.insertListItem('lines', NEW_LINE),
                onRemove: (i: number) => form.removeListItem('lines', i),
              }
            : {})}
        />
        {editable && (
          <>
            <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
              <TextInput label="Revision" placeholder="A" {...form.getInputProps('revision')} />
              <TextInput label="Code" {...form.getInputProps('code')} />
              <MinutesField label="Assembly time" {...form.getInputProps('assembly_time_minutes')} />
              <DateField label="Valid from" {...form.getInputProps('effective_date')} />
            </SimpleGrid>
            <Textarea label="Notes" autosize minRows={1} {...form.getInputProps('notes')} />
            <Group gap="xs">
              <Button type="submit" loading={doc.saving} variant={doc.dirty ? 'filled' : 'default'}>{verb}</Button>
              {doc.dirty && <Button variant="subtle" color="gray" onClick={() => form.reset()}>Discard the changes</Button>}
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}

function Circle({ path }: { path: readonly string[] }) {
  return (
    <Notice tone="bad">
      <b>{path[0]} would go into itself.</b> Take one of these out of the one before it:{' '}
      {path.map((sku, i) => (
        <span key={`${i}${sku}`}>{i > 0 && ' → '}<b>{sku}</b></span>
      ))}
    </Notice>
  );
}
