//! Filament comes off a spool.

use spoolyard_types::Quantity;
use spoolyard_types::ids::{PrinterId, SpoolId};

use crate::bind;
use crate::db::Write;
use crate::error::Result;

/// Lowers what is on a spool by `weight_kg`, never below nothing; one with nothing on it is empty. The stock
/// itself moves by an issue that names the spool.
///
/// # Errors
/// When the store refuses.
pub fn use_spool(w: &Write<'_>, spool: SpoolId, weight_kg: Quantity) -> Result<()> {
    w.execute(
        "UPDATE material_spools SET current_weight_kg = max(current_weight_kg - ?2, 0),
             status = CASE WHEN status = 'active' AND current_weight_kg <= ?2 THEN 'empty' ELSE status END,
             updated_at = ?3
         WHERE id = ?1",
        bind![spool, weight_kg, w.now()],
    )?;
    Ok(())
}

/// Puts back onto a spool what was taken off it by mistake. One that was emptied by it is active again.
///
/// # Errors
/// When the store refuses.
pub fn refill_spool(w: &Write<'_>, spool: SpoolId, weight_kg: Quantity) -> Result<()> {
    w.execute(
        "UPDATE material_spools SET current_weight_kg = current_weight_kg + ?2,
             status = CASE WHEN status = 'empty' AND ?2 > 0 THEN 'active' ELSE status END, updated_at = ?3
         WHERE id = ?1",
        bind![spool, weight_kg, w.now()],
    )?;
    Ok(())
}

/// Writes down that a spool is in a slot of a printer, or that it is in none. The slot must be free.
///
/// # Errors
/// When the store refuses.
pub fn load_spool(w: &Write<'_>, spool: SpoolId, place: Option<(PrinterId, &str)>) -> Result<()> {
    w.execute(
        "UPDATE material_spools SET printer_id = ?2, printer_slot = ?3, updated_at = ?4 WHERE id = ?1",
        bind![spool, place.map(|(printer, _)| printer), place.map(|(_, slot)| slot), w.now()],
    )?;
    Ok(())
}
