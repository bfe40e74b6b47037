import type { Action } from '../shared/actions';

export interface PaletteEntry extends Pick<Action, 'id' | 'title' | 'icon' | 'keys' | 'danger' | 'run'> {
  subtitle: string;
  group: string;
}

export const KIND_NAMES: Record<string, string> = {
  order: 'Orders', sales_order: 'Orders', quote: 'Quotes', purchase_order: 'Purchase orders', work_order: 'Work orders',
  production_order: 'Work orders', item: 'Items', product: 'Items', customer: 'Customers', vendor: 'Vendors', printer: 'Printers',
  spool: 'Spools', lot: 'Lots', serial: 'Serial numbers', shipment: 'Parcels', invoice: 'Invoices', payment: 'Payments', print_job: 'Print jobs', bom: 'BOMs',
};

/** How well `query` names `text`: 0 not at all; whole words and beginnings count more than scattered letters. */
export function match(text: string, query: string): number {
  const hay = text.toLowerCase();
  const needle = query.trim().toLowerCase();
  if (needle === '') return 1;
  if (hay === needle) return 100;
  if (hay.startsWith(needle)) return 80;
  const words = hay.split(/[\s/&-]+/);
  if (needle.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))) return 60;
  if (words.map((word) => word[0]).join('').startsWith(needle)) return 50;
  if (hay.includes(needle)) return 40;
  return 0;
}

/** Actions that fit, the best first; without a query in the order of their registration. */
export function rankActions(actions: readonly Action[], query: string): PaletteEntry[] {
  return actions
    .filter((action) => !action.hidden)
    .map((action) => ({
      score: Math.max(match(action.title, query), match(action.words ?? '', query) * 0.6),
      entry: {
        ...action,
        subtitle: '',
        group: action.group ?? 'Here',
      } satisfies PaletteEntry,
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => (query.trim() === '' ? order(a.entry.group) - order(b.entry.group) : b.score - a.score))
    .map(({ entry }) => entry);
}

const ORDER = ['Here', 'Do', 'Go to', 'Window'];
const order = (group: string) => (ORDER.includes(group) ? ORDER.indexOf(group) : 0);
