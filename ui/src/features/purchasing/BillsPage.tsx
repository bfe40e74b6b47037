import { useMemo, useState } from 'react';
import type { RowOf } from '../../shared/api';
import { columnsOf, ListPage } from '../../shared/grid';
import { useGo } from '../../shared/go';
import { decimal, useFormat } from '../../shared/values';
import { PayBillDialog } from './Bills';
import { billState, BILL_TONES } from './words';

type BillRow = RowOf<'bills.list'>;
const col = columnsOf<BillRow>();
const bare = { sortable: false, filter: undefined };
const isOpen = (b: BillRow) => billState(b) === 'open';

/** What vendors asked for, over all orders: what is to be paid, and what is late. */
export default function BillsPage() {
  const go = useGo();
  const today = useFormat().today();
  const [paying, setPaying] = useState<BillRow | null>(null);
  const columns = useMemo(() => [
    col.key('bill_number', 'Bill', (b) => b.bill_number),
    col.text('vendor_name', 'Vendor', (b) => b.vendor_name, { width: 180 }),
    col.text('vendor_invoice_number', 'Their number', (b) => b.vendor_invoice_number, { width: 130 }),
    col.text('po_number', 'Order', (b) => b.po_number, { width: 130 }),
    col.text('state', 'State', (b) => BILL_TONES[billState(b)]?.[0] ?? b.status, { ...bare, width: 90 }),
    col.date('bill_date', 'Date', (b) => b.bill_date, { width: 108 }),
    col.due('due_date', 'Due', (b) => b.due_date, isOpen, { width: 138 }),
    col.money('total', 'Total', (b) => b.total, { width: 100 }),
    col.money('balance', 'Open', (b) => b.balance, { width: 100 }),
    col.dateTime('created_at', 'Recorded', (b) => b.created_at, { hidden: true }),
  ], []);
  return (
    <>
      <ListPage
        id="vendor-bills" title="Vendor bills" command="bills.list" columns={columns} keyOf={(b) => String(b.id)} onOpen={(b) => go(`/purchase-orders/${b.purchase_order_id}?tab=bills`)}
        toneOf={(b) => (isOpen(b) && b.due_date !== null && b.due_date < today ? 'bad' : null)}
        rowActions={(b) => [{ id: 'pay', title: b.balance !== null && decimal.isNegative(b.balance) ? 'Record money back' : 'Pay', refusal: isOpen(b) ? null : 'Nothing is open on it.', run: () => setPaying(b) }]}
        empty={{ title: 'No bills yet', hint: 'Open a purchase order of which goods came, and record the bill when the vendor sends it.' }}
      />
      {paying && <PayBillDialog bill={paying} onClose={() => setPaying(null)} />}
    </>
  );
}
