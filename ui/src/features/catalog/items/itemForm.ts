import type { CostMethod, ItemType, LotPolicy, Procurement, Product, ProductKind, SalesChannel, SaveProduct, StockingPolicy } from '../../../bindings/commands';
import { orNone, textOf, wholeOrNone } from '../../../shared/form';

/** Fields of text: what is empty is not sent. */
const TEXTS = [
  'sku', 'legacy_sku', 'description', 'unit', 'purchase_uom', 'purchase_factor', 'standard_cost', 'last_cost', 'selling_price', 'weight_oz',
  'length_in', 'width_in', 'height_in', 'lead_time_per_unit_days', 'min_order_qty', 'order_multiple', 'max_order_qty', 'reorder_point',
  'safety_stock', 'lot_size', 'order_cost', 'yield_percent', 'upc', 'gcode_file_path', 'image_url', 'notes',
] as const;
/** Whole numbers and rows chosen, as text. */
const WHOLES = ['category_id', 'material_type_id', 'color_id', 'lead_time_days', 'preferred_vendor_id', 'poq_days', 'customer_id'] as const;

type Texts = Record<(typeof TEXTS)[number] | (typeof WHOLES)[number], string>;

/** An item as its form holds it. */
export interface ItemValues extends Texts, Record<string, unknown> {
  name: string;
  item_type: ItemType;
  procurement_type: Procurement;
  cost_method: CostMethod;
  stocking_policy: StockingPolicy;
  lot_policy: LotPolicy;
  kind: ProductKind;
  sales_channel: SalesChannel;
  is_phantom: boolean;
  is_public: boolean;
  track_lots: boolean;
  track_serials: boolean;
}

/** What kinds of thing are usually counted in, and whether they are usually made. */
export const USUAL: Readonly<Record<ItemType, { unit: string; procurement: Procurement }>> = {
  finished_good: { unit: 'EA', procurement: 'make' },
  component: { unit: 'EA', procurement: 'buy' },
  material: { unit: 'G', procurement: 'buy' },
  supply: { unit: 'EA', procurement: 'buy' },
  service: { unit: 'HR', procurement: 'buy' },
};

export function newItem(item_type: ItemType = 'finished_good'): ItemValues {
  const blank = Object.fromEntries([...TEXTS, ...WHOLES].map((field) => [field, ''])) as Texts;
  return {
    ...blank, name: '', item_type, procurement_type: USUAL[item_type].procurement, unit: USUAL[item_type].unit, cost_method: 'average',
    stocking_policy: 'on_demand', lot_policy: 'L4L', kind: 'standard', sales_channel: 'public', is_phantom: false, is_public: true,
    track_lots: false, track_serials: false,
  };
}

/** The form of an item that is there. A purchase unit equal to the stock unit is shown as none. */
export function valuesOf(product: Product): ItemValues {
  const texts = Object.fromEntries([...TEXTS, ...WHOLES].map((field) => [field, textOf(product[field])])) as Texts;
  return {
    ...texts, purchase_uom: product.purchase_uom === product.unit ? '' : product.purchase_uom, name: product.name, item_type: product.item_type,
    procurement_type: product.procurement_type, cost_method: product.cost_method, stocking_policy: product.stocking_policy,
    lot_policy: product.lot_policy, kind: product.kind, sales_channel: product.sales_channel, is_phantom: product.is_phantom,
    is_public: product.is_public, track_lots: product.track_lots, track_serials: product.track_serials,
  };
}

/** What `items.save` wants. A new item forms its own SKU when none was given. */
export function saveOf(values: ItemValues, id?: number): SaveProduct {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, orNone(values[field])]));
  const wholes = Object.fromEntries(WHOLES.map((field) => [field, wholeOrNone(values[field])]));
  const { name, item_type, procurement_type, cost_method, stocking_policy, lot_policy, kind, sales_channel, is_phantom, is_public, track_lots, track_serials } = values;
  return {
    ...texts, ...wholes, id, name: name.trim(), item_type, procurement_type, cost_method, stocking_policy, lot_policy, kind, sales_channel,
    is_phantom, is_public, track_lots, track_serials,
  };
}

/** When the kind of thing changes, its unit and how it comes follow, unless somebody chose otherwise. */
export function withType(values: ItemValues, item_type: ItemType): ItemValues {
  const was = USUAL[values.item_type];
  const now = USUAL[item_type];
  return {
    ...values, item_type,
    unit: values.unit === was.unit || values.unit === '' ? now.unit : values.unit,
    procurement_type: values.procurement_type === was.procurement ? now.procurement : values.procurement_type,
  };
}
