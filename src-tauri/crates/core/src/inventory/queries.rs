//! What lists and pages read of stock.

use spoolyard_types::ids::{JournalEntryId, LocationId, LotId, ProductId, TransactionId};
use spoolyard_types::{Date, Money, Quantity, Timestamp, UnitCost};

use super::commands::undone_at;
use super::costing::share;
use super::model::{CostMethod, ItemType, LotStatus, ReferenceType, TransactionType};
use super::store;
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::Result;

crate::read_model! {
    /// A movement in the list.
    pub struct MovementRow {
        /// Its row.
        pub id: TransactionId,
        /// The business date.
        pub transaction_date: Option<Date>,
        /// When it was written.
        pub created_at: Timestamp,
        /// What kind.
        pub transaction_type: TransactionType,
        /// Why.
        pub reference_type: Option<ReferenceType>,
        /// The document's row.
        pub reference_id: Option<i64>,
        /// What moved.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub product_name: String,
        /// Where.
        pub location_id: Option<LocationId>,
        /// That place's name.
        pub location_name: Option<String>,
        /// How much, signed.
        pub quantity: Quantity,
        /// In which unit.
        pub unit: Option<String>,
        /// At what cost.
        pub cost_per_unit: Option<UnitCost>,
        /// By how much the stock's worth changed.
        pub total_cost: Option<Money>,
        /// Which lot.
        pub lot_number: Option<String>,
        /// Which piece.
        pub serial_number: Option<String>,
        /// In words.
        pub reason: Option<String>,
        /// Anything else.
        pub notes: Option<String>,
        /// Who wrote it.
        pub created_by: Option<String>,
        /// Whether it has moved anything.
        pub is_posted: bool,
        /// Why it waits or waited.
        pub approval_reason: Option<String>,
        /// Who approved it.
        pub approved_by: Option<String>,
        /// Who rejected it.
        pub rejected_by: Option<String>,
        /// What it undoes.
        pub reverses_id: Option<TransactionId>,
        /// What undid it.
        pub reversed_by_id: Option<TransactionId>,
        /// Its entry.
        pub journal_entry_id: Option<JournalEntryId>,
        /// The number of the document.
        pub reference_number: Option<String>,
        /// Why it cannot be undone by hand; none when it can.
        pub reversal_refusal: Option<String>,
    }

    /// A product at a place, as the list is read.
    pub(super) struct StockBase {
        /// Its row.
        pub(super) id: i64,
        /// What.
        pub(super) product_id: ProductId,
        /// Its SKU.
        pub(super) sku: String,
        /// Its name.
        pub(super) name: String,
        /// What kind of thing.
        pub(super) item_type: ItemType,
        /// The stock unit.
        pub(super) unit: String,
        /// Where.
        pub(super) location_id: LocationId,
        /// That place's name.
        pub(super) location_name: String,
        /// What lies there.
        pub(super) on_hand: Quantity,
        /// What is held there.
        pub(super) allocated: Quantity,
        /// What is free there.
        pub(super) available: Quantity,
        /// When it was last counted.
        pub(super) last_counted: Option<Timestamp>,
        /// All stock of the product.
        pub(super) product_quantity: Quantity,
        /// What all of it is worth.
        pub(super) product_value: Money,
    }

    /// Stock of a product at a place.
    pub struct PlaceRow {
        /// Where.
        pub location_id: LocationId,
        /// That place's name.
        pub location_name: String,
        /// Whether it may be promised.
        pub is_nettable: bool,
        /// What lies there.
        pub on_hand: Quantity,
        /// What is held there.
        pub allocated: Quantity,
        /// What is free there.
        pub available: Quantity,
        /// When it was last counted.
        pub last_counted: Option<Timestamp>,
    }

    /// A lot of which something is left.
    pub struct LotRow {
        /// Its row.
        pub lot_id: LotId,
        /// Its number.
        pub lot_number: String,
        /// The supplier's number.
        pub vendor_lot_number: Option<String>,
        /// Where it is in its life.
        pub status: LotStatus,
        /// When it expires.
        pub expiration_date: Option<Date>,
        /// Where some of it lies.
        pub location_name: String,
        /// How much of it lies there.
        pub quantity: Quantity,
    }

    /// Who holds stock of a product.
    pub struct HolderRow {
        /// `sales_order_line` or `operation_material`.
        pub holder_type: String,
        /// The line's or material's row.
        pub holder_id: i64,
        /// The document's row.
        pub document_id: Option<i64>,
        /// The document's number.
        pub document_number: Option<String>,
        /// Where.
        pub location_name: String,
        /// How much.
        pub quantity: Quantity,
    }

    /// What is on its way from vendors.
    pub struct IncomingRow {
        /// The order's row.
        pub purchase_order_id: i64,
        /// Its number.
        pub po_number: String,
        /// Who delivers.
        pub vendor_name: String,
        /// When it is due.
        pub expected_date: Option<Date>,
        /// How much is still to come, in the stock unit.
        pub quantity: Quantity,
    }
}

