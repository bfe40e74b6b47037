import { NumberInput, Select, Text } from '@mantine/core';
import type { Supposition } from '../../bindings/commands';
import { useRead } from '../../shared/api';
import { DateField, EntityPicker, FormModal, QuantityField, useDocForm } from '../../shared/form';
import { decimal } from '../../shared/values';
import { EMPTY, KINDS, problemOf, suppositionOf, type Draft, type Kind } from './suppositions';

const open = (statuses: readonly string[]) => ({ filters: [{ field: 'status', op: 'in', values: statuses }] }) as never;
const CHECKED = ['target', 'quantity', 'date', 'days', 'safety_stock'] as const;
const OF_ITEM: readonly Kind[] = ['demand', 'stock', 'lead_time', 'policy'];

/** Writes one supposition down. */
export function SuppositionDialog({ onAdd, onClose }: { onAdd: (edit: Supposition) => void; onClose: () => void }) {
  const doc = useDocForm<Draft & { order: string; unit: string }, Supposition>({
    initial: { ...EMPTY, order: '', unit: 'EA' },
    validate: Object.fromEntries(CHECKED.map((field) => [field, (_: unknown, v: Draft) => problemOf(v)[field] ?? null])),
    save: (v) => Promise.resolve(suppositionOf(v)),
    onSaved: (_, edit) => onAdd(edit),
  });
  const { form } = doc;
  const { kind, target, unit } = form.values;
  const choose = (key: string | null, name?: string, more?: Partial<Draft & { unit: string }>) => form.setValues({ target: key ?? '', name: name ?? '', ...more });
  const has = (...kinds: Kind[]) => kinds.includes(kind);
  return (
    <FormModal title="Suppose that" doc={doc} verb="Suppose it" onClose={onClose}>
      <Select label="What" allowDeselect={false} data={Object.entries(KINDS).map(([value, { title }]) => ({ value, label: title }))} value={kind} onChange={(v) => form.setValues({ ...EMPTY, kind: (v ?? 'demand') as Kind, order: '', unit: 'EA' })} />
      <Text size="xs" c="dimmed">{KINDS[kind].hint}</Text>
      {OF_ITEM.includes(kind) && (
        <EntityPicker label="Item" command="items.list" keyOf={(r) => String(r.id)} titleOf={(r) => `${r.sku}  ${r.name}`} value={target || null} error={form.errors['target']} onChange={(key, row) => choose(key, row?.sku, { unit: row?.unit ?? 'EA' })} />
      )}
      {has('drop_order') && (
        <EntityPicker label="Order" command="orders.list" extra={open(['confirmed', 'in_progress'])} keyOf={(r) => String(r.id)} titleOf={(r) => r.order_number} hintOf={(r) => r.customer_name} value={target || null} error={form.errors['target']} onChange={(key, row) => choose(key, row?.order_number)} />
      )}
      {has('sales_line') && (
        <>
          <EntityPicker label="Order" command="orders.list" extra={open(['confirmed', 'in_progress'])} keyOf={(r) => String(r.id)} titleOf={(r) => r.order_number} hintOf={(r) => r.customer_name} value={form.values.order || null} onChange={(key) => form.setValues({ order: key ?? '', target: '' })} />
          <LineSelect order={form.values.order} value={target} error={form.errors['target']} onChange={(key, u) => choose(key, undefined, { unit: u })} />
        </>
      )}
      {has('purchase') && (
        <EntityPicker label="Purchase" command="purchasing.expected" keyOf={(r) => String(r.id)} titleOf={(r) => `${r.po_number}  ${r.sku}`} hintOf={(r) => r.vendor_name} value={target || null} error={form.errors['target']} onChange={(key, row) => choose(key, row?.po_number)} />
      )}
      {has('work_order') && (
        <EntityPicker label="Work order" command="work_orders.list" extra={open(['draft', 'released', 'in_progress', 'on_hold'])} keyOf={(r) => String(r.id)} titleOf={(r) => r.code} hintOf={(r) => r.sku} value={target || null} error={form.errors['target']} onChange={(key, row) => choose(key, row?.code)} />
      )}
      {has('demand', 'sales_line', 'stock') && <QuantityField label={kind === 'stock' ? 'On the shelf' : 'Quantity'} unit={unit} {...form.getInputProps('quantity')} />}
      {has('demand', 'sales_line') && <DateField label="Wanted by" {...form.getInputProps('date')} />}
      {has('purchase', 'work_order') && <DateField label="Comes on" description="Empty: never" {...form.getInputProps('date')} />}
      {has('lead_time') && <NumberInput label="Days" min={0} max={3650} value={form.values.days === '' ? '' : Number(form.values.days)} onChange={(v) => form.setFieldValue('days', String(v))} error={form.errors['days']} />}
      {has('policy') && (
        <>
          <QuantityField label="Safety stock" unit={unit} {...form.getInputProps('safety_stock')} />
          <QuantityField label="Smallest order" unit={unit} {...form.getInputProps('min_order_qty')} />
          <QuantityField label="Orders in multiples of" unit={unit} {...form.getInputProps('order_multiple')} />
        </>
      )}
    </FormModal>
  );
}

function LineSelect({ order, value, error, onChange }: { order: string; value: string; error: React.ReactNode; onChange: (key: string | null, unit: string) => void }) {
  const found = useRead('orders.get', { id: Number(order) }, { enabled: order !== '' });
  const lines = (order ? found.data?.lines : undefined)?.filter((l) => !l.is_cancelled && l.is_stocked) ?? [];
  return (
    <Select
      label="Line" disabled={!order} value={value || null} error={error} data={lines.map((l) => ({ value: String(l.id), label: `${l.sku}, ${decimal.trim(l.open_quantity)} ${l.unit}` }))}
      onChange={(key) => onChange(key, lines.find((l) => String(l.id) === key)?.unit ?? 'EA')}
    />
  );
}
