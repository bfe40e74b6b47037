//! The documents that a release makes, as drafts.

use spoolyard_types::ids::{PlannedOrderId, ProductId, VendorId};
use spoolyard_types::{Date, Money, Quantity, UnitCost, currency};

use super::super::model::PlannedOrderType;
use super::{ReleasedDocument, Row};
use crate::bind;
use crate::db::{Sequence, Write};
use crate::error::Result;
use crate::production::{self, NewWorkOrder, Source};

/// A line of a purchase order.
pub(super) struct Line {
    pub(super) planned: PlannedOrderId,
    pub(super) product: ProductId,
    /// In the purchase unit.
    pub(super) quantity: Quantity,
    /// The purchase unit.
    pub(super) unit: String,
    /// Stock units in one purchase unit.
    pub(super) factor: Quantity,
    /// For one purchase unit.
    pub(super) unit_cost: UnitCost,
    pub(super) vendor_sku: Option<String>,
    pub(super) due_date: Date,
}

/// A draft with these lines, expected when the first of them is needed.
pub(super) fn purchase_order(w: &Write<'_>, vendor: VendorId, lines: &[Line]) -> Result<ReleasedDocument> {
    let today = w.today()?;
    let number = w.next_number(Sequence::PurchaseOrder, today)?;
    let code: String = w
        .value("SELECT currency_code FROM company_settings WHERE id = 1", [])?
        .unwrap_or_else(|| String::from("USD"));
    let digits = currency::minor_digits(&code);
    let mut totals = Vec::with_capacity(lines.len());
    let mut subtotal = Money::ZERO;
    for line in lines {
        let total = line.unit_cost.times(line.quantity)?.to_minor(digits);
        subtotal = subtotal.plus(total)?;
        totals.push(total);
    }
    let expected = lines.iter().map(|line| line.due_date).min();
    let location = crate::inventory::default_location(w)?;
    let by = &w.actor().name;
    let id = w.insert(
        "INSERT INTO purchase_orders (po_number, vendor_id, status, expected_date, subtotal, total_amount, created_by,
             location_id, currency_code, created_at, updated_at)
         VALUES (?1, ?2, 'draft', ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?8)",
        bind![number, vendor, expected, subtotal, by, location, code, w.now()],
    )?;
    for (place, (line, total)) in lines.iter().zip(totals).enumerate() {
        w.insert(
            "INSERT INTO purchase_order_lines (purchase_order_id, product_id, line_number, quantity_ordered,
                 purchase_unit, unit_cost, line_total, purchase_factor, expected_date, vendor_sku, planned_order_id,
                 created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
            bind![
                id,
                line.product,
                place as i64 + 1,
                line.quantity,
                line.unit,
                line.unit_cost,
                total,
                line.factor,
                line.due_date,
                line.vendor_sku,
                line.planned,
                w.now()
            ],
        )?;
    }
    w.insert(
        "INSERT INTO purchasing_events (purchase_order_id, event_type, title, event_date, user_id, created_at)
         VALUES (?1, 'created', 'Released from the plan', ?2, ?3, ?4)",
        bind![id, today, w.actor().user_id, w.now()],
    )?;
    Ok(ReleasedDocument {
        order_type: PlannedOrderType::Purchase,
        id,
        number,
        planned_order_ids: lines.iter().map(|line| line.planned).collect(),
    })
}

/// A draft work order for the quantity that is started.
pub(super) fn work_order(w: &Write<'_>, row: &Row) -> Result<ReleasedDocument> {
    let order = NewWorkOrder {
        due_date: Some(row.due_date),
        source: Some(Source::Mrp),
        sales_order_line_id: row.sales_order_line_id,
        planned_order_id: Some(row.id),
        ..NewWorkOrder::of(row.product_id, row.quantity)
    };
    let id = production::create(w, order)?;
    let number: Option<String> = w.value("SELECT code FROM production_orders WHERE id = ?1", bind![id])?;
    Ok(ReleasedDocument {
        order_type: PlannedOrderType::Production,
        id: id.get(),
        number: number.unwrap_or_default(),
        planned_order_ids: vec![row.id],
    })
}