crate::wire! {
    /// A product at a place.
    pub struct StockRow {
        /// Its row.
        pub id: i64,
        /// What.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// What kind of thing.
        pub item_type: ItemType,
        /// The stock unit.
        pub unit: String,
        /// Where.
        pub location_id: LocationId,
        /// That place's name.
        pub location_name: String,
        /// What lies there.
        pub on_hand: Quantity,
        /// What is held there.
        pub allocated: Quantity,
        /// What is free there.
        pub available: Quantity,
        /// Its share of what the product's stock is worth.
        pub value: Money,
        /// When it was last counted.
        pub last_counted: Option<Timestamp>,
    }

    /// Which product.
    pub struct StockCardRequest {
        /// The product.
        pub product_id: ProductId,
    }

    /// All there is to know about the stock of a product.
    pub struct StockCard {
        /// The stock unit.
        pub unit: String,
        /// How it is valued.
        pub cost_method: CostMethod,
        /// What the farm owns of it.
        pub on_hand: Quantity,
        /// What may still be promised.
        pub available: Quantity,
        /// What it is worth.
        pub value: Money,
        /// That per unit.
        pub unit_cost: UnitCost,
        /// Place by place.
        pub places: Vec<PlaceRow>,
        /// Lot by lot.
        pub lots: Vec<LotRow>,
        /// Who holds some of it.
        pub holders: Vec<HolderRow>,
        /// What is on its way.
        pub incoming: Vec<IncomingRow>,
    }
}

const MOVEMENTS: ListSpec = ListSpec {
    select: "t.id AS id, t.transaction_date AS transaction_date, t.created_at AS created_at,
             t.transaction_type AS transaction_type, t.reference_type AS reference_type,
             t.reference_id AS reference_id, t.product_id AS product_id, p.sku AS sku, p.name AS product_name,
             t.location_id AS location_id, l.name AS location_name, t.quantity AS quantity, t.unit AS unit,
             t.cost_per_unit AS cost_per_unit, t.total_cost AS total_cost, t.lot_number AS lot_number,
             t.serial_number AS serial_number, t.reason AS reason, t.notes AS notes, t.created_by AS created_by,
             t.is_posted AS is_posted, t.approval_reason AS approval_reason, t.approved_by AS approved_by,
             t.rejected_by AS rejected_by, t.reverses_id AS reverses_id,
             (SELECT b.id FROM inventory_transactions b WHERE b.reverses_id = t.id) AS reversed_by_id,
             t.journal_entry_id AS journal_entry_id,
             CASE t.reference_type
                 WHEN 'po' THEN (SELECT o.po_number FROM purchase_orders o WHERE o.id = t.reference_id)
                 WHEN 'so' THEN (SELECT o.order_number FROM sales_orders o WHERE o.id = t.reference_id)
                 WHEN 'wo' THEN (SELECT o.code FROM production_orders o WHERE o.id = t.reference_id)
             END AS reference_number, NULL AS reversal_refusal",
    from: "inventory_transactions t JOIN products p ON p.id = t.product_id
           LEFT JOIN inventory_locations l ON l.id = t.location_id",
    always: "",
    id: "t.id",
    fields: &[
        Field::new("id", "t.id", Kind::Integer),
        Field::nullable("transaction_date", "t.transaction_date", Kind::Date),
        Field::new("created_at", "t.created_at", Kind::Timestamp),
        Field::new("product_id", "t.product_id", Kind::Integer),
        Field::nullable("location_id", "t.location_id", Kind::Integer),
        Field::new("transaction_type", "t.transaction_type", Kind::Text),
        Field::nullable("reference_type", "t.reference_type", Kind::Text),
        Field::nullable("reference_id", "t.reference_id", Kind::Integer).filter_only(),
        Field::nullable("lot_number", "t.lot_number", Kind::Text),
        Field::nullable("lot_id", "t.lot_id", Kind::Integer),
        Field::nullable("spool_id", "t.spool_id", Kind::Integer),
        Field::nullable("serial_number", "t.serial_number", Kind::Text),
        // Told by the few that wait, which have an index: nearly all are posted, and their rows are wide.
        Field::new(
            "is_posted",
            "(t.id NOT IN (SELECT w.id FROM inventory_transactions w WHERE w.requires_approval = 1 AND w.approved_at IS NULL))",
            Kind::Bool,
        )
        .filter_only(),
        Field::new("sku", "p.sku", Kind::Text),
        Field::nullable("created_by", "t.created_by", Kind::Text),
    ],
    search: Some(Search { table: "products_fts", rowid: "t.product_id" }),
    order: ("id", true),
};

