import { Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Verdict, WorkOrder, WorkOrderDetail } from '../../../bindings/commands';
import { CommandError, useRead, useWrite } from '../../../shared/api';
import { DateField, DecimalField, FormModal, orNone, QuantityField, useDocForm, wholeOrNone } from '../../../shared/form';
import { confirmGo, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { VERDICTS } from '../words';

interface DialogProps {
  order: WorkOrder;
  onClose: () => void;
}

const leftOf = (order: WorkOrder): string => {
  const left = decimal.subtract(decimal.subtract(order.quantity_ordered, order.quantity_completed), order.quantity_scrapped);
  return decimal.isNegative(left) ? '0' : decimal.trim(left);
};

/** Sends; when the core says that it is more than was ordered, asks, and sends again. */
export async function askingOverrun<T>(send: (accept: boolean) => Promise<T>): Promise<T> {
  try {
    return await send(false);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'over_production') throw error;
    if (!(await confirmGo('More than was ordered?', error.message, 'Yes, more were made'))) throw error;
    return send(true);
  }
}

/** Left out and `undefined` are not the same thing to the types of requests. */
type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };
const given = <T extends object>(values: T) => Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as Given<T>;

interface Begin {
  orderId: number;
  code: string;
  unit: string;
  /** What is left to do, offered as the good count. */
  left: string;
  /** Fixed when opened from an operation. */
  operation?: { id: number; title: string } | undefined;
  onClose: () => void;
}

/** Good ones, scrap and minutes: in a row, Enter sends. */
export function ReportDialog({ orderId, code, unit, left, operation, onClose }: Begin) {
  const report = useWrite('work_orders.report');
  const reasons = useRead('scrap_reasons.list', {});
  const format = useFormat();
  const doc = useDocForm({
    initial: { quantity_good: decimal.isZero(left) ? '' : decimal.trim(left), quantity_scrapped: '', scrap_reason_id: '', setup_minutes: '', run_minutes: '', notes: '' },
    validate: { scrap_reason_id: (value: string, all: { quantity_scrapped: string }) => (all.quantity_scrapped && !value ? 'Say why they were scrapped.' : null) },
    save: (v) =>
      askingOverrun((accept_overrun) =>
        report.run({
          id: orderId, materials: [], accept_overrun,
          ...given({
            operation_id: operation?.id, quantity_good: orNone(v.quantity_good), quantity_scrapped: orNone(v.quantity_scrapped),
            scrap_reason_id: v.quantity_scrapped ? wholeOrNone(v.scrap_reason_id) : undefined, setup_minutes: orNone(v.setup_minutes), run_minutes: orNone(v.run_minutes), notes: orNone(v.notes),
          }),
        }),
      ),
    onSaved: (v, order) => {
      toast.good(`Reported on ${code}`, `${format.number(v.quantity_good || '0')} good, ${format.number(v.quantity_scrapped || '0')} scrap. ${format.number(order.quantity_completed)} of ${format.number(order.quantity_ordered)} are done.`);
      onClose();
    },
  });
  const { form } = doc;
  return (
    <FormModal title={operation ? `Report ${operation.title} of ${code}` : `Report work on ${code}`} doc={doc} verb="Report" size={560} onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <QuantityField label="Good" size="lg" unit={unit} data-autofocus {...form.getInputProps('quantity_good')} />
        <QuantityField label="Scrap" size="lg" unit={unit} {...form.getInputProps('quantity_scrapped')} />
        {form.values.quantity_scrapped && (
          <Select
            label="Why scrapped" required searchable style={{ gridColumn: 'span 2' }} data={(reasons.data ?? []).filter((r) => r.active).map((r) => ({ value: String(r.id), label: r.name }))}
            {...form.getInputProps('scrap_reason_id')} value={form.values.scrap_reason_id || null} onChange={(value) => form.setFieldValue('scrap_reason_id', value ?? '')}
          />
        )}
        <DecimalField label="Minutes of work" description="By the clock or as the printer says" unit="min" {...form.getInputProps('run_minutes')} />
        <DecimalField label="Minutes of setup" description="Plate, nozzle, filament" unit="min" {...form.getInputProps('setup_minutes')} />
        <TextInput label="Notes" style={{ gridColumn: 'span 2' }} {...form.getInputProps('notes')} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">Materials are used up as the bill says, the oldest lot first. {!operation && 'Operations before the last are brought up to it.'}</Text>
    </FormModal>
  );
}

