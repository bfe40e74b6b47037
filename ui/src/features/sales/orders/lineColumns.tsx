import { useRef } from 'react';
import { EntityPicker, type LineColumn } from '../../../shared/form';
import { decimal, type Format } from '../../../shared/values';
import classes from '../sales.module.css';
import { parseDiscount, type LineValues } from './orderForm';
import { lineFigures } from './totals';

interface ItemCellProps {
  line: LineValues;
  first: string;
  done: (patch: Partial<LineValues> | null, then?: 'leave') => void;
}

/** Chooses what a line sells; price, unit and stock come along. */
function ItemCell({ line, first, done }: ItemCellProps) {
  const finished = useRef(false);
  const finish = (patch: Partial<LineValues> | null, then?: 'leave') => {
    if (finished.current) return;
    finished.current = true;
    done(patch, then);
  };
  return (
    <EntityPicker
      aria-label="Item" command="items.list" extra={{ filters: [{ field: 'active', op: 'eq', values: ['true'] }] } as never} autoFocus typedFirst={first} listWidth={440}
      keyOf={(r) => String(r.id)} titleOf={(r) => `${r.sku}  ${r.name}`} hintOf={(r) => (r.item_type === 'service' ? '' : `${decimal.trim(r.available)} ${r.unit} free`)}
      value={line.product_id === null ? null : String(line.product_id)} valueTitle={line.sku ? `${line.sku}  ${line.name}` : null}
      onLeave={() => finish(null, document.activeElement?.closest('[role="grid"]') ? undefined : 'leave')}
      onChange={(_, row) =>
        finish(row && {
          product_id: row.id, sku: row.sku, name: row.name, unit: row.unit, available: row.item_type === 'service' ? null : row.available,
          unit_price: row.selling_price === null ? line.unit_price : decimal.trim(row.selling_price), quantity: line.quantity || '1',
        })
      }
    />
  );
}

const dim = (text: string) => <span className={classes['dim']}>{text}</span>;

function stock(line: LineValues, format: Format) {
  if (line.product_id === null) return '';
  if (line.available === null) return dim('service');
  const short = decimal.compare(line.available, line.quantity || '0') < 0;
  return short ? <span className={classes['short']}>{format.number(line.available)}</span> : format.number(line.available);
}

/** The columns of an order's lines while it is written. Without prices for whoever may not see them. */
export function lineColumns(orderTax: string, digits: number, admin: boolean): LineColumn<LineValues>[] {
  const money: LineColumn<LineValues>[] = [
    { id: 'unit_price', header: 'Price', align: 'right', width: 92, value: (l) => l.unit_price, cell: (l, f) => (l.unit_price ? f.amount(l.unit_price) : ''), editor: { kind: 'number' } },
    {
      id: 'discount', header: 'Discount', align: 'right', width: 82, value: (l) => l.discount,
      cell: (l, f) => (l.discount === '' ? '' : l.discount.endsWith('%') ? f.percent(l.discount.slice(0, -1)) : f.amount(l.discount)),
      editor: { kind: 'parsed', parse: parseDiscount, align: 'right' },
    },
  ];
  const total: LineColumn<LineValues>[] = [
    { id: 'total', header: 'Total', align: 'right', width: 104, value: () => '', cell: (l, f) => (l.product_id === null ? '' : f.money(lineFigures(l, orderTax, digits).net)) },
  ];
  return [
    {
      id: 'product_id', header: 'Item', grow: true, width: 210, value: (l) => l.sku,
      cell: (l) => (l.sku ? <><b className={classes['name']}>{l.sku}</b> {l.name}</> : dim('Type a SKU or a name')),
      custom: (line, done, first) => <ItemCell line={line} first={first} done={done} />,
    },
    {
      id: 'quantity', header: 'Quantity', align: 'right', width: 96, value: (l) => l.quantity, cell: (l, f) => (l.quantity ? f.quantity(l.quantity, l.unit) : ''),
      editor: (l) => ({ kind: 'quantity', unit: l.unit || 'EA' }),
    },
    { id: 'available', header: 'On shelf', align: 'right', width: 74, value: () => '', cell: stock },
    ...(admin ? money : []),
    {
      id: 'tax_rate', header: 'Tax', align: 'right', width: 66, value: (l) => l.tax_rate,
      cell: (l, f) => (l.product_id === null ? '' : l.tax_rate ? f.percent(l.tax_rate) : dim(f.percent(orderTax || '0'))), editor: { kind: 'number' },
    },
    { id: 'requested_date', header: 'Wanted', width: 100, value: (l) => l.requested_date, cell: (l, f) => (l.requested_date ? f.date(l.requested_date) : ''), editor: { kind: 'date' } },
    { id: 'description', header: 'On documents', width: 130, value: (l) => l.description, cell: (l) => l.description || (l.name && dim(l.name)), editor: { kind: 'text' } },
    ...(admin ? total : []),
  ];
}
