import type { MessageType, PlannedOrderStatus, PlannedOrderType, Trigger } from '../../bindings/commands';
import type { Tone, Tones } from '../../shared/ui';

export const PLANNED_TONES: Tones = { planned: ['Proposed', 'info'], firmed: ['Firmed', 'active'], released: ['Released', 'good'] } satisfies Record<PlannedOrderStatus, Tones[string]>;
export const TYPE_TONES: Tones = { purchase: ['Buy', 'idle'], production: ['Make', 'active'] } satisfies Record<PlannedOrderType, Tones[string]>;
export const SEVERITY_TONES: Tones = { error: ['Stops', 'bad'], warning: ['Act', 'warn'], info: ['Good to know', 'info'] };
export const TRIGGERS: Record<Trigger, string> = { manual: 'by hand', net_change: 'after a change', schedule: 'by the clock' };

/** A kind of message: its name, and what a person does about it. */
export const MESSAGES: Record<MessageType, { title: string; hint: string }> = {
  release: { title: 'Start today', hint: 'Orders whose day has come: release them.' },
  release_past_due: { title: 'Should have started', hint: 'Their start has passed: release them now, and expect the date to slip.' },
  expedite: { title: 'Expedite', hint: 'Receipts that are needed earlier than they are promised: ask the vendor, or move the work order up.' },
  de_expedite: { title: 'May come later', hint: 'Receipts that come before they are needed.' },
  cancel: { title: 'Not needed', hint: 'Open orders that nothing needs any more: cancel them, or keep the stock.' },
  excess: { title: 'Too much', hint: 'Open orders that bring more than is needed.' },
  past_due_receipt: { title: 'Past due to come', hint: 'Receipts whose day has passed: receive them, or give them a new date.' },
  past_due_demand: { title: 'Past due to deliver', hint: 'Orders whose day has passed and that are not delivered.' },
  undated_demand: { title: 'Wanted without a date', hint: 'Planned as if wanted today: give them a date.' },
  undated_receipt: { title: 'Coming without a date', hint: 'Nobody knows when they come: give them a date.' },
  shortage: { title: 'Runs out', hint: 'Stock falls below zero before anything can come.' },
  below_safety_stock: { title: 'Below safety stock', hint: 'The cushion is used up for a while.' },
  substituted: { title: 'Another item stands in', hint: 'The plan used an alternate because the first choice is short.' },
  missing_bom: { title: 'No bill of material', hint: 'Made items that nobody knows how to make: write their BOM.' },
  missing_routing: { title: 'No routing', hint: 'Made without operations: time and work centers are not planned.' },
  missing_vendor: { title: 'No vendor', hint: 'Bought items without a vendor: name one on the item.' },
  lot_rule_incomplete: { title: 'Lot rule incomplete', hint: 'The order size rule of the item lacks a figure.' },
  quantity_too_large: { title: 'Quantity cannot be right', hint: 'A figure is far too large: look at the item and its BOM.' },
  bom_cycle: { title: 'Items contain one another', hint: 'A BOM leads back to itself; planned without its parts.' },
  unit_error: { title: 'Units do not convert', hint: 'A line is in a unit that the item cannot be counted in.' },
  bad_data: { title: 'Unusable row', hint: 'Planning had to leave it out.' },
};

export const severityTone = (severity: string): Tone => SEVERITY_TONES[severity]?.[1] ?? 'idle';

/** The page of the order that a message or a tree speaks of. */
export function documentUrl(kind: string | null, id: number | null | undefined): string | null {
  if (id === null || id === undefined) return null;
  if (kind === 'sales_order_line') return `/orders/${id}`;
  if (kind === 'purchase_order_line') return `/purchase-orders/${id}`;
  if (kind === 'production_order') return `/work-orders/${id}`;
  return null;
}

export const NODE_KINDS: Readonly<Record<string, string>> = {
  stock: 'Stock', planned_order: 'Planned order', purchase_order_line: 'Purchase order', production_order: 'Work order', sales_order_line: 'Sales order',
  safety_stock: 'Safety stock', reorder_point: 'Reorder point',
};