export const reportOn = (order: WorkOrder) => ({ orderId: order.id, code: order.code, unit: order.unit, left: leftOf(order) });

const linesOf = (text: string): string[] => text.split(/[\n,;]/).map((line) => line.trim()).filter((line) => line !== '');

/** Lot, serial numbers and place of the goods; only what the product asks for. */
function useGoodsFields(order: WorkOrder) {
  const item = useRead('items.get', { id: order.product_id });
  const places = useRead('locations.list', {});
  return { product: item.data?.product, places: (places.data ?? []).map((p) => ({ value: String(p.id), label: p.name })) };
}

/** Ends the order: its goods go onto the shelf. With `short`, with less than was ordered. */
export function FinishDialog({ order, short = false, released, onClose }: DialogProps & { short?: boolean; released?: ReactNode }) {
  const complete = useWrite('work_orders.complete');
  const closeShort = useWrite('work_orders.close_short');
  const { product, places } = useGoodsFields(order);
  const format = useFormat();
  const all = decimal.trim(decimal.subtract(order.quantity_ordered, order.quantity_scrapped));
  const doc = useDocForm({
    initial: { quantity_good: all, reason: '', location_id: order.location_id === null ? '' : String(order.location_id), lot_number: '', expiration_date: '', serial_numbers: '' },
    validate: { reason: (v: string) => (short && !v.trim() ? 'Say why fewer were made.' : null) },
    save: (v) => {
      const goods = given({ location_id: wholeOrNone(v.location_id), lot_number: orNone(v.lot_number) });
      const serial_numbers = linesOf(v.serial_numbers);
      if (short) return closeShort.run({ id: order.id, reason: v.reason.trim(), serial_numbers, ...goods });
      return askingOverrun((accept_overrun) =>
        complete.run({ id: order.id, accept_overrun, materials: [], serial_numbers, ...goods, ...given({ quantity_good: orNone(v.quantity_good), expiration_date: orNone(v.expiration_date) }) }),
      );
    },
    onSaved: (_, done) => {
      toast.good(short ? `${done.code} closed short` : `${done.code} completed`, `${format.quantity(done.quantity_completed, done.unit)} of ${done.sku} came onto the shelf.`);
      onClose();
    },
  });
  const { form } = doc;
  return (
    <FormModal title={short ? `Close ${order.code} short` : `Complete ${order.code}`} doc={doc} verb={short ? 'Close it short' : 'Complete'} size={520} onClose={onClose}>
      {short ? (
        <>
          <Text size="sm">
            {format.number(order.quantity_completed)} of {format.quantity(order.quantity_ordered, order.unit)} come onto the shelf and the order is over. {released}
          </Text>
          <TextInput label="Why" required data-autofocus {...form.getInputProps('reason')} />
        </>
      ) : (
        <QuantityField
          label="Good ones in all" description={`${format.number(order.quantity_completed)} are reported so far; what is left is reported now and its materials are used up.`} size="lg" unit={order.unit} data-autofocus
          {...form.getInputProps('quantity_good')}
        />
      )}
      <Select
        label="Goods go to" clearable placeholder="The default place" data={places} {...form.getInputProps('location_id')} value={form.values.location_id || null}
        onChange={(value) => form.setFieldValue('location_id', value ?? '')}
      />
      {product?.track_lots && (
        <SimpleGrid cols={2} spacing="sm">
          <TextInput label="Lot" placeholder="Numbered by itself" {...form.getInputProps('lot_number')} />
          {!short && <DateField label="Use until" {...form.getInputProps('expiration_date')} />}
        </SimpleGrid>
      )}
      {product?.track_serials && (
        <Textarea label="Serial numbers" description="One a line; left empty they are numbered by themselves" autosize minRows={2} {...form.getInputProps('serial_numbers')} />
      )}
    </FormModal>
  );
}

