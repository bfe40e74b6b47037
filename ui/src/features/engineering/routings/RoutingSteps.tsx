import { Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { RoutingDetail, Unit, WorkCenter } from '../../../bindings/commands';
import { useRead, useWrite } from '../../../shared/api';
import { LinesGrid, useDocForm, type DocForm, type LineColumn } from '../../../shared/form';
import { LinkTo, Notice, Section } from '../../../shared/ui';
import { choices, ItemPicker } from '../../catalog';
import { unitsFor } from '../boms/BomLines';
import { PER, YES_NO } from '../words';
import { NEW_STEP, NEW_TAKEN, refusalInForm, saveOf, type RoutingValues, type StepValues, type TakenValues } from './routingForm';

/** The form of a routing: a new one when `id` is left out. */
export function useRoutingForm(initial: RoutingValues, productId: number | undefined, id: number | undefined, onSaved: (saved: RoutingDetail) => void): DocForm<RoutingValues> {
  const save = useWrite('routings.save');
  return useDocForm<RoutingValues, RoutingDetail>({
    initial,
    save: (values) => save.run(saveOf(values, productId, id)).catch((error: unknown) => { throw refusalInForm(error, values); }),
    onSaved: (_, saved) => onSaved(saved),
  });
}

function stepColumns(centers: readonly WorkCenter[], admin: boolean): LineColumn<StepValues>[] {
  const where = centers.map((c) => ({ value: String(c.id), label: c.name }));
  const nameOf = (id: string) => where.find((c) => c.value === id)?.label ?? 'Choose where';
  const rates: LineColumn<StepValues>[] = [
    { id: 'labor_rate_override', header: 'Labour an hour', width: 120, align: 'right', value: (o) => o.labor_rate_override, editor: { kind: 'number' }, cell: (o, f) => (o.labor_rate_override ? f.money(o.labor_rate_override) : 'As there') },
    { id: 'machine_rate_override', header: 'Machine an hour', width: 120, align: 'right', value: (o) => o.machine_rate_override, editor: { kind: 'number' }, cell: (o, f) => (o.machine_rate_override ? f.money(o.machine_rate_override) : 'As there') },
  ];
  return [
    { id: 'operation_name', header: 'Step', grow: true, width: 170, value: (o) => o.operation_name, editor: { kind: 'text' } },
    { id: 'work_center_id', header: 'Where', width: 150, value: (o) => o.work_center_id, editor: { kind: 'choice', options: [{ value: '', label: 'Choose where' }, ...where] }, cell: (o) => nameOf(o.work_center_id) },
    { id: 'setup_time_minutes', header: 'Setup', width: 90, align: 'right', value: (o) => o.setup_time_minutes, editor: { kind: 'minutes' }, cell: (o, f) => f.minutes(o.setup_time_minutes) },
    { id: 'run_time_minutes', header: 'A cycle', width: 110, align: 'right', value: (o) => o.run_time_minutes, editor: { kind: 'minutes' }, cell: (o, f) => f.minutes(o.run_time_minutes) },
    { id: 'units_per_cycle', header: 'Units a cycle', width: 110, align: 'right', value: (o) => o.units_per_cycle, editor: { kind: 'number' } },
    { id: 'scrap_rate_percent', header: 'Lost', width: 80, align: 'right', value: (o) => o.scrap_rate_percent, editor: { kind: 'number' }, cell: (o, f) => (o.scrap_rate_percent ? f.percent(o.scrap_rate_percent) : '–') },
    { id: 'wait_time_minutes', header: 'Wait after', width: 100, align: 'right', value: (o) => o.wait_time_minutes, editor: { kind: 'minutes' }, cell: (o, f) => (o.wait_time_minutes ? f.minutes(o.wait_time_minutes) : '–') },
    { id: 'move_time_minutes', header: 'Move on', width: 90, align: 'right', value: (o) => o.move_time_minutes, editor: { kind: 'minutes' }, cell: (o, f) => (o.move_time_minutes ? f.minutes(o.move_time_minutes) : '–') },
    ...(admin ? rates : []),
    { id: 'can_overlap', header: 'May overlap', width: 100, value: (o) => o.can_overlap, editor: { kind: 'choice', options: YES_NO }, cell: (o) => (o.can_overlap === 'yes' ? 'Yes' : '–') },
  ];
}

function takenColumns(units: readonly Unit[], steps: readonly StepValues[]): LineColumn<TakenValues>[] {
  const words = (step: string) => `${Number(step) * 10} ${steps[Number(step) - 1]?.operation_name ?? ''}`.trim();
  return [
    { id: 'step', header: 'At step', width: 130, value: (m) => m.step, editor: { kind: 'choice', options: steps.map((_, i) => ({ value: String(i + 1), label: words(String(i + 1)) })) }, cell: (m) => words(m.step) },
    {
      id: 'component_id', header: 'Component', grow: true, width: 220, value: (m) => m.title,
      cell: (m) => (m.component_id === null ? <Text span size="sm" c="dimmed">Choose a component</Text> : <LinkTo to={`/items/${m.component_id}`}>{m.title}</LinkTo>),
      custom: (m, done) => (
        <ItemPicker
          aria-label="Component" autoFocus value={m.component_id ? String(m.component_id) : null} valueTitle={m.title}
          onChange={(id, row) => done(id && row ? { component_id: Number(id), title: `${row.sku} · ${row.name}`, unit: row.unit, stock_unit: row.unit } : null)}
        />
      ),
    },
    { id: 'quantity', header: 'Quantity', width: 100, align: 'right', value: (m) => m.quantity, editor: (m) => (m.unit ? { kind: 'quantity', unit: m.unit } : { kind: 'number' }), cell: (m, f) => f.number(m.quantity) },
    { id: 'unit', header: 'Unit', width: 80, value: (m) => m.unit, editor: (m) => (m.stock_unit ? { kind: 'choice', options: unitsFor(units, m.stock_unit) } : null) },
    { id: 'quantity_per', header: 'Counted', width: 120, value: (m) => m.quantity_per, editor: { kind: 'choice', options: choices(PER) }, cell: (m) => PER[m.quantity_per] },
    { id: 'scrap_factor', header: 'Scrap', width: 80, align: 'right', value: (m) => m.scrap_factor, editor: { kind: 'number' }, cell: (m, f) => (m.scrap_factor ? f.percent(m.scrap_factor) : '–') },
    { id: 'is_optional', header: 'Optional', width: 90, value: (m) => m.is_optional, editor: { kind: 'choice', options: YES_NO }, cell: (m) => (m.is_optional === 'yes' ? 'Yes' : '–') },
    { id: 'is_cost_only', header: 'Cost only', width: 90, value: (m) => m.is_cost_only, editor: { kind: 'choice', options: YES_NO }, cell: (m) => (m.is_cost_only === 'yes' ? 'Yes' : '–') },
  ];
}

/** The steps of a routing and what each takes, edited in place. */
export function RoutingSteps({ doc, editable, verb }: { doc: DocForm<RoutingValues>; editable: boolean; verb: string }) {
  const centers = useRead('work_centers.list', {});
  const units = useRead('units.list', {});
  const { form } = doc;
  const { operations, materials } = form.values;
  const steps = useMemo(() => stepColumns(centers.data?.filter((c) => c.is_active) ?? [], editable), [centers.data, editable]);
  const taken = useMemo(() => takenColumns(units.data ?? [], operations), [units.data, operations]);
  const whole = form.errors['operations'];

  function removeStep(at: number) {
    // Materials follow their step; those of the step that goes, go with it.
    const kept = materials.flatMap((m) => (Number(m.step) === at + 1 ? [] : [{ ...m, step: String(Number(m.step) > at + 1 ? Number(m.step) - 1 : Number(m.step)) }]));
    form.setValues({ operations: operations.filter((_, i) => i !== at), materials: kept });
  }

  return (
    <form onSubmit={doc.submit}>
      <Stack gap="md">
        {(doc.problem ?? whole) && <Notice tone="bad">{doc.problem ?? whole}</Notice>}
        <Section title="Steps">
          <LinesGrid
            label="Steps" path="operations" columns={steps} lines={operations} errors={form.errors} keyOf={(o, i) => `${o.id ?? 'new'}.${i}`} addLabel="Add a step" empty="No steps yet. Begin with the print: where it runs and how long a cycle takes."
            {...(editable
              ? {
                  onChange: (i: number, patch: Partial<StepValues>) => form.setFieldValue(`operations.${i}`, { ...(operations[i] ?? NEW_STEP), ...patch }),
                  onAdd: () => form.insertListItem('operations', { ...NEW_STEP, work_center_id: operations.at(-1)?.work_center_id ?? textOfDefault(centers.data) }),
                  onRemove: removeStep,
                }
              : {})}
          />
        </Section>
        {operations.length > 0 && (
          <Section title="Material that steps take">
            <LinesGrid
              label="Material that steps take" path="materials" columns={taken} lines={materials} errors={form.errors} keyOf={(m, i) => `${m.id ?? 'new'}.${i}`} addLabel="Add material"
              empty="No step names its material: all of it comes from the bill of material, at the first step."
              {...(editable
                ? {
                    onChange: (i: number, patch: Partial<TakenValues>) => form.setFieldValue(`materials.${i}`, { ...(materials[i] ?? NEW_TAKEN), ...patch }),
                    onAdd: () => form.insertListItem('materials', NEW_TAKEN),
                    onRemove: (i: number) => form.removeListItem('materials', i),
                  }
                : {})}
            />
          </Section>
        )}
        {editable && (
          <>
            <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
              <TextInput label="Name" {...form.getInputProps('name')} />
              <TextInput label="Revision" placeholder="1" {...form.getInputProps('revision')} />
              <Textarea label="Notes" autosize minRows={1} style={{ gridColumn: 'span 2' }} {...form.getInputProps('notes')} />
            </SimpleGrid>
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

const textOfDefault = (centers: readonly WorkCenter[] | undefined): string => {
  const usual = centers?.find((c) => c.is_default) ?? centers?.[0];
  return usual ? String(usual.id) : '';
};
