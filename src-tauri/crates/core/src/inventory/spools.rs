//! Spools as they are received: how much filament is on each, and which lot it is of.

use spoolyard_types::ids::{LocationId, LotId, ProductId, SpoolId};
use spoolyard_types::{Code, Date, Quantity, UnitCost};

use crate::bind;
use crate::db::{Read, Sequence, Write};
use crate::error::{Result, refuse};

/// A spool that comes in.
#[derive(Debug, Clone)]
pub struct NewSpool {
    /// What is on it.
    pub product: ProductId,
    /// Its number; the next `SPL-` number when left out.
    pub spool_number: Option<String>,
    /// Filament alone, in kilograms.
    pub weight_kg: Quantity,
    /// The empty reel, in kilograms.
    pub empty_weight_kg: Option<Quantity>,
    /// Where it lies.
    pub location: LocationId,
    /// Which lot.
    pub lot: Option<LotId>,
    /// The supplier's number of that lot.
    pub supplier_lot_number: Option<String>,
    /// What one stock unit on it cost.
    pub unit_cost: Option<UnitCost>,
    /// After which day it may not be used.
    pub expires: Option<Date>,
    /// On which business date it came, for its number.
    pub date: Date,
}

/// Writes down a spool. Stock itself is the receipt's.
///
/// # Errors
/// [`Code::AlreadyExists`] when the number is taken.
pub fn create_spool(w: &Write<'_>, spool: NewSpool) -> Result<SpoolId> {
    let number = match spool.spool_number {
        Some(number) => number,
        None => w.next_number(Sequence::Spool, spool.date)?,
    };
    if w.value::<i64>("SELECT 1 FROM material_spools WHERE spool_number = ?1", bind![number])?.is_some() {
        let text = format!("There is a spool {number} already. Give this one another number.");
        return Err(refuse(Code::AlreadyExists, text));
    }
    let by: String = w.actor().name.chars().take(100).collect();
    let id = w.insert(
        "INSERT INTO material_spools (spool_number, product_id, initial_weight_kg, current_weight_kg, received_date,
             expiry_date, location_id, supplier_lot_number, lot_id, empty_spool_weight_kg, unit_cost, created_by,
             created_at, updated_at)
         VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
        bind![
            number,
            spool.product,
            spool.weight_kg,
            format!("{}T00:00:00.000Z", spool.date),
            spool.expires.map(|d| format!("{d}T00:00:00.000Z")),
            spool.location,
            spool.supplier_lot_number,
            spool.lot,
            spool.empty_weight_kg,
            spool.unit_cost,
            by,
            w.now()
        ],
    )?;
    Ok(SpoolId(id))
}

/// Takes the spools of a lot off the books because its receipt is undone. Each must be as full as it came.
pub(crate) fn take_back(w: &Write<'_>, lot: LotId, why: &str) -> Result<()> {
    let begun: Option<String> = w.value(
        "SELECT spool_number FROM material_spools WHERE lot_id = ?1 AND status = 'active'
           AND (current_weight_kg <> initial_weight_kg OR printer_id IS NOT NULL) LIMIT 1",
        bind![lot],
    )?;
    if let Some(number) = begun {
        let text = format!(
            "The spool {number} of this receipt is in use, so the receipt stays. Return what is left instead."
        );
        return Err(refuse(Code::InUse, text));
    }
    w.execute(
        "UPDATE material_spools SET status = 'empty', current_weight_kg = 0, updated_at = ?3,
             notes = trim(coalesce(notes, '') || char(10) || ?2)
         WHERE lot_id = ?1 AND status = 'active'",
        bind![lot, why, w.now()],
    )?;
    Ok(())
}

/// How many kilograms a quantity in a unit weighs; none when the unit is not one of mass.
pub(crate) fn kilograms(r: &Read<'_>, quantity: Quantity, unit: &str) -> Result<Option<Quantity>> {
    let grams: Option<spoolyard_types::Factor> = r.value(
        "SELECT conversion_factor FROM units_of_measure WHERE code = ?1 AND uom_class = 'mass' AND base_unit = 'G'",
        bind![unit],
    )?;
    let Some(grams) = grams else { return Ok(None) };
    let thousand = spoolyard_types::Decimal::ONE_THOUSAND;
    Ok(Some(Quantity::rounded(quantity.get() * grams.get() / thousand)?))
}
