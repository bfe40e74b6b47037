import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { OrderDetail, OrderIssue, OrderLine, Payment, ShipmentRow } from '../../../bindings/commands';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { FormModal, useDocForm } from '../../../shared/form';
import { useGo, useRouteParam } from '../../../shared/go';
import { DateText, DocumentPage, EmptyState, LinkTo, Loaded, Money, Notice, StatusBadge, toast } from '../../../shared/ui';
import { decimal } from '../../../shared/values';
import { paymentActions } from '../payments/actions';
import { PaymentDialog } from '../payments/PaymentDialog';
import { RefundDialog } from '../payments/RefundDialog';
import { DescribeDialog } from '../shipping/DescribeDialog';
import { readyOfOrder, ShipDialog } from '../shipping/ShipDialog';
import classes from '../sales.module.css';
import { FULFILLMENT_TONES, INVOICE_TONES, MONEY_KIND_TONES, MONEY_TONES, ORDER_TONES, PAYMENT_TONES } from '../tones';
import { OrderLines } from './OrderLines';
import { MoreMenu, OrderSide } from './OrderSide';
import { useOrderActions, type OrderDialog } from './orderActions';

export default function OrderPage() {
  const id = Number(useRouteParam());
  const order = useRead('orders.get', { id });
  return <Loaded query={order} what="The order">{(data) => <OrderDocument order={data} />}</Loaded>;
}

function OrderDocument({ order }: { order: OrderDetail }) {
  const { user } = useSession();
  const admin = mayDo(user, 'admin');
  const [dialog, setDialog] = useState<OrderDialog>(null);
  const [parcel, setParcel] = useState<ShipmentRow | null>(null);
  const [refund, setRefund] = useState<Payment | null>(null);
  const { next, actions, reserve } = useOrderActions(order, setDialog);
  const { head } = order;
  const draft = head.status === 'draft';
  const close = () => setDialog(null);
  return (
    <>
      <DocumentPage
        title={head.order_number} state={head.status} tones={ORDER_TONES} next={next} actions={actions}
        subtitle={head.customer_id ? <>for <LinkTo to={`/customers/${head.customer_id}`}>{head.customer_name}</LinkTo></> : 'for nobody yet'}
        badges={!draft && head.status !== 'cancelled' && (
          <><StatusBadge state={head.fulfillment_status} tones={FULFILLMENT_TONES} /><StatusBadge state={head.payment_status} tones={PAYMENT_TONES} /></>
        )}
        notices={order.issues.length > 0 && <Issues order={order} onReserve={reserve} />}
        tabs={[
          { id: 'lines', title: 'Lines', count: order.lines.filter((l) => !l.is_cancelled).length, content: <OrderLines order={order} admin={admin} /> },
          ...(admin ? [{ id: 'payments', title: 'Payments and invoices', count: order.payments.length + order.invoices.length, content: <MoneyTab order={order} onRefund={setRefund} /> }] : []),
        ]}
        side={<OrderSide order={order} admin={admin} onDescribe={setParcel} />}
      />
      {dialog === 'ship' && <ShipDialog order={readyOfOrder(order)} onClose={close} />}
      {dialog === 'pay' && <PaymentDialog order={{ id: head.id, number: head.order_number, balance: head.balance }} onClose={close} />}
      {dialog === 'note' && <NoteDialog order={order} onClose={close} />}
      {parcel && <DescribeDialog parcel={parcel} onClose={() => setParcel(null)} />}
      {refund && <RefundDialog payment={refund} onClose={() => setRefund(null)} />}
    </>
  );
}

/** What a new document is to bring for a line: it opens filled in. */
function wanted(line: OrderLine, issue: OrderIssue, { head }: OrderDetail): string {
  const quantity = issue.quantity ? decimal.trim(issue.quantity) : '';
  const due = line.requested_date ?? head.requested_date;
  return new URLSearchParams({ product: String(line.product_id), order_line: String(line.id), order: head.order_number, ...(quantity ? { quantity } : {}), ...(due ? { due } : {}) }).toString();
}

