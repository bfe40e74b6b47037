//! What a print takes of which spool: said by the slice when it begins, reckoned from it when it ends. It is evidence;
//! stock moves by another act, which finds it here.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use spoolyard_types::ids::{PrintJobId, PrintPlateId, PrinterId, SpoolId};
use spoolyard_types::{Decimal, Quantity};

use super::files::PlateFilament;
use super::model::JobStatus;
use super::slots::slot_key;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Error, Result};

/// One filament of a print, as `print_jobs.slots_json` lists them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SlotUsed {
    /// Its place in the sliced project, from 0.
    pub(super) filament: u16,
    /// The slot that feeds it.
    pub(super) slot: Option<String>,
    /// The material, like `PLA`.
    pub(super) material: Option<String>,
    /// The colour, `#RRGGBB`.
    pub(super) colour: Option<String>,
    /// Grams that the slicer says.
    pub(super) planned_g: Option<Quantity>,
    /// Grams that it took, once it has ended.
    pub(super) used_g: Option<Quantity>,
    /// The spool in that slot, where it is known without doubt.
    pub(super) spool_id: Option<SpoolId>,
    /// That spool's number.
    pub(super) spool_number: Option<String>,
}

crate::read_model! {
    struct Inside {
        slot: String,
        spool_id: SpoolId,
        spool_number: String,
    }

    struct Ending {
        printer_id: Option<PrinterId>,
        status: JobStatus,
        print_plate_id: Option<PrintPlateId>,
        #[ts(type = "unknown")]
        slots_json: Option<Value>,
        progress_percent: Quantity,
        actual_material_grams: Option<Quantity>,
    }
}

/// The spools of a printer about which there is no doubt.
fn inside(r: &Read<'_>, printer: PrinterId) -> Result<Vec<Inside>> {
    r.all(
        "SELECT s.printer_slot AS slot, s.id AS spool_id, s.spool_number FROM material_spools AS s
         LEFT JOIN printer_slots AS t ON t.printer_id = s.printer_id AND t.slot = s.printer_slot
         WHERE s.printer_id = ?1 AND s.printer_slot IS NOT NULL AND t.doubt IS NULL ORDER BY s.printer_slot",
        bind![printer],
    )
}

/// What a plate will take of which slot. `picks` says which slot feeds which filament; a print of one filament on a
/// printer with one spool takes that.
pub(super) fn planned(
    r: &Read<'_>,
    printer: PrinterId,
    filaments: &[PlateFilament],
    picks: &[(u16, String)],
) -> Result<Vec<SlotUsed>> {
    let spools = inside(r, printer)?;
    let only = match (filaments, spools.as_slice()) {
        ([_], [only]) => Some(only.slot.clone()),
        _ => None,
    };
    let used = filaments.iter().map(|filament| {
        let picked =
            picks.iter().find(|(number, _)| *number == filament.filament).map(|(_, slot)| slot.clone());
        let slot = picked.or_else(|| only.clone().filter(|_| picks.is_empty()));
        let spool = spools.iter().find(|spool| Some(&spool.slot) == slot.as_ref());
        SlotUsed {
            filament: filament.filament,
            material: filament.material.clone(),
            colour: filament.colour.clone(),
            planned_g: filament.grams,
            used_g: None,
            spool_id: spool.map(|spool| spool.spool_id),
            spool_number: spool.map(|spool| spool.spool_number.clone()),
            slot,
        }
    });
    Ok(used.collect())
}

/// Which slot feeds which filament, as a request says it.
pub(super) fn picked(picks: &[(u16, u16, u16)]) -> Vec<(u16, String)> {
    picks.iter().map(|(filament, unit, slot)| (*filament, slot_key(*unit, *slot))).collect()
}

/// The plate's figures onto a print that is made of it, where it has none of its own.
pub(super) fn note_plate(
    w: &Write<'_>,
    job: PrintJobId,
    plate: PrintPlateId,
    used: &[SlotUsed],
) -> Result<()> {
    w.execute(
        "UPDATE print_jobs SET print_plate_id = ?2, slots_json = coalesce(slots_json, ?3),
             estimated_time_minutes = coalesce((SELECT print_minutes FROM print_plates WHERE id = ?2), estimated_time_minutes),
             estimated_material_grams = coalesce((SELECT material_grams FROM print_plates WHERE id = ?2), estimated_material_grams),
             plate_index = (SELECT number FROM print_plates WHERE id = ?2), updated_at = ?4
         WHERE id = ?1",
        bind![job, plate, json!(used), w.now()],
    )?;
    Ok(())
}

/// A print has ended: what it took of each slot. All of the slice when it ended well, else its part.
///
/// # Errors
/// When the store refuses.
pub(super) fn note_use(w: &Write<'_>, job: PrintJobId) -> Result<()> {
    let found: Option<Ending> = w.maybe(
        "SELECT printer_id, status, print_plate_id, slots_json, progress_percent, actual_material_grams
         FROM print_jobs WHERE id = ?1",
        bind![job],
    )?;
    let Some(Ending {
        printer_id: Some(printer),
        status,
        print_plate_id: Some(plate),
        slots_json,
        progress_percent,
        actual_material_grams,
    }) = found
    else {
        return Ok(());
    };
    let mut used: Vec<SlotUsed> = match slots_json {
        Some(slots) => serde_json::from_value(slots)
            .map_err(|_| Error::Unreadable { column: String::from("slots_json") })?,
        None => planned(w, printer, &super::files::plate(w, plate)?.filaments, &[])?,
    };
    let share = match status {
        JobStatus::Completed => Decimal::ONE,
        JobStatus::Queued
        | JobStatus::Sending
        | JobStatus::Printing
        | JobStatus::Paused
        | JobStatus::Failed
        | JobStatus::Cancelled => progress_percent.get() / Decimal::ONE_HUNDRED,
    };
    let spools = inside(w, printer)?;
    let mut sum = Some(Quantity::ZERO);
    for one in &mut used {
        one.used_g = one.planned_g.map(|planned| Quantity::rounded(planned.get() * share)).transpose()?;
        if one.spool_id.is_none()
            && let Some(spool) = spools.iter().find(|spool| Some(&spool.slot) == one.slot.as_ref())
        {
            (one.spool_id, one.spool_number) = (Some(spool.spool_id), Some(spool.spool_number.clone()));
        }
        sum = match (sum, one.used_g) {
            (Some(sum), Some(used)) => Some(sum.plus(used)?),
            _ => None,
        };
    }
    // A purge tower is grams of the plate that no slot is told of.
    let whole: Option<Quantity> =
        w.value("SELECT coalesce(material_grams, 0) FROM print_plates WHERE id = ?1", bind![plate])?;
    let whole = whole
        .filter(|whole| whole.is_positive())
        .map(|whole| Quantity::rounded(whole.get() * share))
        .transpose()?;
    let actual = actual_material_grams.or(whole).or(sum.filter(|_| !used.is_empty()));
    let source = if actual_material_grams.is_some() { "told" } else { "slice" };
    w.execute(
        "UPDATE print_jobs SET slots_json = ?2, actual_material_grams = ?3, evidence_json = ?4, updated_at = ?5 WHERE id = ?1",
        bind![
            job,
            json!(used),
            actual,
            json!({ "grams": source, "share": share.normalize().to_string() }),
            w.now()
        ],
    )?;
    Ok(())
}
