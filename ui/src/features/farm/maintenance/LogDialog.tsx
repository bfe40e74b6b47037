import { Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { MaintenanceType } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { DateField, FormModal, MinutesField, MoneyField, orNone, useDocForm, wholeOrNone } from '../../../shared/form';
import { toast } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { UPKEEP_KINDS } from '../words';
import { atNoon, dayOf } from './upkeep';

interface LogDialogProps {
  /** Chosen beforehand; else a choice is offered. */
  printer?: { id: number; code: string };
  kind?: MaintenanceType;
  /** What was done the last time. */
  what?: string | null;
  onClose: () => void;
}

/** Writes down work that was done on a printer, and when it is due again. */
export function LogDialog({ printer, kind = 'preventive', what, onClose }: LogDialogProps) {
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  const printers = useRead('printers.list', {}).data;
  const log = useWrite('maintenance.log');
  const doc = useDocForm({
    initial: {
      printer_id: printer ? String(printer.id) : '', maintenance_type: kind as string, description: what ?? '', performed_at: format.today(), next_due_at: '',
      performed_by: '', downtime_minutes: '', cost: '', parts_used: '', notes: '',
    },
    validate: {
      printer_id: (v: string) => (v ? null : 'Choose the printer.'),
      description: (v: string) => (v.trim() ? null : 'Say what was done.'),
    },
    save: (v) => {
      const performed_at = v.performed_at === '' || v.performed_at === format.today() ? undefined : atNoon(v.performed_at, format.timezone);
      const next_due_at = v.next_due_at === '' ? undefined : atNoon(v.next_due_at, format.timezone);
      const performed_by = orNone(v.performed_by);
      const downtime_minutes = wholeOrNone(v.downtime_minutes);
      const cost = orNone(v.cost);
      const parts_used = orNone(v.parts_used);
      const notes = orNone(v.notes);
      return log.run({
        printer_id: Number(v.printer_id), maintenance_type: v.maintenance_type as MaintenanceType, description: v.description.trim(),
        ...(performed_at ? { performed_at } : {}), ...(next_due_at ? { next_due_at } : {}), ...(performed_by ? { performed_by } : {}),
        ...(downtime_minutes === undefined ? {} : { downtime_minutes }), ...(cost ? { cost } : {}), ...(parts_used ? { parts_used } : {}), ...(notes ? { notes } : {}),
      });
    },
    onSaved: (_, row) => {
      toast.good(`Written down for ${row.printer_code}`, row.next_due_at ? `Due again ${format.date(dayOf(row.next_due_at, format.timezone))}.` : undefined);
      onClose();
    },
  });
  const { getInputProps } = doc.form;
  return (
    <FormModal title={printer ? `Work on ${printer.code}` : 'Write down work'} doc={doc} verb="Write it down" size={560} onClose={onClose}>
      {!printer && (
        <Select
          size="xs" label="Printer" required searchable data-autofocus data={(printers ?? []).filter((p) => p.active).map((p) => ({ value: String(p.id), label: `${p.code} ${p.name}` }))}
          {...getInputProps('printer_id')} value={doc.form.values.printer_id || null} onChange={(v) => doc.form.setFieldValue('printer_id', v ?? '')}
        />
      )}
      <Select size="xs" label="Kind" required allowDeselect={false} data={UPKEEP_KINDS} {...getInputProps('maintenance_type')} />
      <Textarea size="xs" label="What was done" required autosize minRows={2} maxLength={5000} data-autofocus={printer ? true : undefined} placeholder="Rods greased, nozzle changed…" {...getInputProps('description')} />
      <SimpleGrid cols={2} spacing="sm">
        <DateField size="xs" label="Done on" {...getInputProps('performed_at')} />
        <DateField size="xs" label="Due again" placeholder="+3m, 24.12." {...getInputProps('next_due_at')} />
        <TextInput size="xs" label="By whom" placeholder="You" maxLength={100} {...getInputProps('performed_by')} />
        <MinutesField size="xs" label="The printer stood still" placeholder="1h 30m" {...getInputProps('downtime_minutes')} />
        <TextInput size="xs" label="Parts used" maxLength={2000} {...getInputProps('parts_used')} />
        {admin && <MoneyField size="xs" label="Cost" {...getInputProps('cost')} />}
      </SimpleGrid>
      <TextInput size="xs" label="Notes" maxLength={5000} {...getInputProps('notes')} />
    </FormModal>
  );
}