/** What stands in the way, each with its remedy. */
function Issues({ order, onReserve }: { order: OrderDetail; onReserve: () => void }) {
  const go = useGo();
  const { id } = order.head;
  function run(issue: OrderIssue): (() => void) | null {
    const line = order.lines.find((l) => l.id === issue.line_id);
    switch (issue.remedy?.command) {
      case 'orders.reserve': return onReserve;
      case 'orders.update': return () => go(`/orders/${id}/edit`);
      case 'items.reactivate': return line ? () => go(`/items/${line.product_id}`) : null;
      case 'work_orders.create': return line ? () => go(`/work-orders/new?${wanted(line, issue, order)}`) : null;
      case 'purchasing.create': return line ? () => go(`/purchase-orders/new?${wanted(line, issue, order)}`) : null;
      case 'work_orders.inspect': return () => go('/work-orders?show=inspect');
      default: return null;
    }
  }
  return (
    <>
      {order.issues.map((issue, at) => {
        const remedy = run(issue);
        const bad = issue.cause === 'no_customer' || issue.cause === 'no_address' || issue.cause === 'no_lines' || issue.cause === 'inactive_product';
        return (
          <Notice key={at} tone={bad ? 'bad' : issue.cause === 'not_reserved' ? 'info' : 'warn'} {...(issue.remedy && remedy ? { remedy: { title: issue.remedy.label, run: remedy } } : {})}>
            {issue.message}
          </Notice>
        );
      })}
    </>
  );
}

function MoneyTab({ order, onRefund }: { order: OrderDetail; onRefund: (payment: Payment) => void }) {
  if (order.payments.length + order.invoices.length === 0) {
    return <EmptyState compact title="Nothing was invoiced or paid yet" hint="A parcel brings its invoice. Payments may come before or after it." />;
  }
  return (
    <>
      {order.invoices.length > 0 && (
        <div className={classes['tableBox']}>
          <table className={classes['table']} aria-label="Invoices">
            <thead><tr><th>Invoice</th><th>State</th><th>Date</th><th>Due</th><th data-align="right">Tax</th><th data-align="right">Total</th></tr></thead>
            <tbody>
              {order.invoices.map((invoice) => (
                <tr key={invoice.id} data-off={invoice.status === 'voided' || undefined}>
                  <td className={classes['name']}>{invoice.invoice_number}</td>
                  <td data-plain><StatusBadge state={invoice.status} tones={INVOICE_TONES} /></td>
                  <td><DateText value={invoice.invoice_date} /></td>
                  <td><DateText value={invoice.due_date} /></td>
                  <td data-align="right"><Money value={invoice.tax_amount} /></td>
                  <td data-align="right"><Money value={invoice.total} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {order.payments.length > 0 && (
        <div className={classes['tableBox']} style={{ marginTop: 12 }}>
          <table className={classes['table']} aria-label="Payments">
            <thead><tr><th>Payment</th><th>What</th><th>State</th><th>Booked on</th><th>How</th><th>Notes</th><th data-align="right">Amount</th><th aria-label="Actions" /></tr></thead>
            <tbody>
              {order.payments.map((payment) => (
                <tr key={payment.id} data-off={payment.status === 'voided' || undefined}>
                  <td className={classes['name']}>{payment.payment_number}</td>
                  <td data-plain><StatusBadge state={payment.payment_type} tones={MONEY_KIND_TONES} /></td>
                  <td data-plain><StatusBadge state={payment.status} tones={MONEY_TONES} /></td>
                  <td><DateText value={payment.booked_on} /></td>
                  <td>{[payment.payment_method, payment.transaction_id, payment.check_number].filter(Boolean).join(' · ')}</td>
                  <td>{payment.void_reason ?? payment.notes}</td>
                  <td data-align="right"><Money value={payment.amount} /></td>
                  <td data-plain><MoreMenu label={`More to do with ${payment.payment_number}`} actions={paymentActions(payment, onRefund)} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function NoteDialog({ order, onClose }: { order: OrderDetail; onClose: () => void }) {
  const add = useWrite('orders.add_note');
  const doc = useDocForm({
    initial: { note: '' },
    validate: { note: (value) => (value.trim() ? null : 'Write what is to be remembered.') },
    save: (v) => add.run({ id: order.head.id, note: v.note.trim() }),
    onSaved: () => { toast.good('Noted'); onClose(); },
  });
  return (
    <FormModal title={`Note on ${order.head.order_number}`} doc={doc} verb="Add the note" onClose={onClose}>
      <Textarea label="What is to be remembered" data-autofocus required autosize minRows={3} {...doc.form.getInputProps('note')} />
    </FormModal>
  );
}
