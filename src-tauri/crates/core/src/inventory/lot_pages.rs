//! What the list of lots and the page of one lot read: where it came from, where it lies, what it became.

use spoolyard_types::ids::{
    GoodsReceiptId, LocationId, LotId, ProductId, PurchaseOrderId, VendorId, WorkOrderId,
};
use spoolyard_types::{Date, Quantity, UnitCost};

use super::lots;
use super::model::{InspectionStatus, LotStatus};
use super::spool_pages::{self, SpoolRow};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::{Result, not_found};

crate::read_model! {
    /// A lot in the list.
    pub struct LotListRow {
        /// Its row.
        pub id: LotId,
        /// Its number.
        pub lot_number: String,
        /// What it is of.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// The stock unit.
        pub unit: String,
        /// Its colour, `#rrggbb`, where it has one.
        pub color_hex: Option<String>,
        /// `active`, `depleted`, `expired`, `quarantine`, or `failed` after an inspection.
        pub state: String,
        /// Where it is in its life.
        pub status: LotStatus,
        /// What an inspection found.
        pub inspection_status: InspectionStatus,
        /// Why it was set aside.
        pub quarantine_reason: Option<String>,
        /// What came, in the stock unit.
        pub received: Quantity,
        /// What is left of it.
        pub left: Quantity,
        /// What is left, of a hundred.
        pub left_percent: u32,
        /// Where the rest lies, place by place.
        pub location_names: Option<String>,
        /// Spools of it that still hold something.
        pub spools: u32,
        /// Who delivered it.
        pub vendor_id: Option<VendorId>,
        /// That vendor's name.
        pub vendor_name: Option<String>,
        /// The vendor's own number.
        pub vendor_lot_number: Option<String>,
        /// On which purchase order it came.
        pub purchase_order_id: Option<PurchaseOrderId>,
        /// That order's number.
        pub po_number: Option<String>,
        /// Which work order made it.
        pub production_order_id: Option<WorkOrderId>,
        /// That order's number.
        pub work_order_code: Option<String>,
        /// When it was made.
        pub manufactured_date: Option<Date>,
        /// After which day it may not be used.
        pub expiration_date: Option<Date>,
        /// When it came.
        pub received_date: Date,
        /// What one stock unit of it cost.
        pub unit_cost: Option<UnitCost>,
        /// Anything else.
        pub notes: Option<String>,
        /// Why it may not be used today; none when it may.
        pub blocked: Option<String>,
    }

    /// Where some of a lot lies.
    pub struct LotPlace {
        /// The place.
        pub location_id: LocationId,
        /// Its name.
        pub location_name: String,
        /// How much.
        pub quantity: Quantity,
    }

    /// A delivery of a lot; less than nothing for what was undone or given back.
    pub struct LotReceipt {
        /// The receipt.
        pub id: GoodsReceiptId,
        /// Its number.
        pub receipt_number: String,
        /// When.
        pub received_date: Date,
        /// How much, in the stock unit.
        pub quantity: Quantity,
    }

    /// What a lot went into.
    pub struct LotUse {
        /// `wo` or `so`.
        pub kind: String,
        /// The work order or sales order.
        pub document_id: i64,
        /// Its number.
        pub document_number: String,
        /// The item that was made of it, or who it was sent to.
        pub what: Option<String>,
        /// How much, in the stock unit.
        pub quantity: Quantity,
        /// When last.
        pub last_on: Option<Date>,
    }
}