const WAITING: ListSpec = ListSpec {
    // The few that wait have an index of their own, which SQLite would leave for that of a filter.
    always: "t.id IN (SELECT w.id FROM inventory_transactions w
                      WHERE w.requires_approval = 1 AND w.approved_at IS NULL AND w.rejected_at IS NULL)",
    order: ("created_at", false),
    ..MOVEMENTS
};

const STOCK: ListSpec = ListSpec {
    select: "i.id AS id, i.product_id AS product_id, p.sku AS sku, p.name AS name, p.item_type AS item_type,
             p.unit AS unit, i.location_id AS location_id, l.name AS location_name,
             i.on_hand_quantity AS on_hand, i.allocated_quantity AS allocated, i.available_quantity AS available,
             i.last_counted AS last_counted, coalesce(v.quantity, 0) AS product_quantity,
             coalesce(v.total_value, 0) AS product_value",
    from: "inventory i JOIN products p ON p.id = i.product_id
           JOIN inventory_locations l ON l.id = i.location_id
           LEFT JOIN product_valuations v ON v.product_id = i.product_id",
    always: "i.on_hand_quantity <> 0 OR i.allocated_quantity <> 0",
    id: "i.id",
    fields: &[
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("name", "p.name", Kind::Text),
        Field::new("item_type", "p.item_type", Kind::Text),
        Field::new("product_id", "i.product_id", Kind::Integer),
        Field::new("location_id", "i.location_id", Kind::Integer),
        Field::new("location_name", "l.name", Kind::Text),
        Field::new("on_hand", "i.on_hand_quantity", Kind::Decimal),
        Field::new("allocated", "i.allocated_quantity", Kind::Decimal),
        Field::new("available", "i.available_quantity", Kind::Decimal),
        Field::nullable("last_counted", "i.last_counted", Kind::Timestamp),
        Field::nullable("category_id", "p.category_id", Kind::Integer),
    ],
    search: Some(Search { table: "products_fts", rowid: "i.product_id" }),
    order: ("sku", false),
};

/// Movements, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn movements(r: &Read<'_>, req: ListRequest) -> Result<Page<MovementRow>> {
    let mut page: Page<MovementRow> = r.list(&MOVEMENTS, &req)?;
    for row in &mut page.rows {
        row.reversal_refusal = why_it_stays(row).map(String::from);
    }
    Ok(page)
}

/// Why a movement cannot be undone by hand, as [`super::reverse_movement`] would say it.
fn why_it_stays(row: &MovementRow) -> Option<&'static str> {
    if row.reversed_by_id.is_some() {
        return Some("It was reversed already.");
    }
    if row.reverses_id.is_some() {
        return Some("It undoes another movement itself.");
    }
    if !row.is_posted {
        return Some("It has moved nothing.");
    }
    if row.quantity.is_zero() {
        return Some("It changed a value, not a quantity.");
    }
    undone_at(row.reference_type)
}

/// Requests that wait for an admin, the oldest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn waiting_requests(r: &Read<'_>, req: ListRequest) -> Result<Page<MovementRow>> {
    r.list(&WAITING, &req)
}

/// Stock by product and place.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn stock(r: &Read<'_>, req: ListRequest) -> Result<Page<StockRow>> {
    let page: Page<StockBase> = r.list(&STOCK, &req)?;
    let rows = page
        .rows
        .into_iter()
        .map(|b| StockRow {
            value: share(b.product_value, b.on_hand, b.product_quantity),
            id: b.id,
            product_id: b.product_id,
            sku: b.sku,
            name: b.name,
            item_type: b.item_type,
            unit: b.unit,
            location_id: b.location_id,
            location_name: b.location_name,
            on_hand: b.on_hand,
            allocated: b.allocated,
            available: b.available,
            last_counted: b.last_counted,
        })
        .collect();
    Ok(Page { rows, next: page.next, total: page.total })
}

