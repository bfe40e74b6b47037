//! An order's page: one query for each of its parts.

use std::collections::HashMap;

use spoolyard_types::ids::{ProductId, SalesOrderId, SalesOrderLineId, UserId};
use spoolyard_types::{Date, Money, Percent, Quantity, Role, Timestamp, UnitCost};

use super::requests::OrderRef;
use super::supply::{self, LineSupply, OrderIssue};
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found};
use crate::sales::events::{self, OrderEvent};
use crate::sales::model::{FulfillmentStatus, OrderStatus, PaymentStatus, RushLevel};
use crate::sales::payments::{self, Payment};
use crate::sales::pricing::percent_of_fraction;
use crate::sales::shipments::{self, Invoice, ShipmentRow};

crate::read_model! {
    /// What stands above the lines of an order.
    pub struct OrderHead {
        /// Its row.
        pub id: SalesOrderId,
        /// `SO-2026-0001`.
        pub order_number: String,
        /// How far it is.
        pub status: OrderStatus,
        /// How far it is paid.
        pub payment_status: PaymentStatus,
        /// How much of it has left.
        pub fulfillment_status: FulfillmentStatus,
        /// How soon.
        pub rush_level: RushLevel,
        /// For whom.
        pub customer_id: Option<UserId>,
        /// His name when it was written.
        pub customer_name: Option<String>,
        /// His e-mail then.
        pub customer_email: Option<String>,
        /// His telephone then.
        pub customer_phone: Option<String>,
        /// His own number for it.
        pub po_reference: Option<String>,
        /// `Net 30`, …
        pub payment_terms: Option<String>,
        /// ISO 4217.
        pub currency_code: String,
        /// Tax as a fraction.
        pub tax_rate: Quantity,
        /// When it is wanted.
        pub requested_date: Option<Date>,
        /// Where it goes: the person.
        pub shipping_name: Option<String>,
        /// Telephone there.
        pub shipping_phone: Option<String>,
        /// Street.
        pub shipping_address_line1: Option<String>,
        /// Second line.
        pub shipping_address_line2: Option<String>,
        /// City.
        pub shipping_city: Option<String>,
        /// State.
        pub shipping_state: Option<String>,
        /// Postal code.
        pub shipping_zip: Option<String>,
        /// Country.
        pub shipping_country: Option<String>,
        /// Who pays: the person.
        pub billing_name: Option<String>,
        /// The company.
        pub billing_company: Option<String>,
        /// Street.
        pub billing_address_line1: Option<String>,
        /// Second line.
        pub billing_address_line2: Option<String>,
        /// City.
        pub billing_city: Option<String>,
        /// State.
        pub billing_state: Option<String>,
        /// Postal code.
        pub billing_zip: Option<String>,
        /// Country.
        pub billing_country: Option<String>,
        /// What the customer should read.
        pub customer_notes: Option<String>,
        /// What he should not.
        pub internal_notes: Option<String>,
        /// What the shop floor should read.
        pub production_notes: Option<String>,
        /// Its lines, discounts taken off.
        pub total_price: Money,
        /// What was taken off.
        pub discount_amount: Money,
        /// Shipping.
        pub shipping_cost: Money,
        /// Whether shipping is taxed.
        pub tax_shipping: bool,
        /// Tax, that on shipping included.
        pub tax_amount: Money,
        /// All of it.
        pub grand_total: Money,
        /// What was paid, refunds taken off.
        pub paid: Money,
        /// What is still to be paid; nothing for a cancelled order.
        pub balance: Money,
        /// What was invoiced.
        pub invoiced: Money,
        /// When it was promised.
        pub confirmed_at: Option<Timestamp>,
        /// When all of it had left and was paid.
        pub completed_at: Option<Timestamp>,
        /// When it was called off.
        pub cancelled_at: Option<Timestamp>,
        /// Why.
        pub cancellation_reason: Option<String>,
        /// When it was written.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }

    /// A line as the store has it.
    struct RawLine {
        id: SalesOrderLineId,
        line_number: u32,
        product_id: ProductId,
        sku: String,
        product_name: String,
        product_active: bool,
        is_stocked: bool,
        is_made: bool,
        track_serials: bool,
        description: Option<String>,
        unit: String,
        quantity: Quantity,
        unit_price: UnitCost,
        discount: Money,
        tax_rate: Percent,
        total: Money,
        allocated_quantity: Quantity,
        shipped_quantity: Quantity,
        available_quantity: Quantity,
        requested_date: Option<Date>,
        promise_date: Option<Date>,
        is_cancelled: bool,
        notes: Option<String>,
    }
}

crate::wire! {
    /// A line of an order.
    pub struct OrderLine {
        /// Its row.
        pub id: SalesOrderLineId,
        /// Its place.
        pub line_number: u32,
        /// What is sold.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub product_name: String,
        /// Whether it may be sold.
        pub product_active: bool,
        /// Whether it lies on a shelf; a service does not.
        pub is_stocked: bool,
        /// Whether the farm makes it.
        pub is_made: bool,
        /// Whether it ships with serial numbers.
        pub track_serials: bool,
        /// What documents call it; the name when there is none.
        pub description: Option<String>,
        /// The stock unit.
        pub unit: String,
        /// How much was ordered.
        pub quantity: Quantity,
        /// Price of one.
        pub unit_price: UnitCost,
        /// Taken off.
        pub discount: Money,
        /// Tax in per cent.
        pub tax_rate: Percent,
        /// Whether that is another than the order's.
        pub own_tax_rate: bool,
        /// Before tax, discount taken off.
        pub total: Money,
        /// How much it holds on the shelf.
        pub allocated_quantity: Quantity,
        /// How much has left.
        pub shipped_quantity: Quantity,
        /// How much is still to come.
        pub open_quantity: Quantity,
        /// How much is on the shelf and held by nobody.
        pub available_quantity: Quantity,
        /// When this line is wanted, if not with the others.
        pub requested_date: Option<Date>,
        /// When it is wanted, by itself or with the order.
        pub wanted_date: Option<Date>,
        /// When it can be there; none while nobody knows or all has left.
        pub promise_date: Option<Date>,
        /// Whether it was called off.
        pub is_cancelled: bool,
        /// Anything else.
        pub notes: Option<String>,
        /// Where what is still to come comes from.
        pub supplies: Vec<LineSupply>,
    }

    /// Whether something may be done with an order now.
    pub struct OrderAllowed {
        /// What.
        pub action: OrderAction,
        /// Whether.
        pub allowed: bool,
        /// Why not.
        pub why_not: Option<String>,
    }

    /// All there is to see of an order.
    pub struct OrderDetail {
        /// What stands above.
        pub head: OrderHead,
        /// Its lines, called-off ones included.
        pub lines: Vec<OrderLine>,
        /// Its parcels, the newest first.
        pub shipments: Vec<ShipmentRow>,
        /// Its invoices, the newest first.
        pub invoices: Vec<Invoice>,
        /// Its payments and refunds, the newest first.
        pub payments: Vec<Payment>,
        /// Its timeline, the newest first.
        pub events: Vec<OrderEvent>,
        /// What stands in its way.
        pub issues: Vec<OrderIssue>,
        /// What may be done with it now, by who asks.
        pub allowed: Vec<OrderAllowed>,
    }
}

crate::stored_enum! {
    /// What may be done with an order.
    pub enum OrderAction {
        /// Change it.
        Edit = "edit",
        /// Promise it.
        Confirm = "confirm",
        /// Hold what is there.
        Reserve = "reserve",
        /// Ship what is there.
        Ship = "ship",
        /// Record a payment.
        RecordPayment = "record_payment",
        /// Give money back.
        Refund = "refund",
        /// Call it off.
        Cancel = "cancel",
        /// Write another like it.
        Duplicate = "duplicate",
        /// Note something.
        AddNote = "add_note",
    }
}

fn head(r: &Read<'_>, id: SalesOrderId) -> Result<OrderHead> {
    r.maybe(
        "SELECT o.*, CASE o.status WHEN 'cancelled' THEN 0 ELSE o.grand_total - o.paid END AS balance FROM (
         SELECT id, order_number, status, payment_status, fulfillment_status, rush_level, customer_id, customer_name,
             customer_email, customer_phone, po_reference, payment_terms, currency_code, coalesce(tax_rate, 0) AS tax_rate,
             requested_date, shipping_name, shipping_phone, shipping_address_line1, shipping_address_line2,
             shipping_city, shipping_state, shipping_zip, shipping_country, billing_name, billing_company,
             billing_address_line1, billing_address_line2, billing_city, billing_state, billing_zip, billing_country,
             customer_notes, internal_notes, production_notes, total_price, discount_amount, shipping_cost,
             shipping_tax_amount > 0 AS tax_shipping, tax_amount, grand_total,
             (SELECT coalesce(sum(CASE p.payment_type WHEN 'refund' THEN -p.amount ELSE p.amount END), 0)
              FROM payments p WHERE p.sales_order_id = sales_orders.id AND p.status = 'completed') AS paid,
             (SELECT coalesce(sum(i.total), 0) FROM invoices i
              WHERE i.sales_order_id = sales_orders.id AND i.status = 'posted') AS invoiced,
             confirmed_at, actual_completion_date AS completed_at, cancelled_at, cancellation_reason, created_at, updated_at
         FROM sales_orders WHERE id = ?1) AS o",
        bind![id],
    )?
    .ok_or_else(|| not_found("order", id))
}

