//! A lot is set aside, let go again, and inspected.

use spoolyard_types::ids::LotId;
use spoolyard_types::{Quantity, Text};

use super::lot_pages::LotRef;
use super::lots;
use super::model::InspectionStatus;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::Result;

crate::wire! {
    /// A lot that may not be used for now.
    pub struct QuarantineLot {
        /// Its row.
        pub id: LotId,
        /// Why: it is shown wherever the lot is refused.
        pub reason: Text<500>,
    }

    /// What an inspection of a lot found.
    pub struct InspectLot {
        /// Its row.
        pub id: LotId,
        /// `passed`, `failed`, or `pending` to have it inspected again.
        pub result: InspectionStatus,
        /// What was seen; added to the notes.
        #[serde(default)]
        #[ts(optional)]
        pub note: Option<Text<1000>>,
    }
}

/// Sets a lot aside: nothing is issued from it until it is let go.
///
/// # Errors
/// [`spoolyard_types::Code::WrongState`], [`spoolyard_types::Code::NotFound`].
pub fn quarantine_lot(w: &Write<'_>, req: QuarantineLot) -> Result<LotRef> {
    let lot = lots::lot(w, req.id)?;
    let status = lot.status.quarantine()?;
    w.execute(
        "UPDATE material_lots SET status = ?2, quarantine_reason = ?3, updated_at = ?4 WHERE id = ?1",
        bind![req.id, status, req.reason, w.now()],
    )?;
    w.about("lot", req.id.get(), Some(&lot.lot_number));
    Ok(LotRef { id: req.id })
}

/// Lets a lot be used again that was set aside.
///
/// # Errors
/// [`spoolyard_types::Code::WrongState`], [`spoolyard_types::Code::NotFound`].
pub fn release_lot(w: &Write<'_>, req: LotRef) -> Result<LotRef> {
    let lot = lots::lot(w, req.id)?;
    let status = lot.status.release(left(w, req.id)?)?;
    w.execute(
        "UPDATE material_lots SET status = ?2, quarantine_reason = NULL, updated_at = ?3 WHERE id = ?1",
        bind![req.id, status, w.now()],
    )?;
    w.about("lot", req.id.get(), Some(&lot.lot_number));
    Ok(req)
}

fn left(r: &Read<'_>, id: LotId) -> Result<Quantity> {
    let left: Option<Quantity> = r.value(
        "SELECT quantity_received + quantity_adjusted - quantity_consumed - quantity_scrapped
         FROM material_lots WHERE id = ?1",
        bind![id],
    )?;
    Ok(left.unwrap_or_default())
}

/// Writes down what an inspection found. A lot that failed is never issued.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn inspect_lot(w: &Write<'_>, req: InspectLot) -> Result<LotRef> {
    let lot = lots::lot(w, req.id)?;
    w.execute(
        "UPDATE material_lots SET inspection_status = ?2, updated_at = ?4,
             notes = CASE WHEN ?3 IS NULL THEN notes ELSE ltrim(coalesce(notes, '') || char(10) || ?3, char(10)) END
         WHERE id = ?1",
        bind![req.id, req.result, req.note, w.now()],
    )?;
    w.about("lot", req.id.get(), Some(&lot.lot_number));
    Ok(LotRef { id: req.id })
}
