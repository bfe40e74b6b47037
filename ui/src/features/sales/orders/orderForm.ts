import type { CreateOrder, Customer, OrderDetail, OrderLine } from '../../../bindings/commands';
import { CommandError } from '../../../shared/api';
import { decimal, parseNumber, type Format, type Parsed } from '../../../shared/values';
import { NO_ADDRESS, type AddressValues } from '../address';

type OrderFields = CreateOrder['order'];

export interface LineValues extends Record<string, unknown> {
  /** Tells lines apart while they are edited. */
  key: string;
  id: number | null;
  product_id: number | null;
  sku: string;
  name: string;
  unit: string;
  /** On the shelf and free; null for what does not lie on a shelf. */
  available: string | null;
  quantity: string;
  unit_price: string;
  /** `10%` or an amount. */
  discount: string;
  /** Per cent; empty for the order's. */
  tax_rate: string;
  requested_date: string;
  description: string;
  notes: string;
}

export interface OrderValues extends Record<string, unknown> {
  customer_id: string;
  requested_date: string;
  rush_level: string;
  po_reference: string;
  payment_terms: string;
  /** The order's tax in per cent. */
  tax_percent: string;
  shipping_cost: string;
  tax_shipping: boolean;
  /** Null: as the customer's, or as it was. */
  shipping: AddressValues | null;
  billing: AddressValues | null;
  customer_notes: string;
  internal_notes: string;
  production_notes: string;
  lines: LineValues[];
}

let made = 0;
/** A line in which nothing is chosen yet. */
export const newLine = (): LineValues => ({
  key: `new-${(made += 1)}`, id: null, product_id: null, sku: '', name: '', unit: '', available: null, quantity: '', unit_price: '',
  discount: '', tax_rate: '', requested_date: '', description: '', notes: '',
});

export const isBlank = (line: LineValues): boolean => line.product_id === null && line.id === null && line.description.trim() === '';

const lineOf = (line: OrderLine): LineValues => ({
  key: `line-${line.id}`, id: line.id, product_id: line.product_id, sku: line.sku, name: line.product_name, unit: line.unit,
  available: line.is_stocked ? line.available_quantity : null, quantity: decimal.trim(line.quantity),
  unit_price: line.unit_price === null ? '' : decimal.trim(line.unit_price),
  discount: line.discount === null || decimal.isZero(line.discount) ? '' : decimal.trim(line.discount),
  tax_rate: line.own_tax_rate ? decimal.trim(line.tax_rate) : '', requested_date: line.requested_date ?? '',
  description: line.description ?? '', notes: line.notes ?? '',
});

/** An order as the form holds it; a new one has one line to begin with. */
export function valuesOf(order: OrderDetail | null, taxFraction: string): OrderValues {
  const head = order?.head;
  return {
    customer_id: head?.customer_id ? String(head.customer_id) : '', requested_date: head?.requested_date ?? '',
    rush_level: head?.rush_level ?? 'standard', po_reference: head?.po_reference ?? '', payment_terms: head?.payment_terms ?? '',
    tax_percent: decimal.percentOf(head?.tax_rate ?? taxFraction),
    shipping_cost: head?.shipping_cost && !decimal.isZero(head.shipping_cost) ? decimal.trim(head.shipping_cost) : '',
    tax_shipping: head?.tax_shipping ?? false, shipping: null, billing: null,
    customer_notes: head?.customer_notes ?? '', internal_notes: head?.internal_notes ?? '', production_notes: head?.production_notes ?? '',
    lines: order ? order.lines.filter((l) => !l.is_cancelled).map(lineOf) : [newLine()],
  };
}

type Head = OrderDetail['head'];
type Side = 'shipping' | 'billing';
const text = (value: string | null | undefined) => value ?? '';

/** Where an order goes, or who pays it, as it stands on the order. */
export function orderAddress(head: Head, side: Side): AddressValues {
  return {
    ...NO_ADDRESS, name: text(head[`${side}_name`]), company: side === 'billing' ? text(head.billing_company) : '',
    phone: side === 'shipping' ? text(head.shipping_phone) : '', line1: text(head[`${side}_address_line1`]), line2: text(head[`${side}_address_line2`]),
    city: text(head[`${side}_city`]), state: text(head[`${side}_state`]), zip: text(head[`${side}_zip`]), country: text(head[`${side}_country`]),
  };
}

