import { Select, Text, Textarea } from '@mantine/core';
import type { JobStatus } from '../../../bindings/commands';
import { useWrite, type RowOf } from '../../../shared/api';
import { EntityPicker, FormModal, orNone, QuantityField, useDocForm, wholeOrNone } from '../../../shared/form';
import { toast } from '../../../shared/ui';

export type Job = RowOf<'print_jobs.list'>;
interface JobDialogProps {
  job: Job;
  onClose: () => void;
}

const nameOf = (job: Job): string => job.gcode_file ?? `print ${job.id}`;
const ENDS: { value: JobStatus; label: string }[] = [
  { value: 'completed', label: 'Completed: the parts are good' }, { value: 'failed', label: 'Failed: it went wrong' }, { value: 'cancelled', label: 'Cancelled: somebody stopped it' },
];

/** A person says how a print came out that nobody saw end. */
export function SettleDialog({ job, onClose }: JobDialogProps) {
  const settle = useWrite('print_jobs.settle');
  const doc = useDocForm({
    initial: { status: 'completed' as string, actual_material_grams: '', reason: '' },
    save: (v) => {
      const grams = orNone(v.actual_material_grams);
      const reason = orNone(v.reason);
      return settle.run({ id: job.id, status: v.status as JobStatus, ...(grams ? { actual_material_grams: grams } : {}), ...(reason ? { reason } : {}) });
    },
    onSaved: () => {
      toast.good('Written down', `${nameOf(job)} is settled.`);
      onClose();
    },
  });
  const { getInputProps, values } = doc.form;
  return (
    <FormModal title="How did it come out?" doc={doc} verb="Write it down" onClose={onClose}>
      <Text size="sm" c="dimmed">{nameOf(job)}{job.printer_code ? ` on ${job.printer_code}` : ''}. {job.failure_reason ?? ''} What a print has come to stays.</Text>
      <Select size="xs" label="It" required allowDeselect={false} data={ENDS} data-autofocus {...getInputProps('status')} />
      <QuantityField size="xs" label="Filament it took" unit="G" description="Where it is known" {...getInputProps('actual_material_grams')} />
      {values.status !== 'completed' && <Textarea size="xs" label="Why" maxLength={500} autosize minRows={2} {...getInputProps('reason')} />}
    </FormModal>
  );
}

/** Says which work order a print is for. */
export function LinkDialog({ job, onClose }: JobDialogProps) {
  const link = useWrite('print_jobs.link');
  const doc = useDocForm({
    initial: { production_order_id: job.production_order_id === null ? '' : String(job.production_order_id) },
    save: (v) => {
      const production_order_id = wholeOrNone(v.production_order_id);
      return link.run({ id: job.id, ...(production_order_id === undefined ? {} : { production_order_id }) });
    },
    onSaved: (v) => {
      toast.good(v.production_order_id ? 'The print has its work order' : 'The print is for no work order');
      onClose();
    },
  });
  return (
    <FormModal title={`What is ${nameOf(job)} for?`} doc={doc} verb="Link it" onClose={onClose}>
      <EntityPicker
        label="Work order" command="work_orders.list" keyOf={(r) => String(r.id)} titleOf={(r) => r.code} hintOf={(r) => r.product_name} clearable autoFocus
        value={doc.form.values.production_order_id || null} valueTitle={job.work_order} error={doc.form.errors['production_order_id']}
        onChange={(key) => doc.form.setFieldValue('production_order_id', key ?? '')}
      />
    </FormModal>
  );
}
