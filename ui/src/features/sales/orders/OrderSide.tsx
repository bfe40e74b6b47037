import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { OrderDetail, ShipmentRow } from '../../../bindings/commands';
import { DateText, Facts, LinkTo, Section, StatusBadge, Timeline, type TimelineEvent } from '../../../shared/ui';
import type { RowAction } from '../../../shared/grid';
import { DocumentFiles } from '../../documents';
import { AddressText } from '../address';
import { shipmentActions } from '../shipping/actions';
import classes from '../sales.module.css';
import { RUSH_TONES, SHIPMENT_TONES } from '../tones';
import { orderAddress } from './orderForm';

interface OrderSideProps {
  order: OrderDetail;
  admin: boolean;
  onDescribe: (parcel: ShipmentRow) => void;
}

/** Beside the lines: whose order it is, its parcels, and what happened. */
export function OrderSide({ order, admin, onDescribe }: OrderSideProps) {
  const { head } = order;
  return (
    <>
      <Section title="Order">
        <Facts narrow facts={[
          ['Customer', head.customer_id ? <LinkTo key="c" to={`/customers/${head.customer_id}`}>{head.customer_name}</LinkTo> : 'None yet'],
          ['Wanted by', head.requested_date ? <DateText key="d" value={head.requested_date} /> : null],
          ['How soon', head.rush_level === 'standard' ? null : <StatusBadge key="r" state={head.rush_level} tones={RUSH_TONES} />],
          ['Their number', head.po_reference], ['Terms', head.payment_terms],
          ['Ship to', <AddressText key="s" address={orderAddress(head, 'shipping')} none="No address yet" />],
          ['Bill to', <AddressText key="b" address={orderAddress(head, 'billing')} none="No address yet" />],
          ['Called off because', head.cancellation_reason],
        ]} />
      </Section>
      {order.shipments.length > 0 && (
        <Section title="Parcels">
          <ul className={classes['rows']}>
            {order.shipments.map((parcel) => <Parcel key={parcel.id} parcel={parcel} actions={shipmentActions(parcel, admin, onDescribe)} />)}
          </ul>
        </Section>
      )}
      {(head.customer_notes || head.production_notes || head.internal_notes) && (
        <Section title="Notes">
          <Facts narrow facts={[['For the customer', head.customer_notes], ['For production', head.production_notes], ['For colleagues', head.internal_notes]]} />
        </Section>
      )}
      <DocumentFiles owner="sales_order" id={head.id} />
      <Section title="What happened"><Timeline events={order.events.map(timelineEvent)} /></Section>
    </>
  );
}

const TONES: Record<string, TimelineEvent['tone']> = {
  confirmed: 'good', shipped: 'good', delivered: 'good', payment: 'good', cancelled: 'bad', voided: 'warn', payment_voided: 'warn', refund: 'warn',
};

const timelineEvent = (event: OrderDetail['events'][number], at: number): TimelineEvent => ({
  id: `${event.created_at}-${at}`, at: event.created_at, title: event.title, who: event.user_name ?? null, detail: event.description, tone: TONES[event.event_type] ?? null,
});

function Parcel({ parcel, actions }: { parcel: ShipmentRow; actions: RowAction[] }) {
  return (
    <li>
      <div className={classes['rowHead']}>
        <span>{parcel.shipment_number}</span>
        <StatusBadge state={parcel.delivered_at && parcel.status === 'shipped' ? 'arrived' : parcel.status} tones={{ ...SHIPMENT_TONES, arrived: ['Arrived', 'good'] }} />
        <span className={classes['grow']} />
        <MoreMenu label={`More to do with ${parcel.shipment_number}`} actions={actions} />
      </div>
      <div className={classes['small']}>
        {[parcel.carrier, parcel.tracking_number].filter(Boolean).join(' · ') || 'No carrier noted'}
        {parcel.ship_date && <> · <DateText value={parcel.ship_date} /></>}
      </div>
      {parcel.invoice_number && <div className={classes['small']}>Invoice {parcel.invoice_number}</div>}
      {parcel.void_reason && <div className={classes['small']}>{parcel.void_reason}</div>}
    </li>
  );
}

/** The small menu of one row. */
export function MoreMenu({ label, actions }: { label: string; actions: RowAction[] }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon size="sm" aria-label={label}><IconDots size={15} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {actions.map((a) => {
          const Icon = a.icon;
          return (
            <Menu.Item key={a.id} color={a.danger ? 'red' : undefined} disabled={Boolean(a.refusal)} title={a.refusal ?? undefined} onClick={a.run} leftSection={Icon && <Icon size={14} stroke={1.5} />}>
              {a.title}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
