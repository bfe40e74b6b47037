import { Button, Tabs } from '@mantine/core';
import { IconTruckDelivery } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RowOf } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { columnsOf, ListPage } from '../../../shared/grid';
import { Gauge, Swatch } from '../../../shared/ui';
import { decimal } from '../../../shared/values';
import { SerialsList } from '../serials/SerialsList';
import { useLotActions } from './lotActions';
import { INSPECTION_TONES, LOT_TONES } from './words';

type Lot = RowOf<'lots.list'>;
const col = columnsOf<Lot>();
const bare = { sortable: false, filter: undefined };

const COLUMNS = [
  col.key('lot_number', 'Lot', (l) => l.lot_number, { width: 130 }),
  col.text('name', 'Item', (l) => l.name, { width: 205, cell: (l) => (l.color_hex ? <Swatch colour={l.color_hex} name={l.name} /> : l.name) }),
  col.number('left', 'Left', (l) => l.left, { width: 165, hint: 'In the stock unit', cell: (l, f) => <Gauge percent={l.left_percent}>{f.quantity(decimal.trim(decimal.round(l.left, 2)), l.unit)}</Gauge> }),
  col.status('state', 'State', (l) => l.state, LOT_TONES, { width: 130 }),
  col.text('location_names', 'Place', (l) => l.location_names, { ...bare, width: 115 }),
  col.text('origin', 'From', (l) => l.po_number ?? l.work_order_code, { ...bare, width: 120 }),
  col.text('vendor_name', 'Vendor', (l) => l.vendor_name, { width: 135 }),
  col.due('expiration_date', 'Expires', (l) => l.expiration_date, (l) => l.state !== 'depleted', { width: 95 }),
  col.date('received_date', 'Came', (l) => l.received_date, { width: 95 }),
  col.text('sku', 'SKU', (l) => l.sku, { width: 160, hidden: true }),
  col.text('vendor_lot_number', "Vendor's lot", (l) => l.vendor_lot_number, { width: 130, hidden: true }),
  col.status('inspection_status', 'Inspection', (l) => l.inspection_status, INSPECTION_TONES, { width: 125, hidden: true }),
  col.number('received', 'Came in', (l) => l.received, { width: 110, hidden: true }),
  col.number('spools', 'Spools', (l) => String(l.spools), { ...bare, width: 75, hidden: true }),
];

/** What can be followed: goods by lot, and pieces by serial number. */
export default function LotsPage() {
  const [tab = 'lots', setTab] = useSearchParam('tab');
  const above = (
    <Tabs value={tab} onChange={(next) => setTab(next === 'lots' ? undefined : (next ?? undefined))} mb="xs">
      <Tabs.List aria-label="What is followed">
        <Tabs.Tab value="lots">Lots</Tabs.Tab>
        <Tabs.Tab value="serials">Serial numbers</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
  return tab === 'serials' ? <SerialsList above={above} /> : <LotsList above={above} />;
}

/** Each lot: what is left of it, where it came from, and whether it may be used. */
function LotsList({ above }: { above: ReactNode }) {
  const go = useGo();
  const { actionsOf, dialog } = useLotActions();
  return (
    <>
      <ListPage
        id="lots" title="Lots & serials" label="Lots" command="lots.list" columns={COLUMNS} above={above} keyOf={(l) => String(l.id)} onOpen={(l) => go(`/lots/${l.id}`)}
        toneOf={(l) => (l.state === 'failed' || l.state === 'expired' ? 'bad' : l.state === 'quarantine' ? 'warn' : null)}
        rowActions={(lot) => { const a = actionsOf(lot); return lot.state === 'quarantine' ? [a.release, a.inspect] : [a.inspect, a.quarantine]; }}
        empty={{
          title: 'No lots yet', hint: 'A lot is written with each delivery of an item that is kept by lot, of filament on spools, and of finished goods that track lots. From then on it can be followed both ways.',
          action: <Button leftSection={<IconTruckDelivery size={15} />} onClick={() => go('/receiving')}>Go to Receiving</Button>,
        }}
      />
      {dialog}
    </>
  );
}
