import type { Supposition } from '../../bindings/commands';
import { counted, decimal } from '../../shared/values';

export type Kind = Supposition['kind'];

export const KINDS: Record<Kind, { title: string; hint: string }> = {
  demand: { title: 'Somebody orders more', hint: 'A demand that does not exist yet.' },
  sales_line: { title: 'An order line changes', hint: 'Another quantity or day of a confirmed order.' },
  drop_order: { title: 'An order is called off', hint: 'Its demand goes, and what it holds is free.' },
  purchase: { title: 'A purchase comes on another day', hint: 'Leave the day empty: it never comes.' },
  work_order: { title: 'A work order ends on another day', hint: 'Leave the day empty: it is never made.' },
  stock: { title: 'Other stock', hint: 'So much lies on the shelf.' },
  lead_time: { title: 'Another lead time', hint: 'Days from the order to the shelf.' },
  policy: { title: 'Other rules of ordering', hint: 'Safety stock, smallest order, multiple.' },
};

/** A supposition while it is written; names are for people only. */
export interface Draft extends Record<string, unknown> {
  kind: Kind;
  /** The item, line, order or purchase; the product of an item. */
  target: string;
  name: string;
  quantity: string;
  date: string;
  days: string;
  safety_stock: string;
  min_order_qty: string;
  order_multiple: string;
}

export const EMPTY: Draft = { kind: 'demand', target: '', name: '', quantity: '', date: '', days: '', safety_stock: '', min_order_qty: '', order_multiple: '' };

/** Why it cannot be supposed yet. */
export function problemOf(d: Draft): Partial<Record<keyof Draft, string>> {
  if (!d.target) return { target: 'Choose which one.' };
  if (d.kind === 'demand' && !d.quantity) return { quantity: 'Say how many.' };
  if (d.kind === 'demand' && !d.date) return { date: 'Say until when.' };
  if (d.kind === 'stock' && !d.quantity) return { quantity: 'Say how much.' };
  if (d.kind === 'lead_time' && !/^\d{1,4}$/.test(d.days)) return { days: 'Say how many days.' };
  if (d.kind === 'sales_line' && !d.quantity && !d.date) return { quantity: 'Change the quantity or the day.' };
  if (d.kind === 'policy' && !d.safety_stock && !d.min_order_qty && !d.order_multiple) return { safety_stock: 'Change at least one of them.' };
  return {};
}

export function suppositionOf(d: Draft): Supposition {
  const id = Number(d.target);
  const some = <K extends string>(key: K, value: string) => (value ? ({ [key]: value } as Record<K, string>) : {});
  switch (d.kind) {
    case 'demand': return { kind: 'demand', product_id: id, quantity: d.quantity, date: d.date };
    case 'sales_line': return { kind: 'sales_line', line_id: id, ...some('quantity', d.quantity), ...some('date', d.date) };
    case 'drop_order': return { kind: 'drop_order', order_id: id };
    case 'purchase': return { kind: 'purchase', line_id: id, ...some('date', d.date) };
    case 'work_order': return { kind: 'work_order', work_order_id: id, ...some('date', d.date) };
    case 'stock': return { kind: 'stock', product_id: id, quantity: d.quantity };
    case 'lead_time': return { kind: 'lead_time', product_id: id, days: Number(d.days) };
    case 'policy': return { kind: 'policy', product_id: id, ...some('safety_stock', d.safety_stock), ...some('min_order_qty', d.min_order_qty), ...some('order_multiple', d.order_multiple) };
  }
}

/** `PLA Black: lead time 20 days`, for a name that the window knows. */
export function inWords(s: Supposition, name: string, date: (day: string) => string): string {
  const number = (value: string) => decimal.trim(value);
  switch (s.kind) {
    case 'demand': return `${number(s.quantity)} more ${name} by ${date(s.date)}`;
    case 'sales_line': return [name, s.quantity && `for ${number(s.quantity)}`, s.date && `wanted ${date(s.date)}`].filter(Boolean).join(', ');
    case 'drop_order': return `${name} is called off`;
    case 'purchase': return s.date ? `${name} comes ${date(s.date)}` : `${name} never comes`;
    case 'work_order': return s.date ? `${name} ends ${date(s.date)}` : `${name} is never made`;
    case 'stock': return `${number(s.quantity)} of ${name} on the shelf`;
    case 'lead_time': return `${name} takes ${counted(s.days, 'day')}`;
    case 'policy': return `${name}: ${[s.safety_stock && `safety stock ${number(s.safety_stock)}`, s.min_order_qty && `smallest order ${number(s.min_order_qty)}`, s.order_multiple && `multiples of ${number(s.order_multiple)}`].filter(Boolean).join(', ')}`;
  }
}
