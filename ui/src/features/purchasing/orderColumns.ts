import type { RowOf } from '../../shared/api';
import { columnsOf } from '../../shared/grid';
import { isDue, PO_TONES } from './words';

export type OrderRow = RowOf<'purchasing.list'>;
const col = columnsOf<OrderRow>();
const bare = { sortable: false, filter: undefined };

export const ORDER_COLUMNS = [
  col.key('po_number', 'Number', (o) => o.po_number),
  col.text('vendor_name', 'Vendor', (o) => o.vendor_name, { width: 200 }),
  col.status('status', 'State', (o) => o.status, PO_TONES, { width: 140 }),
  col.due('expected_date', 'Expected', (o) => o.expected_date, (o) => isDue(o.status)),
  col.text('received', 'Received', (o) => `${o.lines_received} of ${o.lines}`, { ...bare, width: 90, hint: 'Lines of which all came' }),
  col.money('total_amount', 'Total', (o) => o.total_amount),
  col.date('order_date', 'Ordered', (o) => o.order_date),
  col.date('received_date', 'Arrived', (o) => o.received_date, { hidden: true }),
  col.text('tracking_number', 'Tracking', (o) => o.tracking_number, { ...bare, hidden: true }),
  col.dateTime('created_at', 'Written', (o) => o.created_at, { hidden: true }),
];
export const orderKey = (o: OrderRow) => String(o.id);