crate::wire! {
    /// Which lot.
    pub struct LotRef {
        /// Its row.
        pub id: LotId,
    }

    /// Why a step is not possible now; none where it is.
    pub struct LotRefusals {
        /// To set it aside.
        pub quarantine: Option<String>,
        /// To let it be used again.
        pub release: Option<String>,
        /// To write down an inspection.
        pub inspect: Option<String>,
    }

    /// All there is to know about a lot.
    pub struct LotPage {
        /// The lot.
        pub lot: LotListRow,
        /// Where it lies.
        pub places: Vec<LotPlace>,
        /// Its spools, also the empty ones.
        pub spools: Vec<SpoolRow>,
        /// How it came.
        pub receipts: Vec<LotReceipt>,
        /// What it went into, the latest first; at most 500.
        pub uses: Vec<LotUse>,
        /// What is not possible now.
        pub refusals: LotRefusals,
    }
}

const LOTS: ListSpec = ListSpec {
    select: "l.id AS id, l.lot_number AS lot_number, l.product_id AS product_id, p.sku AS sku, p.name AS name,
             p.unit AS unit, c.hex_code AS color_hex,
             CASE WHEN l.inspection_status = 'failed' THEN 'failed' ELSE l.status END AS state, l.status AS status,
             l.inspection_status AS inspection_status, l.quarantine_reason AS quarantine_reason,
             l.quantity_received AS received,
             l.quantity_received + l.quantity_adjusted - l.quantity_consumed - l.quantity_scrapped AS left,
             CASE WHEN l.quantity_received > 0 THEN min(100, max(0, (l.quantity_received + l.quantity_adjusted
                 - l.quantity_consumed - l.quantity_scrapped) / max(1, l.quantity_received / 100))) ELSE 0 END AS left_percent,
             (SELECT group_concat(x.name, ', ') FROM (SELECT o.name FROM inventory_transactions t
                  JOIN inventory_locations o ON o.id = t.location_id WHERE t.lot_id = l.id AND t.is_posted
                  GROUP BY o.id HAVING sum(t.quantity) > 0 ORDER BY o.name) x) AS location_names,
             (SELECT count(*) FROM material_spools s WHERE s.lot_id = l.id AND s.status = 'active') AS spools,
             l.vendor_id AS vendor_id, v.name AS vendor_name, l.vendor_lot_number AS vendor_lot_number,
             l.purchase_order_id AS purchase_order_id, po.po_number AS po_number,
             l.production_order_id AS production_order_id, wo.code AS work_order_code,
             l.manufactured_date AS manufactured_date, l.expiration_date AS expiration_date,
             l.received_date AS received_date, l.unit_cost AS unit_cost, l.notes AS notes, NULL AS blocked",
    from: "material_lots l JOIN products p ON p.id = l.product_id LEFT JOIN colors c ON c.id = p.color_id
           LEFT JOIN vendors v ON v.id = l.vendor_id LEFT JOIN purchase_orders po ON po.id = l.purchase_order_id
           LEFT JOIN production_orders wo ON wo.id = l.production_order_id",
    always: "",
    id: "l.id",
    fields: &[
        Field::new("id", "l.id", Kind::Integer),
        Field::new("lot_number", "l.lot_number", Kind::Text),
        Field::new("product_id", "l.product_id", Kind::Integer),
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("name", "p.name", Kind::Text),
        Field::new("state", "CASE WHEN l.inspection_status = 'failed' THEN 'failed' ELSE l.status END", Kind::Text),
        Field::new("inspection_status", "l.inspection_status", Kind::Text),
        Field::new("received", "l.quantity_received", Kind::Decimal),
        Field::new(
            "left",
            "(l.quantity_received + l.quantity_adjusted - l.quantity_consumed - l.quantity_scrapped)",
            Kind::Decimal,
        ),
        Field::nullable("vendor_id", "l.vendor_id", Kind::Integer),
        Field::nullable("vendor_name", "v.name", Kind::Text),
        Field::nullable("vendor_lot_number", "l.vendor_lot_number", Kind::Text),
        Field::nullable("po_number", "po.po_number", Kind::Text),
        Field::nullable("work_order_code", "wo.code", Kind::Text),
        Field::nullable("expiration_date", "l.expiration_date", Kind::Date),
        Field::new("received_date", "l.received_date", Kind::Date),
    ],
    search: Some(Search { table: "material_lots_fts", rowid: "l.id" }),
    order: ("id", true),
};

