import { useEffect, useState } from 'react';
import { useRead, useWrite, type ResponseOf } from '../../shared/api';
import { useGo, useSearchParam } from '../../shared/go';
import { Loaded, Notice, Page, toast } from '../../shared/ui';
import { OrderForm } from './OrderForm';
import { lineFor, orderRequest, orderValues, usualPurchase, type OrderLine, type OrderValues } from './orderForm';

/** A new purchase order: empty, of a vendor, or with what an order or the plan lacks. */
export default function NewOrderPage() {
  const [vendor = ''] = useSearchParam('vendor');
  const [product] = useSearchParam('product');
  const [quantity = ''] = useSearchParam('quantity');
  const [due = ''] = useSearchParam('due');
  const [order] = useSearchParam('order');
  return product ? <NewFor product={Number(product)} quantity={quantity} due={due} vendor={vendor} order={order} /> : <New initial={orderValues(null, vendor)} />;
}

interface WantedProps {
  product: number;
  quantity: string;
  due: string;
  vendor: string;
  order: string | undefined;
}

/** The item is chosen already, from whom it is usually bought, in whole packs. */
function NewFor({ product, ...wanted }: WantedProps) {
  const item = useRead('items.get', { id: product });
  return <Loaded query={item} what="The item">{(detail) => <Usual detail={detail} {...wanted} />}</Loaded>;
}

function Usual({ detail, quantity, due, vendor, order }: Omit<WantedProps, 'product'> & { detail: ResponseOf<'items.get'> }) {
  const { product } = detail;
  const known = useRead('vendors.items', { product_id: product.id });
  return (
    <Loaded query={known} what="Who sells it">
      {(rows) => {
        const from = vendor || String(product.preferred_vendor_id ?? rows[0]?.vendor_id ?? '');
        return <Priced key={from} detail={detail} from={from} quantity={quantity} due={due} order={order} />;
      }}
    </Loaded>
  );
}

function Priced({ detail, from, quantity, due, order }: { detail: ResponseOf<'items.get'>; from: string; quantity: string; due: string; order: string | undefined }) {
  const { product } = detail;
  const [initial, setInitial] = useState<OrderValues | null>(null);
  useEffect(() => {
    let left = false;
    const ready = (usual: Partial<OrderLine> | null) => {
      if (!left) setInitial({ ...orderValues(null, from), lines: [lineFor(product, usual, quantity, due)] });
    };
    void usualPurchase(product.id, from).then(ready, () => ready(null));
    return () => {
      left = true;
    };
  }, [product, from, quantity, due]);
  return initial ? <New initial={initial} order={order} /> : null;
}

function New({ initial, order }: { initial: OrderValues; order?: string | undefined }) {
  const go = useGo();
  const create = useWrite('purchasing.create');
  const [first] = useState(initial);
  return (
    <Page title="New purchase order" crumbs={[{ title: 'New' }]}>
      {order && <div style={{ marginBottom: 12 }}><Notice tone="info">Bought because {order} lacks it. What comes is free stock until the order holds it.</Notice></div>}
      <OrderForm
        initial={first} verb="Write the draft" fallback="/purchase-orders" save={(v) => create.run(orderRequest(v))}
        onSaved={(id) => { toast.good('Draft written', 'Look it over, then order.'); go(`/purchase-orders/${id}`, { replace: true }); }}
      />
    </Page>
  );
}
