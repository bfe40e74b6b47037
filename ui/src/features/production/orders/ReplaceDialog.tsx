import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { WorkMaterial, WorkOrder } from '../../../bindings/commands';
import { useRead, useWrite } from '../../../shared/api';
import { FormModal, QuantityField, useDocForm } from '../../../shared/form';
import { toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { ItemPicker } from '../../catalog';

/** Another material for what is still to be made. The quantity is asked for only where the units do not convert. */
export function ReplaceDialog({ order, material, onClose }: { order: WorkOrder; material: WorkMaterial; onClose: () => void }) {
  const format = useFormat();
  const substitute = useWrite('work_orders.substitute');
  const alternates = useRead('items.alternates', { id: material.component_id }).data ?? [];
  const [unit, setUnit] = useState(material.unit);
  const doc = useDocForm({
    initial: { product_id: '', quantity: '', reason: '' },
    validate: { product_id: (v: string) => (v ? null : 'Choose what is taken instead.'), reason: (v: string) => (v.trim() ? null : 'Say why: it stays with the order.') },
    save: (v) => substitute.run({ id: order.id, material_id: material.id, product_id: Number(v.product_id), reason: v.reason.trim(), ...(v.quantity ? { quantity: v.quantity } : {}) }),
    onSaved: (_, now) => {
      toast.good(`${material.sku} replaced on ${order.code}`, now.short_materials > 0 ? `${now.short_materials} of its materials are short.` : 'What is still to be made holds the other one now.');
      onClose();
    },
  });
  const { form } = doc;
  const rest = decimal.subtract(material.quantity_required, material.quantity_consumed);
  return (
    <FormModal title={`Replace ${material.sku} on ${order.code}`} doc={doc} verb="Replace it" size={520} onClose={onClose}>
      <Text size="sm">
        For what is still to be made, {format.quantity(decimal.isNegative(rest) ? '0' : rest, material.unit)} of {material.sku} are free again and the other one is reserved. What is used up already stays as it was.
      </Text>
      {alternates.length > 0 && <Text size="sm" c="dimmed">May stand in for it: {alternates.map((a) => a.sku).join(', ')}.</Text>}
      <ItemPicker
        label="Take instead" required autoFocus placeholder="SKU or name" value={form.values.product_id || null} valueTitle={null} error={form.errors['product_id']}
        onChange={(id, row) => { form.setFieldValue('product_id', id ?? ''); if (row) setUnit(row.unit); }}
      />
      <QuantityField label="How much in all" description="Left empty: as much as of the other, converted" unit={unit} {...form.getInputProps('quantity')} />
      <TextInput label="Why" required {...form.getInputProps('reason')} />
    </FormModal>
  );
}
