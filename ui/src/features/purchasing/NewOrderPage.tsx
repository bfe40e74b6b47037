import { useState } from 'react';
import { useWrite } from '../../shared/api';
import { useGo, useSearchParam } from '../../shared/go';
import { Page, toast } from '../../shared/ui';
import { OrderForm } from './OrderForm';
import { orderRequest, orderValues } from './orderForm';

export default function NewOrderPage() {
  const go = useGo();
  const [vendor = ''] = useSearchParam('vendor');
  const create = useWrite('purchasing.create');
  const [initial] = useState(() => orderValues(null, vendor));
  return (
    <Page title="New purchase order" crumbs={[{ title: 'New' }]}>
      <OrderForm
        initial={initial} verb="Write the draft" fallback="/purchase-orders" save={(v) => create.run(orderRequest(v))}
        onSaved={(id) => { toast.good('Draft written', 'Look it over, then order.'); go(`/purchase-orders/${id}`, { replace: true }); }}
      />
    </Page>
  );
}
