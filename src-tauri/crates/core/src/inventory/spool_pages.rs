//! What the list of spools and the page of one spool read.

use spoolyard_types::ids::{LocationId, LotId, PrinterId, ProductId, PurchaseOrderId, SpoolId, WorkOrderId};
use spoolyard_types::{Date, Quantity, Timestamp, UnitCost};

use super::{lots, slot_name};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search};
use crate::error::{Result, not_found};

crate::read_model! {
    /// A spool in the list.
    pub struct SpoolRow {
        /// Its row.
        pub id: SpoolId,
        /// Its number.
        pub spool_number: String,
        /// What is on it.
        pub product_id: ProductId,
        /// Its SKU.
        pub sku: String,
        /// Its name.
        pub name: String,
        /// The material's code, like `PLA`.
        pub material: Option<String>,
        /// The colour's name.
        pub color: Option<String>,
        /// The colour, `#rrggbb`.
        pub color_hex: Option<String>,
        /// `active`, `empty`, `expired`, or `blocked` while its lot may not be used.
        pub state: String,
        /// Filament it came with, in grams.
        pub full_g: Quantity,
        /// Filament left on it, in grams.
        pub left_g: Quantity,
        /// What is left, of a hundred.
        pub left_percent: u32,
        /// The empty reel, in grams, where it was weighed.
        pub reel_g: Option<Quantity>,
        /// Where it lies.
        pub location_id: Option<LocationId>,
        /// That place's name.
        pub location_name: Option<String>,
        /// The printer it is loaded in.
        pub printer_id: Option<PrinterId>,
        /// That printer's name.
        pub printer_name: Option<String>,
        /// In which slot of it, as people call that.
        pub printer_slot: Option<String>,
        /// Which lot it is of.
        pub lot_id: Option<LotId>,
        /// That lot's number.
        pub lot_number: Option<String>,
        /// The supplier's number of that lot.
        pub supplier_lot_number: Option<String>,
        /// On which purchase order it came.
        pub purchase_order_id: Option<PurchaseOrderId>,
        /// That order's number.
        pub po_number: Option<String>,
        /// Who delivered it.
        pub vendor_name: Option<String>,
        /// When it came.
        pub received_on: Date,
        /// After which day it may not be used.
        pub expires_on: Option<Date>,
        /// What one stock unit on it cost.
        pub unit_cost: Option<UnitCost>,
        /// The tag it is read by.
        pub tag_uid: Option<String>,
        /// Anything else.
        pub notes: Option<String>,
    }

    /// A work order that a spool was used for.
    pub struct SpoolUse {
        /// The work order.
        pub production_order_id: WorkOrderId,
        /// Its number.
        pub code: String,
        /// What it makes.
        pub sku: String,
        /// That item's name.
        pub name: String,
        /// How much it took, in grams.
        pub used_g: Quantity,
        /// When last.
        pub last_at: Timestamp,
    }

    struct LotFacts {
        status: super::model::LotStatus,
        inspection_status: super::model::InspectionStatus,
        expiration_date: Option<Date>,
    }
}

crate::wire! {
    /// Which spool.
    pub struct SpoolRef {
        /// Its row.
        pub id: SpoolId,
    }

    /// All there is to know about a spool.
    pub struct SpoolPage {
        /// The spool.
        pub spool: SpoolRow,
        /// The unit that its item is kept in.
        pub unit: String,
        /// What it was used for, the latest first; at most 500.
        pub uses: Vec<SpoolUse>,
        /// Why nothing may be taken from it; none when something may.
        pub blocked: Option<String>,
    }
}