fn raw_lines(r: &Read<'_>, id: SalesOrderId) -> Result<Vec<RawLine>> {
    r.all(
        "SELECT l.id, l.line_number, l.product_id, p.sku, p.name AS product_name, p.active AS product_active,
             p.item_type <> 'service' AS is_stocked, p.procurement_type = 'make' AS is_made, p.track_serials,
             l.description, l.unit, l.quantity, l.unit_price, l.discount, l.tax_rate, l.total, l.allocated_quantity,
             l.shipped_quantity,
             (SELECT coalesce(sum(max(0, i.on_hand_quantity - i.allocated_quantity)), 0)
              FROM inventory i JOIN inventory_locations s ON s.id = i.location_id
              WHERE i.product_id = l.product_id AND s.is_nettable = 1 AND s.active = 1) AS available_quantity,
             l.requested_date, l.promise_date, l.is_cancelled, l.notes
         FROM sales_order_lines l JOIN products p ON p.id = l.product_id
         WHERE l.sales_order_id = ?1 ORDER BY l.is_cancelled, l.line_number, l.id",
        bind![id],
    )
}

fn line(
    raw: RawLine,
    head: &OrderHead,
    supplies: &[LineSupply],
    order_tax: Percent,
    today: Date,
) -> Result<OrderLine> {
    let open = if raw.is_cancelled {
        Quantity::ZERO
    } else {
        raw.quantity.minus(raw.shipped_quantity)?.max(Quantity::ZERO)
    };
    let own: Vec<&LineSupply> = supplies.iter().filter(|s| s.line_id == raw.id).collect();
    let promise_date = match (open.is_positive() && head.status != OrderStatus::Draft, raw.promise_date) {
        (false, _) => None,
        (true, Some(date)) => Some(date),
        (true, None) if !raw.is_stocked => None,
        (true, None) => supply::promise(open, &own, today)?,
    };
    Ok(OrderLine {
        id: raw.id,
        line_number: raw.line_number,
        product_id: raw.product_id,
        sku: raw.sku,
        product_name: raw.product_name,
        product_active: raw.product_active,
        is_stocked: raw.is_stocked,
        is_made: raw.is_made,
        track_serials: raw.track_serials,
        description: raw.description,
        unit: raw.unit,
        quantity: raw.quantity,
        unit_price: raw.unit_price,
        discount: raw.discount,
        tax_rate: raw.tax_rate,
        own_tax_rate: raw.tax_rate != order_tax,
        total: raw.total,
        allocated_quantity: raw.allocated_quantity,
        shipped_quantity: raw.shipped_quantity,
        open_quantity: open,
        available_quantity: raw.available_quantity,
        requested_date: raw.requested_date,
        wanted_date: raw.requested_date.or(head.requested_date),
        promise_date,
        is_cancelled: raw.is_cancelled,
        notes: raw.notes,
        supplies: own.into_iter().cloned().collect(),
    })
}

