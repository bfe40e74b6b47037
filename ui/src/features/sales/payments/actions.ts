import type { Payment } from '../../../bindings/commands';
import { call } from '../../../shared/api';
import type { RowAction } from '../../../shared/grid';
import { decimal } from '../../../shared/values';
import { askReason, toast } from '../../../shared/ui';

/** Asks why a payment or refund was a mistake, then takes it back. */
export function voidPayment(payment: Payment): void {
  const word = payment.payment_type === 'refund' ? 'refund' : 'payment';
  askReason({
    title: `Void ${word} ${payment.payment_number}?`,
    what: `It no longer counts for ${payment.order_number}, and an entry reverses it today. Money that truly came and goes back is a refund instead.`,
    verb: `Void the ${word}`,
    run: (reason) => call('payments.void', { id: payment.id, reason }).then(() => toast.good(`${payment.payment_number} was voided`)),
  });
}

/** What can be done with a payment, with the reason where it cannot. */
export function paymentActions(payment: Payment, onRefund: (payment: Payment) => void): RowAction[] {
  const counts = payment.status === 'completed';
  const left = counts && payment.payment_type === 'payment' && payment.refundable !== null && decimal.compare(payment.refundable, '0') > 0;
  return [
    ...(payment.payment_type === 'payment'
      ? [{ id: 'refund', title: 'Refund', refusal: left ? null : counts ? 'All of it was given back.' : 'It was voided.', run: () => onRefund(payment) }]
      : []),
    { id: 'void', title: 'Void as a mistake', danger: true, refusal: counts ? null : 'It does not count already.', run: () => voidPayment(payment) },
  ];
}
