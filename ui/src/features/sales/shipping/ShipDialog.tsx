import { Autocomplete, Checkbox, Group, SimpleGrid, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { OrderDetail, ReadyOrder, ShipmentDetail } from '../../../bindings/commands';
import { CommandError, useWrite } from '../../../shared/api';
import { DateField, FormModal, orNone, QuantityField, useDocForm } from '../../../shared/form';
import { Quantity, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import classes from '../sales.module.css';
import { openPackingSlip } from './packingSlip';

/** A line of an order as it may leave now. */
export interface ReadyPart {
  id: number;
  sku: string;
  product_name: string;
  unit: string;
  open_quantity: string;
  ready_quantity: string;
  track_serials: boolean;
}

export interface ReadyToShip {
  id: number;
  order_number: string;
  customer_name: string | null | undefined;
  parts: ReadyPart[];
}

const less = (a: string, b: string) => (decimal.compare(a, b) < 0 ? a : b);

/** An order of the list of what is ready. */
export const readyOf = (order: ReadyOrder): ReadyToShip => ({ ...order, customer_name: order.customer_name ?? null, parts: order.lines });

/** What of an order may leave now: held for it, or on the shelf and free. */
export function readyOfOrder({ head, lines }: OrderDetail): ReadyToShip {
  return {
    id: head.id, order_number: head.order_number, customer_name: head.customer_name,
    parts: lines
      .filter((l) => !l.is_cancelled && decimal.compare(l.open_quantity, '0') > 0)
      .map((l) => ({ ...l, ready_quantity: l.is_stocked ? less(l.open_quantity, decimal.add(l.allocated_quantity, l.available_quantity)) : l.open_quantity })),
  };
}

interface ShipValues extends Record<string, unknown> {
  lines: { quantity: string; serials: string[] }[];
  carrier: string;
  service: string;
  tracking_number: string;
  ship_date: string;
  without_packaging: boolean;
  notes: string;
}

const CARRIERS = ['DHL', 'DPD', 'FedEx', 'GLS', 'Royal Mail', 'UPS', 'USPS', 'Picked up'];

/** Packs a parcel: what can go stands in the fields already. */
export function ShipDialog({ order, onClose }: { order: ReadyToShip; onClose: () => void }) {
  const format = useFormat();
  const ship = useWrite('shipments.ship');
  // The order changes as soon as it shipped; the dialog keeps the lines it was opened with.
  const [{ parts }] = useState(order);
  const [initial] = useState<ShipValues>(() => ({
    lines: parts.map((part) => ({ quantity: decimal.compare(part.ready_quantity, '0') > 0 ? decimal.trim(part.ready_quantity) : '', serials: [] })),
    carrier: '', service: '', tracking_number: '', ship_date: format.today(), without_packaging: false, notes: '',
  }));
  const doc = useDocForm<ShipValues, ShipmentDetail>({
    initial,
    save: async (v) => {
      const sent = v.lines.flatMap((line, at) => (line.quantity === '' || decimal.isZero(line.quantity) ? [] : [at]));
      try {
        return await ship.run({
          sales_order_id: order.id, carrier: orNone(v.carrier), service: orNone(v.service), tracking_number: orNone(v.tracking_number),
          ship_date: orNone(v.ship_date), without_packaging: v.without_packaging, notes: orNone(v.notes),
          lines: sent.map((at) => ({ sales_order_line_id: parts[at]?.id ?? 0, quantity: v.lines[at]?.quantity ?? '0', serials: v.lines[at]?.serials ?? [] })),
        });
      } catch (error) {
        throw error instanceof CommandError && error.field
          ? new CommandError({ code: error.code, message: error.message, details: error.details, field: error.field.replace(/^lines\[(\d+)\]/, (_, at: string) => `lines[${sent[Number(at)] ?? at}]`).replace(/serials\[\d+\]/, 'serials') })
          : error;
      }
    },
    onSaved: (_, { head }) => {
      toast.good(`${head.shipment_number} left`, head.invoice_number ? `${head.invoice_number} bills it. Its packing slip opens.` : 'Its packing slip opens.');
      void openPackingSlip(head.id);
      onClose();
    },
  });
  const { form } = doc;
  return (
    <FormModal title={`Ship ${order.order_number}${order.customer_name ? ` to ${order.customer_name}` : ''}`} doc={doc} verb="Ship it" size={660} onClose={onClose}>
      <div className={classes['tableBox']}>
        <table className={classes['table']} aria-label="What is in the parcel">
          <thead><tr><th>Item</th><th data-align="right">Still to come</th><th data-align="right">Ready</th><th style={{ width: 150 }}>In this parcel</th></tr></thead>
          <tbody>
            {parts.map((part, at) => (
              <tr key={part.id}>
                <td>
                  <span className={classes['name']}>{part.sku}</span> {part.product_name}
                  {part.track_serials && (
                    <TagsInput
                      mt={4} size="xs" label="Serial numbers" placeholder="Scan each piece" splitChars={[',', ' ', ';']}
                      {...form.getInputProps(`lines.${at}.serials`)}
                    />
                  )}
                </td>
                <td data-align="right"><Quantity value={part.open_quantity} unit={part.unit} /></td>
                <td data-align="right"><Quantity value={part.ready_quantity} /></td>
                <td>
                  <QuantityField
                    aria-label={`In this parcel: ${part.sku}`} unit={part.unit} data-autofocus={at === 0 || undefined} size="xs" {...form.getInputProps(`lines.${at}.quantity`)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {typeof form.errors['lines'] === 'string' && <Text size="sm" role="alert" className={classes['bad']}>{form.errors['lines']}</Text>}
      <SimpleGrid cols={4} spacing="sm">
        <Autocomplete label="Carrier" data={CARRIERS} {...form.getInputProps('carrier')} />
        <TextInput label="Service" {...form.getInputProps('service')} />
        <TextInput label="Tracking number" placeholder="as the carrier gave it" {...form.getInputProps('tracking_number')} />
        <DateField label="Leaves on" {...form.getInputProps('ship_date')} />
      </SimpleGrid>
      <Textarea label="Notes" autosize minRows={1} {...form.getInputProps('notes')} />
      <Group>
        <Checkbox label="Without the packaging of the bill of material" {...form.getInputProps('without_packaging', { type: 'checkbox' })} />
      </Group>
    </FormModal>
  );
}
