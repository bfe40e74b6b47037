import { Alert, Group, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useRead, useWrite, type ResponseOf } from '../../shared/api';
import { DateField, DecimalField, FormModal, useDocForm } from '../../shared/form';
import { toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import { LocationSelect } from '../inventory';
import { inStock, stillDue, weighed } from './arithmetic';
import { atCameLines, receiveRequest, type CameLine } from './receiving';
import { SpoolWeights } from './SpoolWeights';

/** What came of an order: each line in its purchase unit, with lot, expiry and spools. */
export function ReceiveDialog({ orderId, onClose }: { orderId: number; onClose: () => void }) {
  const page = useRead('purchasing.get', { id: orderId }).data;
  return page ? <ReceiveForm page={page} onClose={onClose} /> : null;
}

function ReceiveForm({ page, onClose }: { page: ResponseOf<'purchasing.get'>; onClose: () => void }) {
  const format = useFormat();
  const receive = useWrite('purchasing.receive');
  const { head } = page;
  const due = page.lines.filter((l) => decimal.compare(l.quantity_received, l.quantity_ordered) < 0);
  const doc = useDocForm({
    initial: {
      location_id: head.location_id === null ? '' : String(head.location_id), date: '', packing_slip: '', notes: '',
      lines: due.map((l): CameLine => ({ line_id: l.id, quantity: stillDue(l.quantity_ordered, l.quantity_received), lot_number: '', vendor_lot_number: '', expiration_date: '', spools: [] })),
    },
    save: (v) => receive.run(receiveRequest(head.id, v)).catch((error: unknown) => { throw atCameLines(error, v.lines); }),
    onSaved: () => { toast.good('Received', `Goods of ${head.po_number} are on the shelf.`); onClose(); },
  });
  const { values, getInputProps } = doc.form;
  const wrong = due.some((l, i) => {
    const came = values.lines[i];
    if (!came || came.spools.length === 0) return false;
    return weighed(inStock(came.quantity, l.purchase_factor), l.unit, came.spools)?.matches === false;
  });
  const nothing = values.lines.every((l) => l.quantity === '' || decimal.isZero(l.quantity));
  const refusal = page.refusals.receive ?? (nothing ? 'Say what came of at least one line.' : wrong ? 'The spools do not add up to what came.' : null);
  return (
    <FormModal title={`Receive ${head.po_number} from ${head.vendor_name}`} doc={doc} verb="Receive" onClose={onClose} size={760} refusal={refusal}>
      <SimpleGrid cols={3} spacing="sm">
        <LocationSelect label="Goods go to" {...getInputProps('location_id')} />
        <DateField label="Came on" placeholder="Today" {...getInputProps('date')} />
        <TextInput label="Packing slip" {...getInputProps('packing_slip')} />
      </SimpleGrid>
      {doc.form.errors['lines'] && <Alert color="red" variant="light" p="xs" role="alert">{doc.form.errors['lines']}</Alert>}
      {due.map((line, i) => {
        const came = values.lines[i];
        const unit = line.purchase_unit ?? line.unit;
        const stock = inStock(came?.quantity ?? '', line.purchase_factor);
        return (
          <section key={line.id} aria-label={`Line ${line.line_number}, ${line.sku}`} style={{ borderTop: '1px solid var(--sy-line)', paddingTop: 8 }}>
            <Group justify="space-between" wrap="nowrap" mb={4}>
              <Text size="sm" truncate><b style={{ fontWeight: 600 }}>{line.sku}</b> {line.name}{line.vendor_sku && <Text span c="dimmed" size="xs"> · {line.vendor_sku}</Text>}</Text>
              <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>{format.quantity(stillDue(line.quantity_ordered, line.quantity_received), unit)} due of {format.quantity(line.quantity_ordered, unit)}</Text>
            </Group>
            <SimpleGrid cols={4} spacing="sm">
              <DecimalField label={`Came, ${unit}`} aria-label={`Came of ${line.sku}, in ${unit}`} {...(i === 0 ? { 'data-autofocus': true } : {})} description={stock !== null && unit !== line.unit ? `= ${format.quantity(stock, line.unit)}` : undefined} inputWrapperOrder={['label', 'input', 'description', 'error']} {...getInputProps(`lines.${i}.quantity`)} />
              <TextInput label="Our lot" placeholder={line.track_lots || (came?.spools.length ?? 0) > 0 ? 'Next number' : 'None'} {...getInputProps(`lines.${i}.lot_number`)} />
              <TextInput label="Vendor's lot" {...getInputProps(`lines.${i}.vendor_lot_number`)} />
              <DateField label="Expires" {...getInputProps(`lines.${i}.expiration_date`)} />
            </SimpleGrid>
            <SpoolWeights
              sku={line.sku} spools={came?.spools ?? []} stock={stock} unit={line.unit} error={doc.form.errors[`lines.${i}.spools`]}
              onChange={(spools) => { doc.form.setFieldValue(`lines.${i}.spools`, spools as never); doc.form.clearFieldError(`lines.${i}.spools`); }}
            />
          </section>
        );
      })}
    </FormModal>
  );
}
