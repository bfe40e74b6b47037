import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { CustomerRow } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { mayDo, useSession } from '../../../shared/api';
import { columnsOf, ListPage } from '../../../shared/grid';
import { useGo } from '../../../shared/go';
import { CUSTOMER_TONES } from '../tones';

const col = columnsOf<CustomerRow>();
const EVERYONE = [
  col.key('name', 'Name', (r) => r.name, { width: 230 }),
  col.text('customer_number', 'Number', (r) => r.customer_number, { width: 130 }),
  col.text('email', 'E-mail', (r) => r.email, { width: 200 }),
  col.text('phone', 'Phone', (r) => r.phone, { width: 130 }),
  col.text('city', 'City', (r) => r.city, { width: 130 }),
  col.number('order_count', 'Orders', (r) => String(r.order_count), { hint: 'Cancelled ones left out' }),
  col.dateTime('last_order_at', 'Last order', (r) => r.last_order_at, { sortable: false, width: 172 }),
  col.status('status', 'State', (r) => r.status, CUSTOMER_TONES, { width: 100 }),
  col.dateTime('created_at', 'Since', (r) => r.created_at, { hidden: true }),
];
const ADMIN = [
  ...EVERYONE.slice(0, 6),
  col.money('balance', 'Owes', (r) => r.balance, { hint: 'Invoiced less paid. Below zero: paid ahead.' }),
  ...EVERYONE.slice(6),
];

export default function CustomersPage() {
  const go = useGo();
  const { user } = useSession();
  const add = () => go('/customers/new');
  useActions([{ id: 'customers.new_here', title: 'New customer', keys: 'n', icon: IconPlus, run: add }]);
  const button = <Button leftSection={<IconPlus size={14} />} onClick={add}>New customer</Button>;
  return (
    <ListPage
      id="customers" title="Customers" command="customers.list" columns={mayDo(user, 'admin') ? ADMIN : EVERYONE}
      keyOf={(r) => String(r.id)} onOpen={(r) => go(`/customers/${r.id}`)} actions={button}
      initial={{ sort: { field: 'name', descending: false } }}
      rowActions={(r) => [
        { id: 'order', title: 'New order for them', run: () => go(`/orders/new?customer=${r.id}`) },
        { id: 'edit', title: 'Edit', run: () => go(`/customers/${r.id}/edit`) },
      ]}
      empty={{
        title: 'No customers yet', hint: 'An order begins with whom it is for. A name is enough; the address can follow before the first parcel leaves.',
        action: button,
      }}
    />
  );
}
