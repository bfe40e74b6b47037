import { Checkbox, Group, Select, Textarea, TextInput } from '@mantine/core';
import type { Printer } from '../../../bindings/commands';
import { useRead, useWrite } from '../../../shared/api';
import { FormModal, orNone, textOf, useDocForm, wholeOrNone } from '../../../shared/form';
import { toast } from '../../../shared/ui';

/** What is written down of a printer. */
export function EditPrinter({ printer, onClose }: { printer: Printer; onClose: () => void }) {
  const update = useWrite('printers.update');
  const centers = useRead('work_centers.list', {}).data;
  const doc = useDocForm({
    initial: {
      code: printer.code, name: printer.name, model: textOf(printer.model), brand: printer.brand, serial_number: textOf(printer.serial_number), work_center_id: textOf(printer.work_center_id),
      location: textOf(printer.location), notes: textOf(printer.notes), active: printer.active,
    },
    validate: { code: (v: string) => (v.trim() ? null : 'Give it a short code.'), name: (v: string) => (v.trim() ? null : 'Give it a name.') },
    save: (v) => {
      const serial_number = orNone(v.serial_number);
      const work_center_id = wholeOrNone(v.work_center_id);
      const model = orNone(v.model);
      const location = orNone(v.location);
      const notes = orNone(v.notes);
      return update.run({
        id: printer.id, code: v.code.trim(), name: v.name.trim(), brand: v.brand, active: v.active, ...(model ? { model } : {}), ...(serial_number ? { serial_number } : {}),
        ...(work_center_id === undefined ? {} : { work_center_id }), ...(location ? { location } : {}), ...(notes ? { notes } : {}),
      });
    },
    onSaved: (v) => {
      toast.good(`${v.code} saved`);
      onClose();
    },
  });
  const { getInputProps, values, setFieldValue } = doc.form;
  return (
    <FormModal title={`Edit ${printer.code}`} doc={doc} size={520} onClose={onClose}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <TextInput size="xs" w={110} label="Code" required maxLength={50} {...getInputProps('code')} />
        <TextInput size="xs" flex={1} label="Name" required maxLength={255} data-autofocus {...getInputProps('name')} />
      </Group>
      <Group grow align="flex-start" gap="sm">
        <TextInput size="xs" label="Model" placeholder="Not known" maxLength={100} {...getInputProps('model')} />
        <TextInput size="xs" label="Serial number" maxLength={100} spellCheck={false} {...getInputProps('serial_number')} />
      </Group>
      <Group grow align="flex-start" gap="sm">
        <TextInput size="xs" label="Place" maxLength={255} {...getInputProps('location')} />
        <Select
          size="xs" label="Work center" clearable searchable placeholder="None" data={(centers ?? []).map((c) => ({ value: String(c.id), label: c.name }))} {...getInputProps('work_center_id')}
          value={values.work_center_id || null} onChange={(value) => setFieldValue('work_center_id', value ?? '')}
        />
      </Group>
      <Textarea size="xs" label="Notes" autosize minRows={2} maxLength={10000} {...getInputProps('notes')} />
      <Checkbox size="xs" label="The farm has it" description="Without the tick it leaves the wall; its prints stay" {...getInputProps('active', { type: 'checkbox' })} />
    </FormModal>
  );
}
