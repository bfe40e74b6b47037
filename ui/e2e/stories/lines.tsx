import type { LineColumn } from '../../src/shared/form';
import { decimal } from '../../src/shared/values';

export interface StoryLine extends Record<string, unknown> {
  sku: string;
  name: string;
  quantity: string;
  unit: string;
  price: string;
  due: string;
}

export const STORY_LINES: StoryLine[] = [
  { sku: 'FG-0007', name: 'Gear housing, left', quantity: '40', unit: 'EA', price: '62.50', due: '2026-12-10' },
  { sku: 'FG-0008', name: 'Gear housing, right', quantity: '40', unit: 'EA', price: '62.50', due: '2026-12-10' },
  { sku: 'FG-0112', name: 'Cable clip, 6 mm, pack of 50', quantity: '12', unit: 'BOX', price: '35.93', due: '2026-12-04' },
];

export const storyLineColumns: LineColumn<StoryLine>[] = [
  { id: 'sku', header: 'Item', width: 110, value: (l) => l.sku, cell: (l) => <b style={{ fontWeight: 600 }}>{l.sku}</b>, editor: { kind: 'text' } },
  { id: 'name', header: 'Description', grow: true, width: 220, value: (l) => l.name, editor: { kind: 'text' } },
  { id: 'quantity', header: 'Quantity', align: 'right', width: 110, value: (l) => l.quantity, cell: (l, f) => (l.quantity ? f.quantity(l.quantity, l.unit) : ''), editor: (l) => ({ kind: 'quantity', unit: l.unit }) },
  { id: 'price', header: 'Price', align: 'right', width: 110, value: (l) => l.price, cell: (l, f) => (l.price ? f.money(l.price) : ''), editor: { kind: 'number' } },
  {
    id: 'total', header: 'Total', align: 'right', width: 120, value: () => '',
    cell: (l, f) => (l.price && l.quantity ? f.money(decimal.round(decimal.multiply(l.price, l.quantity), 2)) : ''),
  },
  { id: 'due', header: 'Promised', width: 120, value: (l) => l.due, cell: (l, f) => (l.due ? f.date(l.due) : ''), editor: { kind: 'date' } },
];