fn allowed(r: &Read<'_>, head: &OrderHead, lines: &[OrderLine]) -> Vec<OrderAllowed> {
    let open = head.status.is_open();
    let draft = head.status == OrderStatus::Draft;
    let something_left = lines.iter().any(|l| !l.is_cancelled && l.shipped_quantity.is_positive());
    let shippable = lines.iter().any(|l| {
        l.open_quantity.is_positive()
            && (!l.is_stocked || l.allocated_quantity.is_positive() || l.available_quantity.is_positive())
    });
    let is = |no: bool, why: &str| no.then(|| why.to_owned());
    let state = format!("The order is {}.", head.status);
    let money = is(r.actor().role != Role::Admin, "Only an admin handles payments.");
    OrderAction::ALL
        .iter()
        .map(|action| {
            let why_not = match action {
                OrderAction::Edit => is(!open && !draft, &state),
                OrderAction::Confirm => {
                    is(!draft, &state).or_else(|| is(lines.is_empty(), "It has no lines."))
                }
                OrderAction::Reserve => is(!open, &state),
                OrderAction::Ship => is(!open, &state)
                    .or_else(|| is(!shippable, "Nothing that it still needs is on the shelf.")),
                OrderAction::RecordPayment => money
                    .clone()
                    .or_else(|| is(draft || head.status == OrderStatus::Cancelled, &state))
                    .or_else(|| is(!head.balance.is_positive(), "Nothing is owed.")),
                OrderAction::Refund => {
                    money.clone().or_else(|| is(!head.paid.is_positive(), "Nothing was paid."))
                }
                OrderAction::Cancel => is(!open && !draft, &state)
                    .or_else(|| is(something_left, "Part of it has left. Void its shipments first.")),
                OrderAction::Duplicate | OrderAction::AddNote => None,
            };
            OrderAllowed { action: *action, allowed: why_not.is_none(), why_not }
        })
        .collect()
}

