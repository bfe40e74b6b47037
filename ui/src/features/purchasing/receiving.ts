import type { RequestOf } from '../../shared/api';
import { atSentLines, orNone } from '../../shared/form';
import { decimal } from '../../shared/values';

/** What came of a line, as the form keeps it. Spools are kilograms. */
export interface CameLine {
  line_id: number;
  quantity: string;
  lot_number: string;
  vendor_lot_number: string;
  expiration_date: string;
  spools: string[];
}

interface Came {
  location_id: string;
  date: string;
  packing_slip: string;
  notes: string;
  lines: CameLine[];
}

const something = (l: { quantity: string }): boolean => l.quantity !== '' && !(decimal.isDecimal(l.quantity) && decimal.isZero(l.quantity));

/** The lines of which something came, as the core wants them. */
export function receiveRequest(id: number, v: Came): RequestOf<'purchasing.receive'> {
  const text = <K extends string>(key: K, value: string) => (orNone(value) === undefined ? {} : ({ [key]: value.trim() } as Record<K, string>));
  return {
    id, ...(v.location_id ? { location_id: Number(v.location_id) } : {}), ...text('date', v.date), ...text('packing_slip', v.packing_slip), ...text('notes', v.notes),
    lines: v.lines.filter(something).map((l) => ({
      line_id: l.line_id, quantity: l.quantity, ...text('lot_number', l.lot_number), ...text('vendor_lot_number', l.vendor_lot_number), ...text('expiration_date', l.expiration_date),
      spools: l.spools.filter((s) => s !== '').map((weight_kg) => ({ weight_kg })),
    })),
  };
}

/** A refusal names a line that was sent; the form also has those of which nothing came. */
export const atCameLines = (error: unknown, lines: readonly { quantity: string }[]): unknown =>
  // What is no field of the line is shown where its quantity is.
  atSentLines(error, lines, something, (field) => (field === '.line_id' || field === '' ? '.quantity' : field.replace(/^\.spools.*$/, '.spools')));
