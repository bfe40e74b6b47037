import type { NewWorkOrder, UpdateWorkOrder, WorkOrder } from '../../../bindings/commands';
import { orNone, textOf, wholeOrNone } from '../../../shared/form';
import { decimal } from '../../../shared/values';

export interface WorkOrderValues extends Record<string, unknown> {
  product_id: string;
  quantity: string;
  due_date: string;
  /** For which line of a sales order; empty for stock. */
  sales_order_line_id: string;
  priority: string;
  location_id: string;
  requires_qc: boolean;
  assigned_to: string;
  notes: string;
}

/** What a link asks for: an item, how many, until when, and the line of a sales order it is for. */
export interface Wanted {
  product?: string | undefined;
  quantity?: string | undefined;
  due?: string | undefined;
  /** The row of the sales order's line. */
  order_line?: string | undefined;
}

export const newWorkOrder = ({ product = '', quantity = '', due = '', order_line = '' }: Wanted = {}): WorkOrderValues => ({
  product_id: product, quantity: decimal.isDecimal(quantity) ? decimal.trim(quantity) : '', due_date: due, sales_order_line_id: order_line, priority: '3', location_id: '', requires_qc: false, assigned_to: '', notes: '',
});

export const valuesOf = (order: WorkOrder): WorkOrderValues => ({
  product_id: String(order.product_id), quantity: order.quantity_ordered, due_date: textOf(order.due_date), sales_order_line_id: '', priority: String(order.priority),
  location_id: textOf(order.location_id), requires_qc: order.qc_status !== 'not_required', assigned_to: textOf(order.assigned_to), notes: textOf(order.notes),
});

/** Left out and `undefined` are not the same thing to the types of requests. */
const given = <T extends object>(values: T) => Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

const shared = (v: WorkOrderValues) =>
  given({ due_date: orNone(v.due_date), location_id: wholeOrNone(v.location_id), assigned_to: orNone(v.assigned_to), notes: orNone(v.notes) });

export const createOf = (v: WorkOrderValues): NewWorkOrder => ({
  ...shared(v), ...given({ sales_order_line_id: wholeOrNone(v.sales_order_line_id) }), product_id: Number(v.product_id), quantity: v.quantity, priority: Number(v.priority), requires_qc: v.requires_qc,
});

export const updateOf = (id: number, v: WorkOrderValues): UpdateWorkOrder => ({
  ...shared(v), id, quantity: v.quantity, priority: Number(v.priority), requires_qc: v.requires_qc,
});
