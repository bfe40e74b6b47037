//! The documents that a release makes, as drafts.

use spoolyard_types::ids::{PlannedOrderId, ProductId, VendorId};
use spoolyard_types::{Date, Entered, Quantity, Text, UnitCost};

use super::super::model::PlannedOrderType;
use super::{ReleasedDocument, Row};
use crate::bind;
use crate::db::Write;
use crate::error::Result;
use crate::production::{self, NewWorkOrder, Source};
use crate::purchasing::{self, NewPurchaseLine, NewPurchaseOrder};

/// A line of a purchase order.
pub(super) struct Line {
    pub(super) planned: PlannedOrderId,
    pub(super) product: ProductId,
    /// In the purchase unit.
    pub(super) quantity: Quantity,
    /// The purchase unit.
    pub(super) unit: String,
    /// For one purchase unit; what was last paid when nobody knows.
    pub(super) unit_cost: Option<UnitCost>,
    pub(super) vendor_sku: Option<String>,
    pub(super) due_date: Date,
}

/// A draft with these lines, expected when the first of them is needed.
pub(super) fn purchase_order(w: &Write<'_>, vendor: VendorId, lines: &[Line]) -> Result<ReleasedDocument> {
    let mut wanted = Vec::with_capacity(lines.len());
    for line in lines {
        wanted.push(NewPurchaseLine {
            purchase_unit: text(&line.unit),
            unit_cost: line.unit_cost.map(Entered),
            vendor_sku: line.vendor_sku.as_deref().and_then(text),
            expected_date: Some(line.due_date),
            planned_order_id: Some(line.planned),
            ..NewPurchaseLine::of(line.product, line.quantity)
        });
    }
    let order = NewPurchaseOrder {
        expected_date: lines.iter().map(|line| line.due_date).min(),
        ..NewPurchaseOrder::of(vendor, wanted)
    };
    let id = purchasing::create_order(w, order)?.id;
    let number: Option<String> = w.value("SELECT po_number FROM purchase_orders WHERE id = ?1", bind![id])?;
    Ok(ReleasedDocument {
        order_type: PlannedOrderType::Purchase,
        id: id.get(),
        number: number.unwrap_or_default(),
        planned_order_ids: lines.iter().map(|line| line.planned).collect(),
    })
}

/// What the store holds fits a form; an empty text is none.
fn text<const MAX: usize>(stored: &str) -> Option<Text<MAX>> {
    Text::new(stored).ok()
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
