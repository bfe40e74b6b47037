//! Promising an order, holding stock for it, calling it off, noting something on it.

use spoolyard_types::ids::SalesOrderId;
use spoolyard_types::{Code, Money, Quantity, Refusal, Text};

use super::detail::{OrderDetail, detail};
use super::lines::hold;
use super::requests::OrderRef;
use super::store::{Line, Order, lines_of, load};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse, refuse_field};
use crate::inventory::{self, Holder};
use crate::sales::customers;
use crate::sales::events::{Told, tell};
use crate::sales::model::{CustomerStatus, OrderStatus};
use crate::sales::status;

crate::wire! {
    /// Which order is promised.
    pub struct ConfirmOrder {
        /// Its row.
        pub id: SalesOrderId,
        /// Passes the customer's credit limit; only an admin may.
        #[serde(default)]
        pub pass_credit_limit: bool,
    }

    /// Which order is called off, and why.
    pub struct CancelOrder {
        /// Its row.
        pub id: SalesOrderId,
        /// Why, for its history.
        pub reason: Text<500>,
    }

    /// A note on an order.
    pub struct NoteOrder {
        /// Its row.
        pub id: SalesOrderId,
        /// What is to be remembered.
        pub note: Text<10000>,
    }

    /// What an order holds after it was asked to hold what it can.
    pub struct Reserved {
        /// How much its lines hold now, all together.
        pub held: Quantity,
        /// The order.
        pub order: OrderDetail,
    }
}

fn incomplete(field: &str, text: String) -> crate::Error {
    refuse_field(Code::OrderIncomplete, field, text)
}

/// Refuses an order that cannot be promised, naming what is missing.
fn check_complete(w: &Write<'_>, order: &Order, lines: &[Line]) -> Result<()> {
    let number = &order.order_number;
    let Some(customer) = order.customer_id else {
        return Err(incomplete("customer_id", format!("{number} has no customer. Choose one.")));
    };
    let customer = customers::load(w, customer)?;
    if customer.status != CustomerStatus::Active {
        let text = format!("{} is {}. Reactivate the customer first.", customer.name, customer.status);
        return Err(refuse_field(Code::WrongState, "customer_id", text));
    }
    if lines.is_empty() {
        return Err(incomplete("lines", format!("{number} has no lines. Add what is sold.")));
    }
    if let Some(line) = lines.iter().find(|l| !l.active) {
        let text = format!(
            "{} on line {} of {number} is inactive. Reactivate it, or remove the line.",
            line.sku, line.line_number
        );
        return Err(Refusal::new(Code::InactiveProduct, text)
            .at("lines")
            .with(serde_json::json!({ "product_id": line.product_id, "sku": line.sku }))
            .into());
    }
    if lines.iter().any(|l| l.item_type.is_stocked()) {
        let parts = [
            ("shipping_address_line1", "street", &order.shipping_address_line1),
            ("shipping_city", "city", &order.shipping_city),
            ("shipping_country", "country", &order.shipping_country),
        ];
        if let Some((field, word, _)) =
            parts.into_iter().find(|(_, _, part)| part.as_deref().is_none_or(|p| p.trim().is_empty()))
        {
            let text =
                format!("{number} has goods to ship and no {word} in its shipping address. Complete it.");
            return Err(incomplete(field, text));
        }
    }
    Ok(())
}

fn check_credit(w: &Write<'_>, order: &Order, grand_total: Money) -> Result<()> {
    let Some(id) = order.customer_id else { return Ok(()) };
    let customer = customers::load(w, id)?;
    let Some(limit) = customer.credit_limit else { return Ok(()) };
    let others = customers::exposure(w, id, order.id)?;
    let owed = others.plus(grand_total.minus(order.paid)?.max(Money::ZERO))?;
    if owed <= limit {
        return Ok(());
    }
    let figures =
        if w.sees_prices() { format!(" ({owed} {} of {limit})", order.currency_code) } else { String::new() };
    let text = format!(
        "With {} the customer {} would pass the credit limit{figures}. Record a payment, raise the limit, or have an admin pass it.",
        order.order_number, customer.name
    );
    Err(refuse(Code::CreditLimit, text))
}

