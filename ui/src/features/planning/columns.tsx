import type { PlannedOrderRow, PlanningMessageRow } from '../../bindings/commands';
import { columnsOf, type Column } from '../../shared/grid';
import { LinkTo } from '../../shared/ui';
import { documentUrl, MESSAGES, PLANNED_TONES, SEVERITY_TONES, TYPE_TONES } from './words';

const col = columnsOf<PlannedOrderRow>();
const msg = columnsOf<PlanningMessageRow>();
const faint = { color: 'var(--mantine-color-dimmed)' };
export const plannedKey = (row: PlannedOrderRow) => String(row.id);
export const messageKey = (row: PlanningMessageRow) => String(row.id);

export const PLANNED_COLUMNS: Column<PlannedOrderRow>[] = [
  col.status('order_type', 'Kind', (r) => r.order_type, TYPE_TONES, { width: 80 }),
  col.key('sku', 'SKU', (r) => r.sku, { width: 164 }),
  col.text('name', 'Item', (r) => r.name, { width: 160 }),
  col.quantity('quantity', 'Quantity', (r) => r.quantity, (r) => r.unit, { width: 92 }),
  col.quantity('purchase_quantity', 'To buy', (r) => r.purchase_quantity, (r) => r.purchase_uom, { width: 100, sortable: false, filter: undefined, hint: 'In the unit in which it is bought', hidden: true }),
  col.date('start_date', 'Start', (r) => r.start_date, {
    width: 136,
    cell: (r, f) => (r.days_late > 0 ? <span style={{ color: 'var(--sy-bad)' }}>{f.date(r.start_date)} <span style={{ fontSize: 11 }}>{r.days_late} d late</span></span> : f.date(r.start_date)),
  }),
  col.date('due_date', 'Needed', (r) => r.due_date, { width: 98 }),
  col.text('serves', 'For', (r) => r.serves, { width: 132, sortable: false, filter: undefined, hint: 'Sales orders that it serves', cell: (r) => r.serves ?? <span style={faint}>stock</span> }),
  col.text('vendor', 'Vendor', (r) => r.vendor, { width: 128 }),
  col.status('status', 'State', (r) => r.status, PLANNED_TONES, { width: 102 }),
  col.text('became', 'Became', (r) => r.po_number ?? r.work_order_code, {
    width: 120, hidden: true, sortable: false, filter: undefined,
    cell: (r) => (r.purchase_order_id ? <LinkTo to={`/purchase-orders/${r.purchase_order_id}`}>{r.po_number}</LinkTo> : r.work_order_id ? <LinkTo to={`/work-orders/${r.work_order_id}`}>{r.work_order_code}</LinkTo> : '–'),
  }),
];

const kinds = { kind: 'choice' as const, options: Object.entries(MESSAGES).map(([value, { title }]) => ({ value, label: title })) };

export const MESSAGE_COLUMNS: Column<PlanningMessageRow>[] = [
  msg.status('severity', 'Weight', (r) => r.severity, SEVERITY_TONES, { width: 112 }),
  msg.text('message_type', 'What', (r) => r.message_type, { width: 150, filter: kinds, cell: (r) => MESSAGES[r.message_type].title }),
  msg.key('sku', 'SKU', (r) => r.sku, { width: 164 }),
  msg.text('why', 'Why', (r) => r.why, { width: 346, sortable: false, filter: undefined, cell: (r) => <span title={r.why}>{r.why}</span> }),
  msg.text('document_number', 'Order', (r) => r.document_number, {
    width: 124, cell: (r) => {
      const to = documentUrl(r.order_type, r.document_id);
      return to && r.document_number ? <LinkTo to={to}>{r.document_number}</LinkTo> : (r.document_number ?? '–');
    },
  }),
  msg.text('party', 'Customer or vendor', (r) => r.party, { width: 150, sortable: false, filter: undefined }),
  msg.quantity('quantity', 'Quantity', (r) => r.quantity, (r) => r.unit, { width: 100 }),
  msg.date('from_date', 'Now', (r) => r.from_date, { width: 100 }),
  msg.date('to_date', 'Wanted', (r) => r.to_date, { width: 100 }),
];
