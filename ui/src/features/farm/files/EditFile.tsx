import { Textarea, TextInput } from '@mantine/core';
import type { PrintFileRow } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { EntityPicker, FormModal, orNone, useDocForm, wholeOrNone } from '../../../shared/form';
import { toast } from '../../../shared/ui';

/** A file's name, what it is for, and a note. */
export function EditFile({ file, onClose }: { file: PrintFileRow; onClose: () => void }) {
  const update = useWrite('print_files.update');
  const doc = useDocForm({
    initial: {
      name: file.name, note: file.note ?? '', product_id: file.product_id === null ? '' : String(file.product_id), sales_order_id: file.sales_order_id === null ? '' : String(file.sales_order_id),
    },
    save: (v) => {
      const product_id = wholeOrNone(v.product_id);
      const sales_order_id = wholeOrNone(v.sales_order_id);
      const note = orNone(v.note);
      return update.run({
        id: file.id, name: v.name, ...(product_id === undefined ? {} : { product_id }), ...(sales_order_id === undefined ? {} : { sales_order_id }), ...(note ? { note } : {}),
      });
    },
    onSaved: () => {
      toast.good('Saved', file.name);
      onClose();
    },
  });
  const { getInputProps, values, errors, setFieldValue } = doc.form;
  return (
    <FormModal title="Edit the file" doc={doc} onClose={onClose}>
      <TextInput size="xs" label="Name" description="With its ending: printers judge a file by it" required maxLength={255} data-autofocus {...getInputProps('name')} />
      <EntityPicker
        label="Makes" command="items.list" keyOf={(r) => String(r.id)} titleOf={(r) => `${r.sku}  ${r.name}`} clearable
        value={values.product_id || null} valueTitle={values.product_id === String(file.product_id) ? file.sku : null} error={errors['product_id']} onChange={(key) => setFieldValue('product_id', key ?? '')}
      />
      <EntityPicker
        label="For the order" command="orders.list" keyOf={(r) => String(r.id)} titleOf={(r) => r.order_number} clearable
        value={values.sales_order_id || null} valueTitle={values.sales_order_id === String(file.sales_order_id) ? file.order_number : null} error={errors['sales_order_id']} onChange={(key) => setFieldValue('sales_order_id', key ?? '')}
      />
      <Textarea size="xs" label="Note" maxLength={2000} autosize minRows={2} {...getInputProps('note')} />
    </FormModal>
  );
}
