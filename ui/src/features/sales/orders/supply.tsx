import { IconBox, IconClipboardList, IconListDetails, IconTruckDelivery } from '@tabler/icons-react';
import type { LineSupply, OrderLine } from '../../../bindings/commands';
import { LinkTo, Quantity } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import classes from '../sales.module.css';

const ICONS = { shelf: IconBox, work_order: IconClipboardList, planned_order: IconListDetails, purchase_order: IconTruckDelivery } as const;

/** The line's whole supply tree, down to the last spool to buy. */
export const treeOf = (line: OrderLine) => `/plan/${line.product_id}?tab=orders&peg=sales_order_line.${line.id}`;

function place(supply: LineSupply, line: OrderLine): { text: string; to: string | null } {
  const number = supply.number ?? '';
  switch (supply.kind) {
    case 'shelf': return { text: 'on the shelf', to: null };
    case 'work_order': return { text: number, to: `/work-orders/${supply.document_id}` };
    case 'purchase_order': return { text: number, to: `/purchase-orders/${supply.document_id}` };
    case 'planned_order': return { text: supply.status === 'purchase' ? 'planned purchase' : 'planned work order', to: treeOf(line) };
  }
}

/** Where the goods of a line and their packaging come from, one source a row, and what nothing covers yet. */
export function Supplies({ line, draft }: { line: OrderLine; draft: boolean }) {
  const format = useFormat();
  if (line.is_cancelled || decimal.isZero(line.open_quantity)) return null;
  if (!line.is_stocked) return <span className={classes['dim']}>service</span>;
  if (draft) {
    return (
      <span className={classes['dim']}>
        <Quantity value={line.available_quantity} unit={line.unit} /> free on the shelf
      </span>
    );
  }
  const covered = decimal.sum(line.supplies.filter((s) => s.packaging === null).map((s) => s.quantity));
  const missing = decimal.subtract(line.open_quantity, covered);
  return (
    <ul className={classes['supplies']}>
      {line.supplies.map((supply, at) => {
        const Icon = ICONS[supply.kind];
        const { text, to } = place(supply, line);
        return (
          <li key={at}>
            <Icon size={14} stroke={1.5} aria-hidden />
            <Quantity value={supply.quantity} />
            {supply.packaging !== null && <span>{supply.packaging}</span>}
            {to ? <LinkTo to={to}>{text}</LinkTo> : <span>{text}</span>}
            {supply.date && <span className={classes['small']}>{format.date(supply.date)}</span>}
          </li>
        );
      })}
      {decimal.compare(missing, '0') > 0 && (
        <li className={classes['short']}>
          <Quantity value={missing} /> from nowhere yet
        </li>
      )}
      <li className={classes['small']}><LinkTo to={treeOf(line)}>Whole supply</LinkTo></li>
    </ul>
  );
}
