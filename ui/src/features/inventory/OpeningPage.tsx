import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useWrite } from '../../shared/api';
import { atSentLines, DateField, FormShell, LinesGrid, useDocForm, type LineColumn } from '../../shared/form';
import { useGo } from '../../shared/go';
import { Page, toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { ItemPicker } from '../catalog';
import { usePlaceChoices } from './MovementsGrid';

interface Line extends Record<string, unknown> {
  product_id: string;
  title: string;
  unit: string;
  location_id: string;
  quantity: string;
  unit_cost: string;
  lot_number: string;
  expiration_date: string;
}

const BLANK: Line = { product_id: '', title: '', unit: '', location_id: '', quantity: '', unit_cost: '', lot_number: '', expiration_date: '' };
const isFilled = (l: Line) => l.product_id !== '';
const worth = (l: Line) => (decimal.isDecimal(l.quantity) && decimal.isDecimal(l.unit_cost) ? decimal.round(decimal.multiply(l.quantity, l.unit_cost), 2) : '0');

const columnsAt = (places: readonly { value: string; label: string }[]): LineColumn<Line>[] => [
  {
    id: 'product_id', header: 'Item', grow: true, width: 240, value: (l) => l.title,
    custom: (l, done) => (
      <ItemPicker
        aria-label="Item" autoFocus value={l.product_id || null} valueTitle={l.title}
        onChange={(key, row) => done(row && key ? { product_id: key, title: `${row.sku} · ${row.name}`, unit: row.unit, unit_cost: l.unit_cost || (row.unit_cost ?? '') } : null)}
      />
    ),
  },
  { id: 'location_id', header: 'Place', width: 150, value: (l) => l.location_id, cell: (l) => places.find((p) => p.value === l.location_id)?.label ?? <Text span c="dimmed" size="sm">Default</Text>, editor: { kind: 'choice', options: [{ value: '', label: 'Default' }, ...places] } },
  { id: 'quantity', header: 'Quantity', width: 120, align: 'right', value: (l) => l.quantity, cell: (l, f) => (l.quantity ? f.quantity(l.quantity, l.unit) : ''), editor: (l) => ({ kind: 'quantity', unit: l.unit || 'EA' }) },
  { id: 'unit_cost', header: 'Cost per unit', width: 120, align: 'right', value: (l) => l.unit_cost, cell: (l, f) => (l.unit_cost ? f.unitCost(l.unit_cost) : ''), editor: { kind: 'number' } },
  { id: 'worth', header: 'Worth', width: 110, align: 'right', value: worth, cell: (l, f) => f.money(worth(l)) },
  { id: 'lot_number', header: 'Lot', width: 120, value: (l) => l.lot_number, editor: { kind: 'text' } },
  { id: 'expiration_date', header: 'Expires', width: 110, value: (l) => l.expiration_date, cell: (l, f) => (l.expiration_date ? f.date(l.expiration_date) : ''), editor: { kind: 'date' } },
];

/** What lay on the shelves on the first day, entered once, against the opening balance. */
export default function OpeningPage() {
  const go = useGo();
  const format = useFormat();
  const places = usePlaceChoices();
  const open = useWrite('inventory.opening_stock');
  const doc = useDocForm({
    initial: { date: format.today(), lines: [{ ...BLANK }] as Line[] },
    save: (v) =>
      open
        .run({
          date: v.date,
          lines: v.lines.filter(isFilled).map((l) => ({
            product_id: Number(l.product_id), quantity: l.quantity || '0', unit_cost: l.unit_cost || '0',
            ...(l.location_id ? { location_id: Number(l.location_id) } : {}), ...(l.lot_number.trim() ? { lot_number: l.lot_number } : {}),
            ...(l.expiration_date ? { expiration_date: l.expiration_date } : {}),
          })),
        })
        .catch((error: unknown) => { throw atSentLines(error, v.lines, isFilled, (field) => field || '.quantity'); })
        .then((made) => toast.good('Opening stock entered', `${made.length} ${made.length === 1 ? 'item' : 'items'}`)),
    onSaved: () => go('/stock'),
  });
  const { lines } = doc.form.values;
  const change = (i: number, patch: Partial<Line>) => { doc.form.setFieldValue(`lines.${i}`, { ...(lines[i] ?? BLANK), ...patch } as never); doc.form.clearErrors(); };
  const columns = useMemo(() => columnsAt(places), [places]);
  return (
    <Page title="Opening stock" crumbs={[{ title: 'Opening stock' }]}>
      <FormShell doc={doc} verb="Enter opening stock" fallback="/stock">
        <Text size="sm" c="dimmed" maw={720}>What lies on your shelves before the first purchase or sale is booked. It is worth what you enter here; the other side is the opening balance.</Text>
        <DateField label="As of" required maw={200} {...doc.form.getInputProps('date')} />
        <LinesGrid
          label="Opening stock" columns={columns} lines={lines} keyOf={(_, i) => String(i)} onChange={change} errors={doc.form.errors} addLabel="Add an item"
          onAdd={() => doc.form.insertListItem('lines', { ...BLANK })} onRemove={(i) => doc.form.removeListItem('lines', i)}
          footer={<span>Worth <b className="sy-num">{format.money(decimal.sum(lines.map(worth)))}</b></span>}
        />
      </FormShell>
    </Page>
  );
}
