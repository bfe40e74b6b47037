import { Button } from '@mantine/core';
import { IconPlus, IconPrinter, IconX } from '@tabler/icons-react';
import { columnsOf, ListPage } from '../../src/shared/grid';
import { useGo, useSearchParam } from '../../src/shared/go';
import { confirmDestroy } from '../../src/shared/ui/confirm';
import type { Tones } from '../../src/shared/ui/StatusBadge';
import { toast } from '../../src/shared/ui/toast';
import type { StoryOrder } from './rows';

const TONES: Tones = {
  draft: ['Draft', 'idle'], confirmed: ['Confirmed', 'info'], in_progress: ['In progress', 'active'],
  completed: ['Completed', 'good'], on_hold: ['On hold', 'warn'], cancelled: ['Cancelled', 'bad'],
};

const col = columnsOf<StoryOrder>();
const COLUMNS = [
  col.key('number', 'Number', (r) => r.number),
  col.text('customer', 'Customer', (r) => r.customer, { width: 200 }),
  col.status('state', 'State', (r) => r.state, TONES),
  col.due('due', 'Promised', (r) => r.due, (r) => !['completed', 'cancelled'].includes(r.state)),
  col.quantity('quantity', 'Quantity', (r) => r.quantity, (r) => r.unit),
  col.money('total', 'Total', (r) => r.total),
  col.text('note', 'Note', (r) => r.note, { width: 260 }),
  col.dateTime('created', 'Created', (r) => r.created, { hidden: true }),
];

/** The grid with 0, 20 or 100,000 rows: `?size=`. */
export default function OrdersStory() {
  const go = useGo();
  const [size] = useSearchParam('size');
  return (
    <ListPage
      id="story" title="Orders" command="story.orders" extra={{ size: Number(size ?? '20') }} columns={COLUMNS} keyOf={(r) => r.id}
      onOpen={(r) => go(`/orders/${r.id}`)}
      actions={<Button leftSection={<IconPlus size={14} />}>New order</Button>}
      bulkActions={(rows, done) => [
        { id: 'print', title: 'Print confirmations', icon: IconPrinter, run: () => toast.good(`${rows.length} confirmations printed`) },
        {
          id: 'cancel', title: 'Cancel', icon: IconX, danger: true,
          run: () => confirmDestroy({ title: `Cancel ${rows.length} orders?`, what: rows.map((r) => r.number).join(', '), verb: 'Cancel the orders', run: done }),
        },
      ]}
      rowActions={() => [{ id: 'copy_order', title: 'Make another like it', run: () => undefined }]}
      empty={{
        title: 'No orders yet', hint: 'An order begins with a customer and what they want. Approved quotes become orders too.',
        action: <Button leftSection={<IconPlus size={14} />}>New order</Button>,
      }}
    />
  );
}
