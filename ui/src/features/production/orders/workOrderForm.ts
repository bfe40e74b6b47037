import type { NewWorkOrder, UpdateWorkOrder, WorkOrder } from '../../../bindings/commands';
import { orNone, textOf, wholeOrNone } from '../../../shared/form';

export interface WorkOrderValues extends Record<string, unknown> {
  product_id: string;
  quantity: string;
  due_date: string;
  priority: string;
  location_id: string;
  requires_qc: boolean;
  assigned_to: string;
  notes: string;
}

export const newWorkOrder = (product = ''): WorkOrderValues => ({
  product_id: product, quantity: '', due_date: '', priority: '3', location_id: '', requires_qc: false, assigned_to: '', notes: '',
});

export const valuesOf = (order: WorkOrder): WorkOrderValues => ({
  product_id: String(order.product_id), quantity: order.quantity_ordered, due_date: textOf(order.due_date), priority: String(order.priority),
  location_id: textOf(order.location_id), requires_qc: order.qc_status !== 'not_required', assigned_to: textOf(order.assigned_to), notes: textOf(order.notes),
});

/** Left out and `undefined` are not the same thing to the types of requests. */
const given = <T extends object>(values: T) => Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

const shared = (v: WorkOrderValues) =>
  given({ due_date: orNone(v.due_date), location_id: wholeOrNone(v.location_id), assigned_to: orNone(v.assigned_to), notes: orNone(v.notes) });

export const createOf = (v: WorkOrderValues): NewWorkOrder => ({
  ...shared(v), product_id: Number(v.product_id), quantity: v.quantity, priority: Number(v.priority), requires_qc: v.requires_qc,
});

export const updateOf = (id: number, v: WorkOrderValues): UpdateWorkOrder => ({
  ...shared(v), id, quantity: v.quantity, priority: Number(v.priority), requires_qc: v.requires_qc,
});
