import { useMemo, type ReactNode } from 'react';
import { useRead, type RowOf } from '../../shared/api';
import { useGo } from '../../shared/go';
import { columnsOf, ListPage } from '../../shared/grid';
import { moveActions } from './moveActions';
import type { OpenMove } from './StockPage';
import { ITEM_TONES } from './words';

type Row = RowOf<'inventory.stock'>;
const col = columnsOf<Row>();
const keyOf = (row: Row) => String(row.id);

const columns = (places: readonly { value: string; label: string }[]) => [
  col.key('sku', 'SKU', (r) => r.sku),
  col.text('name', 'Item', (r) => r.name, { width: 250 }),
  col.status('item_type', 'Kind', (r) => r.item_type, ITEM_TONES),
  col.text('location_id', 'Place', (r) => r.location_name, { width: 170, sortable: false, filter: { kind: 'choice', options: places } }),
  col.quantity('on_hand', 'On hand', (r) => r.on_hand, (r) => r.unit),
  col.quantity('allocated', 'Reserved', (r) => r.allocated, (r) => r.unit),
  col.quantity('available', 'Free', (r) => r.available, (r) => r.unit),
  col.money('value', 'Value', (r) => r.value, { sortable: false, filter: undefined }),
  col.dateTime('last_counted', 'Last counted', (r) => r.last_counted),
];

export function StockByPlace({ actions, above, onMove }: { actions: ReactNode; above: ReactNode; onMove: OpenMove }) {
  const go = useGo();
  const places = useRead('locations.list', {}).data;
  const shown = useMemo(() => columns((places ?? []).map((p) => ({ value: String(p.id), label: p.name }))), [places]);
  return (
    <ListPage
      id="stock.places" title="Stock" label="Stock by place" counted={['item at a place', 'items at places']} command="inventory.stock" columns={shown} keyOf={keyOf} actions={actions} above={above}
      onOpen={(row) => go(`/stock/${row.product_id}`)}
      rowActions={(row) => moveActions(onMove, { id: row.product_id, sku: row.sku, name: row.name, unit: row.unit }, String(row.location_id))}
      empty={{ title: 'Nothing lies anywhere', hint: 'Receive a purchase order, or enter what already lies on your shelves as opening stock.' }}
    />
  );
}
