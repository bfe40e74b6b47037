import type { Tones } from '../../shared/ui';

export const PO_TONES: Tones = {
  draft: ['Draft', 'idle'], ordered: ['Ordered', 'info'], shipped: ['Shipped', 'active'], partial: ['Partly received', 'active'], received: ['Received', 'good'],
  closed: ['Closed', 'good'], cancelled: ['Cancelled', 'bad'],
};

/** Goods are still to come. */
export const isDue = (status: string): boolean => status === 'ordered' || status === 'shipped' || status === 'partial';

export const RECEIPT_TONES: Tones = { receipt: ['Receipt', 'good'], return: ['Returned', 'warn'], reversal: ['Reversal', 'idle'] };

export const RECEIPT_STATE: Tones = { reversed: ['Reversed', 'idle'] };

export const BILL_TONES: Tones = { open: ['To pay', 'info'], paid: ['Paid', 'good'], voided: ['Voided', 'idle'] };

/** How far a bill is, for its badge. */
export const billState = (bill: { status: string; balance: string | null }): string =>
  bill.status === 'voided' ? 'voided' : bill.balance !== null && /[1-9]/.test(bill.balance) ? 'open' : 'paid';
