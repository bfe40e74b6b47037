//! Planned orders become purchase orders, one for each vendor, and work orders. All of them, or none.

mod documents;

use std::collections::BTreeMap;

use spoolyard_types::ids::{PlannedOrderId, ProductId, SalesOrderLineId, VendorId};
use spoolyard_types::{Code, Date, Quantity, UnitCost};

use super::acts::{PlanActKind, record};
use super::commands::{find, scene};
use super::model::{PlannedOrderStatus, PlannedOrderType};
use crate::bind;
use crate::catalog::model::PurchaseUnit;
use crate::catalog::units::UnitTable;
use crate::db::{Read, Write};
use crate::error::{Result, refuse, refuse_field};

crate::wire! {
    /// Turns planned orders into purchase orders and work orders.
    pub struct ReleasePlannedOrders {
        /// Which ones; all of them are released, or none.
        pub ids: Vec<PlannedOrderId>,
    }

    /// A document that a release made.
    pub struct ReleasedDocument {
        /// A purchase order or a work order.
        pub order_type: PlannedOrderType,
        /// Its row.
        pub id: i64,
        /// Its number.
        pub number: String,
        /// The planned orders that it came from.
        pub planned_order_ids: Vec<PlannedOrderId>,
    }

    /// What a release made.
    pub struct Released {
        /// Purchase orders as drafts, one for each vendor; work orders as drafts, one for each planned order.
        pub documents: Vec<ReleasedDocument>,
    }
}

crate::read_model! {
    /// A planned order with what its release needs to know.
    struct Row {
        id: PlannedOrderId,
        order_type: PlannedOrderType,
        status: PlannedOrderStatus,
        product_id: ProductId,
        sku: String,
        unit: String,
        active: bool,
        quantity: Quantity,
        due_date: Date,
        vendor_id: Option<VendorId>,
        vendor_active: Option<bool>,
        purchase_uom: String,
        purchase_factor: Option<Quantity>,
        vendor_sku: Option<String>,
        vendor_unit_cost: Option<UnitCost>,
        last_cost: Option<UnitCost>,
        bom_id: Option<i64>,
        sales_order_line_id: Option<SalesOrderLineId>,
    }
}

// The vendor's own SKU and price of an item come from the row that is used most.
const ROWS: &str = "SELECT o.id, o.order_type, o.status, o.product_id, p.sku, p.unit, p.active, o.quantity,
       o.due_date, v.id AS vendor_id, v.is_active AS vendor_active, p.purchase_uom, p.purchase_factor,
       k.vendor_sku, k.last_unit_cost AS vendor_unit_cost, p.last_cost, b.id AS bom_id,
       CASE WHEN o.source_demand_type = 'sales_order_line' THEN sl.id END AS sales_order_line_id
     FROM planned_orders o JOIN products p ON p.id = o.product_id
     LEFT JOIN (SELECT vi.product_id, vi.vendor_id, max(vi.is_preferred * 1000000000 + vi.times_ordered) AS best
                FROM vendor_items vi JOIN vendors ve ON ve.id = vi.vendor_id AND ve.is_active = 1
                WHERE vi.product_id IS NOT NULL GROUP BY vi.product_id) n ON n.product_id = p.id
     LEFT JOIN vendors v ON v.id = coalesce(p.preferred_vendor_id, o.vendor_id, n.vendor_id)
     LEFT JOIN (SELECT product_id, vendor_id, vendor_sku, last_unit_cost, max(times_ordered) AS best
                FROM vendor_items WHERE product_id IS NOT NULL GROUP BY product_id, vendor_id) k
            ON k.product_id = p.id AND k.vendor_id = v.id
     LEFT JOIN boms b ON b.product_id = p.id AND b.active = 1
     LEFT JOIN sales_order_lines sl ON sl.id = o.source_demand_id AND sl.product_id = o.product_id
     WHERE o.id IN (SELECT value FROM json_each(?1)) ORDER BY o.due_date, o.id";

/// Releases planned orders: purchases become draft orders, one a vendor, in whole purchase units; production
/// becomes draft work orders.
///
/// # Errors
/// [`Code::PlanMoved`] when one is gone, [`Code::WrongState`] when one is released, [`Code::NoVendor`],
/// [`Code::MissingBom`], [`Code::InactiveProduct`], [`Code::UnitMismatch`]: each names the item, and nothing is
/// released.
pub fn release(w: &Write<'_>, req: ReleasePlannedOrders) -> Result<Released> {
    let (before, touched) = scene(w, &find(w, &req.ids)?)?;
    let documents = release_unrecorded(w, &req)?;
    let numbers: Vec<&str> = documents.iter().map(|document| document.number.as_str()).collect();
    let numbers = numbers.join(", ");
    let reason: String = format!("{numbers} written. Cancel the drafts instead.").chars().take(500).collect();
    let title = format!("Released as {numbers}");
    record(w, PlanActKind::Release, &title, &before, &touched, Some(&reason))?;
    Ok(Released { documents })
}

