//! Lots: what was received together, and whether it may be used.

use spoolyard_types::ids::{LocationId, LotId, ProductId, PurchaseOrderId, VendorId, WorkOrderId};
use spoolyard_types::{Code, Date, Quantity, UnitCost};

use super::model::{InspectionStatus, Item, LotStatus};
use crate::bind;
use crate::db::{Read, Sequence, Write};
use crate::error::{Result, not_found, refuse};

/// A lot before it has a number.
#[derive(Debug, Clone)]
pub struct NewLot {
    /// What it is of.
    pub product: ProductId,
    /// Its number; the next `LOT-` number when left out.
    pub lot_number: Option<String>,
    /// Who delivered it.
    pub vendor: Option<VendorId>,
    /// On which order.
    pub purchase_order: Option<PurchaseOrderId>,
    /// Which work order made it.
    pub work_order: Option<WorkOrderId>,
    /// The supplier's own number.
    pub vendor_lot_number: Option<String>,
    /// When it was made.
    pub manufactured_date: Option<Date>,
    /// After which day it may not be used.
    pub expiration_date: Option<Date>,
    /// When it came.
    pub received_date: Date,
    /// Where it lies.
    pub location: LocationId,
    /// What one stock unit of it cost.
    pub unit_cost: Option<UnitCost>,
    /// Anything else.
    pub notes: Option<String>,
}

impl NewLot {
    /// A lot of a product, received on a day at a place.
    #[must_use]
    pub fn of(product: ProductId, received_date: Date, location: LocationId) -> Self {
        Self {
            product,
            lot_number: None,
            vendor: None,
            purchase_order: None,
            work_order: None,
            vendor_lot_number: None,
            manufactured_date: None,
            expiration_date: None,
            received_date,
            location,
            unit_cost: None,
            notes: None,
        }
    }
}

/// Writes down a lot. It holds nothing until something is received into it.
///
/// # Errors
/// [`Code::AlreadyExists`] when the number is taken.
pub fn create_lot(w: &Write<'_>, lot: NewLot) -> Result<LotId> {
    let number = match lot.lot_number {
        Some(number) => number,
        None => w.next_number(Sequence::Lot, lot.received_date)?,
    };
    if w.value::<i64>("SELECT 1 FROM material_lots WHERE lot_number = ?1", bind![number])?.is_some() {
        let text = format!("The lot {number} exists already. Receive into it, or give another number.");
        return Err(refuse(Code::AlreadyExists, text));
    }
    let id = w.insert(
        "INSERT INTO material_lots (lot_number, product_id, vendor_id, purchase_order_id, vendor_lot_number,
             quantity_received, manufactured_date, expiration_date, received_date, unit_cost, location_id,
             production_order_id, notes, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)",
        bind![
            number,
            lot.product,
            lot.vendor,
            lot.purchase_order,
            lot.vendor_lot_number,
            lot.manufactured_date,
            lot.expiration_date,
            lot.received_date,
            lot.unit_cost,
            lot.location,
            lot.work_order,
            lot.notes,
            w.now()
        ],
    )?;
    Ok(LotId(id))
}

crate::read_model! {
    /// What stock needs to know of a lot.
    pub(super) struct Lot {
        pub(super) id: LotId,
        pub(super) lot_number: String,
        pub(super) product_id: ProductId,
        pub(super) status: LotStatus,
        pub(super) inspection_status: InspectionStatus,
        pub(super) expiration_date: Option<Date>,
    }

    /// What is left of a lot at a place.
    pub(super) struct LotBalance {
        pub(super) id: LotId,
        pub(super) quantity: Quantity,
    }
}

pub(super) fn lot(r: &Read<'_>, id: LotId) -> Result<Lot> {
    r.maybe(
        "SELECT id, lot_number, product_id, status, inspection_status, expiration_date
         FROM material_lots WHERE id = ?1",
        bind![id],
    )?
    .ok_or_else(|| not_found("lot", id))
}

/// Checks that a movement names a lot of its product, and names one where the product wants it.
pub(super) fn check_named(r: &Read<'_>, item: &Item, named: Option<LotId>) -> Result<()> {
    match named {
        Some(id) => {
            let lot = lot(r, id)?;
            if lot.product_id != item.id {
                let text =
                    format!("The lot {} is not of {}. Choose one of its lots.", lot.lot_number, item.sku);
                return Err(refuse(Code::InvalidValue, text));
            }
            Ok(())
        }
        None if item.track_lots => Err(refuse(
            Code::LotRequired,
            format!("{} is kept by lot. Name the lot, or let a new one be made.", item.sku),
        )),
        None => Ok(()),
    }
}

