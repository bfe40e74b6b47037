import { call, type RequestOf, type ResponseOf } from '../../shared/api';
import { atSentLines, orNone, textOf } from '../../shared/form';
import { decimal } from '../../shared/values';

type OrderPage = ResponseOf<'purchasing.get'>;

export interface OrderLine extends Record<string, unknown> {
  id: number | null;
  product_id: string;
  title: string;
  /** The stock unit. */
  unit: string;
  quantity: string;
  purchase_unit: string;
  /** Stock units in one purchase unit; empty until it is known. */
  factor: string;
  unit_cost: string;
  vendor_sku: string;
  expected_date: string;
  description: string;
  notes: string;
}

export interface OrderValues extends Record<string, unknown> {
  vendor_id: string;
  expected_date: string;
  location_id: string;
  terms: string;
  payment_method: string;
  payment_reference: string;
  shipping_cost: string;
  tax_amount: string;
  lands_freight: boolean;
  lands_tax: boolean;
  notes: string;
  lines: OrderLine[];
}

export const BLANK_LINE: OrderLine = {
  id: null, product_id: '', title: '', unit: '', quantity: '1', purchase_unit: '', factor: '', unit_cost: '', vendor_sku: '', expected_date: '', description: '', notes: '',
};

/** An order as the form keeps it; a new one when there is none. */
export function orderValues(page: OrderPage | null, vendor = ''): OrderValues {
  const head = page?.head;
  return {
    vendor_id: head ? String(head.vendor_id) : vendor, expected_date: textOf(head?.expected_date), location_id: textOf(head?.location_id), terms: textOf(head?.terms),
    payment_method: textOf(head?.payment_method), payment_reference: textOf(head?.payment_reference), shipping_cost: amount(head?.shipping_cost), tax_amount: amount(head?.tax_amount),
    lands_freight: head?.lands_freight ?? false, lands_tax: head?.lands_tax ?? false, notes: textOf(head?.notes),
    lines: page ? page.lines.map((l) => ({
      id: l.id, product_id: String(l.product_id), title: `${l.sku} · ${l.name}`, unit: l.unit, quantity: decimal.trim(l.quantity_ordered), purchase_unit: l.purchase_unit ?? l.unit,
      factor: l.purchase_factor, unit_cost: l.unit_cost === null ? '' : decimal.trim(l.unit_cost), vendor_sku: textOf(l.vendor_sku), expected_date: textOf(l.expected_date),
      description: textOf(l.description), notes: textOf(l.notes),
    })) : [{ ...BLANK_LINE }],
  };
}

/** A line that brings `quantity` stock units of an item, in whole purchase units. */
export function lineFor(item: { id: number; sku: string; name: string; unit: string }, usual: Partial<OrderLine> | null, quantity: string, due = ''): OrderLine {
  const line = { ...BLANK_LINE, product_id: String(item.id), title: `${item.sku} · ${item.name}`, unit: item.unit, expected_date: due, ...usual };
  return { ...line, quantity: packs(quantity, line.factor) };
}

/** How many whole packs hold a quantity of stock units; one while nobody said how many. */
export function packs(quantity: string, factor: string): string {
  if (!decimal.isDecimal(quantity) || decimal.compare(quantity, '0') <= 0) return '1';
  if (!decimal.isDecimal(factor) || decimal.compare(factor, '0') <= 0) return decimal.trim(quantity);
  const whole = decimal.round(decimal.divide(quantity, factor, 6), 0);
  return decimal.compare(decimal.multiply(whole, factor), quantity) < 0 ? decimal.add(whole, '1') : whole;
}

const amount = (value: string | null | undefined): string => (value && !decimal.isZero(value) ? decimal.trim(value) : '');

const isFilled = (l: OrderLine): boolean => l.product_id !== '';

/** The core counts the lines it was sent; the form shows blank ones among them. */
export function atFormLines(error: unknown, lines: readonly OrderLine[]): unknown {
  return atSentLines(error, lines, isFilled, (field) => (field === '' || field === '.id' ? '.quantity' : field));
}

/** What the core wants of it. Lines without an item are left out. */
export function orderRequest(v: OrderValues): RequestOf<'purchasing.create'> {
  const some = <K extends string>(key: K, text: string) => (orNone(text) === undefined ? {} : ({ [key]: text.trim() } as Record<K, string>));
  return {
    vendor_id: Number(v.vendor_id), lands_freight: v.lands_freight, lands_tax: v.lands_tax, ...some('expected_date', v.expected_date), ...(v.location_id ? { location_id: Number(v.location_id) } : {}),
    ...some('terms', v.terms), ...some('payment_method', v.payment_method), ...some('payment_reference', v.payment_reference), ...some('shipping_cost', v.shipping_cost), ...some('tax_amount', v.tax_amount),
    ...some('notes', v.notes),
    lines: v.lines.filter(isFilled).map((l) => ({
      ...(l.id === null ? {} : { id: l.id }), product_id: Number(l.product_id), quantity: l.quantity || '0', ...some('purchase_unit', l.purchase_unit), ...some('unit_cost', l.unit_cost),
      ...some('vendor_sku', l.vendor_sku), ...some('expected_date', l.expected_date), ...some('description', l.description), ...some('notes', l.notes),
    })),
  };
}

/** What the vendor last sold of an item, else how the item is usually bought: fills a new line. */
export async function usualPurchase(productId: number, vendorId: string): Promise<Partial<OrderLine>> {
  const [{ product }, known] = await Promise.all([
    call('items.get', { id: productId }),
    vendorId === '' ? Promise.resolve([]) : call('vendors.items', { vendor_id: Number(vendorId), product_id: productId }),
  ]);
  const before = known[0];
  const purchase_unit = before?.default_purchase_unit ?? product.purchase_uom;
  const factor = before?.purchase_factor ?? (await factorOf(productId, purchase_unit, product.unit));
  const each = product.last_cost ?? product.standard_cost;
  const cost = before?.last_unit_cost ?? (each && factor ? decimal.round(decimal.multiply(each, factor), 6) : '');
  return { unit: product.unit, purchase_unit, factor, vendor_sku: before?.vendor_sku ?? '', unit_cost: cost ? decimal.trim(cost) : '' };
}

/** Stock units in one purchase unit; empty when the core says that the two do not convert. */
export const factorOf = (productId: number, from: string, to: string): Promise<string> =>
  call('units.convert', { quantity: '1', from, to, product_id: productId }).then((answer) => answer.quantity, () => '');
