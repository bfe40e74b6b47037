import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RowOf } from '../../shared/api';
import { useGo } from '../../shared/go';
import { columnsOf, ListPage } from '../../shared/grid';
import type { OpenMove } from './StockPage';
import { moveActions } from './moveActions';
import { ITEM_TONES } from './words';

type Row = RowOf<'items.list'>;
const col = columnsOf<Row>();
const COLUMNS = [
  col.key('sku', 'SKU', (r) => r.sku),
  col.text('name', 'Item', (r) => r.name, { width: 195 }),
  col.status('item_type', 'Kind', (r) => r.item_type, ITEM_TONES),
  col.text('category', 'Category', (r) => r.category, { width: 120 }),
  col.quantity('on_hand', 'On hand', (r) => r.on_hand, (r) => r.unit),
  col.quantity('allocated', 'Reserved', (r) => r.allocated, (r) => r.unit),
  col.quantity('available', 'Free', (r) => r.available, (r) => r.unit, {
    cell: (r, f) => (
      <span style={r.is_low ? { color: 'var(--sy-warn)' } : undefined}>
        {r.is_low && <span style={{ fontSize: 11 }}>low </span>}
        {f.number(r.available)} <span style={{ color: 'var(--mantine-color-dimmed)', fontSize: 11 }}>{r.unit}</span>
      </span>
    ),
  }),
  col.quantity('reorder_point', 'Reorder at', (r) => r.reorder_point, (r) => r.unit),
  col.money('stock_value', 'Value', (r) => r.stock_value, { sortable: false, filter: undefined }),
  col.flag('is_low', 'Low', (r) => r.is_low, { hidden: true }),
];
const STAFF_COLUMNS = COLUMNS.filter((c) => c.id !== 'stock_value');
const keyOf = (row: Row) => String(row.id);

export function StockByItem({ actions, above, onMove, admin }: { actions: ReactNode; above: ReactNode; onMove: OpenMove; admin: boolean }) {
  const go = useGo();
  return (
    <ListPage
      id="stock.items" title="Stock" label="Items in stock" counted={['item', 'items']} command="items.list" columns={admin ? COLUMNS : STAFF_COLUMNS} keyOf={keyOf} actions={actions} above={above}
      onOpen={(row) => go(`/stock/${row.id}`)} rowActions={(row) => moveActions(onMove, row)} toneOf={(row) => (row.is_low ? 'warn' : null)}
      empty={{
        title: 'No items yet', hint: 'Stock is kept of items. Make the first one, then enter what lies on your shelves.',
        action: admin ? <Button onClick={() => go('/items')}>Go to items</Button> : undefined,
      }}
    />
  );
}