/// The stock of a product: places, lots, holders, what is on its way. One query a part.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn stock_card(r: &Read<'_>, req: StockCardRequest) -> Result<StockCard> {
    let item = store::item(r, req.product_id)?;
    let shelf = store::valuation(r, item.id)?;
    let unit_cost = if shelf.quantity.is_zero() {
        item.assumed_cost()
    } else {
        UnitCost::per(shelf.total_value, shelf.quantity)?
    };
    Ok(StockCard {
        on_hand: store::on_hand(r, item.id)?,
        available: store::available(r, item.id)?,
        value: shelf.total_value,
        unit_cost,
        places: places(r, item.id)?,
        lots: lots(r, item.id)?,
        holders: holders(r, item.id)?,
        incoming: incoming(r, item.id)?,
        unit: item.unit,
        cost_method: item.cost_method,
    })
}

fn places(r: &Read<'_>, product: ProductId) -> Result<Vec<PlaceRow>> {
    r.all(
        "SELECT i.location_id, l.name AS location_name, l.is_nettable, i.on_hand_quantity AS on_hand,
             i.allocated_quantity AS allocated, i.available_quantity AS available, i.last_counted
         FROM inventory i JOIN inventory_locations l ON l.id = i.location_id
         WHERE i.product_id = ?1 ORDER BY l.name COLLATE NOCASE, l.id",
        bind![product],
    )
}

fn lots(r: &Read<'_>, product: ProductId) -> Result<Vec<LotRow>> {
    r.all(
        "SELECT m.id AS lot_id, m.lot_number, m.vendor_lot_number, m.status, m.expiration_date,
             l.name AS location_name, b.quantity
         FROM (SELECT lot_id, location_id, sum(quantity) AS quantity FROM inventory_transactions
               WHERE product_id = ?1 AND is_posted AND lot_id IS NOT NULL
               GROUP BY lot_id, location_id HAVING sum(quantity) <> 0) b
         JOIN material_lots m ON m.id = b.lot_id JOIN inventory_locations l ON l.id = b.location_id
         ORDER BY m.expiration_date IS NULL, m.expiration_date, m.id",
        bind![product],
    )
}

fn holders(r: &Read<'_>, product: ProductId) -> Result<Vec<HolderRow>> {
    r.all(
        "SELECT a.holder_type, a.holder_id, coalesce(so.id, wo.id) AS document_id,
             coalesce(so.order_number, wo.code) AS document_number, l.name AS location_name, a.quantity
         FROM inventory_allocations a JOIN inventory_locations l ON l.id = a.location_id
         LEFT JOIN sales_order_lines sl ON a.holder_type = 'sales_order_line' AND sl.id = a.holder_id
         LEFT JOIN sales_orders so ON so.id = sl.sales_order_id
         LEFT JOIN production_order_operation_materials m
           ON a.holder_type = 'operation_material' AND m.id = a.holder_id
         LEFT JOIN production_order_operations op ON op.id = m.production_order_operation_id
         LEFT JOIN production_orders wo ON wo.id = op.production_order_id
         WHERE a.product_id = ?1 ORDER BY a.id",
        bind![product],
    )
}

fn incoming(r: &Read<'_>, product: ProductId) -> Result<Vec<IncomingRow>> {
    // Whole purchase units are exact in stock units: both factors count millionths, so one million comes out.
    r.all(
        "SELECT o.id AS purchase_order_id, o.po_number, v.name AS vendor_name,
             coalesce(l.expected_date, o.expected_date) AS expected_date,
             ((l.quantity_ordered - l.quantity_received) / 1000) * l.purchase_factor / 1000 AS quantity
         FROM purchase_order_lines l JOIN purchase_orders o ON o.id = l.purchase_order_id
         JOIN vendors v ON v.id = o.vendor_id
         WHERE l.product_id = ?1 AND l.quantity_received < l.quantity_ordered
           AND o.status IN ('ordered', 'shipped', 'partial')
         ORDER BY coalesce(l.expected_date, o.expected_date) IS NULL, 4, o.id",
        bind![product],
    )
}
