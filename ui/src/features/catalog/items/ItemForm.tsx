import { Checkbox, Select, SimpleGrid, Textarea, TextInput, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ItemType, Product } from '../../../bindings/commands';
import { useRead, useWrite } from '../../../shared/api';
import { DecimalField, EntityPicker, FormShell, MoneyField, QuantityField, useDocForm } from '../../../shared/form';
import { Section, Swatch, toast } from '../../../shared/ui';
import { CHANNELS, choices, COST_METHODS, ITEM_TYPES, LOT_POLICIES, PROCUREMENT, STOCKING } from '../words';
import { saveOf, withType, type ItemValues } from './itemForm';

interface ItemFormProps {
  /** What the chosen vendor is called. */
  vendor?: string | null;
  initial: ItemValues;
  id?: number;
  verb: string;
  fallback: string;
  onSaved: (item: Product) => void;
}

const PERCENT = '%';

function Fields({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Section title={title}>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">{children}</SimpleGrid>
    </Section>
  );
}

/** All of an item, by what one decides about it. */
export function ItemForm({ initial, id, vendor, verb, fallback, onSaved }: ItemFormProps) {
  const save = useWrite('items.save');
  const units = useRead('units.list', {});
  const categories = useRead('categories.list', {});
  const materials = useRead('materials.list', {});
  const colors = useRead('colors.list', {});
  const doc = useDocForm<ItemValues, Product>({
    initial,
    validate: { name: (v: string) => (v.trim() ? null : 'Give the item a name.') },
    // The last cost moves with each receipt: it is only sent when somebody wrote it.
    save: (v) => save.run(saveOf(v.last_cost === initial.last_cost ? { ...v, last_cost: '' } : v, id)),
    onSaved: (_, saved) => {
      toast.good(id ? `${saved.sku} saved` : `${saved.sku} added`, saved.name);
      onSaved(saved);
    },
  });
  const { form } = doc;
  const v = form.values;
  const unitChoices = (units.data ?? []).filter((u) => u.active || u.code === v.unit || u.code === v.purchase_uom).map((u) => ({ value: u.code, label: `${u.code} · ${u.name}` }));
  const color = colors.data?.find((c) => String(c.id) === v.color_id);
  const unit = v.unit || 'EA';
  const service = v.item_type === 'service';
  const choice = (field: keyof ItemValues & string) => ({ ...form.getInputProps(field), value: (v[field] as string) || null, onChange: (value: string | null) => form.setFieldValue(field, value ?? '') });

  return (
    <FormShell doc={doc} verb={verb} fallback={fallback}>
      <Fields title="Basics">
        <TextInput label="Name" required data-autofocus autoFocus={!id} style={{ gridColumn: 'span 2' }} {...form.getInputProps('name')} />
        <TextInput label="SKU" placeholder="Formed by itself" {...form.getInputProps('sku')} />
        <Select label="Type" allowDeselect={false} data={choices(ITEM_TYPES)} {...form.getInputProps('item_type')} onChange={(type) => type && form.setValues(withType(v, type as ItemType))} />
        <Select label="Made or bought" allowDeselect={false} data={choices(PROCUREMENT)} {...form.getInputProps('procurement_type')} />
        <Select label="Stock unit" description="Stock, needs and costs are counted in it" allowDeselect={false} searchable data={unitChoices} {...form.getInputProps('unit')} />
        <Select label="Category" description="For lists and counts" clearable searchable data={(categories.data ?? []).filter((c) => c.is_active).map((c) => ({ value: String(c.id), label: c.name }))} {...choice('category_id')} />
        <TextInput label="Bar code" description="UPC or EAN, for the scanner" {...form.getInputProps('upc')} />
        <Select label="Material" clearable searchable data={(materials.data ?? []).map((m) => ({ value: String(m.id), label: m.name }))} {...choice('material_type_id')} />
        <Select
          label="Colour" clearable searchable data={(colors.data ?? []).map((c) => ({ value: String(c.id), label: c.name }))} {...choice('color_id')}
          leftSection={color && <Swatch colour={color.hex_code} second={color.hex_code_secondary} name="" />}
        />
        <Textarea label="Description" autosize minRows={1} style={{ gridColumn: 'span 2' }} {...form.getInputProps('description')} />
      </Fields>

      <Fields title="Price and cost">
        <MoneyField label={`Price of one ${unit}`} {...form.getInputProps('selling_price')} />
        <Select label="Offered to" allowDeselect={false} data={choices(CHANNELS)} {...form.getInputProps('sales_channel')} />
        <Select label="Stock is valued by" allowDeselect={false} data={choices(COST_METHODS)} {...form.getInputProps('cost_method')} />
        <MoneyField label={`Standard cost of one ${unit}`} {...form.getInputProps('standard_cost')} />
        <MoneyField label={`Last cost of one ${unit}`} {...form.getInputProps('last_cost')} />
      </Fields>

      {!service && (
        <Fields title="Purchase">
          <EntityPicker
            label="Vendor" clearable command="vendors.list" keyOf={(row) => String(row.id)} titleOf={(row) => row.name} value={v.preferred_vendor_id || null}
            valueTitle={v.preferred_vendor_id === initial.preferred_vendor_id ? vendor : null} error={form.errors['preferred_vendor_id']} onChange={(key) => form.setFieldValue('preferred_vendor_id', key ?? '')}
          />
          <Select label="Bought in" placeholder={`The stock unit (${unit})`} clearable searchable data={unitChoices} {...choice('purchase_uom')} />
          <DecimalField label={v.purchase_uom ? `${unit} in one ${v.purchase_uom}` : 'Stock units in it'} unit={unit} disabled={!v.purchase_uom} {...form.getInputProps('purchase_factor')} />
          <DecimalField label="Lead time" unit="days" inputMode="numeric" {...form.getInputProps('lead_time_days')} />
          <DecimalField label="And for each unit" unit="days" {...form.getInputProps('lead_time_per_unit_days')} />
          <QuantityField label="Order at least" unit={unit} {...form.getInputProps('min_order_qty')} />
          <QuantityField label="Order at most" unit={unit} {...form.getInputProps('max_order_qty')} />
          <QuantityField label="In multiples of" unit={unit} {...form.getInputProps('order_multiple')} />
        </Fields>
      )}

      {!service && (
        <Fields title="Planning">
          <Select label="Stocking" allowDeselect={false} data={choices(STOCKING)} {...form.getInputProps('stocking_policy')} />
          <QuantityField label="Reorder below" unit={unit} {...form.getInputProps('reorder_point')} />
          <QuantityField label="Safety stock" unit={unit} {...form.getInputProps('safety_stock')} />
          <DecimalField label="Yield" unit={PERCENT} placeholder="100" {...form.getInputProps('yield_percent')} />
          <Select label="Order size" allowDeselect={false} style={{ gridColumn: 'span 2' }} data={choices(LOT_POLICIES)} {...form.getInputProps('lot_policy')} />
          <QuantityField label="Lot" unit={unit} description="Fixed lots, and the lot setups are spread over" {...form.getInputProps('lot_size')} />
          {v.lot_policy === 'POQ' ? (
            <DecimalField label="Days of need an order covers" description="Whole days" unit="days" {...form.getInputProps('poq_days')} />
          ) : (
            <MoneyField label="Cost of one order" description="Placing it, or setting it up" {...form.getInputProps('order_cost')} />
          )}
          <Tooltip label="Built and used up at once: its parts are planned, it never lies on a shelf." multiline maw={280}>
            <Checkbox size="xs" mt={4} label="Phantom" {...form.getInputProps('is_phantom', { type: 'checkbox' })} />
          </Tooltip>
        </Fields>
      )}

      {!service && (
        <Fields title="Dimensions of one, in any unit: 85 g, 120 mm">
          <QuantityField label="Weight" unit="OZ" {...form.getInputProps('weight_oz')} />
          <QuantityField label="Length" unit="IN" {...form.getInputProps('length_in')} />
          <QuantityField label="Width" unit="IN" {...form.getInputProps('width_in')} />
          <QuantityField label="Height" unit="IN" {...form.getInputProps('height_in')} />
        </Fields>
      )}

      <Fields title="Tracking and files">
        <Checkbox size="xs" label="Lots: nothing is received or made without one" {...form.getInputProps('track_lots', { type: 'checkbox' })} />
        <Checkbox size="xs" label="Serial numbers: nothing is made or shipped without" {...form.getInputProps('track_serials', { type: 'checkbox' })} />
        <TextInput label="Print file" placeholder="/prints/vase-v4.gcode" {...form.getInputProps('gcode_file_path')} />
        <TextInput label="Former SKU" {...form.getInputProps('legacy_sku')} />
        <Textarea label="Notes" autosize minRows={2} style={{ gridColumn: '1 / -1' }} {...form.getInputProps('notes')} />
      </Fields>
    </FormShell>
  );
}