/** A reason before something is done: hold, cancel. */
export function ReasonDialog({ title, what, verb, send, onClose }: { title: string; what: ReactNode; verb: string; send: (reason: string) => Promise<unknown>; onClose: () => void }) {
  const doc = useDocForm({
    initial: { reason: '' }, validate: { reason: (v: string) => (v.trim() ? null : 'Say why: whoever looks at it later wants to know.') },
    save: (v) => send(v.reason.trim()), onSaved: onClose,
  });
  return (
    <FormModal title={title} doc={doc} verb={verb} onClose={onClose}>
      <Text size="sm">{what}</Text>
      <TextInput label="Why" required data-autofocus {...doc.form.getInputProps('reason')} />
    </FormModal>
  );
}

/** A quantity that goes to an order of its own: split, or make again. */
export function QuantityDialog({ title, what, verb, unit, initial, send, onClose }: { title: string; what: string; verb: string; unit: string; initial: string; send: (quantity: string) => Promise<WorkOrder>; onClose: (made: WorkOrder | null) => void }) {
  const doc = useDocForm({
    initial: { quantity: initial }, validate: { quantity: (v: string) => (v ? null : 'Say how many.') }, save: (v) => send(v.quantity), onSaved: (_, made) => onClose(made),
  });
  return (
    <FormModal title={title} doc={doc} verb={verb} onClose={() => onClose(null)}>
      <Text size="sm">{what}</Text>
      <QuantityField label="Quantity" size="lg" unit={unit} data-autofocus {...doc.form.getInputProps('quantity')} />
    </FormModal>
  );
}

/** What an inspection found. */
export function InspectDialog({ order, onClose }: DialogProps) {
  const inspect = useWrite('work_orders.inspect');
  const reasons = useRead('scrap_reasons.list', {});
  const doc = useDocForm({
    initial: { verdict: 'passed' as string, scrap_reason_id: '', notes: '' },
    save: (v) =>
      inspect.run({
        id: order.id, verdict: v.verdict as Verdict, ...given({ scrap_reason_id: v.verdict === 'scrap' ? wholeOrNone(v.scrap_reason_id) : undefined, notes: orNone(v.notes) }),
      }),
    onSaved: (v) => {
      toast.good(`${order.code} inspected`, VERDICTS[v.verdict as Verdict]);
      onClose();
    },
  });
  const { form } = doc;
  return (
    <FormModal title={`Inspect the goods of ${order.code}`} doc={doc} verb="Write it down" onClose={onClose}>
      <Select label="Found" data-autofocus allowDeselect={false} data={Object.entries(VERDICTS).map(([value, label]) => ({ value, label }))} {...form.getInputProps('verdict')} />
      {form.values.verdict === 'scrap' && (
        <Select
          label="Why scrapped" required searchable data={(reasons.data ?? []).filter((r) => r.active).map((r) => ({ value: String(r.id), label: r.name }))} {...form.getInputProps('scrap_reason_id')}
          value={form.values.scrap_reason_id || null} onChange={(value) => form.setFieldValue('scrap_reason_id', value ?? '')}
        />
      )}
      <Textarea label="Notes" autosize minRows={2} {...form.getInputProps('notes')} />
    </FormModal>
  );
}

/** What an order holds, in words: for those who let it go. */
export function heldWords(detail: WorkOrderDetail, quantity: (value: string, unit: string) => string): string {
  const held = detail.materials.filter((m) => !decimal.isZero(m.quantity_allocated));
  if (held.length === 0) return 'It holds no materials.';
  const words = held.slice(0, 5).map((m) => `${quantity(m.quantity_allocated, m.unit)} ${m.sku}`);
  return `It lets go of ${words.join(', ')}${held.length > 5 ? ` and ${held.length - 5} more` : ''}.`;
}