/// Promises an order: it must be complete and within the customer's credit. It takes what is on the shelf and
/// free; the rest is demand that planning sees.
///
/// # Errors
/// [`Code::OrderIncomplete`], [`Code::InactiveProduct`], [`Code::CreditLimit`], [`Code::WrongState`],
/// [`Code::Forbidden`].
pub fn confirm(w: &Write<'_>, req: ConfirmOrder) -> Result<OrderDetail> {
    let order = load(w, req.id)?;
    let status = order.status.confirm(&order.order_number)?;
    if req.pass_credit_limit && !w.sees_prices() {
        let text = "Only an admin passes a credit limit. Ask one to confirm the order.";
        return Err(refuse_field(Code::Forbidden, "pass_credit_limit", text));
    }
    let lines = lines_of(w, req.id)?;
    check_complete(w, &order, &lines)?;
    if !req.pass_credit_limit {
        check_credit(w, &order, order.grand_total)?;
    }
    w.execute(
        "UPDATE sales_orders SET status = ?2, confirmed_at = ?3, mrp_status = 'pending', updated_at = ?3 WHERE id = ?1",
        bind![req.id, status, w.now()],
    )?;
    hold(w, &lines)?;
    let told = Told {
        title: format!("{} was confirmed", order.order_number),
        description: req.pass_credit_limit.then_some("The credit limit was passed."),
        old: Some(order.status.to_string()),
        new: Some(status.to_string()),
    };
    tell(w, req.id, "confirmed", &told)?;
    status::refresh(w, req.id)?;
    w.about("sales_order", req.id.get(), Some(&order.order_number));
    detail(w, req.id)
}

/// What follows a change of a promised order: it stays complete and within credit, its lines hold what is
/// still to come, and planning looks at it again.
pub(super) fn after_change(w: &Write<'_>, before: &Order, grand_total: Money) -> Result<()> {
    let order = load(w, before.id)?;
    let lines = lines_of(w, before.id)?;
    let open: Vec<Line> = lines.into_iter().filter(|l| l.open().is_ok_and(Quantity::is_positive)).collect();
    if !open.is_empty() {
        check_complete(w, &order, &open)?;
    }
    if grand_total > before.grand_total {
        check_credit(w, &order, grand_total)?;
    }
    hold(w, &lines_of(w, before.id)?)?;
    w.execute("UPDATE sales_orders SET mrp_status = 'pending' WHERE id = ?1", bind![before.id])?;
    Ok(())
}

/// Makes a promised order hold what has become free since, as far as it still needs it.
///
/// # Errors
/// [`Code::WrongState`] when the order is not open.
pub fn reserve(w: &Write<'_>, req: OrderRef) -> Result<Reserved> {
    let order = load(w, req.id)?;
    check_open(&order, "hold stock")?;
    let held = hold(w, &lines_of(w, req.id)?)?;
    w.about("sales_order", req.id.get(), Some(&order.order_number));
    Ok(Reserved { held, order: detail(w, req.id)? })
}

/// Refuses what needs an order that is promised and not done.
pub(in crate::sales) fn check_open(order: &Order, to: &str) -> Result<()> {
    if order.status.is_open() {
        return Ok(());
    }
    let remedy = match order.status {
        OrderStatus::Draft => "Confirm it first.",
        OrderStatus::Completed | OrderStatus::Cancelled => "Duplicate it to sell the same again.",
        OrderStatus::Confirmed | OrderStatus::InProgress => "",
    };
    let text = format!("{} is {} and cannot {to}. {remedy}", order.order_number, order.status);
    Err(refuse(Code::WrongState, text))
}

/// Calls an order off and lets go of exactly what it holds. Money that was paid stays recorded until it is
/// refunded; work orders that were started for it go on and make stock.
///
/// # Errors
/// [`Code::WrongState`] once anything has left.
pub fn cancel(w: &Write<'_>, req: CancelOrder) -> Result<OrderDetail> {
    let order = load(w, req.id)?;
    let lines = lines_of(w, req.id)?;
    let something_left = lines.iter().any(|l| l.shipped_quantity.is_positive());
    let status = order.status.cancel(&order.order_number, something_left)?;
    for line in &lines {
        inventory::release(w, Holder::SalesOrderLine(line.id), None)?;
    }
    w.execute(
        "UPDATE sales_orders SET status = ?2, cancelled_at = ?3, cancellation_reason = ?4, mrp_status = NULL,
             updated_at = ?3
         WHERE id = ?1",
        bind![req.id, status, w.now(), req.reason],
    )?;
    let told = Told {
        title: format!("{} was cancelled", order.order_number),
        description: Some(&req.reason),
        old: Some(order.status.to_string()),
        new: Some(status.to_string()),
    };
    tell(w, req.id, "cancelled", &told)?;
    w.about("sales_order", req.id.get(), Some(&order.order_number));
    status::refresh(w, req.id)?;
    detail(w, req.id)
}

/// Adds a note to an order's timeline, whatever its state.
///
/// # Errors
/// [`Code::NotFound`].
pub fn add_note(w: &Write<'_>, req: NoteOrder) -> Result<OrderDetail> {
    let order = load(w, req.id)?;
    let told = Told { title: String::from("Note"), description: Some(&req.note), ..Told::default() };
    tell(w, req.id, "note", &told)?;
    w.about("sales_order", req.id.get(), Some(&order.order_number));
    detail(w, req.id)
}