/// [`release`] as a part of another act, which writes itself down.
pub(super) fn release_unrecorded(w: &Write<'_>, req: &ReleasePlannedOrders) -> Result<Vec<ReleasedDocument>> {
    for order in find(w, &req.ids)? {
        order.status.release()?;
    }
    let list = serde_json::json!(req.ids.iter().map(|id| id.get()).collect::<Vec<_>>());
    let rows: Vec<Row> = w.all(ROWS, bind![list])?;
    let units = UnitTable::load(w)?;
    let mut purchases: BTreeMap<VendorId, Vec<documents::Line>> = BTreeMap::new();
    let mut work = Vec::new();
    for row in &rows {
        if !row.active {
            let text = format!("{} is inactive. Activate it, or cancel its planned order.", row.sku);
            return Err(refuse(Code::InactiveProduct, text));
        }
        match row.order_type {
            PlannedOrderType::Purchase => {
                let vendor = vendor_of(row, req)?;
                purchases.entry(vendor).or_default().push(line_of(row, &units)?);
            }
            PlannedOrderType::Production => {
                if row.bom_id.is_none() && !has_recipe(w, row)? {
                    let text = format!(
                        "{} has no active bill of material, so a work order would need nothing. Add one under Bills of material.",
                        row.sku
                    );
                    return Err(refuse_field(Code::MissingBom, field(req, row.id), text));
                }
                work.push(row);
            }
        }
    }
    let mut released = Vec::new();
    for (vendor, lines) in purchases {
        let document = documents::purchase_order(w, vendor, &lines)?;
        mark(w, &document, "converted_to_po_id")?;
        released.push(document);
    }
    for row in work {
        let document = documents::work_order(w, row)?;
        mark(w, &document, "converted_to_mo_id")?;
        released.push(document);
    }
    if let [only] = released.as_slice() {
        let kind = match only.order_type {
            PlannedOrderType::Purchase => "purchase_order",
            PlannedOrderType::Production => "production_order",
        };
        w.about(kind, only.id, Some(&only.number));
    }
    Ok(released)
}

fn field(req: &ReleasePlannedOrders, id: PlannedOrderId) -> String {
    let place = req.ids.iter().position(|other| *other == id).unwrap_or_default();
    format!("ids[{place}]")
}

fn vendor_of(row: &Row, req: &ReleasePlannedOrders) -> Result<VendorId> {
    match (row.vendor_id, row.vendor_active) {
        (Some(vendor), Some(true)) => Ok(vendor),
        (Some(_), _) => {
            let text =
                format!("The vendor of {} is inactive. Choose another preferred vendor for it.", row.sku);
            Err(refuse_field(Code::NoVendor, field(req, row.id), text))
        }
        (None, _) => {
            let text = format!("{} has no vendor to buy from. Set its preferred vendor.", row.sku);
            Err(refuse_field(Code::NoVendor, field(req, row.id), text))
        }
    }
}

fn has_recipe(r: &Read<'_>, row: &Row) -> Result<bool> {
    Ok(!crate::engineering::resolve(r, row.product_id, row.quantity)?.is_empty())
}

/// In whole purchase units, rounded up.
fn line_of(row: &Row, units: &UnitTable) -> Result<documents::Line> {
    let own = PurchaseUnit { stock: &row.unit, purchase: &row.purchase_uom, factor: row.purchase_factor };
    let factor = units.factor(&row.purchase_uom, &row.unit, Some(own))?;
    let exact = row.quantity.get().checked_div(factor).unwrap_or_default();
    let other_unit = !row.purchase_uom.eq_ignore_ascii_case(&row.unit);
    let quantity = Quantity::rounded(if other_unit { exact.ceil() } else { exact })?;
    // The vendor's price is for the purchase unit; the product's last cost is for the stock unit.
    let by_stock = row.last_cost.map(|cost| UnitCost::rounded(cost.get() * factor)).transpose()?;
    Ok(documents::Line {
        planned: row.id,
        product: row.product_id,
        quantity,
        unit: row.purchase_uom.clone(),
        unit_cost: row.vendor_unit_cost.or(by_stock),
        vendor_sku: row.vendor_sku.clone(),
        due_date: row.due_date,
    })
}

fn mark(w: &Write<'_>, document: &ReleasedDocument, column: &str) -> Result<()> {
    for id in &document.planned_order_ids {
        w.execute(
            &format!(
                "UPDATE planned_orders SET status = ?2, {column} = ?3, released_at = ?4, updated_at = ?4 WHERE id = ?1"
            ),
            bind![id, PlannedOrderStatus::Released, document.id, w.now()],
        )?;
    }
    Ok(())
}
