import { Autocomplete, Group, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useRead, useWrite } from '../../../shared/api';
import { DateField, EntityPicker, FormModal, MoneyField, orNone, useDocForm } from '../../../shared/form';
import { toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';

export const METHODS = ['Bank transfer', 'Card', 'Cash', 'Cheque', 'PayPal', 'Stripe'];

interface PaymentDialogProps {
  /** The order that is paid; absent: it is chosen here. */
  order?: { id: number; number: string; balance: string | null };
  onClose: () => void;
}

/** Records money that came. What is owed stands in the field already. */
export function PaymentDialog({ order, onClose }: PaymentDialogProps) {
  const format = useFormat();
  const record = useWrite('payments.record');
  const doc = useDocForm({
    initial: { sales_order_id: order ? String(order.id) : '', amount: order?.balance ? decimal.trim(order.balance) : '', payment_method: 'Bank transfer', date: format.today(), transaction_id: '', check_number: '', notes: '' },
    validate: {
      sales_order_id: (value) => (value ? null : 'Choose the order that is paid.'),
      amount: (value) => (value ? null : 'Say how much came.'),
      payment_method: (value) => (value.trim() ? null : 'Say how it came.'),
    },
    save: (v) => record.run({
      sales_order_id: Number(v.sales_order_id), amount: v.amount, payment_method: v.payment_method.trim(), date: orNone(v.date),
      transaction_id: orNone(v.transaction_id), check_number: orNone(v.check_number), notes: orNone(v.notes),
    }),
    onSaved: (_, payment) => {
      toast.good(`${payment.payment_number} recorded`, `${payment.amount === null ? '' : format.money(payment.amount)} for ${payment.order_number}`);
      onClose();
    },
  });
  const { form } = doc;
  const chosen = useRead('orders.get', { id: Number(form.values.sales_order_id) }, { enabled: !order && form.values.sales_order_id !== '' });
  const owed = order?.balance ?? chosen.data?.head.balance ?? null;
  return (
    <FormModal title={order ? `Payment for ${order.number}` : 'Record a payment'} doc={doc} verb="Record the payment" onClose={onClose}>
      {!order && (
        <EntityPicker
          label="Order" required autoFocus command="orders.list" keyOf={(r) => String(r.id)} titleOf={(r) => `${r.order_number}  ${r.customer_name ?? ''}`}
          hintOf={(r) => (r.balance === null ? '' : `owes ${format.money(r.balance)}`)} value={form.values.sales_order_id} error={form.errors['sales_order_id']}
          extra={{ filters: [{ field: 'status', op: 'in', values: ['confirmed', 'in_progress', 'completed'] }] } as never}
          onChange={(key, row) => form.setValues({ sales_order_id: key ?? '', amount: row?.balance ? decimal.trim(row.balance) : form.values.amount })}
        />
      )}
      <SimpleGrid cols={2} spacing="sm">
        <MoneyField label="Amount" required data-autofocus={order ? true : undefined} {...form.getInputProps('amount')} />
        <Autocomplete label="How it came" required data={METHODS} {...form.getInputProps('payment_method')} />
        <DateField label="Booked on" {...form.getInputProps('date')} />
        <TextInput label="Bank's or card's number" {...form.getInputProps('transaction_id')} />
      </SimpleGrid>
      {form.values.payment_method === 'Cheque' && <TextInput label="Cheque number" {...form.getInputProps('check_number')} />}
      <Textarea label="Notes" autosize minRows={1} {...form.getInputProps('notes')} />
      {owed !== null && (
        <Group><Text size="sm" c="dimmed">{format.money(owed)} are owed for it.</Text></Group>
      )}
    </FormModal>
  );
}