pub(super) fn detail(r: &Read<'_>, id: SalesOrderId) -> Result<OrderDetail> {
    let head = head(r, id)?;
    let order_tax = percent_of_fraction(head.tax_rate)?;
    let supplies = supply::supplies(r, id)?;
    let today = r.today()?;
    let lines = raw_lines(r, id)?
        .into_iter()
        .map(|raw| line(raw, &head, &supplies, order_tax, today))
        .collect::<Result<Vec<_>>>()?;
    let products: Vec<ProductId> = lines.iter().map(|l| l.product_id).collect();
    let held: HashMap<i64, Quantity> = shipments::held_by_quality(r, &products)?
        .into_iter()
        .map(|h| (h.product_id.get(), h.quantity))
        .collect();
    let issues = supply::issues(&head, &lines, &held)?;
    let allowed = allowed(r, &head, &lines);
    Ok(OrderDetail {
        shipments: shipments::of_order(r, id)?,
        invoices: shipments::invoices_of(r, id)?,
        payments: payments::of_order(r, id)?,
        events: events::timeline(r, id)?,
        head,
        lines,
        issues,
        allowed,
    })
}

/// One order with everything that belongs to it.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn get(r: &Read<'_>, req: OrderRef) -> Result<OrderDetail> {
    detail(r, req.id)
}
