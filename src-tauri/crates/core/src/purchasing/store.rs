//! The SQL of orders and their lines.

use spoolyard_types::ids::{LocationId, ProductId, PurchaseOrderId, PurchaseOrderLineId, VendorId};
use spoolyard_types::{Date, Money, Quantity, UnitCost, currency};

use super::model::{LineWorth, PurchaseOrderStatus, spread};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found};

crate::read_model! {
    /// An order's head as commands need it.
    pub(super) struct Head {
        pub(super) id: PurchaseOrderId,
        pub(super) po_number: String,
        pub(super) vendor_id: VendorId,
        pub(super) status: PurchaseOrderStatus,
        pub(super) location_id: Option<LocationId>,
        pub(super) tax_amount: Money,
        pub(super) shipping_cost: Money,
        pub(super) lands_freight: bool,
        pub(super) lands_tax: bool,
        pub(super) shipped_date: Option<Date>,
        pub(super) currency_code: String,
    }

    /// A line as commands need it.
    pub(super) struct Line {
        pub(super) id: PurchaseOrderLineId,
        pub(super) product_id: ProductId,
        pub(super) sku: String,
        pub(super) unit: String,
        pub(super) is_service: bool,
        pub(super) track_lots: bool,
        pub(super) line_number: i64,
        pub(super) quantity_ordered: Quantity,
        pub(super) quantity_received: Quantity,
        pub(super) quantity_returned: Quantity,
        pub(super) purchase_unit: Option<String>,
        pub(super) purchase_factor: Quantity,
        pub(super) unit_cost: UnitCost,
        pub(super) line_total: Money,
        pub(super) vendor_sku: Option<String>,
    }
}

impl Head {
    pub(super) fn digits(&self) -> u32 {
        currency::minor_digits(&self.currency_code)
    }
}

pub(super) fn head(r: &Read<'_>, id: PurchaseOrderId) -> Result<Head> {
    r.maybe(
        "SELECT id, po_number, vendor_id, status, location_id, tax_amount, shipping_cost, lands_freight, lands_tax,
             shipped_date, currency_code
         FROM purchase_orders WHERE id = ?1",
        bind![id],
    )?
    .ok_or_else(|| not_found("purchase order", id))
}

pub(super) fn lines(r: &Read<'_>, id: PurchaseOrderId) -> Result<Vec<Line>> {
    r.all(
        "SELECT l.id, l.product_id, p.sku, p.unit, p.item_type = 'service' AS is_service, p.track_lots, l.line_number,
             l.quantity_ordered, l.quantity_received, l.quantity_returned, l.purchase_unit, l.purchase_factor,
             l.unit_cost, l.line_total, l.vendor_sku
         FROM purchase_order_lines l JOIN products p ON p.id = l.product_id
         WHERE l.purchase_order_id = ?1 ORDER BY l.line_number",
        bind![id],
    )
}

/// What each line is worth, with the freight and tax that the order lands on it.
pub(super) fn worths(head: &Head, lines: &[Line]) -> Result<Vec<LineWorth>> {
    let mut extra = Money::ZERO;
    if head.lands_freight {
        extra = extra.plus(head.shipping_cost)?;
    }
    if head.lands_tax {
        extra = extra.plus(head.tax_amount)?;
    }
    let weights: Vec<Money> = lines.iter().map(|l| l.line_total).collect();
    Ok(spread(extra, &weights, head.digits())
        .into_iter()
        .zip(lines)
        .map(|(landed, l)| LineWorth {
            ordered: l.quantity_ordered,
            line_total: l.line_total,
            unit_cost: l.unit_cost,
            landed,
        })
        .collect())
}

/// Adds the lines up again.
pub(super) fn total_up(w: &Write<'_>, id: PurchaseOrderId) -> Result<()> {
    w.execute(
        "UPDATE purchase_orders SET
             subtotal = (SELECT coalesce(sum(line_total), 0) FROM purchase_order_lines WHERE purchase_order_id = ?1),
             total_amount = tax_amount + shipping_cost
                 + (SELECT coalesce(sum(line_total), 0) FROM purchase_order_lines WHERE purchase_order_id = ?1),
             updated_at = ?2
         WHERE id = ?1",
        bind![id, w.now()],
    )?;
    Ok(())
}

/// The state that follows from what came; returned and written.
pub(super) fn settle(w: &Write<'_>, head: &Head, on: Date) -> Result<PurchaseOrderStatus> {
    let all = lines(w, head.id)?;
    let came = all.iter().any(|l| l.quantity_received.is_positive());
    let full = all.iter().all(|l| l.quantity_received >= l.quantity_ordered);
    let state = match (came, full) {
        (true, true) => PurchaseOrderStatus::Received,
        (true, false) => PurchaseOrderStatus::Partial,
        (false, _) if head.shipped_date.is_some() => PurchaseOrderStatus::Shipped,
        (false, _) => PurchaseOrderStatus::Ordered,
    };
    w.execute(
        "UPDATE purchase_orders SET status = ?2, received_date = ?3, updated_at = ?4 WHERE id = ?1",
        bind![head.id, state, (state == PurchaseOrderStatus::Received).then_some(on), w.now()],
    )?;
    Ok(state)
}

/// What an event of an order says.
pub(super) struct Said<'a> {
    pub kind: &'a str,
    pub title: String,
    pub description: Option<String>,
    pub old: Option<String>,
    pub new: Option<String>,
    pub date: Option<Date>,
}

pub(super) fn say(w: &Write<'_>, head: &Head, said: Said<'_>) -> Result<()> {
    w.insert(
        "INSERT INTO purchasing_events (purchase_order_id, event_type, title, description, old_value, new_value,
             event_date, user_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        bind![
            head.id,
            said.kind,
            said.title.chars().take(200).collect::<String>(),
            said.description,
            said.old,
            said.new,
            said.date,
            w.actor().user_id,
            w.now()
        ],
    )?;
    w.about("purchase_order", head.id.get(), Some(&head.po_number));
    Ok(())
}
