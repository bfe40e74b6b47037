//! Sales: whom the farm sells to, what was promised, what left the house and what was paid.
//!
//! Nouns: customer, order, line, shipment, invoice, payment, refund, event. Verbs: confirm, reserve, cancel,
//! duplicate, ship, void, record, refund.
//!
//! Always: the payment and the fulfilment of an order are derived from its payments and shipments by
//! [`status::refresh`], and so is its state between confirmed and completed; totals are sums of rounded lines;
//! the receivable account equals what was invoiced less what was paid.
//! Never: more is shipped than was ordered; a refund exceeds its payment; an order waits for its own
//! reservation; a tracking number is made up; an order goes away because its customer does.
//!
//! Tables owned: `sales_orders`, `sales_order_lines`, `shipments`, `shipment_lines`, `invoices`,
//! `invoice_lines`, `payments`, `order_events`, `shipping_events`, and the rows of `users` that are customers.

pub mod customers;
pub mod events;
pub mod model;
pub mod orders;
pub mod payments;
pub mod pricing;
pub mod shipments;
pub mod status;