/// Lots, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn lot_list(r: &Read<'_>, req: ListRequest) -> Result<Page<LotListRow>> {
    let mut page: Page<LotListRow> = r.list(&LOTS, &req)?;
    for row in &mut page.rows {
        row.blocked = why_blocked(r, row)?;
    }
    Ok(page)
}

fn why_blocked(r: &Read<'_>, row: &LotListRow) -> Result<Option<String>> {
    Ok(lots::why_blocked(row.status, row.inspection_status, row.expiration_date, r.today()?))
}

/// A lot with its origin, its places and its use. One query a part.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn lot_page(r: &Read<'_>, req: LotRef) -> Result<LotPage> {
    let sql = format!("SELECT {} FROM {} WHERE l.id = ?1", LOTS.select, LOTS.from);
    let mut lot: LotListRow = r.maybe(&sql, bind![req.id])?.ok_or_else(|| not_found("lot", req.id))?;
    lot.blocked = why_blocked(r, &lot)?;
    let refusals = LotRefusals {
        quarantine: lot.status.quarantine().err().map(|e| e.into_refusal().message),
        release: lot.status.release(lot.left).err().map(|e| e.into_refusal().message),
        inspect: None,
    };
    Ok(LotPage {
        places: places(r, req.id)?,
        spools: spool_pages::of_lot(r, req.id)?,
        receipts: receipts(r, req.id)?,
        uses: uses(r, req.id)?,
        lot,
        refusals,
    })
}

fn places(r: &Read<'_>, id: LotId) -> Result<Vec<LotPlace>> {
    r.all(
        "SELECT t.location_id, o.name AS location_name, sum(t.quantity) AS quantity
         FROM inventory_transactions t JOIN inventory_locations o ON o.id = t.location_id
         WHERE t.lot_id = ?1 AND t.is_posted GROUP BY t.location_id HAVING sum(t.quantity) <> 0 ORDER BY o.name",
        bind![id],
    )
}

fn receipts(r: &Read<'_>, id: LotId) -> Result<Vec<LotReceipt>> {
    r.all(
        "SELECT g.id, g.receipt_number, g.received_date, sum(x.stock_quantity) AS quantity
         FROM goods_receipt_lines x JOIN goods_receipts g ON g.id = x.goods_receipt_id
         WHERE x.lot_id = ?1 GROUP BY g.id ORDER BY g.id",
        bind![id],
    )
}

/// What was undone counts where it had been booked, so that it takes itself off again.
fn uses(r: &Read<'_>, id: LotId) -> Result<Vec<LotUse>> {
    r.all(
        "SELECT u.kind, u.document_id, coalesce(wo.code, so.order_number) AS document_number,
             coalesce(wp.sku || ' · ' || wp.name, so.customer_name) AS what, -u.quantity AS quantity, u.last_on
         FROM (SELECT coalesce(o.reference_type, t.reference_type) AS kind,
                   coalesce(o.reference_id, t.reference_id) AS document_id,
                   sum(t.quantity) AS quantity, max(t.transaction_date) AS last_on
               FROM inventory_transactions t LEFT JOIN inventory_transactions o ON o.id = t.reverses_id
               WHERE t.lot_id = ?1 AND t.is_posted GROUP BY 1, 2 HAVING sum(t.quantity) < 0) u
         LEFT JOIN production_orders wo ON u.kind = 'wo' AND wo.id = u.document_id
         LEFT JOIN products wp ON wp.id = wo.product_id
         LEFT JOIN sales_orders so ON u.kind = 'so' AND so.id = u.document_id
         WHERE coalesce(wo.id, so.id) IS NOT NULL ORDER BY u.last_on DESC, u.document_id DESC LIMIT 500",
        bind![id],
    )
}
