import { Autocomplete, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { Payment } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { DateField, FormModal, MoneyField, orNone, useDocForm } from '../../../shared/form';
import { toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { METHODS } from './PaymentDialog';

/** Gives money back from one payment, at most what is left of it. */
export function RefundDialog({ payment, onClose }: { payment: Payment; onClose: () => void }) {
  const format = useFormat();
  const refund = useWrite('payments.refund');
  const doc = useDocForm({
    initial: { amount: payment.refundable ? decimal.trim(payment.refundable) : '', reason: '', payment_method: payment.payment_method, date: format.today(), transaction_id: '' },
    validate: { reason: (value) => (value.trim() ? null : 'Say why: it stands in the history.') },
    save: (v) => refund.run({
      payment_id: payment.id, amount: orNone(v.amount), reason: v.reason.trim(), payment_method: orNone(v.payment_method), date: orNone(v.date), transaction_id: orNone(v.transaction_id),
    }),
    onSaved: (_, made) => {
      toast.good(`${made.payment_number} recorded`, `${made.amount === null ? '' : format.money(made.amount)} given back for ${made.order_number}`);
      onClose();
    },
  });
  const { form } = doc;
  return (
    <FormModal title={`Refund from ${payment.payment_number}`} doc={doc} verb="Record the refund" onClose={onClose}>
      <Text size="sm" c="dimmed">{payment.refundable === null ? '' : format.money(payment.refundable)} of it may still be given back to {payment.customer_name ?? 'the customer'}.</Text>
      <SimpleGrid cols={2} spacing="sm">
        <MoneyField label="Amount" data-autofocus {...form.getInputProps('amount')} />
        <Autocomplete label="How it goes back" data={METHODS} {...form.getInputProps('payment_method')} />
        <DateField label="Booked on" {...form.getInputProps('date')} />
        <TextInput label="Bank's or card's number" {...form.getInputProps('transaction_id')} />
      </SimpleGrid>
      <TextInput label="Why" required {...form.getInputProps('reason')} />
    </FormModal>
  );
}
