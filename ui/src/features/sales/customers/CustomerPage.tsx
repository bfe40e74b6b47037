import { Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import type { Customer } from '../../../bindings/commands';
import { mayDo, useList, useRead, useSession, useWrite } from '../../../shared/api';
import { DataGrid, useGridView } from '../../../shared/grid';
import { useGo, useRouteParam } from '../../../shared/go';
import { confirmDestroy, DocumentPage, EmptyState, Facts, Loaded, Money, Section, toast } from '../../../shared/ui';
import { AddressText } from '../address';
import { ORDER_COLUMNS } from '../orders/columns';
import { CUSTOMER_TONES } from '../tones';
import { addressOf, valuesOf } from './customerForm';
import { StatementTab } from './StatementTab';
import classes from '../sales.module.css';

export default function CustomerPage() {
  const id = Number(useRouteParam());
  const customer = useRead('customers.get', { id });
  return <Loaded query={customer} what="The customer">{(data) => <CustomerDocument customer={data} />}</Loaded>;
}

function CustomerDocument({ customer }: { customer: Customer }) {
  const go = useGo();
  const { user } = useSession();
  const admin = mayDo(user, 'admin');
  const deactivate = useWrite('customers.deactivate');
  const reactivate = useWrite('customers.reactivate');
  const remove = useWrite('customers.delete');
  const { id, name } = customer;
  const active = customer.status === 'active';
  const order = () => go(`/orders/new?customer=${id}`);
  const values = valuesOf(customer);
  const person = [customer.first_name, customer.last_name].filter(Boolean).join(' ');

  const putAside = () =>
    void deactivate.run({ id }).then(
      () => toast.good(`${name} was put aside`, 'No new orders; what was ordered goes on.', { undo: () => reactivate.run({ id }) }),
      (error: unknown) => toast.error('Not put aside', error),
    );
  const bringBack = () =>
    void reactivate.run({ id }).then(() => toast.good(`${name} may order again`), (error: unknown) => toast.error('Not changed', error));
  const destroy = () =>
    confirmDestroy({
      title: `Delete ${name}?`, what: `${customer.customer_number} with its addresses is gone for good. A customer with history cannot be deleted; put it aside instead.`,
      verb: 'Delete the customer',
      run: () => remove.run({ id }).then(() => { toast.good(`${name} was deleted`); go('/customers', { replace: true }); }),
    });

  return (
    <DocumentPage
      title={name} subtitle={customer.customer_number} state={customer.status} tones={CUSTOMER_TONES}
      next={active ? { id: 'order', title: 'New order', icon: IconPlus, keys: 'n', run: order } : { id: 'reactivate', title: 'Let them order again', icon: IconUserCheck, run: bringBack }}
      actions={[
        { id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', run: () => go(`/customers/${id}/edit`) },
        ...(active ? [{ id: 'deactivate', title: 'Put aside: no new orders', icon: IconUserOff, run: putAside }] : []),
        ...(admin ? [{ id: 'delete', title: 'Delete', icon: IconTrash, danger: true, run: destroy }] : []),
      ]}
      tabs={[
        { id: 'orders', title: 'Orders', count: customer.order_count, content: <CustomerOrders customer={customer} admin={admin} onNew={order} /> },
        ...(admin ? [{ id: 'statement', title: 'Statement of account', content: <StatementTab id={id} /> }] : []),
      ]}
      side={
        <>
          {admin && (
            <Section title="Account">
              <Facts narrow facts={[
                ['Owes', <Money key="b" value={customer.balance} />], ['Invoiced', <Money key="i" value={customer.invoiced} />],
                ['Paid', <Money key="p" value={customer.paid} />],
                ['Credit limit', customer.credit_limit === null ? 'None' : <Money key="c" value={customer.credit_limit} />],
                ['Terms', customer.payment_terms], ['Tax', customer.tax_exempt ? 'Exempt' : null],
              ]} />
            </Section>
          )}
          <Section title="Contact">
            <Facts narrow facts={[
              ['Person', customer.company_name ? person : null], ['E-mail', customer.email], ['Phone', customer.phone],
              ['Terms', admin ? null : customer.payment_terms],
              ['Billed to', <AddressText key="b" address={addressOf(values, 'billing')} none="No address yet" />],
              ['Shipped to', <AddressText key="s" address={addressOf(values, 'shipping')} none="The billing address" />],
            ]} />
          </Section>
          {customer.notes && <Section title="Notes"><p className={classes['note']}>{customer.notes}</p></Section>}
        </>
      }
    />
  );
}

function CustomerOrders({ customer, admin, onNew }: { customer: Customer; admin: boolean; onNew: () => void }) {
  const go = useGo();
  const view = useGridView(`customer-${customer.id}-orders`);
  const list = useList('orders.list', { ...view.request, filters: [{ field: 'customer_id', op: 'eq', values: [String(customer.id)] }] });
  if (!list.loading && list.rows.length === 0) {
    return (
      <EmptyState
        title="No orders yet" hint={`What ${customer.name} orders stands here, with what is shipped and paid.`} compact
        action={<Button leftSection={<IconPlus size={14} />} onClick={onNew}>New order</Button>}
      />
    );
  }
  return (
    <div className={classes['gridBox']}>
      <DataGrid
        id="customer-orders" label="Orders" columns={admin ? ORDER_COLUMNS.adminOfCustomer : ORDER_COLUMNS.staffOfCustomer} list={list} view={view}
        keyOf={(r) => String(r.id)} onOpen={(r) => go(`/orders/${r.id}`)} toolbar={false} empty={{ title: 'No orders yet' }}
      />
    </div>
  );
}
