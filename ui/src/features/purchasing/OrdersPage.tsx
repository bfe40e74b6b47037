import { Button } from '@mantine/core';
import { IconPlus, IconTruckDelivery } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useActions } from '../../shared/actions';
import { mayDo, useRead, useSession } from '../../shared/api';
import { useGo } from '../../shared/go';
import { gridUrl, ListPage } from '../../shared/grid';
import { Notice } from '../../shared/ui';
import { useFormat } from '../../shared/values';
import { ORDER_COLUMNS, orderKey } from './orderColumns';
import { ReceiveDialog } from './ReceiveDialog';
import { isDue } from './words';

/** What is on order from whom; what is late stands out. */
export default function OrdersPage() {
  const admin = mayDo(useSession().user, 'admin');
  const go = useGo();
  const today = useFormat().today();
  const [receiving, setReceiving] = useState<number | null>(null);
  const overdue = useMemo(() => [{ field: 'status', op: 'in' as const, values: ['ordered', 'shipped', 'partial'] }, { field: 'expected_date', op: 'lt' as const, values: [today] }], [today]);
  const late = useRead('purchasing.list', { filters: overdue, limit: 100 }).data?.rows.length ?? 0;
  useActions([{ id: 'purchasing.add', title: 'New purchase order', keys: 'n', when: () => admin, run: () => go('/purchase-orders/new') }]);
  const add = admin ? <Button leftSection={<IconPlus size={15} />} onClick={() => go('/purchase-orders/new')}>New purchase order</Button> : undefined;
  return (
    <>
      <ListPage
        id="purchase-orders" title="Purchase orders" command="purchasing.list" columns={ORDER_COLUMNS} keyOf={orderKey} actions={add} onOpen={(o) => go(`/purchase-orders/${o.id}`)}
        toneOf={(o) => (isDue(o.status) && o.expected_date !== null && o.expected_date < today ? 'bad' : null)}
        rowActions={(o) => [{ id: 'receive', title: 'Receive', icon: IconTruckDelivery, refusal: isDue(o.status) ? null : 'Nothing is due on it.', run: () => setReceiving(o.id) }]}
        above={late > 0 ? (
          <div style={{ marginBottom: 8 }}>
            <Notice tone="warn" remedy={{ title: 'Show them', run: () => go(gridUrl('/purchase-orders', overdue)) }}>
              {late === 1 ? 'One order is late.' : `${late === 100 ? 'More than 99' : late} orders are late.`}
            </Notice>
          </div>
        ) : undefined}
        empty={{ title: 'No purchase orders yet', hint: 'Order filament and parts here: prices and units are filled from what each vendor sold before.', action: add }}
      />
      {receiving !== null && <ReceiveDialog orderId={receiving} onClose={() => setReceiving(null)} />}
    </>
  );
}
