import { CommandError, type RequestOf } from '../../shared/api';
import { orNone } from '../../shared/form';
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
export function atSentLines(error: unknown, lines: readonly { quantity: string }[]): unknown {
  if (!(error instanceof CommandError) || !error.field) return error;
  const found = /^lines\[(\d+)\](.*)$/.exec(error.field);
  if (!found) return error;
  const sent = lines.flatMap((l, i) => (something(l) ? [i] : []));
  const at = sent[Number(found[1])];
  // What is no field of the line is shown where its quantity is.
  const rest = found[2] === '.line_id' || !found[2] ? '.quantity' : (found[2] ?? '').replace(/^\.spools.*$/, '.spools');
  return at === undefined ? error : new CommandError({ code: error.code, message: error.message, field: `lines[${at}]${rest}`, details: error.details });
}
