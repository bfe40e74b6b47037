import type { ListRequest, Page } from '../../src/platform';

export interface StoryOrder {
  id: string;
  number: string;
  customer: string;
  state: string;
  due: string;
  quantity: string;
  unit: string;
  total: string;
  note: string | null;
  created: string;
}

declare module '../../src/bindings/commands' {
  interface Commands {
    'story.orders': { request: ListRequest & { size?: number }; response: Page<StoryOrder> };
    'story.save': { request: { customer: string; lines: { quantity: string }[] }; response: unknown };
  }
}

const CUSTOMERS = ['Brightwell Robotics', 'Nordlys Lighting', 'Atelier Kestrel', 'Hollow Oak Games', 'Pemberton Dental', 'Fjord Drones', 'Tessella Tiles'];
const STATES = ['draft', 'confirmed', 'in_progress', 'completed', 'on_hold', 'cancelled'];

function row(i: number): StoryOrder {
  const spin = (i * 2654435761) % 4294967296;
  const cents = (spin % 900000) + 1250;
  return {
    id: String(i + 1),
    number: `SO-2026-${String(i + 1).padStart(4, '0')}`,
    customer: CUSTOMERS[spin % CUSTOMERS.length] ?? '',
    state: STATES[Math.floor(spin / 7) % STATES.length] ?? 'draft',
    due: new Date(Date.UTC(2026, 9, 1 + (spin % 120))).toISOString().slice(0, 10),
    quantity: String((spin % 400) + 1),
    unit: 'EA',
    total: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
    note: spin % 5 === 0 ? 'Deliver to the back entrance, ring twice' : null,
    created: new Date(Date.UTC(2026, 8, 1, 8, i % 60)).toISOString(),
  };
}

const made = new Map<number, StoryOrder[]>();
const all = (size: number) => {
  const known = made.get(size) ?? Array.from({ length: size }, (_, i) => row(i));
  made.set(size, known);
  return known;
};

/** Answers a list request over `size` made-up orders as the core would. */
export function storyOrders({ size = 20, search, filters, sort, after, limit = 200 }: ListRequest & { size?: number }): Page<StoryOrder> {
  let rows = all(size);
  if (search) rows = rows.filter((r) => `${r.number} ${r.customer}`.toLowerCase().includes(search.toLowerCase()));
  for (const { field, op, values } of filters) {
    const of = (r: StoryOrder) => String(r[field as keyof StoryOrder] ?? '');
    rows = rows.filter((r) => {
      const first = values[0] ?? '';
      if (op === 'in') return values.includes(of(r));
      if (op === 'contains') return of(r).toLowerCase().includes(first.toLowerCase());
      if (op === 'ge') return of(r) >= first;
      if (op === 'le') return of(r) <= first;
      return of(r) === first;
    });
  }
  if (sort) {
    const sign = sort.descending ? -1 : 1;
    const by = (r: StoryOrder) => String(r[sort.field as keyof StoryOrder] ?? '');
    rows = rows.toSorted((a, b) => sign * by(a).localeCompare(by(b), 'en', { numeric: true }));
  }
  const start = after ? Number(after) : 0;
  const end = Math.min(rows.length, start + limit);
  return { rows: rows.slice(start, end), next: end < rows.length ? String(end) : null, total: rows.length };
}
