import { Checkbox, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { VendorItemRow } from '../../bindings/commands';
import { useRead, useWrite } from '../../shared/api';
import { DecimalField, FormModal, MoneyField, useDocForm } from '../../shared/form';
import { toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { ItemPicker } from '../catalog';
import { eachCost, vendorItemRequest, vendorItemValues } from './vendorItem';
import { VendorPicker } from './VendorPicker';

interface VendorItemFormProps {
  /** Null: a new one. */
  row: VendorItemRow | null;
  /** Opened from this vendor. */
  vendor?: { id: number; name: string };
  /** Opened from this item. */
  item?: { id: number; sku: string };
  onClose: () => void;
}

/** What a vendor calls an item, in which pack it comes, what it costs and how long it takes. */
export function VendorItemForm({ row, vendor, item, onClose }: VendorItemFormProps) {
  const format = useFormat();
  const save = useWrite('vendors.save_item');
  const units = useRead('units.list', {}).data;
  const [title, setTitle] = useState(row?.sku ?? item?.sku ?? null);
  const doc = useDocForm({
    initial: vendorItemValues(row, vendor?.id ?? null, item?.id ?? null),
    validate: { vendor_id: (v: string) => (v ? null : 'Choose who sells it.'), product_id: (v: string) => (v ? null : 'Choose what it is to us.') },
    save: (v) => save.run(vendorItemRequest(row?.id ?? null, v)),
    onSaved: () => { toast.good(row ? `${row.vendor_sku} saved` : 'Added', 'New purchase order lines are filled from it.'); onClose(); },
  });
  const { form } = doc;
  const v = form.values;
  const product = useRead('items.get', { id: Number(v.product_id) }, { enabled: v.product_id !== '' }).data?.product;
  const choices = useMemo(() => (units ?? []).filter((u) => u.active).map((u) => ({ value: u.code, label: `${u.code} · ${u.name}` })), [units]);
  const unit = v.purchase_unit || product?.purchase_uom || '';
  const each = eachCost(v.unit_cost, v.purchase_factor);
  return (
    <FormModal title={row ? `${row.vendor_name}: ${row.vendor_sku}` : 'What a vendor sells us'} doc={doc} verb={row ? 'Save' : 'Add it'} onClose={onClose} size={560}>
      <SimpleGrid cols={2} spacing="sm">
        <VendorPicker required disabled={vendor !== undefined} value={v.vendor_id || null} valueTitle={vendor?.name ?? row?.vendor_name ?? null} onChange={(id) => form.setFieldValue('vendor_id', id ?? '')} error={form.errors['vendor_id']} autoFocus={!vendor} />
        <ItemPicker label="Our item" required disabled={item !== undefined} value={v.product_id || null} valueTitle={title} onChange={(id, chosen) => { form.setFieldValue('product_id', id ?? ''); setTitle(chosen ? `${chosen.sku} · ${chosen.name}` : null); }} error={form.errors['product_id']} autoFocus={vendor !== undefined && !item} />
        <TextInput label="Their number" placeholder={product?.sku ?? 'Our SKU, when they have none'} maxLength={100} {...form.getInputProps('vendor_sku')} />
        <TextInput label="Their words" maxLength={500} {...form.getInputProps('vendor_description')} />
        <Select label="Sold by the" clearable searchable placeholder={product?.purchase_uom ?? 'As usual'} data={choices} {...form.getInputProps('purchase_unit')} value={v.purchase_unit || null} onChange={(code) => form.setFieldValue('purchase_unit', code ?? '')} />
        <DecimalField label={unit ? `One ${unit} holds` : 'One pack holds'} unit={product?.unit ?? ''} placeholder="As the units convert" {...form.getInputProps('purchase_factor')} />
        <MoneyField label={unit ? `Price of one ${unit}` : 'Price'} description={each && product ? `${format.unitCost(decimal.trim(each))} per ${product.unit}` : undefined} inputWrapperOrder={['label', 'input', 'description', 'error']} {...form.getInputProps('unit_cost')} />
        <DecimalField label="Takes" unit="days" inputMode="numeric" placeholder="As the vendor promises" {...form.getInputProps('lead_time_days')} />
      </SimpleGrid>
      <Checkbox size="xs" label="Ask this vendor first for the item" description="Planning buys it here" {...form.getInputProps('is_preferred', { type: 'checkbox' })} />
      <Textarea label="Notes" autosize minRows={1} {...form.getInputProps('notes')} />
    </FormModal>
  );
}