/** What the core will write on a new order of this customer. */
export function customerAddress(customer: Customer, side: Side): AddressValues {
  const from: Side = side === 'shipping' && !customer.shipping_address_line1 && !customer.shipping_city ? 'billing' : side;
  const person = [customer.first_name, customer.last_name].filter(Boolean).join(' ') || customer.name;
  const whose = from === 'billing' ? person : customer.name;
  return {
    ...NO_ADDRESS, name: whose, company: side === 'billing' ? text(customer.company_name) : '', phone: side === 'shipping' ? text(customer.phone) : '',
    line1: text(customer[`${from}_address_line1`]), line2: text(customer[`${from}_address_line2`]), city: text(customer[`${from}_city`]),
    state: text(customer[`${from}_state`]), zip: text(customer[`${from}_zip`]), country: text(customer[`${from}_country`]),
  };
}

const orNull = (value: string): string | null => value.trim() || null;

function addressRequest(address: AddressValues | null): OrderFields['shipping'] {
  if (!address) return null;
  return Object.fromEntries(Object.entries(address).map(([part, value]) => [part, orNull(value)])) as OrderFields['shipping'];
}

/** What the core is told; lines in which nothing was chosen are left out. Staff never speak of prices. */
export function requestOf(values: OrderValues, admin: boolean): OrderFields {
  return {
    customer_id: values.customer_id ? Number(values.customer_id) : null, requested_date: orNull(values.requested_date),
    rush_level: values.rush_level as OrderFields['rush_level'] & string, po_reference: orNull(values.po_reference),
    payment_terms: orNull(values.payment_terms), tax_rate: values.tax_percent ? decimal.fractionOf(values.tax_percent) : null,
    shipping_cost: admin ? values.shipping_cost || '0' : null, tax_shipping: values.tax_shipping,
    shipping: addressRequest(values.shipping), billing: addressRequest(values.billing),
    customer_notes: orNull(values.customer_notes), internal_notes: orNull(values.internal_notes), production_notes: orNull(values.production_notes),
    lines: values.lines.filter((line) => !isBlank(line)).map((line) => lineRequest(line, admin)),
  } as OrderFields;
}

function lineRequest(line: LineValues, admin: boolean) {
  const percent = line.discount.endsWith('%') ? line.discount.slice(0, -1) : null;
  return {
    id: line.id, product_id: line.product_id ?? 0, quantity: line.quantity || '0', unit_price: admin ? orNull(line.unit_price) : null,
    discount: admin && percent === null ? line.discount || '0' : null, discount_percent: admin ? percent : null,
    tax_rate: orNull(line.tax_rate), description: orNull(line.description), requested_date: orNull(line.requested_date), notes: orNull(line.notes),
  };
}

/** The core counts the lines it was sent; the form shows blank ones among them. */
export function atFormField(error: unknown, values: OrderValues): unknown {
  if (!(error instanceof CommandError) || !error.field) return error;
  const field = error.field.replace(/^order\./, '').replace('discount_percent', 'discount').replace(/^tax_rate$/, 'tax_percent');
  const sent = values.lines.flatMap((line, at) => (isBlank(line) ? [] : [at]));
  const placed = field.replace(/^lines\[(\d+)\]/, (_, at: string) => `lines[${sent[Number(at)] ?? at}]`);
  return new CommandError({ code: error.code, message: error.message, field: placed, details: error.details });
}

/** A discount as typed: `10 %` is a share, `5` an amount. */
export function parseDiscount(typed: string, format: Format): Parsed<string> {
  const percent = /%\s*$/.test(typed);
  const read = parseNumber(typed.replace(/%\s*$/, ''), format.locale);
  if (!read.ok) return read;
  if (decimal.isNegative(read.value)) return { ok: false, problem: 'A discount is not below zero.' };
  if (percent && decimal.compare(read.value, '100') > 0) return { ok: false, problem: 'A discount is at most 100 %.' };
  return { ok: true, value: decimal.isZero(read.value) ? '' : percent ? `${read.value}%` : read.value };
}
