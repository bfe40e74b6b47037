import { Group, Text, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconDownload, IconFileInvoice, IconFileTypePdf, IconPencil, IconSend, IconTruck, IconTruckDelivery, IconTruckReturn, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { mayDo, useRead, useSession, useWrite, type ResponseOf } from '../../shared/api';
import { useGo, useRouteParam } from '../../shared/go';
import { DateField, FormModal, LinesGrid, useDocForm, type LineColumn } from '../../shared/form';
import { DocumentPage, Facts, LinkTo, Loaded, Money, Notice, Section, StatusBadge, Timeline, toast, type DocAction } from '../../shared/ui';
import { daysBetween, decimal, useFormat } from '../../shared/values';
import { DocumentFiles } from '../documents';
import { inStock, stillDue } from './arithmetic';
import { BillDialog, Bills, PayBillDialog } from './Bills';
import { openPurchaseOrder, savePurchaseOrder } from './printing';
import { ReceiveDialog } from './ReceiveDialog';
import { ReturnDialog, ReverseReceiptDialog } from './ReceiptDialogs';
import { isDue, PO_TONES, RECEIPT_STATE } from './words';

type PageData = ResponseOf<'purchasing.get'>;
type Line = PageData['lines'][number];
type Receipt = PageData['receipts'][number];
type Bill = PageData['bills'][number];
type Open = { kind: 'receive' | 'return' | 'ship' | 'cancel' | 'bill' } | { kind: 'reverse'; receipt: Receipt } | { kind: 'pay'; bill: Bill };

/** One purchase order, from the draft to the last receipt. */
export default function OrderPage() {
  const id = Number(useRouteParam());
  const order = useRead('purchasing.get', { id });
  return <Loaded query={order} what="The order">{(page) => <Order page={page} />}</Loaded>;
}

function Order({ page }: { page: PageData }) {
  const { head, refusals } = page;
  const id = head.id;
  const go = useGo();
  const format = useFormat();
  const admin = mayDo(useSession().user, 'admin');
  const place = useWrite('purchasing.order');
  const close = useWrite('purchasing.close');
  const [open, setOpen] = useState<Open | null>(null);
  const shut = () => setOpen(null);
  const forAdmin = (refusal: string | null | undefined) => (admin ? (refusal ?? null) : 'An admin does that.');
  const doPlace = () => place.run({ id }).then(() => toast.good(`${head.po_number} ordered`, `Waits for ${head.vendor_name}.`), (e: unknown) => toast.error('Not ordered', e));
  const doClose = () => close.run({ id }).then(() => toast.good(`${head.po_number} closed`), (e: unknown) => toast.error('Not closed', e));

  const actions: Record<'order' | 'receive' | 'bill' | 'close' | 'ship' | 'edit' | 'return' | 'cancel', DocAction> = {
    order: { id: 'order', title: 'Order', icon: IconSend, refusal: forAdmin(refusals.order), busy: place.pending, run: () => void doPlace() },
    receive: { id: 'receive', title: 'Receive', icon: IconTruckDelivery, refusal: refusals.receive ?? null, run: () => setOpen({ kind: 'receive' }) },
    bill: { id: 'bill', title: 'Record the bill', icon: IconFileInvoice, refusal: forAdmin(page.unbilled.length > 0 ? null : 'Nothing that came waits for a bill.'), run: () => setOpen({ kind: 'bill' }) },
    close: { id: 'close', title: 'Close', icon: IconCheck, refusal: forAdmin(refusals.close), busy: close.pending, run: () => void doClose() },
    ship: { id: 'ship', title: 'Mark as shipped', icon: IconTruck, refusal: refusals.ship ?? null, run: () => setOpen({ kind: 'ship' }) },
    edit: { id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', refusal: forAdmin(refusals.edit), run: () => go(`/purchase-orders/${id}/edit`) },
    return: { id: 'return', title: 'Give goods back', icon: IconTruckReturn, refusal: refusals.give_back ?? null, run: () => setOpen({ kind: 'return' }) },
    cancel: { id: 'cancel', title: 'Cancel the order', icon: IconX, danger: true, refusal: forAdmin(refusals.cancel), run: () => setOpen({ kind: 'cancel' }) },
  };
  // The first of the order's own steps that the core allows.
  const next = !refusals.order ? actions.order : !refusals.receive ? actions.receive : !refusals.close ? actions.close : null;
  const pdf: DocAction = { id: 'pdf', title: 'PDF', icon: IconFileTypePdf, keys: 'p', run: () => void openPurchaseOrder(id) };
  const savePdf: DocAction = { id: 'save_pdf', title: 'Save the PDF as', icon: IconDownload, run: () => void savePurchaseOrder(id) };
  const rest = [...Object.values(actions).filter((a) => a !== next), ...(admin ? [savePdf] : [])];
  const late = isDue(head.status) && head.expected_date !== null && head.expected_date < format.today() ? daysBetween(head.expected_date, format.today()) : 0;
  const reversible = (r: Receipt) => !refusals.reverse && admin && r.reverses_id === null && !r.is_reversed && !decimal.isNegative(r.quantity);

  return (
    <>
      <DocumentPage
        title={head.po_number} subtitle={<>from {admin ? <LinkTo to={`/vendors/${head.vendor_id}`}>{head.vendor_name}</LinkTo> : head.vendor_name}</>} state={head.status} tones={PO_TONES} next={next} also={admin ? pdf : null} actions={rest}
        notices={
          <>
            {late > 0 && <Notice tone="warn">It was expected on {format.date(head.expected_date ?? '')}: {late} {late === 1 ? 'day' : 'days'} late.</Notice>}
            {head.cancellation_reason && <Notice tone="info">Cancelled: {head.cancellation_reason}</Notice>}
          </>
        }
        tabs={[
          { id: 'lines', title: 'Lines', count: page.lines.length, content: <Lines page={page} admin={admin} /> },
          { id: 'receipts', title: 'Receipts', count: new Set(page.receipts.map((r) => r.receipt_id)).size, content: <Receipts page={page} reversible={reversible} onReverse={(receipt) => setOpen({ kind: 'reverse', receipt })} /> },
          ...(admin ? [{ id: 'bills', title: 'Bills', count: page.bills.length, content: <Bills page={page} onPay={(bill) => setOpen({ kind: 'pay', bill })} /> }] : []),
        ]}
        side={
          <>
            <Section title="Order">
              <Facts narrow facts={[
                ['Ordered', head.order_date && format.date(head.order_date)], ['Expected', head.expected_date && format.date(head.expected_date)], ['Shipped', head.shipped_date && format.date(head.shipped_date)],
                ['Received', head.received_date && format.date(head.received_date)], ['Carrier', head.carrier], ['Tracking', head.tracking_number], ['Terms', head.terms],
                ['Paid by', [head.payment_method, head.payment_reference].filter(Boolean).join(', ')], ['Notes', head.notes], ['Written by', head.created_by],
              ]} />
            </Section>
            <DocumentFiles owner="purchase_order" id={id} />
            <Section title="Events">
              <Timeline events={page.events.map((e) => ({ id: String(e.id), at: e.created_at, title: e.title, who: e.user_name, detail: e.description, tone: e.event_type === 'cancelled' ? 'bad' : e.event_type === 'received' ? 'good' : null }))} />
            </Section>
          </>
        }
      />
      {open?.kind === 'receive' && <ReceiveDialog orderId={id} onClose={shut} />}
      {open?.kind === 'return' && <ReturnDialog page={page} onClose={shut} />}
      {open?.kind === 'reverse' && <ReverseReceiptDialog receipt={{ id: open.receipt.receipt_id, number: open.receipt.receipt_number, order: head.po_number }} onClose={shut} />}
      {open?.kind === 'bill' && <BillDialog page={page} onClose={shut} />}
      {open?.kind === 'pay' && <PayBillDialog bill={open.bill} onClose={shut} />}
      {open?.kind === 'ship' && <ShipDialog page={page} onClose={shut} />}
      {open?.kind === 'cancel' && <CancelDialog page={page} onClose={shut} />}
    </>
  );
}

/** A line's own date has a column only where a line has one: the width is needed. */
function lineColumns(head: PageData['head'], admin: boolean, dated: boolean): LineColumn<Line>[] {
  const unit = (l: Line) => l.purchase_unit ?? l.unit;
  const all: LineColumn<Line>[] = [
    {
      id: 'sku', header: 'Item', grow: true, width: 150, value: (l) => l.sku,
      cell: (l) => <span><LinkTo to={`/items/${l.product_id}`}>{l.sku}</LinkTo> {l.description ?? l.name}</span>,
    },
    { id: 'vendor_sku', header: 'Their number', width: 84, value: (l) => l.vendor_sku ?? '' },
    { id: 'ordered', header: 'Ordered', width: 76, align: 'right', value: (l) => l.quantity_ordered, cell: (l, f) => f.quantity(decimal.trim(l.quantity_ordered), unit(l)) },
    { id: 'stock', header: 'In stock', width: 76, align: 'right', value: (l) => inStock(l.quantity_ordered, l.purchase_factor) ?? '', cell: (l, f) => <Text span size="sm" c="dimmed">{f.quantity(inStock(l.quantity_ordered, l.purchase_factor) ?? '', l.unit)}</Text> },
    { id: 'received', header: 'Received', width: 76, align: 'right', value: (l) => l.quantity_received, cell: (l, f) => <>{f.quantity(decimal.trim(l.quantity_received), unit(l))}{!decimal.isZero(l.quantity_returned) && <Text span size="xs" c="var(--sy-warn)"> −{f.number(decimal.trim(l.quantity_returned))}</Text>}</> },
    { id: 'due', header: 'Still due', width: 76, align: 'right', value: (l) => stillDue(l.quantity_ordered, l.quantity_received), cell: (l, f) => (isDue(head.status) ? f.quantity(stillDue(l.quantity_ordered, l.quantity_received), unit(l)) : '–') },
    ...(dated ? [{ id: 'expected', header: 'Expected', width: 100, value: (l) => l.expected_date ?? '', cell: (l, f) => (l.expected_date ? f.date(l.expected_date) : '') } as LineColumn<Line>] : []),
  ];
  if (!admin) return all;
  return [...all,
    { id: 'cost', header: 'Cost each', width: 76, align: 'right', value: (l) => l.unit_cost ?? '', cell: (l, f) => (l.unit_cost === null ? '–' : f.unitCost(l.unit_cost, head.currency_code)) },
    { id: 'total', header: 'Total', width: 86, align: 'right', value: (l) => l.line_total ?? '', cell: (l, f) => (l.line_total === null ? '–' : f.money(l.line_total, head.currency_code)) },
  ];
}

function Lines({ page, admin }: { page: PageData; admin: boolean }) {
  const { head, lines } = page;
  const columns = useMemo(() => lineColumns(head, admin, lines.some((l) => l.expected_date !== null)), [head, admin, lines]);
  const footer = admin ? (
    <Group gap="md">
      <span>Goods <Money value={head.subtotal} currency={head.currency_code} /></span>
      <span>Shipping <Money value={head.shipping_cost} currency={head.currency_code} /></span>
      <span>Tax <Money value={head.tax_amount} currency={head.currency_code} /></span>
      <span>Total <b><Money value={head.total_amount} currency={head.currency_code} /></b></span>
    </Group>
  ) : undefined;
  return <LinesGrid label="Lines" columns={columns} lines={lines} keyOf={(l) => String(l.id)} footer={footer} empty="Nothing is on this order yet. Edit it and add what is to be bought." />;
}

function receiptColumns(page: PageData, reversible: (r: Receipt) => boolean, onReverse: (r: Receipt) => void): LineColumn<Receipt>[] {
  const unitOf = new Map(page.lines.map((l) => [l.line_number, l]));
  return [
    { id: 'number', header: 'Receipt', width: 140, value: (r) => r.receipt_number, cell: (r) => <b style={{ fontWeight: 600 }}>{r.receipt_number}</b> },
    { id: 'date', header: 'Date', width: 100, value: (r) => r.received_date, cell: (r, f) => f.date(r.received_date) },
    { id: 'sku', header: 'Item', grow: true, width: 140, value: (r) => `${r.line_number}. ${r.sku}` },
    { id: 'quantity', header: 'Quantity', width: 120, align: 'right', value: (r) => r.quantity, cell: (r, f) => f.quantity(decimal.trim(r.quantity), unitOf.get(r.line_number)?.purchase_unit) },
    { id: 'stock', header: 'In stock units', width: 120, align: 'right', value: (r) => r.stock_quantity, cell: (r, f) => f.quantity(decimal.trim(r.stock_quantity), unitOf.get(r.line_number)?.unit) },
    { id: 'place', header: 'At', width: 130, value: (r) => r.location_name },
    { id: 'lot', header: 'Lot', width: 130, value: (r) => r.lot_number ?? '' },
    { id: 'slip', header: 'Packing slip', width: 110, value: (r) => r.vendor_packing_slip ?? '' },
    {
      id: 'undo', header: 'State', width: 120, value: () => '',
      cell: (r) => (r.is_reversed ? <StatusBadge state="reversed" tones={RECEIPT_STATE} /> : reversible(r) ? (
        <button type="button" className="sy-link" onClick={() => onReverse(r)} aria-label={`Reverse receipt ${r.receipt_number}`}><IconArrowBackUp size={13} /> Reverse</button>
      ) : ''),
    },
  ];
}

function Receipts({ page, reversible, onReverse }: { page: PageData; reversible: (r: Receipt) => boolean; onReverse: (r: Receipt) => void }) {
  const columns = receiptColumns(page, reversible, onReverse);
  return <LinesGrid label="Receipts" columns={columns} lines={page.receipts} keyOf={(r, i) => `${r.receipt_id}-${i}`} empty="Nothing came yet." />;
}

function ShipDialog({ page, onClose }: { page: PageData; onClose: () => void }) {
  const ship = useWrite('purchasing.ship');
  const { head } = page;
  const doc = useDocForm({
    initial: { date: '', carrier: head.carrier ?? '', tracking_number: head.tracking_number ?? '', expected_date: head.expected_date ?? '' },
    save: (v) => ship.run({ id: head.id, ...(v.date ? { date: v.date } : {}), ...(v.carrier.trim() ? { carrier: v.carrier } : {}), ...(v.tracking_number.trim() ? { tracking_number: v.tracking_number } : {}), ...(v.expected_date ? { expected_date: v.expected_date } : {}) }),
    onSaved: () => { toast.good(`${head.po_number} is on its way`); onClose(); },
  });
  return (
    <FormModal title={`${head.po_number} is on its way`} doc={doc} verb="Mark as shipped" onClose={onClose}>
      <Group grow align="flex-start"><DateField label="Shipped on" placeholder="Today" {...doc.form.getInputProps('date')} /><DateField label="Expected" {...doc.form.getInputProps('expected_date')} /></Group>
      <Group grow align="flex-start"><TextInput label="Carrier" data-autofocus {...doc.form.getInputProps('carrier')} /><TextInput label="Tracking number" {...doc.form.getInputProps('tracking_number')} /></Group>
    </FormModal>
  );
}

function CancelDialog({ page, onClose }: { page: PageData; onClose: () => void }) {
  const cancel = useWrite('purchasing.cancel');
  const { head } = page;
  const doc = useDocForm({
    initial: { reason: '' }, validate: { reason: (v: string) => (v.trim() ? null : 'Say why it is cancelled.') },
    save: (v) => cancel.run({ id: head.id, reason: v.reason }),
    onSaved: () => { toast.good(`${head.po_number} cancelled`); onClose(); },
  });
  return (
    <FormModal title={`Cancel ${head.po_number}?`} doc={doc} verb="Cancel the order" danger onClose={onClose}>
      <Text size="sm">Its {page.lines.length} {page.lines.length === 1 ? 'line is' : 'lines are'} no longer expected from {head.vendor_name}. The order stays to be read; tell the vendor yourself.</Text>
      <TextInput label="Reason" required data-autofocus {...doc.form.getInputProps('reason')} />
    </FormModal>
  );
}
