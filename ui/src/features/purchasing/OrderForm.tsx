import { Checkbox, Group, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useRead } from '../../shared/api';
import { DateField, FormShell, LinesGrid, MoneyField, useDocForm, type LineColumn } from '../../shared/form';
import { Section } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { ItemPicker } from '../catalog';
import { LocationSelect } from '../inventory';
import { inStock, lineTotal } from './arithmetic';
import { atFormLines, BLANK_LINE, factorOf, usualPurchase, type OrderLine, type OrderValues } from './orderForm';
import { VendorPicker } from './VendorPicker';

interface OrderFormProps {
  initial: OrderValues;
  vendorName?: string | null;
  verb: string;
  fallback: string;
  save: (values: OrderValues) => Promise<{ id: number }>;
  onSaved: (id: number) => void;
}

const columnsIn = (units: readonly { value: string; label: string }[]): LineColumn<OrderLine>[] => [
  {
    id: 'product_id', header: 'Item', grow: true, width: 220, value: (l) => l.title,
    custom: (l, done) => <ItemPicker aria-label="Item" autoFocus value={l.product_id || null} valueTitle={l.title} onChange={(key, row) => done(key && row ? { product_id: key, title: `${row.sku} · ${row.name}`, unit: row.unit } : null)} />,
  },
  { id: 'vendor_sku', header: 'Their number', width: 120, value: (l) => l.vendor_sku, editor: { kind: 'text' } },
  { id: 'quantity', header: 'Quantity', width: 85, align: 'right', value: (l) => l.quantity, cell: (l, f) => (l.quantity ? f.number(l.quantity) : ''), editor: { kind: 'number' } },
  { id: 'purchase_unit', header: 'Unit', width: 85, value: (l) => l.purchase_unit, editor: { kind: 'choice', options: [{ value: '', label: '–' }, ...units] } },
  { id: 'stock', header: 'In stock', width: 105, align: 'right', value: (l) => inStock(l.quantity, l.factor) ?? '', cell: (l, f) => <StockEquivalent line={l} show={f.quantity} /> },
  { id: 'unit_cost', header: 'Cost each', width: 95, align: 'right', value: (l) => l.unit_cost, cell: (l, f) => (l.unit_cost ? f.unitCost(l.unit_cost) : ''), editor: { kind: 'number' } },
  { id: 'total', header: 'Total', width: 105, align: 'right', value: (l) => lineTotal(l.quantity, l.unit_cost), cell: (l, f) => f.money(lineTotal(l.quantity, l.unit_cost)) },
  { id: 'expected_date', header: 'Expected', width: 95, value: (l) => l.expected_date, cell: (l, f) => (l.expected_date ? f.date(l.expected_date) : ''), editor: { kind: 'date' } },
];

/** A purchase order: from whom, what, for how much. A picked item brings the vendor's number, unit and price. */
export function OrderForm({ initial, vendorName = null, verb, fallback, save, onSaved }: OrderFormProps) {
  const format = useFormat();
  const units = useRead('units.list', {}).data;
  const vendors = useRead('vendors.list', { filters: [], limit: 200 }).data?.rows;
  const doc = useDocForm<OrderValues, { id: number }>({
    initial,
    validate: { vendor_id: (v: string) => (v === '' ? 'Choose whom to buy from.' : null) },
    save: (v) => save(v).catch((error: unknown) => { throw atFormLines(error, v.lines); }), onSaved: (_, answer) => onSaved(answer.id),
  });
  const { values, getInputProps, setFieldValue } = doc.form;
  const { lines } = values;
  const change = (index: number, patch: Partial<OrderLine>) => {
    doc.form.setValues((now) => ({ lines: (now.lines ?? []).map((l, i) => (i === index ? { ...l, ...patch } : l)) }));
    doc.form.clearErrors();
  };
  function changed(index: number, patch: Partial<OrderLine>) {
    const line = lines[index];
    change(index, patch);
    const product = Number(patch.product_id ?? line?.product_id ?? 0);
    if (patch.product_id) void usualPurchase(product, values.vendor_id).then((usual) => change(index, usual));
    else if (patch.purchase_unit && line && product) void factorOf(product, patch.purchase_unit, line.unit).then((factor) => change(index, { factor }));
  }
  const unitChoices = useMemo(() => (units ?? []).filter((u) => u.active).map((u) => ({ value: u.code, label: u.code })), [units]);
  const columns = useMemo(() => columnsIn(unitChoices), [unitChoices]);
  const goods = decimal.sum(lines.map((l) => lineTotal(l.quantity, l.unit_cost)));
  const number = (text: string) => (decimal.isDecimal(text) ? text : '0');
  const total = decimal.sum([goods, number(values.shipping_cost), number(values.tax_amount)]);
  const title = vendorName ?? vendors?.find((v) => String(v.id) === values.vendor_id)?.name ?? null;
  return (
    <FormShell doc={doc} verb={verb} fallback={fallback}>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <VendorPicker required value={values.vendor_id || null} valueTitle={title} onChange={(id) => setFieldValue('vendor_id', id ?? '')} error={doc.form.errors['vendor_id']} autoFocus={!values.vendor_id} />
        <DateField label="Expected" {...getInputProps('expected_date')} description="Left empty: by the vendor's lead time" />
        <LocationSelect label="Goods go to" {...getInputProps('location_id')} />
        <TextInput label="Terms" {...getInputProps('terms')} />
      </SimpleGrid>
      <Section title="Lines">
        <LinesGrid
          label="Lines" columns={columns} lines={lines} keyOf={(_, i) => String(i)} onChange={changed} errors={doc.form.errors}
          onAdd={() => doc.form.setValues((now) => ({ lines: [...(now.lines ?? []), { ...BLANK_LINE }] }))}
          onRemove={(i) => doc.form.setValues((now) => ({ lines: (now.lines ?? []).filter((_, at) => at !== i) }))}
          footer={<span>Goods <b className="sy-num">{format.money(goods)}</b></span>}
        />
      </Section>
      <Section title="Besides the goods">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <MoneyField label="Shipping" {...getInputProps('shipping_cost')} />
          <MoneyField label="Tax" {...getInputProps('tax_amount')} />
          <TextInput label="Paid by" {...getInputProps('payment_method')} />
          <TextInput label="Payment reference" {...getInputProps('payment_reference')} />
          <Checkbox size="xs" label="Shipping adds to what the goods are worth" {...getInputProps('lands_freight', { type: 'checkbox' })} />
          <Checkbox size="xs" label="Tax adds to what the goods are worth" {...getInputProps('lands_tax', { type: 'checkbox' })} />
        </SimpleGrid>
      </Section>
      <Textarea label="Notes" autosize minRows={1} {...getInputProps('notes')} />
      <Group justify="flex-end"><Text size="sm">Total <b className="sy-num">{format.money(total)}</b></Text></Group>
    </FormShell>
  );
}

function StockEquivalent({ line, show }: { line: OrderLine; show: (value: string, unit?: string) => string }) {
  const stock = inStock(line.quantity, line.factor);
  return <Text span size="sm" c="dimmed">{stock === null ? '' : show(stock, line.unit)}</Text>;
}