/// Why a lot may not be used on a day, as the end of a sentence that begins with its number; none when it may.
pub(super) fn why_blocked(
    status: LotStatus,
    inspection: InspectionStatus,
    expires: Option<Date>,
    today: Date,
) -> Option<String> {
    if inspection == InspectionStatus::Failed {
        return Some(String::from("failed inspection"));
    }
    if let Some(day) = expires.filter(|day| *day < today) {
        return Some(format!("expired on {day}"));
    }
    match status {
        LotStatus::Active => None,
        LotStatus::Depleted => Some(String::from("is used up")),
        LotStatus::Expired => Some(String::from("has expired")),
        LotStatus::Quarantine => Some(String::from("is in quarantine")),
    }
}

/// Refuses a lot that may not be used.
pub(super) fn check_usable(r: &Read<'_>, id: LotId) -> Result<()> {
    let lot = lot(r, id)?;
    match why_blocked(lot.status, lot.inspection_status, lot.expiration_date, r.today()?) {
        None => Ok(()),
        Some(why) => {
            Err(refuse(Code::LotBlocked, format!("The lot {} {why}. Choose another lot.", lot.lot_number)))
        }
    }
}

/// What is left at a place of a product's lots that may be used, oldest expiry first.
pub(super) fn usable(r: &Read<'_>, product: ProductId, place: LocationId) -> Result<Vec<LotBalance>> {
    r.all(
        "SELECT l.id, b.quantity FROM material_lots l
         JOIN (SELECT lot_id, sum(quantity) AS quantity FROM inventory_transactions
               WHERE product_id = ?1 AND location_id = ?2 AND is_posted AND lot_id IS NOT NULL
               GROUP BY lot_id HAVING sum(quantity) > 0) b ON b.lot_id = l.id
         WHERE l.status = 'active' AND l.inspection_status <> 'failed'
           AND (l.expiration_date IS NULL OR l.expiration_date >= ?3)
         ORDER BY l.expiration_date IS NULL, l.expiration_date, l.received_date, l.id",
        bind![product, place, r.today()?],
    )
}

/// What lies at a place of one lot.
pub(super) fn left_of(r: &Read<'_>, id: LotId, place: LocationId) -> Result<Quantity> {
    let sum: Option<Quantity> = r.value(
        "SELECT coalesce(sum(quantity), 0) FROM inventory_transactions
         WHERE lot_id = ?1 AND location_id = ?2 AND is_posted",
        bind![id, place],
    )?;
    Ok(sum.unwrap_or_default())
}

/// What lies at a place without a lot.
pub(super) fn unlotted(r: &Read<'_>, product: ProductId, place: LocationId) -> Result<Quantity> {
    let sum: Option<Quantity> = r.value(
        "SELECT coalesce(sum(quantity), 0) FROM inventory_transactions
         WHERE product_id = ?1 AND location_id = ?2 AND is_posted AND lot_id IS NULL",
        bind![product, place],
    )?;
    Ok(sum.unwrap_or_default())
}

/// Which of a lot's counters a movement changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counter {
    Received,
    Consumed,
    Scrapped,
    Adjusted,
}

/// Adds to a counter of a lot, and marks the lot as used up or in use again.
pub(super) fn count(w: &Write<'_>, id: LotId, counter: Counter, change: Quantity) -> Result<()> {
    let sql = match counter {
        Counter::Received => {
            "UPDATE material_lots SET quantity_received = quantity_received + ?2 WHERE id = ?1"
        }
        Counter::Consumed => {
            "UPDATE material_lots SET quantity_consumed = quantity_consumed + ?2 WHERE id = ?1"
        }
        Counter::Scrapped => {
            "UPDATE material_lots SET quantity_scrapped = quantity_scrapped + ?2 WHERE id = ?1"
        }
        Counter::Adjusted => {
            "UPDATE material_lots SET quantity_adjusted = quantity_adjusted + ?2 WHERE id = ?1"
        }
    };
    w.execute(sql, bind![id, change])?;
    w.execute(
        "UPDATE material_lots SET updated_at = ?2, status = CASE
             WHEN status = 'active'
              AND quantity_received + quantity_adjusted <= quantity_consumed + quantity_scrapped THEN 'depleted'
             WHEN status = 'depleted'
              AND quantity_received + quantity_adjusted > quantity_consumed + quantity_scrapped THEN 'active'
             ELSE status END
         WHERE id = ?1",
        bind![id, w.now()],
    )?;
    Ok(())
}
