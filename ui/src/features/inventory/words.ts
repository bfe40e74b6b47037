import type { Tones } from '../../shared/ui';

export const MOVE_TONES: Tones = {
  receipt: ['Receipt', 'good'], issue: ['Issue', 'active'], adjustment: ['Adjustment', 'warn'], transfer: ['Transfer', 'info'],
};

/** Why a movement happened, in words. */
export const REASONS: Readonly<Record<string, string>> = {
  po: 'Purchase order', so: 'Sales order', wo: 'Work order', cycle_count: 'Count', manual: 'By hand', scrap: 'Scrap', spool: 'Spool',
  transfer: 'Transfer', reversal: 'Reversal', opening: 'Opening stock',
};

export const ITEM_TONES: Tones = {
  finished_good: ['Product', 'active'], component: ['Component', 'info'], material: ['Material', 'good'], supply: ['Supply', 'idle'], service: ['Service', 'idle'],
};

const PAGES: Readonly<Record<string, string>> = { po: '/purchase-orders', so: '/orders', wo: '/work-orders' };

/** The page of the document that a movement belongs to. */
export const documentPage = (type: string | null, id: number | null): string | null =>
  type !== null && id !== null && PAGES[type] ? `${PAGES[type]}/${id}` : null;

const HOLDERS: Readonly<Record<string, string>> = { sales_order_line: '/orders', operation_material: '/work-orders' };

/** The page of the document that holds a reservation. */
export const holderPage = (type: string, document: number | null): string | null =>
  document !== null && HOLDERS[type] ? `${HOLDERS[type]}/${document}` : null;
