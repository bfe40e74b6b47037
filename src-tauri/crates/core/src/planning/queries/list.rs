//! Lists: planned orders and messages.

use std::collections::{BTreeSet, HashMap};

use spoolyard_types::ids::{MrpRunId, PlannedOrderId, ProductId, PurchaseOrderId, VendorId, WorkOrderId};
use spoolyard_types::{Date, Quantity, Timestamp};

use super::super::model::{MessageType, PlanOrderKind, PlannedOrderStatus, PlannedOrderType, Severity};
use super::pegging::lines_served;
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::Result;

crate::read_model! {
    /// A planned order in the list.
    pub struct PlannedOrderRow {
        /// Its row.
        pub id: PlannedOrderId,
        /// What it becomes.
        pub order_type: PlannedOrderType,
        /// Its life.
        pub status: PlannedOrderStatus,
        /// The product.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// How much, in the stock unit; for what is made, the quantity started.
        pub quantity: Quantity,
        /// The stock unit.
        pub unit: String,
        /// How much in the purchase unit, where the product is bought in another one than it is stocked in.
        pub purchase_quantity: Option<Quantity>,
        /// The purchase unit.
        pub purchase_uom: String,
        /// When it has to start.
        pub start_date: Date,
        /// When it is needed.
        pub due_date: Date,
        /// Days by which its start has passed; zero while it has not.
        pub days_late: i64,
        /// Whom it would be bought from.
        pub vendor_id: Option<VendorId>,
        /// The vendor's name.
        pub vendor: Option<String>,
        /// Sales orders that it serves, by number, separated by commas.
        pub serves: Option<String>,
        /// The purchase order that it became.
        pub purchase_order_id: Option<PurchaseOrderId>,
        /// Its number.
        pub po_number: Option<String>,
        /// The work order that it became.
        pub work_order_id: Option<WorkOrderId>,
        /// Its number.
        pub work_order_code: Option<String>,
        /// Notes.
        pub notes: Option<String>,
        /// The run that last changed it.
        pub mrp_run_id: Option<MrpRunId>,
        /// When it last changed.
        pub updated_at: Timestamp,
    }

    /// A message in the list.
    pub struct PlanningMessageRow {
        /// Its row.
        pub id: i64,
        /// The product.
        pub product_id: Option<ProductId>,
        /// Its SKU.
        pub sku: Option<String>,
        /// Its name.
        pub name: Option<String>,
        /// Its stock unit.
        pub unit: Option<String>,
        /// What it asks for.
        pub message_type: MessageType,
        /// How much it matters.
        pub severity: Severity,
        /// What kind of order it is about.
        pub order_type: Option<PlanOrderKind>,
        /// The order or line.
        pub order_id: Option<i64>,
        /// The document that the order or line stands in.
        pub document_id: Option<i64>,
        /// That document's number.
        pub document_number: Option<String>,
        /// Customer or vendor.
        pub party: Option<String>,
        /// How much, in the stock unit.
        pub quantity: Option<Quantity>,
        /// The present date.
        pub from_date: Option<Date>,
        /// The date that the plan asks for.
        pub to_date: Option<Date>,
        /// Why, in a sentence.
        pub why: String,
        /// Put aside.
        pub is_dismissed: bool,
        /// Since when.
        pub created_at: Timestamp,
    }

    struct Served {
        id: i64,
        order_number: String,
    }
}

