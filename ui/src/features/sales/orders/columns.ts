import type { OrderRow } from '../../../bindings/commands';
import { columnsOf, type Column } from '../../../shared/grid';
import { FULFILLMENT_TONES, isOpenOrder, ORDER_TONES, PAYMENT_TONES, RUSH_TONES } from '../tones';

const col = columnsOf<OrderRow>();
const lines = (r: OrderRow) => (r.line_count > 1 ? `${r.product_name ?? ''} +${r.line_count - 1}` : r.product_name);

const number = col.key('order_number', 'Number', (r) => r.order_number, { width: 132 });
const customer = col.text('customer_name', 'Customer', (r) => r.customer_name, { width: 154 });
const rest: Column<OrderRow>[] = [
  col.text('product_name', 'What', lines, { width: 152, sortable: false, filter: undefined as never }),
  col.status('status', 'State', (r) => r.status, ORDER_TONES, { width: 112 }),
  col.status('fulfillment_status', 'Shipped', (r) => r.fulfillment_status, FULFILLMENT_TONES, { width: 118 }),
  col.status('payment_status', 'Paid', (r) => r.payment_status, PAYMENT_TONES, { width: 104 }),
  col.due('requested_date', 'Wanted', (r) => r.requested_date, (r) => isOpenOrder(r.status) && r.fulfillment_status !== 'fulfilled'),
];
const money: Column<OrderRow>[] = [
  col.money('grand_total', 'Total', (r) => r.grand_total, { width: 102 }),
  col.money('balance', 'To be paid', (r) => r.balance, { width: 102, sortable: false, filter: undefined as never }),
];
const hidden: Column<OrderRow>[] = [
  col.status('rush_level', 'Rush', (r) => r.rush_level, RUSH_TONES, { width: 100 }),
  col.text('po_reference', 'Their number', (r) => r.po_reference, { hidden: true }),
  col.dateTime('created_at', 'Written', (r) => r.created_at, { hidden: true }),
  col.dateTime('confirmed_at', 'Confirmed', (r) => r.confirmed_at, { hidden: true }),
];

/** Columns of orders; staff see no amounts, and a customer's own page needs no customer. */
export const ORDER_COLUMNS = {
  admin: [number, customer, ...rest, ...money, ...hidden],
  staff: [number, customer, ...rest, ...hidden],
  adminOfCustomer: [number, ...rest, ...money, ...hidden],
  staffOfCustomer: [number, ...rest, ...hidden],
};
