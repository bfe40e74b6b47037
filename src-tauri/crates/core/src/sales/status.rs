//! The one place where the derived states of an order are written.

use spoolyard_types::ids::SalesOrderId;
use spoolyard_types::{Money, Timestamp};

use super::events::{Told, tell};
use super::model::{FulfillmentStatus, OrderStatus, PaymentStatus};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, not_found};

crate::read_model! {
    /// What happened to an order, as far as its states depend on it.
    struct Facts {
        status: OrderStatus,
        payment_status: PaymentStatus,
        fulfillment_status: FulfillmentStatus,
        grand_total: Money,
        paid: Money,
        refunded: Money,
        last_payment: Option<Timestamp>,
        open_lines: i64,
        begun_lines: i64,
        lines: i64,
        work_began: bool,
    }
}

const FACTS: &str = "SELECT o.status, o.payment_status, o.fulfillment_status, o.grand_total,
     (SELECT coalesce(sum(amount), 0) FROM payments p
      WHERE p.sales_order_id = o.id AND p.status = 'completed' AND p.payment_type = 'payment') AS paid,
     (SELECT coalesce(sum(amount), 0) FROM payments p
      WHERE p.sales_order_id = o.id AND p.status = 'completed' AND p.payment_type = 'refund') AS refunded,
     (SELECT max(payment_date) FROM payments p
      WHERE p.sales_order_id = o.id AND p.status = 'completed' AND p.payment_type = 'payment') AS last_payment,
     (SELECT count(*) FROM sales_order_lines l
      WHERE l.sales_order_id = o.id AND l.is_cancelled = 0 AND l.shipped_quantity < l.quantity) AS open_lines,
     (SELECT count(*) FROM sales_order_lines l
      WHERE l.sales_order_id = o.id AND l.is_cancelled = 0 AND l.shipped_quantity > 0) AS begun_lines,
     (SELECT count(*) FROM sales_order_lines l WHERE l.sales_order_id = o.id AND l.is_cancelled = 0) AS lines,
     EXISTS (SELECT 1 FROM production_orders w
             WHERE (w.sales_order_id = o.id OR w.sales_order_line_id IN
                       (SELECT id FROM sales_order_lines WHERE sales_order_id = o.id))
               AND (w.actual_start IS NOT NULL OR w.status IN ('in_progress', 'completed'))) AS work_began
 FROM sales_orders o WHERE o.id = ?1";

/// Derives how far an order is shipped and paid, and where it stands, and writes what changed. Sales calls it
/// after every payment and parcel; production calls it when work for an order begins or ends.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn refresh(w: &Write<'_>, order: SalesOrderId) -> Result<OrderStatus> {
    let facts: Facts = w.maybe(FACTS, bind![order])?.ok_or_else(|| not_found("order", order))?;
    let promised = facts.status != OrderStatus::Draft && facts.status != OrderStatus::Cancelled;
    let payment = PaymentStatus::derive(facts.grand_total, facts.paid, facts.refunded, promised);
    let fulfillment = if facts.lines > 0 && facts.open_lines == 0 {
        FulfillmentStatus::Fulfilled
    } else if facts.begun_lines > 0 {
        FulfillmentStatus::Partial
    } else {
        FulfillmentStatus::Pending
    };
    let status = facts.status.derive(fulfillment, payment, facts.work_began);
    let unchanged =
        (status, payment, fulfillment) == (facts.status, facts.payment_status, facts.fulfillment_status);
    if unchanged {
        return Ok(status);
    }
    let done = status == OrderStatus::Completed;
    w.execute(
        "UPDATE sales_orders SET status = ?2, payment_status = ?3, fulfillment_status = ?4, paid_at = ?5,
             actual_completion_date = CASE WHEN ?6 THEN coalesce(actual_completion_date, ?7) END, updated_at = ?7
         WHERE id = ?1",
        bind![
            order,
            status,
            payment,
            fulfillment,
            facts.last_payment.filter(|_| payment == PaymentStatus::Paid),
            done,
            w.now()
        ],
    )?;
    if status != facts.status {
        let told = Told {
            title: match status {
                OrderStatus::Completed => String::from("All of it has left and nothing is owed"),
                OrderStatus::InProgress => String::from("In progress"),
                OrderStatus::Confirmed => String::from("Nothing of it has left or begun"),
                OrderStatus::Draft | OrderStatus::Cancelled => status.to_string(),
            },
            old: Some(facts.status.to_string()),
            new: Some(status.to_string()),
            ..Told::default()
        };
        tell(w, order, "status", &told)?;
    }
    Ok(status)
}