const ORDERS: ListSpec = ListSpec {
    select: "o.id, o.order_type, o.status, o.product_id, p.sku, p.name, o.quantity, p.unit,
        CASE WHEN o.order_type = 'purchase' AND p.purchase_factor IS NOT NULL AND p.purchase_uom <> p.unit
             THEN o.quantity / p.purchase_factor * 1000000 + (o.quantity % p.purchase_factor) * 1000000 / p.purchase_factor
             END AS purchase_quantity,
        p.purchase_uom, o.start_date, o.due_date, 0 AS days_late, o.vendor_id, v.name AS vendor, NULL AS serves,
        o.converted_to_po_id AS purchase_order_id, po.po_number, o.converted_to_mo_id AS work_order_id,
        wo.code AS work_order_code, o.notes, o.mrp_run_id, o.updated_at",
    from: "planned_orders o JOIN products p ON p.id = o.product_id LEFT JOIN vendors v ON v.id = o.vendor_id
        LEFT JOIN purchase_orders po ON po.id = o.converted_to_po_id
        LEFT JOIN production_orders wo ON wo.id = o.converted_to_mo_id",
    always: "",
    id: "o.id",
    fields: &[
        Field::new("start_date", "o.start_date", Kind::Date),
        Field::new("due_date", "o.due_date", Kind::Date),
        // Held by the index of starts, behind the day and the id: to be read there, never to be searched by.
        Field::new("status", "+o.status", Kind::Text),
        Field::new("order_type", "o.order_type", Kind::Text),
        Field::new("product_id", "o.product_id", Kind::Integer),
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("name", "p.name", Kind::Text),
        Field::new("item_type", "p.item_type", Kind::Text),
        Field::new("quantity", "o.quantity", Kind::Decimal),
        Field::nullable("vendor_id", "o.vendor_id", Kind::Integer),
        Field::nullable("vendor", "v.name", Kind::Text),
        Field::nullable("purchase_order_id", "o.converted_to_po_id", Kind::Integer),
        Field::nullable("work_order_id", "o.converted_to_mo_id", Kind::Integer),
        Field::nullable("mrp_run_id", "o.mrp_run_id", Kind::Integer),
        Field::new("updated_at", "o.updated_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "products_fts", rowid: "p.id" }),
    order: ("start_date", false),
};

/// The orders of sales lines.
const NUMBERS: &str =
    "SELECT l.id, so.order_number FROM sales_order_lines l JOIN sales_orders so ON so.id = l.sales_order_id
     WHERE l.id IN (SELECT value FROM json_each(?1))";

/// The sales orders that planned orders serve in the end.
fn serves(r: &Read<'_>, rows: &[PlannedOrderRow]) -> Result<HashMap<i64, String>> {
    let live = rows.iter().filter(|row| row.status != PlannedOrderStatus::Released);
    let served = lines_served(r, &live.map(|row| row.id.get()).collect::<Vec<_>>())?;
    let lines: Vec<i64> = served.iter().flat_map(|(_, lines)| lines.iter().copied()).collect();
    let numbers: HashMap<i64, String> = r
        .all::<Served>(NUMBERS, bind![serde_json::json!(lines)])?
        .into_iter()
        .map(|row| (row.id, row.order_number))
        .collect();
    let text = |lines: Vec<i64>| {
        let found: BTreeSet<&str> =
            lines.iter().filter_map(|line| Some(numbers.get(line)?.as_str())).collect();
        found.into_iter().collect::<Vec<_>>().join(", ")
    };
    Ok(served
        .into_iter()
        .map(|(order, lines)| (order, text(lines)))
        .filter(|(_, text)| !text.is_empty())
        .collect())
}

/// A page of planned orders.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] for a field or value that this list does not know.
pub fn planned_orders(r: &Read<'_>, req: ListRequest) -> Result<Page<PlannedOrderRow>> {
    let mut page: Page<PlannedOrderRow> = r.list(&ORDERS, &req)?;
    let today = r.today()?;
    let mut serves = serves(r, &page.rows)?;
    for row in &mut page.rows {
        if row.status != PlannedOrderStatus::Released {
            row.days_late = (today.get() - row.start_date.get()).num_days().max(0);
        }
        row.serves = serves.remove(&row.id.get());
    }
    Ok(page)
}

const MESSAGES: ListSpec = ListSpec {
    select: "m.id, m.product_id, p.sku, p.name, p.unit, m.message_type, m.severity, m.order_type, m.order_id,
        coalesce(sl.sales_order_id, pl.purchase_order_id, wo.id, o.id) AS document_id,
        coalesce(so.order_number, po.po_number, wo.code) AS document_number,
        coalesce(so.customer_name, v.name) AS party, m.quantity, m.from_date, m.to_date, m.why,
        m.dismissed_at IS NOT NULL AS is_dismissed, m.created_at",
    from: "planning_messages m LEFT JOIN products p ON p.id = m.product_id
        LEFT JOIN sales_order_lines sl ON m.order_type = 'sales_order_line' AND sl.id = m.order_id
        LEFT JOIN sales_orders so ON so.id = sl.sales_order_id
        LEFT JOIN purchase_order_lines pl ON m.order_type = 'purchase_order_line' AND pl.id = m.order_id
        LEFT JOIN purchase_orders po ON po.id = pl.purchase_order_id
        LEFT JOIN production_orders wo ON m.order_type = 'production_order' AND wo.id = m.order_id
        LEFT JOIN planned_orders o ON m.order_type = 'planned_order' AND o.id = m.order_id
        LEFT JOIN vendors v ON v.id = coalesce(po.vendor_id, o.vendor_id)",
    always: "",
    id: "m.id",
    fields: &[
        Field::new("message_type", "m.message_type", Kind::Text),
        Field::new("severity", "m.severity", Kind::Text),
        Field::nullable("product_id", "m.product_id", Kind::Integer),
        Field::nullable("sku", "p.sku", Kind::Text),
        Field::nullable("order_type", "m.order_type", Kind::Text),
        Field::nullable("order_id", "m.order_id", Kind::Integer),
        Field::nullable("document_number", "coalesce(so.order_number, po.po_number, wo.code)", Kind::Text),
        Field::nullable("quantity", "m.quantity", Kind::Decimal),
        Field::nullable("from_date", "m.from_date", Kind::Date),
        Field::nullable("to_date", "m.to_date", Kind::Date),
        Field::new("is_dismissed", "(m.dismissed_at IS NOT NULL)", Kind::Bool),
        Field::new("created_at", "m.created_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "products_fts", rowid: "p.id" }),
    order: ("created_at", true),
};

/// A page of messages to the planner.
///
/// # Errors
/// As [`planned_orders`].
pub fn planning_messages(r: &Read<'_>, req: ListRequest) -> Result<Page<PlanningMessageRow>> {
    r.list(&MESSAGES, &req)
}
