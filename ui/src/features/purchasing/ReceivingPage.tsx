import { Button, Tabs } from '@mantine/core';
import { IconArrowBackUp, IconFileText, IconTruckDelivery } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { mayDo, useSession, type RowOf } from '../../shared/api';
import { useGo, useSearchParam } from '../../shared/go';
import { columnsOf, ListPage } from '../../shared/grid';
import { useFormat } from '../../shared/values';
import { inStock } from './arithmetic';
import { ReceiveDialog } from './ReceiveDialog';
import { ReverseReceiptDialog } from './ReceiptDialogs';
import { PO_TONES, RECEIPT_TONES } from './words';

type Due = RowOf<'purchasing.expected'>;
type Came = RowOf<'purchasing.receipts'>;
const due = columnsOf<Due>();
const came = columnsOf<Came>();
const bare = { sortable: false, filter: undefined };

const DUE_COLUMNS = [
  due.key('po_number', 'Order', (r) => r.po_number),
  due.due('expected_date', 'Expected', (r) => r.expected_date, () => true),
  due.text('vendor_name', 'From', (r) => r.vendor_name, { width: 190 }),
  due.text('sku', 'Item', (r) => r.sku, { width: 150 }),
  due.text('name', 'Name', (r) => r.name, { ...bare, width: 200 }),
  due.text('vendor_sku', "Vendor's number", (r) => r.vendor_sku, { ...bare, width: 130 }),
  due.quantity('quantity', 'Still to come', (r) => r.quantity, (r) => r.purchase_unit, { ...bare, width: 130 }),
  due.quantity('stock', 'In stock units', (r) => inStock(r.quantity, r.purchase_factor), (r) => r.unit, { ...bare, width: 125 }),
  due.status('status', 'State', (r) => r.status, { ordered: PO_TONES['ordered'] ?? ['Ordered', 'info'], shipped: PO_TONES['shipped'] ?? ['Shipped', 'active'], partial: PO_TONES['partial'] ?? ['Partly received', 'active'] }, { width: 130 }),
  due.text('tracking_number', 'Tracking', (r) => [r.carrier, r.tracking_number].filter(Boolean).join(' '), bare),
];
const CAME_COLUMNS = [
  came.key('receipt_number', 'Receipt', (r) => r.receipt_number, { width: 140 }),
  came.status('kind', 'Kind', (r) => r.kind, RECEIPT_TONES, bare),
  came.date('received_date', 'Date', (r) => r.received_date),
  came.text('po_number', 'Order', (r) => r.po_number, { width: 130 }),
  came.text('vendor_name', 'Vendor', (r) => r.vendor_name, { width: 200 }),
  came.number('lines', 'Lines', (r) => String(r.lines), { ...bare, width: 70 }),
  came.text('location_name', 'Place', (r) => r.location_name, { ...bare, width: 150 }),
  came.text('vendor_packing_slip', 'Packing slip', (r) => r.vendor_packing_slip, { width: 130 }),
  came.text('state', 'State', (r) => (r.is_reversed ? 'Reversed' : null), { ...bare, width: 100 }),
  came.text('notes', 'Notes', (r) => r.notes, { ...bare, width: 200 }),
];
const keyOf = (r: { id: number }) => String(r.id);

/** The dock: what is due, late first, and what came. */
export default function ReceivingPage() {
  const [tab = 'due', setTab] = useSearchParam('tab');
  const above = (
    <Tabs value={tab} onChange={(next) => setTab(next === 'due' ? undefined : (next ?? undefined))} mb="xs">
      <Tabs.List aria-label="Receiving seen">
        <Tabs.Tab value="due">Expected</Tabs.Tab>
        <Tabs.Tab value="came">What came</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
  return tab === 'came' ? <CameList above={above} /> : <DueList above={above} />;
}

function DueList({ above }: { above: ReactNode }) {
  const go = useGo();
  const today = useFormat().today();
  const [order, setOrder] = useState<number | null>(null);
  return (
    <>
      <ListPage
        id="receiving.due" title="Receiving" label="Expected goods" counted={['expected line', 'expected lines']} command="purchasing.expected" columns={DUE_COLUMNS} keyOf={keyOf} above={above} onOpen={(r) => setOrder(r.purchase_order_id)}
        toneOf={(r) => (r.expected_date !== null && r.expected_date < today ? 'bad' : null)}
        rowActions={(r) => [
          { id: 'receive', title: `Receive ${r.po_number}`, icon: IconTruckDelivery, run: () => setOrder(r.purchase_order_id) },
          { id: 'order', title: `Open ${r.po_number}`, icon: IconFileText, run: () => go(`/purchase-orders/${r.purchase_order_id}`) },
        ]}
        empty={{ title: 'Nothing is on its way', hint: 'What is ordered from vendors is listed here until it came.', action: <Button variant="default" onClick={() => go('/purchase-orders')}>Go to purchase orders</Button> }}
      />
      {order !== null && <ReceiveDialog orderId={order} onClose={() => setOrder(null)} />}
    </>
  );
}

function CameList({ above }: { above: ReactNode }) {
  const go = useGo();
  const admin = mayDo(useSession().user, 'admin');
  const [undo, setUndo] = useState<Came | null>(null);
  const stays = (r: Came): string | null => (!admin ? 'An admin does that.' : r.kind !== 'receipt' ? 'Only a receipt is reversed.' : r.is_reversed ? 'It was reversed already.' : null);
  return (
    <>
      <ListPage
        id="receiving.came" title="Receiving" label="Receipts" command="purchasing.receipts" columns={CAME_COLUMNS} keyOf={keyOf} above={above}
        onOpen={(r) => go(`/purchase-orders/${r.purchase_order_id}?tab=receipts`)}
        rowActions={(r) => [{ id: 'reverse', title: 'Reverse', icon: IconArrowBackUp, danger: true, refusal: stays(r), run: () => setUndo(r) }]}
        empty={{ title: 'Nothing came yet', hint: 'Each delivery that is booked in is listed here, with what was given back.' }}
      />
      {undo && <ReverseReceiptDialog receipt={{ id: undo.id, number: undo.receipt_number, order: undo.po_number }} onClose={() => setUndo(null)} />}
    </>
  );
}
