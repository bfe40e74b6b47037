import type { WorkOrder } from '../../../bindings/commands';
import { decimal, useFormat } from '../../../shared/values';

type Counted = Pick<WorkOrder, 'quantity_completed' | 'quantity_scrapped' | 'quantity_ordered'>;

/** How far a quantity is, as a bar with its figures: good ones, then scrap. */
export function Progress({ order, left = false }: { order: Counted; left?: boolean }) {
  const format = useFormat();
  const all = decimal.forDrawing(order.quantity_ordered) || 1;
  const part = (value: string) => `${Math.min(100, (decimal.forDrawing(value) / all) * 100)}%`;
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8, width: '100%', justifyContent: left ? 'flex-start' : 'flex-end' }}>
      <span aria-hidden style={{ flex: 1, maxWidth: 64, height: 5, borderRadius: 3, background: 'var(--sy-line)', display: 'flex', overflow: 'hidden' }}>
        <span style={{ width: part(order.quantity_completed), background: 'var(--sy-good)' }} />
        <span style={{ width: part(order.quantity_scrapped), background: 'var(--sy-bad)' }} />
      </span>
      <span className="sy-num">
        {format.number(order.quantity_completed)}
        <span style={{ color: 'var(--mantine-color-dimmed)' }}> / {format.number(order.quantity_ordered)}</span>
      </span>
    </span>
  );
}
