import { useRead, useWrite } from '../../shared/api';
import { useGo, useRouteParam } from '../../shared/go';
import { EmptyState, Loaded, LinkTo, Page, toast } from '../../shared/ui';
import { OrderForm } from './OrderForm';
import { orderRequest, orderValues } from './orderForm';

export default function EditOrderPage() {
  const id = Number(useRouteParam());
  const go = useGo();
  const order = useRead('purchasing.get', { id });
  const update = useWrite('purchasing.update');
  return (
    <Loaded query={order} what="The order">
      {(page) => (
        <Page title={`Change ${page.head.po_number}`} crumbs={[{ title: page.head.po_number }, { title: 'Change' }]}>
          {page.refusals.edit ? (
            <EmptyState title="It cannot be changed any more" hint={page.refusals.edit} action={<LinkTo to={`/purchase-orders/${id}`}>Back to {page.head.po_number}</LinkTo>} />
          ) : (
            <OrderForm
              initial={orderValues(page)} vendorName={page.head.vendor_name} verb="Save" fallback={`/purchase-orders/${id}`} save={(v) => update.run({ id, order: orderRequest(v) })}
              onSaved={() => { toast.good(`${page.head.po_number} saved`); go(`/purchase-orders/${id}`, { replace: true }); }}
            />
          )}
        </Page>
      )}
    </Loaded>
  );
}
