import { Checkbox, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { WorkOrder } from '../../../bindings/commands';
import type { Filter } from '../../../platform';
import { useRead, useWrite } from '../../../shared/api';
import { DateField, FormShell, QuantityField, useDocForm } from '../../../shared/form';
import { useGo, useRouteParam, useSearchParam } from '../../../shared/go';
import { Loaded, Notice, Page, toast } from '../../../shared/ui';
import { ItemPicker } from '../../catalog';
import { PRIORITIES } from '../words';
import { createOf, newWorkOrder, updateOf, valuesOf, type Wanted, type WorkOrderValues } from './workOrderForm';

const MADE: readonly Filter[] = [{ field: 'procurement_type', op: 'eq', values: ['make'] }];

/** A new work order, or one changed. */
export default function WorkOrderFormPage() {
  const id = useRouteParam();
  const [product] = useSearchParam('product');
  const [quantity] = useSearchParam('quantity');
  const [due] = useSearchParam('due');
  const [order_line] = useSearchParam('order_line');
  const [order] = useSearchParam('order');
  if (id !== '') return <Changed id={Number(id)} />;
  return product ? <NewFor wanted={{ product, quantity, due, order_line }} order={order} /> : <New />;
}

interface NewProps {
  wanted?: Wanted;
  /** The number of the sales order it is for. */
  order?: string | undefined;
  title?: string;
  unit?: string;
}

function New({ wanted, order, title, unit = 'EA' }: NewProps) {
  return (
    <Page title="New work order" crumbs={[{ title: 'New' }]}>
      {wanted?.order_line && <div style={{ marginBottom: 12 }}><Notice tone="info">It is made for {order ?? 'a sales order'}: the line counts on it.</Notice></div>}
      <WorkOrderForm initial={newWorkOrder(wanted)} item={{ title: title ?? null, unit }} />
    </Page>
  );
}

/** Opened from an item or from what an order lacks: the item is chosen already. */
function NewFor({ wanted, order }: { wanted: Wanted; order: string | undefined }) {
  const item = useRead('items.get', { id: Number(wanted.product) });
  return <Loaded query={item} what="The item">{(detail) => <New wanted={wanted} order={order} title={`${detail.product.sku} · ${detail.product.name}`} unit={detail.product.unit} />}</Loaded>;
}

function Changed({ id }: { id: number }) {
  const query = useRead('work_orders.get', { id });
  return (
    <Loaded query={query} what="The work order">
      {({ order }) => (
        <Page title={`Edit ${order.code}`} crumbs={[{ title: order.code, to: `/work-orders/${id}` }, { title: 'Edit' }]}>
          <WorkOrderForm initial={valuesOf(order)} order={order} item={{ title: `${order.sku} · ${order.product_name}`, unit: order.unit }} />
        </Page>
      )}
    </Loaded>
  );
}

function WorkOrderForm({ initial, order, item }: { initial: WorkOrderValues; order?: WorkOrder; item: { title: string | null; unit: string } }) {
  const go = useGo();
  const create = useWrite('work_orders.create');
  const update = useWrite('work_orders.update');
  const places = useRead('locations.list', {});
  const [unit, setUnit] = useState(item.unit);
  const doc = useDocForm<WorkOrderValues, WorkOrder>({
    initial,
    validate: { product_id: (v: string) => (v ? null : 'Choose what to make.'), quantity: (v: string) => (v ? null : 'Say how many.') },
    save: (v) => (order ? update.run(updateOf(order.id, v)) : create.run(createOf(v))),
    onSaved: (_, saved) => {
      toast.good(order ? `${saved.code} saved` : `${saved.code} written`, order ? undefined : 'Release it to reserve its materials and lay out its operations.');
      go(`/work-orders/${saved.id}`, { replace: true });
    },
  });
  const { form } = doc;
  const v = form.values;
  return (
    <FormShell doc={doc} verb={order ? 'Save the work order' : 'Write the work order'} fallback={order ? `/work-orders/${order.id}` : '/work-orders'}>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <div style={{ gridColumn: 'span 2' }}>
          <ItemPicker
            label="Item to make" required autoFocus={!order} disabled={Boolean(order)} filters={MADE} placeholder="SKU or name" value={v.product_id || null}
            valueTitle={v.product_id === initial.product_id ? item.title : null} error={form.errors['product_id']}
            onChange={(id, row) => {
              form.setFieldValue('product_id', id ?? '');
              if (row) setUnit(row.unit);
            }}
          />
        </div>
        <QuantityField label="Quantity" required unit={unit} {...form.getInputProps('quantity')} />
        <DateField label="Due" {...form.getInputProps('due_date')} />
        <Select label="Priority" allowDeselect={false} data={PRIORITIES} {...form.getInputProps('priority')} />
        <Select
          label="Goods go to" clearable placeholder="The default place" data={(places.data ?? []).map((p) => ({ value: String(p.id), label: p.name }))}
          {...form.getInputProps('location_id')} value={v.location_id || null} onChange={(value) => form.setFieldValue('location_id', value ?? '')}
        />
        <TextInput label="Who makes it" maxLength={100} {...form.getInputProps('assigned_to')} />
        <Checkbox mt={26} label="Inspect before shipping" {...form.getInputProps('requires_qc', { type: 'checkbox' })} />
        <Textarea label="Notes" autosize minRows={2} style={{ gridColumn: 'span 4' }} {...form.getInputProps('notes')} />
      </SimpleGrid>
    </FormShell>
  );
}
