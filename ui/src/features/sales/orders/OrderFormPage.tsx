import { Autocomplete, Checkbox, Grid, Group, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { OrderDetail } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { DateField, DecimalField, EntityPicker, FormShell, LinesGrid, MoneyField, useDocForm, type DocForm, type LinesGridHandle } from '../../../shared/form';
import { useGo, useRouteParam, useSearchParam } from '../../../shared/go';
import { Loaded, Money, Page, Section, toast } from '../../../shared/ui';
import { decimal } from '../../../shared/values';
import { TERMS } from '../customers/terms';
import classes from '../sales.module.css';
import { RUSH_CHOICES } from '../tones';
import { PromiseLine, usePromises } from '../../planning';
import { AddressPart } from './AddressPart';
import { lineColumns } from './lineColumns';
import { atFormField, customerAddress, newLine, orderAddress, requestOf, valuesOf, type OrderValues } from './orderForm';
import { orderTotals } from './totals';

export default function OrderFormPage() {
  const id = useRouteParam();
  return id ? <EditOrder id={Number(id)} /> : <OrderForm order={null} />;
}

function EditOrder({ id }: { id: number }) {
  const order = useRead('orders.get', { id });
  return <Loaded query={order} what="The order">{(data) => <OrderForm order={data} />}</Loaded>;
}

function useOrderForm(order: OrderDetail | null) {
  const go = useGo();
  const { user, company } = useSession();
  const [customer] = useSearchParam('customer');
  const create = useWrite('orders.create');
  const update = useWrite('orders.update');
  const admin = mayDo(user, 'admin');
  // A new order begins once; one that is changed follows the core while nothing was typed.
  const [start] = useState<OrderValues>(() => ({ ...valuesOf(null, company.default_tax_rate), customer_id: customer ?? '' }));
  const doc = useDocForm<OrderValues, OrderDetail>({
    initial: order ? valuesOf(order, '0') : start,
    save: async (values) => {
      const request = requestOf(values, admin);
      try {
        return order
          ? await update.run({ id: order.head.id, expected_updated_at: order.head.updated_at, order: request })
          : await create.run({ order: request });
      } catch (error) {
        throw atFormField(error, values);
      }
    },
    onSaved: (_, { head }) => {
      toast.good(`${head.order_number} was ${order ? 'saved' : 'written'}`);
      go(`/orders/${head.id}`, { replace: true });
    },
  });
  return { doc, admin, digits: company.currency_digits, companyTax: company.default_tax_rate };
}

function OrderForm({ order }: { order: OrderDetail | null }) {
  const { doc, admin, digits, companyTax } = useOrderForm(order);
  const { form } = doc;
  const { values } = form;
  const grid = useRef<LinesGridHandle>(null);
  const promises = usePromises(values.lines, values.requested_date);
  const number = order?.head.order_number;
  const back = order ? `/orders/${order.head.id}` : '/orders';
  return (
    <Page title={number ? `Edit ${number}` : 'New order'} crumbs={number ? [{ title: number, to: back }, { title: 'Edit' }] : [{ title: 'New' }]}>
      <FormShell doc={doc} verb={order ? 'Save the order' : 'Write the order'} fallback={back}>
        <SimpleGrid cols={4} spacing="sm">
          <CustomerField order={order} doc={doc} companyTax={companyTax} onChosen={() => grid.current?.open()} />
          <DateField label="Wanted by" {...form.getInputProps('requested_date')} />
          <TextInput label="Their order number" {...form.getInputProps('po_reference')} />
          <Select label="How soon" data={RUSH_CHOICES} allowDeselect={false} {...form.getInputProps('rush_level')} />
        </SimpleGrid>
        <div>
          <LinesGrid
            label="Lines" handle={grid} columns={lineColumns(values.tax_percent, digits, admin)} lines={values.lines} keyOf={(l) => l.key} errors={form.errors}
            onChange={(at, patch) => form.setFieldValue('lines', (old: OrderValues['lines']) => old.map((l, i) => (i === at ? { ...l, ...patch } : l)))}
            onAdd={() => form.insertListItem('lines', newLine())} onRemove={(at) => form.removeListItem('lines', at)}
            empty="Add what is sold: Insert, or the button."
            renderBelow={(l, at) => <PromiseLine answer={promises.get(l.key)} onTake={(date) => form.setFieldValue(`lines.${at}.requested_date`, date)} />}
          />
          {typeof form.errors['lines'] === 'string' && <p role="alert" className={classes['bad']}>{form.errors['lines']}</p>}
          {admin && <Totals values={values} digits={digits} />}
        </div>
        <Grid gap="xl">
          <Grid.Col span={6}>
            <Deliver order={order} doc={doc} admin={admin} />
          </Grid.Col>
          <Grid.Col span={6}>
            <Section title="Notes">
              <Textarea label="For the customer" description="Stands on documents" autosize minRows={1} {...form.getInputProps('customer_notes')} />
              <Textarea label="For production" mt={6} autosize minRows={1} {...form.getInputProps('production_notes')} />
              <Textarea label="For colleagues" mt={6} autosize minRows={1} {...form.getInputProps('internal_notes')} />
            </Section>
          </Grid.Col>
        </Grid>
      </FormShell>
    </Page>
  );
}

interface PartProps {
  order: OrderDetail | null;
  doc: DocForm<OrderValues>;
}

/** For whom: a new customer brings terms, addresses and tax. */
function CustomerField({ order, doc, companyTax, onChosen }: PartProps & { companyTax: string; onChosen: () => void }) {
  const { form } = doc;
  const add = useWrite('customers.create');
  const id = Number(form.values.customer_id);
  const customer = useRead('customers.get', { id }, { enabled: id > 0 });
  const known = customer.data;
  const brought = useRef(order?.head.customer_id ?? null);
  useEffect(() => {
    if (!known || brought.current === known.id) return;
    brought.current = known.id;
    form.setValues({ payment_terms: known.payment_terms ?? '', tax_percent: known.tax_exempt ? '0' : decimal.percentOf(companyTax), shipping: null, billing: null });
    // Once for each customer that is chosen.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [known]);
  const fixed = order !== null && order.head.status !== 'draft';
  function choose(key: string) {
    form.setFieldValue('customer_id', key);
    // Whoever has said for whom goes on with what.
    if (key && blank) setTimeout(onChosen);
  }
  const blank = form.values.lines.length === 1 && form.values.lines[0]?.product_id === null;
  return (
    <EntityPicker
      label="Customer" command="customers.list" extra={{ filters: [{ field: 'status', op: 'eq', values: ['active'] }] } as never}
      keyOf={(r) => String(r.id)} titleOf={(r) => r.name} hintOf={(r) => r.city ?? r.customer_number} autoFocus={order === null && !form.values.customer_id}
      value={form.values.customer_id} valueTitle={known?.name ?? order?.head.customer_name ?? null} error={form.errors['customer_id']} disabled={fixed}
      {...(fixed ? { description: 'It is promised to them.' } : {})}
      onChange={(key) => choose(key ?? '')}
      onCreate={(typed) =>
        void add.run({ company_name: typed, tax_exempt: false }).then(
          (made) => { toast.good(`${made.name} was added`, 'Complete the address before the first parcel leaves.'); choose(String(made.id)); },
          (error: unknown) => toast.error('Not added', error),
        )
      }
    />
  );
}

/** Where to, at what cost, and on which terms. */
function Deliver({ order, doc, admin }: PartProps & { admin: boolean }) {
  const { form } = doc;
  const id = Number(form.values.customer_id);
  const customer = useRead('customers.get', { id }, { enabled: id > 0 });
  const own = order !== null && order.head.customer_id === id;
  const usual = (side: 'shipping' | 'billing') =>
    own ? orderAddress(order.head, side) : customer.data ? customerAddress(customer.data, side) : null;
  return (
    <Section title="Delivery and payment">
      <SimpleGrid cols={2} spacing="lg" mb="xs">
        <AddressPart label="Ship to" value={form.values.shipping} usual={usual('shipping')} more={['name', 'phone']} onChange={(next) => form.setFieldValue('shipping', next)} />
        <AddressPart label="Bill to" value={form.values.billing} usual={usual('billing')} more={['company', 'name']} onChange={(next) => form.setFieldValue('billing', next)} />
      </SimpleGrid>
      <Group gap="sm" align="flex-end" grow>
        <Autocomplete label="Payment terms" data={TERMS} {...form.getInputProps('payment_terms')} />
        <DecimalField label="Tax" unit="%" {...form.getInputProps('tax_percent')} />
        {admin && <MoneyField label="Shipping" {...form.getInputProps('shipping_cost')} />}
      </Group>
      {admin && <Checkbox mt="xs" label="Shipping is taxed" {...form.getInputProps('tax_shipping', { type: 'checkbox' })} />}
    </Section>
  );
}

/** What it comes to while it is written; the core reckons the same. */
function Totals({ values, digits }: { values: OrderValues; digits: number }) {
  const totals = orderTotals(values.lines, values, digits);
  const rows = [
    ['Lines', totals.net], ...(decimal.isZero(totals.discount) ? [] : [['of which taken off', totals.discount]]), ['Shipping', totals.shipping], ['Tax', totals.tax],
  ] as [string, string][];
  return (
    <dl className={classes['totals']} aria-label="What it comes to">
      {rows.map(([label, value]) => [<dt key={`${label}-t`}>{label}</dt>, <dd key={label}><Money value={value} /></dd>])}
      <dt data-strong>Total</dt>
      <dd data-strong aria-live="polite"><Money value={totals.grand} /></dd>
    </dl>
  );
}
