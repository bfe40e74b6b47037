import { Button } from '@mantine/core';
import { IconHammer, IconPackage, IconShoppingCart } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RowOf } from '../../../shared/api';
import { useGo } from '../../../shared/go';
import { columnsOf, ListPage, type RowAction } from '../../../shared/grid';
import type { Tones } from '../../../shared/ui';

type Serial = RowOf<'serials.list'>;
const col = columnsOf<Serial>();

const SERIAL_TONES: Tones = {
  manufactured: ['On the shelf', 'good'], held: ['Failed inspection', 'bad'], sold: ['Sold', 'info'], returned: ['Came back', 'warn'], scrapped: ['Scrapped', 'idle'],
};

const COLUMNS = [
  col.key('serial_number', 'Serial number', (s) => s.serial_number, { width: 145 }),
  col.text('name', 'Item', (s) => s.name, { width: 215 }),
  col.status('state', 'State', (s) => s.state, SERIAL_TONES, { width: 135 }),
  col.text('work_order_code', 'Made by', (s) => s.work_order_code, { width: 130 }),
  col.dateTime('manufactured_at', 'Made', (s) => s.manufactured_at, { filter: { kind: 'date' }, width: 172 }),
  col.text('order_number', 'Order', (s) => s.order_number, { width: 130 }),
  col.text('customer_name', 'Customer', (s) => s.customer_name, { width: 190 }),
  col.text('sku', 'SKU', (s) => s.sku, { width: 160, hidden: true }),
  col.text('shipment_number', 'Parcel', (s) => s.shipment_number, { width: 130, hidden: true }),
  col.dateTime('shipped_at', 'Left', (s) => s.shipped_at, { filter: { kind: 'date' }, width: 172, hidden: true }),
  col.text('tracking_number', 'Tracking number', (s) => s.tracking_number, { width: 160, hidden: true }),
];

/** Each single piece: which work order made it, and who has it now. */
export function SerialsList({ above }: { above: ReactNode }) {
  const go = useGo();
  const rowActions = (serial: Serial): RowAction[] => [
    { id: 'made', title: `Open ${serial.work_order_code}`, icon: IconHammer, run: () => go(`/work-orders/${serial.production_order_id}`) },
    ...(serial.sales_order_id === null ? [] : [{ id: 'sold', title: `Open ${serial.order_number ?? ''}`, icon: IconShoppingCart, run: () => go(`/orders/${serial.sales_order_id}`) }]),
    { id: 'item', title: `Open ${serial.sku}`, icon: IconPackage, run: () => go(`/items/${serial.product_id}`) },
  ];
  return (
    <ListPage
      id="serials" title="Lots & serials" label="Serial numbers" command="serials.list" columns={COLUMNS} keyOf={(s) => String(s.id)} above={above}
      onOpen={(s) => go(s.sales_order_id === null ? `/work-orders/${s.production_order_id}` : `/orders/${s.sales_order_id}`)}
      toneOf={(s) => (s.state === 'held' ? 'bad' : s.state === 'returned' ? 'warn' : null)} rowActions={rowActions}
      empty={{
        title: 'No serial numbers yet', hint: 'An item that is kept by serial number gets one for each piece when its work order is completed. From then on you see who has which piece.',
        action: <Button leftSection={<IconHammer size={15} />} onClick={() => go('/work-orders')}>Go to Work orders</Button>,
      }}
    />
  );
}
