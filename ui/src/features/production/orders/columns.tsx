import { IconAlertTriangle } from '@tabler/icons-react';
import type { WorkOrder } from '../../../bindings/commands';
import { columnsOf, type Column } from '../../../shared/grid';
import { QC_TONES, SOURCES, WORK_ORDER_TONES } from '../words';
import { Progress } from './Progress';

const col = columnsOf<WorkOrder>();
export const isOpen = (row: WorkOrder): boolean => row.status !== 'completed' && row.status !== 'cancelled';

/** Money is blank for staff, and nothing sorts or filters by it. */
const unsorted = { sortable: false, filter: undefined };
const sources = { kind: 'choice' as const, options: Object.entries(SOURCES).map(([value, label]) => ({ value, label })) };

export function columnsFor(admin: boolean): Column<WorkOrder>[] {
  return [
    col.key('code', 'Number', (r) => r.code, { width: 136 }),
    col.status('status', 'State', (r) => r.status, WORK_ORDER_TONES, { width: 112 }),
    col.text('sku', 'SKU', (r) => r.sku, { width: 130 }),
    col.text('product_name', 'Item', (r) => r.product_name, { width: 190 }),
    col.number('quantity_completed', 'Done', (r) => r.quantity_completed, { width: 150, hint: 'Good ones of those ordered', cell: (r) => <Progress order={r} /> }),
    col.quantity('quantity_ordered', 'Ordered', (r) => r.quantity_ordered, (r) => r.unit, { hidden: true }),
    col.number('quantity_scrapped', 'Scrap', (r) => r.quantity_scrapped, { width: 66 }),
    col.due('due_date', 'Due', (r) => r.due_date, isOpen, { width: 138 }),
    col.number('short_materials', 'Materials', (r) => String(r.short_materials), {
      width: 96, sortable: false, filter: undefined, hint: 'Materials that are neither used up nor reserved', total: undefined,
      cell: (r) =>
        r.short_materials > 0 ? (
          <span style={{ color: 'var(--sy-warn)', display: 'inline-flex', alignItems: 'center', gap: 4 }}>
            <IconAlertTriangle size={13} aria-hidden /> {r.short_materials} short
          </span>
        ) : null,
    }),
    col.number('priority', 'Priority', (r) => String(r.priority), { width: 74 }),
    col.text('sales_order_number', 'For', (r) => r.sales_order_number, { width: 116, hint: 'The sales order that it is made for' }),
    col.status('qc_status', 'Inspection', (r) => r.qc_status, QC_TONES, { width: 140, hidden: true }),
    col.text('source', 'From', (r) => r.source, { hidden: true, filter: sources, cell: (r) => SOURCES[r.source] }),
    col.text('assigned_to', 'Maker', (r) => r.assigned_to, { hidden: true }),
    ...(admin
      ? [
          col.money('estimated_total_cost', 'Estimate', (r) => r.estimated_total_cost, { ...unsorted, hidden: true }),
          col.money('actual_total_cost', 'Actual cost', (r) => r.actual_total_cost, { ...unsorted, hidden: true }),
        ]
      : []),
    col.dateTime('created_at', 'Written', (r) => r.created_at, { hidden: true }),
    col.dateTime('completed_at', 'Completed', (r) => r.completed_at, { hidden: true }),
  ];
}