const SPOOLS: ListSpec = ListSpec {
    select: concat!(
        "s.id AS id, s.spool_number AS spool_number, s.product_id AS product_id, p.sku AS sku, p.name AS name,
             m.code AS material, c.name AS color, c.hex_code AS color_hex,
             CASE WHEN s.status = 'active' AND (l.status IN ('quarantine', 'expired') OR l.inspection_status = 'failed')
                  THEN 'blocked' ELSE s.status END AS state,
             s.initial_weight_kg * 1000 AS full_g, s.current_weight_kg * 1000 AS left_g,
             min(100, s.current_weight_kg * 100 / s.initial_weight_kg) AS left_percent,
             s.empty_spool_weight_kg * 1000 AS reel_g, s.location_id AS location_id, o.name AS location_name,
             s.printer_id AS printer_id, d.name AS printer_name, ",
        slot_name!("s.printer_slot"),
        " AS printer_slot, s.lot_id AS lot_id,
             l.lot_number AS lot_number, coalesce(s.supplier_lot_number, l.vendor_lot_number) AS supplier_lot_number,
             l.purchase_order_id AS purchase_order_id, po.po_number AS po_number, v.name AS vendor_name,
             substr(s.received_date, 1, 10) AS received_on, substr(s.expiry_date, 1, 10) AS expires_on,
             s.unit_cost AS unit_cost, s.tag_uid AS tag_uid, s.notes AS notes"
    ),
    from: "material_spools s JOIN products p ON p.id = s.product_id
           LEFT JOIN material_types m ON m.id = p.material_type_id LEFT JOIN colors c ON c.id = p.color_id
           LEFT JOIN inventory_locations o ON o.id = s.location_id LEFT JOIN printers d ON d.id = s.printer_id
           LEFT JOIN printer_slots t ON t.printer_id = s.printer_id AND t.slot = s.printer_slot
           LEFT JOIN material_lots l ON l.id = s.lot_id LEFT JOIN purchase_orders po ON po.id = l.purchase_order_id
           LEFT JOIN vendors v ON v.id = l.vendor_id",
    always: "",
    id: "s.id",
    fields: &[
        Field::new("id", "s.id", Kind::Integer),
        Field::new("spool_number", "s.spool_number", Kind::Text),
        Field::new("product_id", "s.product_id", Kind::Integer),
        Field::new("sku", "p.sku", Kind::Text),
        Field::new("name", "p.name", Kind::Text),
        Field::nullable("material", "m.code", Kind::Text),
        Field::nullable("color", "c.name", Kind::Text),
        Field::new(
            "state",
            "CASE WHEN s.status = 'active' AND (l.status IN ('quarantine', 'expired') OR l.inspection_status = 'failed')
                  THEN 'blocked' ELSE s.status END",
            Kind::Text,
        ),
        Field::new("left_g", "(s.current_weight_kg * 1000)", Kind::Decimal),
        Field::new("left_percent", "min(100, s.current_weight_kg * 100 / s.initial_weight_kg)", Kind::Integer),
        Field::nullable("location_id", "s.location_id", Kind::Integer),
        Field::nullable("location_name", "o.name", Kind::Text),
        Field::nullable("printer_name", "d.name", Kind::Text),
        Field::nullable("lot_id", "s.lot_id", Kind::Integer),
        Field::nullable("lot_number", "l.lot_number", Kind::Text),
        Field::nullable("supplier_lot_number", "coalesce(s.supplier_lot_number, l.vendor_lot_number)", Kind::Text),
        Field::nullable("po_number", "po.po_number", Kind::Text),
        Field::nullable("vendor_name", "v.name", Kind::Text),
        Field::new("received_on", "substr(s.received_date, 1, 10)", Kind::Date),
        Field::nullable("expires_on", "substr(s.expiry_date, 1, 10)", Kind::Date),
    ],
    search: Some(Search { table: "material_spools_fts", rowid: "s.id" }),
    order: ("id", true),
};

/// Spools, the newest first.
///
/// # Errors
/// [`spoolyard_types::Code::InvalidValue`] naming the filter at fault.
pub fn spool_list(r: &Read<'_>, req: ListRequest) -> Result<Page<SpoolRow>> {
    r.list(&SPOOLS, &req)
}

/// The spools of a lot, also the empty ones.
pub(super) fn of_lot(r: &Read<'_>, lot: LotId) -> Result<Vec<SpoolRow>> {
    let sql = format!("SELECT {} FROM {} WHERE s.lot_id = ?1 ORDER BY s.id", SPOOLS.select, SPOOLS.from);
    r.all(&sql, bind![lot])
}

/// A spool and what it was used for.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn spool_page(r: &Read<'_>, req: SpoolRef) -> Result<SpoolPage> {
    let sql = format!("SELECT {} FROM {} WHERE s.id = ?1", SPOOLS.select, SPOOLS.from);
    let spool: SpoolRow = r.maybe(&sql, bind![req.id])?.ok_or_else(|| not_found("spool", req.id))?;
    let uses = r.all(
        "SELECT u.production_order_id, wo.code, p.sku, p.name, sum(u.weight_consumed_kg) * 1000 AS used_g,
             max(u.created_at) AS last_at
         FROM production_order_spools u JOIN production_orders wo ON wo.id = u.production_order_id
         JOIN products p ON p.id = wo.product_id
         WHERE u.spool_id = ?1 GROUP BY wo.id ORDER BY last_at DESC, wo.id DESC LIMIT 500",
        bind![req.id],
    )?;
    let unit = super::store::item(r, spool.product_id)?.unit;
    Ok(SpoolPage { blocked: blocked(r, &spool)?, spool, unit, uses })
}

fn blocked(r: &Read<'_>, spool: &SpoolRow) -> Result<Option<String>> {
    let today = r.today()?;
    if let Some(day) = spool.expires_on.filter(|day| *day < today) {
        return Ok(Some(format!("The spool expired on {day}.")));
    }
    let Some(lot) = spool.lot_id else { return Ok(None) };
    let facts: Option<LotFacts> = r.maybe(
        "SELECT status, inspection_status, expiration_date FROM material_lots WHERE id = ?1",
        bind![lot],
    )?;
    let why = facts.and_then(|f| lots::why_blocked(f.status, f.inspection_status, f.expiration_date, today));
    Ok(why.map(|why| format!("Its lot {} {why}.", spool.lot_number.as_deref().unwrap_or_default())))
}
