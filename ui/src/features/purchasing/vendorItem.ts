import type { SaveVendorItem, VendorItemRow } from '../../bindings/commands';
import { orNone, textOf, wholeOrNone } from '../../shared/form';
import { decimal } from '../../shared/values';

export interface VendorItemValues extends Record<string, unknown> {
  vendor_id: string;
  product_id: string;
  vendor_sku: string;
  vendor_description: string;
  purchase_unit: string;
  purchase_factor: string;
  unit_cost: string;
  lead_time_days: string;
  is_preferred: boolean;
  notes: string;
}

const figure = (value: string | null | undefined): string => (value ? decimal.trim(value) : '');

/** A row as the form keeps it; a new one of a vendor or of an item when there is none. */
export const vendorItemValues = (row: VendorItemRow | null, vendor: number | null, product: number | null): VendorItemValues => ({
  vendor_id: textOf(row?.vendor_id ?? vendor), product_id: textOf(row?.product_id ?? product), vendor_sku: textOf(row?.vendor_sku), vendor_description: textOf(row?.vendor_description),
  purchase_unit: textOf(row?.default_purchase_unit), purchase_factor: figure(row?.purchase_factor), unit_cost: figure(row?.last_unit_cost), lead_time_days: textOf(row?.lead_time_days),
  is_preferred: row?.is_preferred ?? false, notes: textOf(row?.notes),
});

/** What the core wants of it: what is empty is left out. */
export function vendorItemRequest(id: number | null, v: VendorItemValues): SaveVendorItem {
  const some = <K extends string>(key: K, text: string) => (orNone(text) === undefined ? {} : ({ [key]: text.trim() } as Record<K, string>));
  const days = wholeOrNone(v.lead_time_days);
  return {
    ...(id === null ? {} : { id }), vendor_id: Number(v.vendor_id), product_id: Number(v.product_id), is_preferred: v.is_preferred,
    ...some('vendor_sku', v.vendor_sku), ...some('vendor_description', v.vendor_description), ...some('purchase_unit', v.purchase_unit), ...some('purchase_factor', v.purchase_factor),
    ...some('unit_cost', v.unit_cost), ...(days === undefined ? {} : { lead_time_days: days }), ...some('notes', v.notes),
  };
}

/** What one stock unit costs in this pack; null while that cannot be said. */
export const eachCost = (cost: string, factor: string): string | null =>
  decimal.isDecimal(cost) && decimal.isDecimal(factor) && decimal.compare(factor, '0') > 0 ? decimal.divide(cost, factor, 6) : null;
