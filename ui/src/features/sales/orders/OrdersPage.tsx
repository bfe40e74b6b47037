import { Button } from '@mantine/core';
import { IconCopy, IconPlus } from '@tabler/icons-react';
import { useActions } from '../../../shared/actions';
import { mayDo, useSession, useWrite } from '../../../shared/api';
import { ListPage } from '../../../shared/grid';
import { useGo } from '../../../shared/go';
import { toast } from '../../../shared/ui';
import { ORDER_COLUMNS } from './columns';

export default function OrdersPage() {
  const go = useGo();
  const { user } = useSession();
  const duplicate = useWrite('orders.duplicate');
  const add = () => go('/orders/new');
  useActions([{ id: 'orders.new_here', title: 'New order', keys: 'n', icon: IconPlus, run: add }]);
  const button = <Button leftSection={<IconPlus size={14} />} onClick={add}>New order</Button>;
  return (
    <ListPage
      id="orders" title="Orders" command="orders.list" columns={mayDo(user, 'admin') ? ORDER_COLUMNS.admin : ORDER_COLUMNS.staff}
      keyOf={(r) => String(r.id)} onOpen={(r) => go(`/orders/${r.id}`)} actions={button}
      toneOf={(r) => (r.status !== 'cancelled' && r.rush_level === 'expedite' && r.fulfillment_status !== 'fulfilled' ? 'warn' : null)}
      rowActions={(r) => [
        {
          id: 'duplicate', title: 'Duplicate', icon: IconCopy,
          run: () => void duplicate.run({ id: r.id }).then(
            ({ head }) => { toast.good(`${head.order_number} was written like ${r.order_number}`); go(`/orders/${head.id}/edit`); },
            (error: unknown) => toast.error('Not duplicated', error),
          ),
        },
      ]}
      empty={{
        title: 'No orders yet', hint: 'An order begins with a customer and what they want. Approved quotes become orders too.', action: button,
      }}
    />
  );
}
