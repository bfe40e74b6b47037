import type { Tones } from '../../shared/ui';

export const ORDER_TONES: Tones = {
  draft: ['Draft', 'idle'], confirmed: ['Confirmed', 'info'], in_progress: ['In progress', 'active'],
  completed: ['Completed', 'good'], cancelled: ['Cancelled', 'bad'],
};
export const PAYMENT_TONES: Tones = {
  pending: ['Not paid', 'idle'], partial: ['Part paid', 'warn'], paid: ['Paid', 'good'], refunded: ['Refunded', 'info'],
};
export const FULFILLMENT_TONES: Tones = {
  pending: ['Not shipped', 'idle'], partial: ['Part shipped', 'active'], fulfilled: ['Shipped', 'good'],
};
export const RUSH_TONES: Tones = { standard: ['Standard', 'idle'], rush: ['Rush', 'warn'], expedite: ['Expedite', 'bad'] };
export const CUSTOMER_TONES: Tones = { active: ['Active', 'good'], inactive: ['Inactive', 'idle'], suspended: ['Suspended', 'bad'] };
export const SHIPMENT_TONES: Tones = { draft: ['Packing', 'idle'], shipped: ['Shipped', 'good'], voided: ['Voided', 'bad'] };
export const MONEY_TONES: Tones = {
  completed: ['Counts', 'good'], pending: ['Announced', 'info'], failed: ['Failed', 'bad'], voided: ['Voided', 'bad'],
};
export const MONEY_KIND_TONES: Tones = { payment: ['Payment', 'good'], refund: ['Refund', 'warn'] };
export const INVOICE_TONES: Tones = { posted: ['Open for payment', 'good'], voided: ['Voided', 'bad'] };

/** Rush levels as choices of a form. */
export const RUSH_CHOICES = Object.entries(RUSH_TONES).map(([value, [label]]) => ({ value, label }));

/** Whether an order is still to be done. */
export const isOpenOrder = (status: string): boolean => status === 'draft' || status === 'confirmed' || status === 'in_progress';
