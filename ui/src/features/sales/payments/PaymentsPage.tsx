import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Invoice, Payment } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { columnsOf, ListPage } from '../../../shared/grid';
import { useGo, useSearchParam } from '../../../shared/go';
import { INVOICE_TONES, MONEY_KIND_TONES, MONEY_TONES } from '../tones';
import { paymentActions } from './actions';
import { PaymentDialog } from './PaymentDialog';
import { RefundDialog } from './RefundDialog';

const pay = columnsOf<Payment>();
const PAYMENTS = [
  pay.key('payment_number', 'Number', (r) => r.payment_number, { width: 140 }),
  pay.text('order_number', 'Order', (r) => r.order_number, { width: 130 }),
  pay.text('customer_name', 'Customer', (r) => r.customer_name, { width: 190 }),
  pay.status('payment_type', 'What', (r) => r.payment_type, MONEY_KIND_TONES, { width: 100 }),
  pay.status('status', 'State', (r) => r.status, MONEY_TONES, { width: 100 }),
  pay.money('amount', 'Amount', (r) => (r.payment_type === 'refund' && r.amount ? `-${r.amount}` : r.amount)),
  pay.text('payment_method', 'How', (r) => r.payment_method, { width: 120 }),
  pay.date('booked_on', 'Booked on', (r) => r.booked_on, { sortable: false, filter: undefined as never }),
  pay.dateTime('payment_date', 'Recorded', (r) => r.payment_date, { hidden: true }),
  pay.text('transaction_id', 'Bank number', (r) => r.transaction_id, { sortable: false, filter: undefined as never }),
];

const bill = columnsOf<Invoice>();
const INVOICES = [
  bill.key('invoice_number', 'Number', (r) => r.invoice_number, { width: 140 }),
  bill.text('order_number', 'Order', (r) => r.order_number, { width: 130 }),
  bill.text('customer_name', 'Customer', (r) => r.customer_name, { width: 190 }),
  bill.status('status', 'State', (r) => r.status, INVOICE_TONES, { width: 150 }),
  bill.date('invoice_date', 'Date', (r) => r.invoice_date),
  bill.date('due_date', 'Due', (r) => r.due_date),
  bill.money('subtotal', 'Lines', (r) => r.subtotal, { sortable: false, filter: undefined as never }),
  bill.money('tax_amount', 'Tax', (r) => r.tax_amount, { sortable: false, filter: undefined as never }),
  bill.money('total', 'Total', (r) => r.total),
];

/** What customers paid, and what was invoiced. */
export default function PaymentsPage() {
  const go = useGo();
  const [show, setShow] = useSearchParam('show');
  const [recording, setRecording] = useState(false);
  const [refund, setRefund] = useState<Payment | null>(null);
  useActions([{ id: 'payments.new', title: 'Record a payment', keys: 'n', icon: IconPlus, run: () => setRecording(true) }]);
  const button = <Button leftSection={<IconPlus size={14} />} onClick={() => setRecording(true)}>Record a payment</Button>;
  const tabs = (
    <SegmentedControl
      aria-label="What to show" size="xs" value={show ?? 'payments'} onChange={(value) => setShow(value === 'payments' ? undefined : value)}
      data={[{ value: 'payments', label: 'Payments' }, { value: 'invoices', label: 'Invoices' }]}
    />
  );
  const actions = <>{tabs}{button}</>;
  return (
    <>
      {show === 'invoices' ? (
        <ListPage
          key="invoices" id="invoices" title="Payments" label="Invoices" command="invoices.list" columns={INVOICES} keyOf={(r) => String(r.id)} actions={actions}
          onOpen={(r) => go(`/orders/${r.sales_order_id}?tab=payments`)} empty={{ title: 'No invoices yet', hint: 'Each parcel that leaves brings its invoice.' }}
        />
      ) : (
        <ListPage
          key="payments" id="payments" title="Payments" command="payments.list" columns={PAYMENTS} keyOf={(r) => String(r.id)} actions={actions} searchable={false}
          onOpen={(r) => go(`/orders/${r.sales_order_id}?tab=payments`)} rowActions={(r) => paymentActions(r, setRefund)}
          empty={{ title: 'No payments yet', hint: 'Record what customers pay, before or after the invoice. What is still owed stands on the order and on the customer.', action: button }}
        />
      )}
      {recording && <PaymentDialog onClose={() => setRecording(false)} />}
      {refund && <RefundDialog payment={refund} onClose={() => setRefund(null)} />}
    </>
  );
}
