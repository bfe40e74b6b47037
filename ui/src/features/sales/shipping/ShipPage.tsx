import { Button, SegmentedControl } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReadyOrder, ShipmentRow } from '../../../bindings/commands';
import { mayDo, useRead, useSession } from '../../../shared/api';
import { columnsOf, ListPage } from '../../../shared/grid';
import { useGo, useSearchParam } from '../../../shared/go';
import { EmptyState, LinkTo, Loaded, Page, Quantity, StatusBadge, type Tones } from '../../../shared/ui';
import { counted, decimal, useFormat } from '../../../shared/values';
import classes from '../sales.module.css';
import { RUSH_TONES, SHIPMENT_TONES } from '../tones';
import { shipmentActions } from './actions';
import { DescribeDialog } from './DescribeDialog';
import { readyOf, ShipDialog } from './ShipDialog';

const col = columnsOf<ShipmentRow>();
const PARCELS = [
  col.key('shipment_number', 'Parcel', (r) => r.shipment_number, { width: 140 }),
  col.text('order_number', 'Order', (r) => r.order_number, { width: 130 }),
  col.text('customer_name', 'Customer', (r) => r.customer_name, { width: 190 }),
  col.status('status', 'State', (r) => r.status, SHIPMENT_TONES, { width: 100 }),
  col.date('ship_date', 'Left', (r) => r.ship_date),
  col.text('carrier', 'Carrier', (r) => r.carrier, { width: 110 }),
  col.text('tracking_number', 'Tracking', (r) => r.tracking_number, { width: 170 }),
  col.dateTime('delivered_at', 'Arrived', (r) => r.delivered_at),
  col.text('invoice_number', 'Invoice', (r) => r.invoice_number, { width: 130, sortable: false, filter: undefined as never }),
];

const SHARE: Tones = { all: ['All of it is there', 'good'], part: ['Part is there', 'warn'] };

/** What may leave now, and what has left. */
export default function ShipPage() {
  const [show, setShow] = useSearchParam('show');
  const tabs = (
    <SegmentedControl
      aria-label="What to show" size="xs" value={show ?? 'ready'} onChange={(value) => setShow(value === 'ready' ? undefined : value)}
      data={[{ value: 'ready', label: 'Ready to ship' }, { value: 'parcels', label: 'Parcels' }]}
    />
  );
  return show === 'parcels' ? <Parcels tabs={tabs} /> : <Ready tabs={tabs} onParcels={() => setShow('parcels')} />;
}

function Ready({ tabs, onParcels }: { tabs: React.ReactNode; onParcels: () => void }) {
  const ready = useRead('shipments.ready', {});
  const [shipping, setShipping] = useState<ReadyOrder | null>(null);
  return (
    <Page title="Ship" actions={tabs} {...(ready.data?.length ? { aside: <span className={classes['small']}>{counted(ready.data.length, 'order')} can leave</span> } : {})}>
      <Loaded query={ready} what="What is ready">
        {(orders) =>
          orders.length === 0 ? (
            <EmptyState
              icon={IconPackageExport} title="Nothing is ready to ship" hint="Orders stand here as soon as goods on the shelf are held for them: confirm an order, or finish the work that makes its goods."
              action={<Button variant="default" onClick={onParcels}>See what has left</Button>}
            />
          ) : (
            <div className={classes['cards']}>
              {orders.map((order) => <ReadyCard key={order.id} order={order} onShip={() => setShipping(order)} />)}
            </div>
          )
        }
      </Loaded>
      {shipping && <ShipDialog order={readyOf(shipping)} onClose={() => setShipping(null)} />}
    </Page>
  );
}

function ReadyCard({ order, onShip }: { order: ReadyOrder; onShip: () => void }) {
  const format = useFormat();
  const late = Boolean(order.requested_date && order.requested_date < format.today());
  const to = [order.shipping_city, order.shipping_country].filter(Boolean).join(', ');
  return (
    <article className={classes['orderCard']} aria-label={`${order.order_number}, ready to ship`}>
      <div>
        <div className={classes['rowHead']}>
          <LinkTo to={`/orders/${order.id}`}><b className={classes['name']}>{order.order_number}</b></LinkTo>
          {order.rush_level !== 'standard' && <StatusBadge state={order.rush_level} tones={RUSH_TONES} />}
        </div>
        <div>{order.customer_name}</div>
        <div className={classes['small']}>{to}</div>
      </div>
      <div>
        <div className={classes['rowHead']}>
          <StatusBadge state={order.complete ? 'all' : 'part'} tones={SHARE} />
          {order.requested_date && <span className={late ? classes['bad'] : classes['small']}>wanted {format.date(order.requested_date)}{late && ', late'}</span>}
        </div>
        <div className={classes['cardLines']}>
          {order.lines.map((line) => {
            const all = decimal.compare(line.ready_quantity, line.open_quantity) >= 0;
            return (
              <span key={line.id} className={decimal.isZero(line.ready_quantity) ? classes['dim'] : undefined}>
                <Quantity value={line.ready_quantity} {...(all ? { unit: line.unit } : {})} />{!all && <> of <Quantity value={line.open_quantity} unit={line.unit} /></>} {line.sku}
              </span>
            );
          })}
        </div>
      </div>
      <Button leftSection={<IconPackageExport size={15} stroke={1.7} />} variant={order.complete ? 'filled' : 'default'} onClick={onShip} aria-label={`Ship ${order.order_number}`}>
        {order.complete ? 'Ship' : 'Ship a part'}
      </Button>
    </article>
  );
}

function Parcels({ tabs }: { tabs: React.ReactNode }) {
  const go = useGo();
  const { user } = useSession();
  const [parcel, setParcel] = useState<ShipmentRow | null>(null);
  return (
    <>
      <ListPage
        id="shipments" title="Ship" label="Parcels" command="shipments.list" columns={PARCELS} keyOf={(r) => String(r.id)} actions={tabs}
        onOpen={(r) => go(`/orders/${r.sales_order_id}`)} rowActions={(r) => shipmentActions(r, mayDo(user, 'admin'), setParcel)}
        empty={{ title: 'No parcels yet', hint: 'Ship an order: what left stands here with its packing slip, carrier and tracking number.' }}
      />
      {parcel && <DescribeDialog parcel={parcel} onClose={() => setParcel(null)} />}
    </>
  );
}
