import { Autocomplete, Checkbox, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useWrite, type ResponseOf } from '../../shared/api';
import { DateField, FormModal, LinesGrid, MoneyField, orNone, useDocForm, type LineColumn } from '../../shared/form';
import { askReason, Section, StatusBadge, toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { billState, BILL_TONES } from './words';

type Page = ResponseOf<'purchasing.get'>;
type Bill = Page['bills'][number];
type Payment = Page['payments'][number];

/** What of an order waits for a bill, at the order's prices. */
export const unbilledWorth = (page: Page): string =>
  decimal.sum(page.unbilled.flatMap((r) => [r.received_value ?? '0', r.service_value ?? '0']));

const METHODS = ['Bank transfer', 'Card', 'Cash', 'Cheque', 'Direct debit'];

function billColumns(code: string, covers: ReadonlyMap<number, readonly string[]>, onPay: (bill: Bill) => void, onVoid: (bill: Bill) => void): LineColumn<Bill>[] {
  return [
    { id: 'number', header: 'Bill', width: 130, value: (b) => b.bill_number, cell: (b) => <b style={{ fontWeight: 600 }}>{b.bill_number}</b> },
    { id: 'theirs', header: 'Their number', width: 110, value: (b) => b.vendor_invoice_number },
    { id: 'state', header: 'State', width: 105, value: (b) => b.status, cell: (b) => <StatusBadge state={billState(b)} tones={BILL_TONES} /> },
    { id: 'covers', header: 'Covers', grow: true, width: 110, value: (b) => (covers.get(b.id) ?? []).join(', ') },
    { id: 'date', header: 'Date', width: 90, value: (b) => b.bill_date, cell: (b, f) => f.date(b.bill_date) },
    { id: 'due', header: 'Due', width: 90, value: (b) => b.due_date ?? '', cell: (b, f) => (b.due_date ? f.date(b.due_date) : '–') },
    { id: 'variance', header: 'Beyond prices', width: 100, align: 'right', value: (b) => b.variance ?? '', cell: (b, f) => (b.variance && !decimal.isZero(b.variance) ? f.money(b.variance, code) : '–') },
    { id: 'total', header: 'Total', width: 95, align: 'right', value: (b) => b.total ?? '', cell: (b, f) => (b.total === null ? '–' : f.money(b.total, code)) },
    { id: 'balance', header: 'Open', width: 95, align: 'right', value: (b) => b.balance ?? '', cell: (b, f) => (b.balance === null ? '–' : f.money(b.balance, code)) },
    {
      id: 'do', header: '', width: 110, value: () => '',
      cell: (b) => (b.status === 'voided' ? '' : (
        <span style={{ display: 'flex', gap: 8 }}>
          {b.balance !== null && !decimal.isZero(b.balance) && <button type="button" className="sy-link" onClick={() => onPay(b)} aria-label={`Pay ${b.bill_number}`}>Pay</button>}
          <button type="button" className="sy-link" onClick={() => onVoid(b)} aria-label={`Void ${b.bill_number}`}>Void</button>
        </span>
      )),
    },
  ];
}

function paymentColumns(code: string, onVoid: (payment: Payment) => void): LineColumn<Payment>[] {
  return [
    { id: 'number', header: 'Payment', width: 140, value: (p) => p.payment_number, cell: (p) => <b style={{ fontWeight: 600 }}>{p.payment_number}</b> },
    { id: 'bill', header: 'Of bill', width: 140, value: (p) => p.bill_number },
    { id: 'date', header: 'Booked on', width: 100, value: (p) => p.payment_date, cell: (p, f) => f.date(p.payment_date) },
    { id: 'how', header: 'How', grow: true, width: 140, value: (p) => [p.payment_method, p.reference].filter(Boolean).join(' · ') },
    { id: 'amount', header: 'Amount', width: 110, align: 'right', value: (p) => p.amount ?? '', cell: (p, f) => (p.amount === null ? '–' : f.money(p.amount, code)) },
    {
      id: 'do', header: 'State', width: 100, value: () => '',
      cell: (p) => (p.is_voided ? <StatusBadge state="voided" tones={BILL_TONES} /> : <button type="button" className="sy-link" onClick={() => onVoid(p)} aria-label={`Void ${p.payment_number}`}>Void</button>),
    },
  ];
}

/** What the vendor asked for, what waits for a bill, and what was paid. */
export function Bills({ page, onPay }: { page: Page; onPay: (bill: Bill) => void }) {
  const code = page.head.currency_code;
  const voidBill = useWrite('bills.void');
  const voidPayment = useWrite('bills.void_payment');
  const undoBill = (b: Bill) =>
    askReason({
      title: `Void ${b.bill_number}?`, what: `An entry reverses it today, and its receipts wait for a bill again. The vendor's ${b.vendor_invoice_number} can then be recorded anew.`, verb: 'Void the bill',
      run: (reason) => voidBill.run({ id: b.id, reason }).then(() => toast.good(`${b.bill_number} was voided`)),
    });
  const undoPayment = (p: Payment) =>
    askReason({
      title: `Void ${p.payment_number}?`, what: `It no longer counts for ${p.bill_number}, and an entry reverses it today.`, verb: 'Void the payment',
      run: (reason) => voidPayment.run({ id: p.id, reason }).then(() => toast.good(`${p.payment_number} was voided`)),
    });
  const covers = new Map<number, string[]>();
  for (const row of page.billed) covers.set(row.vendor_bill_id, [...(covers.get(row.vendor_bill_id) ?? []), row.receipt_number]);
  const columns = billColumns(code, covers, onPay, undoBill);
  const paid = paymentColumns(code, undoPayment);
  return (
    <Stack gap="lg">
      <Unbilled page={page} />
      <LinesGrid label="Bills" columns={columns} lines={page.bills} keyOf={(b) => String(b.id)} empty="The vendor asked for nothing yet. Record the bill when it comes." />
      {page.payments.length > 0 && <Section title="Paid"><LinesGrid label="Payments of bills" columns={paid} lines={page.payments} keyOf={(p) => String(p.id)} empty="" /></Section>}
    </Stack>
  );
}

function Unbilled({ page }: { page: Page }) {
  const format = useFormat();
  if (page.unbilled.length === 0) return null;
  const names = page.unbilled.map((r) => r.receipt_number).join(', ');
  return <Text size="sm">{names} {page.unbilled.length === 1 ? 'waits' : 'wait'} for a bill: {format.money(unbilledWorth(page), page.head.currency_code)} at the order's prices.</Text>;
}

/** Records the vendor's bill. What was received at the order's prices stands in the field already. */
export function BillDialog({ page, onClose }: { page: Page; onClose: () => void }) {
  const format = useFormat();
  const record = useWrite('bills.record');
  const { head } = page;
  const code = head.currency_code;
  const doc = useDocForm({
    initial: {
      vendor_invoice_number: '', bill_date: format.today(), due_date: '', total: decimal.trim(unbilledWorth(page)), tax_amount: '', accept_variance: false, notes: '',
      receipt_ids: page.unbilled.map((r) => String(r.receipt_id)),
    },
    validate: {
      vendor_invoice_number: (v: string) => (v.trim() ? null : 'Write the number that stands on it.'),
      total: (v: string) => (v ? null : 'Say what it comes to.'),
    },
    save: (v) => record.run({
      id: head.id, vendor_invoice_number: v.vendor_invoice_number.trim(), bill_date: v.bill_date || format.today(), total: v.total, accept_variance: v.accept_variance, receipt_ids: v.receipt_ids.map(Number),
      ...(v.due_date ? { due_date: v.due_date } : {}), ...(v.tax_amount ? { tax_amount: v.tax_amount } : {}), ...(orNone(v.notes) ? { notes: v.notes.trim() } : {}),
    }),
    onSaved: (v) => { toast.good(`${v.vendor_invoice_number} recorded`, `${format.money(v.total, code)} are owed to ${head.vendor_name}.`); onClose(); },
  });
  const { values, getInputProps } = doc.form;
  const chosen = page.unbilled.filter((r) => values.receipt_ids.includes(String(r.receipt_id)));
  const worth = decimal.sum(chosen.flatMap((r) => [r.received_value ?? '0', r.service_value ?? '0']));
  const amount = (text: string) => (decimal.isDecimal(text) ? text : '0');
  const variance = decimal.subtract(decimal.subtract(amount(values.total), amount(values.tax_amount)), worth);
  return (
    <FormModal title={`Bill for ${head.po_number}`} doc={doc} verb="Record the bill" size={560} onClose={onClose} refusal={chosen.length === 0 ? 'Choose what it covers.' : null}>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Their number" required data-autofocus {...getInputProps('vendor_invoice_number')} />
        <MoneyField label="It asks for" required currency={code} {...getInputProps('total')} />
        <DateField label="Its day" {...getInputProps('bill_date')} />
        <DateField label="Due" placeholder="By the vendor's terms" {...getInputProps('due_date')} />
        <MoneyField label="Tax in it that comes back" currency={code} {...getInputProps('tax_amount')} />
        <TextInput label="Notes" {...getInputProps('notes')} />
      </SimpleGrid>
      <Checkbox.Group label="It covers" value={values.receipt_ids} onChange={(ids) => doc.form.setFieldValue('receipt_ids', ids)}>
        <Stack gap={4} mt={4}>
          {page.unbilled.map((r) => (
            <Checkbox key={r.receipt_id} value={String(r.receipt_id)} label={`${r.receipt_number}, ${format.date(r.received_date)}: ${format.money(decimal.add(r.received_value ?? '0', r.service_value ?? '0'), code)}`} />
          ))}
        </Stack>
      </Checkbox.Group>
      {!decimal.isZero(variance) && (
        <Checkbox label={`It differs from the order's prices by ${format.money(variance, code)}. That is meant, and becomes a price variance.`} {...getInputProps('accept_variance', { type: 'checkbox' })} />
      )}
    </FormModal>
  );
}

/** Pays a bill; what is open stands in the field already. */
export function PayBillDialog({ bill, onClose }: { bill: Bill; onClose: () => void }) {
  const format = useFormat();
  const pay = useWrite('bills.pay');
  const back = bill.balance !== null && decimal.isNegative(bill.balance);
  const open = bill.balance === null ? '' : decimal.trim(back ? decimal.subtract('0', bill.balance) : bill.balance);
  const doc = useDocForm({
    initial: { amount: open, payment_method: 'Bank transfer', date: format.today(), reference: '' },
    validate: { amount: (v: string) => (v ? null : 'Say how much.'), payment_method: (v: string) => (v.trim() ? null : 'Say how.') },
    save: (v) => pay.run({ id: bill.id, amount: v.amount, payment_method: v.payment_method.trim(), date: v.date || format.today(), ...(orNone(v.reference) ? { reference: v.reference.trim() } : {}) }),
    onSaved: (v) => { toast.good(back ? 'Money back recorded' : 'Payment recorded', `${format.money(v.amount, bill.currency_code)} of ${bill.bill_number}`); onClose(); },
  });
  return (
    <FormModal title={back ? `Money back for ${bill.bill_number}` : `Pay ${bill.bill_number}`} doc={doc} verb="Record the payment" onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <MoneyField label="Amount" required currency={bill.currency_code} data-autofocus {...doc.form.getInputProps('amount')} />
        <Autocomplete label="How" required data={METHODS} {...doc.form.getInputProps('payment_method')} />
        <DateField label="Booked on" {...doc.form.getInputProps('date')} />
        <TextInput label="Bank's number" {...doc.form.getInputProps('reference')} />
      </SimpleGrid>
      <Text size="sm" c="dimmed">{format.money(open, bill.currency_code)} are open. {bill.vendor_name} calls it {bill.vendor_invoice_number}.</Text>
    </FormModal>
  );
}
