import { Checkbox, Group, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { Resource, WorkCenter } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { DecimalField, FormModal, MoneyField, orNone, textOf, useDocForm, wholeOrNone } from '../../../shared/form';
import { toast } from '../../../shared/ui';
import { RESOURCE_TONES } from '../words';

const named = { code: (v: string) => (v.trim() ? null : 'Give it a short code.'), name: (v: string) => (v.trim() ? null : 'Say what it is called.') };

const KINDS: Readonly<Record<string, string>> = { production: 'Production', machine: 'Machines', station: 'Station', labor: 'People' };

/** The usual kinds, and the one it has. */
const kinds = (own: string) => [...new Set([...Object.keys(KINDS), own])].map((value) => ({ value, label: KINDS[value] ?? value }));

/** A work center, new or changed. */
export function CenterForm({ center, onClose }: { center: WorkCenter | null; onClose: () => void }) {
  const save = useWrite('work_centers.save');
  const doc = useDocForm({
    initial: {
      code: center?.code ?? '', name: center?.name ?? '', description: textOf(center?.description), center_type: center?.center_type ?? 'production',
      capacity_hours_per_day: textOf(center?.capacity_hours_per_day ?? '8'), capacity_units_per_hour: textOf(center?.capacity_units_per_hour),
      machine_rate_per_hour: textOf(center?.machine_rate_per_hour), labor_rate_per_hour: textOf(center?.labor_rate_per_hour), overhead_rate_per_hour: textOf(center?.overhead_rate_per_hour),
      scheduling_priority: textOf(center?.scheduling_priority), is_bottleneck: center?.is_bottleneck ?? false, is_active: center?.is_active ?? true,
    },
    validate: named,
    save: (v) => save.run({
      ...v, id: center?.id, description: orNone(v.description), capacity_hours_per_day: orNone(v.capacity_hours_per_day), capacity_units_per_hour: orNone(v.capacity_units_per_hour),
      machine_rate_per_hour: orNone(v.machine_rate_per_hour), labor_rate_per_hour: orNone(v.labor_rate_per_hour), overhead_rate_per_hour: orNone(v.overhead_rate_per_hour),
      hourly_rate: center?.hourly_rate ?? undefined, scheduling_priority: wholeOrNone(v.scheduling_priority),
    }),
    onSaved: (v) => { toast.good(`${v.name} saved`); onClose(); },
  });
  const { form } = doc;
  return (
    <FormModal title={center ? `Work center ${center.name}` : 'New work center'} doc={doc} verb={center ? 'Save the work center' : 'Add the work center'} onClose={onClose} size={560}>
      <SimpleGrid cols={3} spacing="sm">
        <TextInput label="Name" required data-autofocus style={{ gridColumn: 'span 2' }} {...form.getInputProps('name')} />
        <TextInput label="Code" required {...form.getInputProps('code')} />
        <Select label="Kind" allowDeselect={false} data={kinds(form.values.center_type)} {...form.getInputProps('center_type')} />
        <DecimalField label="Hours a day" unit="h" {...form.getInputProps('capacity_hours_per_day')} />
        <DecimalField label="Units an hour" {...form.getInputProps('capacity_units_per_hour')} />
        <MoneyField label="Machine an hour" {...form.getInputProps('machine_rate_per_hour')} />
        <MoneyField label="Labour an hour" {...form.getInputProps('labor_rate_per_hour')} />
        <MoneyField label="Overhead an hour" {...form.getInputProps('overhead_rate_per_hour')} />
        <DecimalField label="Place in the schedule" inputMode="numeric" {...form.getInputProps('scheduling_priority')} />
      </SimpleGrid>
      <Textarea label="Description" autosize minRows={1} {...form.getInputProps('description')} />
      <Group gap="lg">
        <Checkbox size="xs" label="Bottleneck: planned first" {...form.getInputProps('is_bottleneck', { type: 'checkbox' })} />
        <Checkbox size="xs" label="In use" {...form.getInputProps('is_active', { type: 'checkbox' })} />
      </Group>
    </FormModal>
  );
}

/** A machine or a person of a work center, new or changed. */
export function ResourceForm({ center, resource, onClose }: { center: WorkCenter; resource: Resource | null; onClose: () => void }) {
  const save = useWrite('resources.save');
  const doc = useDocForm({
    initial: {
      code: resource?.code ?? '', name: resource?.name ?? '', machine_type: textOf(resource?.machine_type), serial_number: textOf(resource?.serial_number),
      capacity_hours_per_day: textOf(resource?.capacity_hours_per_day), status: resource?.status ?? ('available' as Resource['status']), is_active: resource?.is_active ?? true,
    },
    validate: named,
    save: (v) => save.run({
      ...v, id: resource?.id, work_center_id: center.id, machine_type: orNone(v.machine_type), serial_number: orNone(v.serial_number),
      capacity_hours_per_day: orNone(v.capacity_hours_per_day), printer_id: resource?.printer_id ?? undefined,
    }),
    onSaved: (v) => { toast.good(`${v.name} saved`); onClose(); },
  });
  const { form } = doc;
  return (
    <FormModal title={resource ? `Resource ${resource.code}` : `New resource of ${center.name}`} doc={doc} verb={resource ? 'Save the resource' : 'Add the resource'} onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Code" required data-autofocus {...form.getInputProps('code')} />
        <TextInput label="Name" required {...form.getInputProps('name')} />
        <TextInput label="Kind of machine" {...form.getInputProps('machine_type')} />
        <TextInput label="Serial number" {...form.getInputProps('serial_number')} />
        <DecimalField label="Hours a day" unit="h" {...form.getInputProps('capacity_hours_per_day')} />
        <Select label="State" allowDeselect={false} data={Object.entries(RESOURCE_TONES).map(([value, tone]) => ({ value, label: tone?.[0] ?? value }))} {...form.getInputProps('status')} />
      </SimpleGrid>
      <Checkbox size="xs" label="In use" {...form.getInputProps('is_active', { type: 'checkbox' })} />
    </FormModal>
  );
}
