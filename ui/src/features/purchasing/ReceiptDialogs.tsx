import { Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useWrite, type ResponseOf } from '../../shared/api';
import { DateField, DecimalField, FormModal, useDocForm } from '../../shared/form';
import { toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { LocationSelect } from '../inventory';
import { inStock } from './arithmetic';
import { atCameLines } from './receiving';

const why = (v: string) => (v.trim() === '' ? 'Say why: it stays beside the movement.' : null);

/** Undoes a receipt: its goods leave the shelf and are due again. */
export function ReverseReceiptDialog({ receipt, onClose }: { receipt: { id: number; number: string; order: string }; onClose: () => void }) {
  const reverse = useWrite('purchasing.reverse_receipt');
  const doc = useDocForm({
    initial: { reason: '' }, validate: { reason: why },
    save: (v) => reverse.run({ id: receipt.id, reason: v.reason }),
    onSaved: () => { toast.good('Receipt reversed', `${receipt.number}: its goods are due again.`); onClose(); },
  });
  return (
    <FormModal title={`Reverse receipt ${receipt.number}?`} doc={doc} verb="Reverse the receipt" danger onClose={onClose}>
      <Text size="sm">All of its goods leave the shelf, its lots and spools are taken off the books, and {receipt.order} waits for them again.</Text>
      <TextInput label="Reason" required data-autofocus {...doc.form.getInputProps('reason')} />
    </FormModal>
  );
}

/** Goods go back to the vendor. What is to be replaced is ordered anew. */
export function ReturnDialog({ page, onClose }: { page: ResponseOf<'purchasing.get'>; onClose: () => void }) {
  const format = useFormat();
  const give = useWrite('purchasing.return');
  const { head } = page;
  const kept = page.lines.filter((l) => decimal.compare(l.quantity_received, l.quantity_returned) > 0);
  const doc = useDocForm({
    initial: { location_id: head.location_id === null ? '' : String(head.location_id), date: '', reason: '', lines: kept.map((l) => ({ line_id: l.id, quantity: '', lot_id: '' })) },
    validate: { reason: why },
    save: (v) =>
      give
        .run({
          id: head.id, reason: v.reason, ...(v.location_id ? { location_id: Number(v.location_id) } : {}), ...(v.date ? { date: v.date } : {}),
          lines: v.lines.filter((l) => l.quantity !== '' && !decimal.isZero(l.quantity)).map((l) => ({ line_id: l.line_id, quantity: l.quantity, ...(l.lot_id ? { lot_id: Number(l.lot_id) } : {}) })),
        })
        .catch((error: unknown) => { throw atCameLines(error, v.lines); }),
    onSaved: () => { toast.good('Given back', `Goods of ${head.po_number} went back to ${head.vendor_name}.`); onClose(); },
  });
  const nothing = doc.form.values.lines.every((l) => l.quantity === '' || decimal.isZero(l.quantity));
  return (
    <FormModal title={`Give goods back to ${head.vendor_name}`} doc={doc} verb="Give back" danger onClose={onClose} size={640} refusal={nothing ? 'Say what goes back of at least one line.' : null}>
      <SimpleGrid cols={2} spacing="sm">
        <LocationSelect label="From" {...doc.form.getInputProps('location_id')} />
        <DateField label="On" placeholder="Today" {...doc.form.getInputProps('date')} />
      </SimpleGrid>
      {kept.map((line, i) => {
        const unit = line.purchase_unit ?? line.unit;
        const here = decimal.trim(decimal.subtract(line.quantity_received, line.quantity_returned));
        const lots = new Map(page.receipts.filter((r) => r.line_number === line.line_number && r.lot_id !== null).map((r) => [String(r.lot_id), r.lot_number ?? '']));
        const stock = inStock(doc.form.values.lines[i]?.quantity ?? '', line.purchase_factor);
        return (
          <SimpleGrid key={line.id} cols={2} spacing="sm">
            <DecimalField
              label={`${line.sku}, ${unit}`} description={`${format.quantity(here, unit)} came${stock !== null && unit !== line.unit ? `; ${format.quantity(stock, line.unit)} go back` : ''}`} {...(i === 0 ? { 'data-autofocus': true } : {})}
              {...doc.form.getInputProps(`lines.${i}.quantity`)}
            />
            {lots.size > 0 && <Select label="Lot" description="Which of them" clearable data={[...lots].map(([value, label]) => ({ value, label }))} {...doc.form.getInputProps(`lines.${i}.lot_id`)} value={doc.form.values.lines[i]?.lot_id || null} onChange={(v) => doc.form.setFieldValue(`lines.${i}.lot_id`, v ?? '')} />}
          </SimpleGrid>
        );
      })}
      <TextInput label="Reason" required {...doc.form.getInputProps('reason')} />
    </FormModal>
  );
}
