//! Whether a plate can be printed on a printer as that is now, and which slot feeds which filament.

use serde_json::Value;
use spoolyard_slicer::{Misfit, PrinterFacts};
use spoolyard_types::Decimal;
use spoolyard_types::ids::{PrintPlateId, PrinterId};

use super::colour::{distance, same_material};
use super::files::{PlateFilament, PrintFileKind, StoredPlate, plate};
use super::model::{PrinterStatus, Protocol};
use super::slots::slot_key;
use crate::bind;
use crate::db::Read;
use crate::error::Result;

/// A slot as a printer tells it now.
#[derive(Debug, Clone, Default)]
pub struct LoadedSlot {
    /// The feeding unit.
    pub unit: u16,
    /// The slot in it.
    pub slot: u16,
    /// How a person calls it.
    pub label: String,
    /// Whether something is in it.
    pub is_loaded: Option<bool>,
    /// `PLA`, `PETG`, …
    pub material: Option<String>,
    /// `RRGGBBAA`.
    pub colour: Option<String>,
}

/// A printer as it is now, as far as a plate goes.
#[derive(Debug, Clone, Default)]
pub struct PrinterNow {
    /// Why no file can be sent; none when one can.
    pub send_refusal: Option<String>,
    /// Why nothing can be started; none when something can.
    pub start_refusal: Option<String>,
    /// Its model as it tells it.
    pub model: Option<String>,
    /// Its first nozzle in micrometres.
    pub nozzle_um: Option<u32>,
    /// What is loaded.
    pub slots: Vec<LoadedSlot>,
}

crate::wire! {
    /// Where a plate could go.
    pub struct FitRequest {
        /// The plate.
        pub plate_id: PrintPlateId,
        /// The printers; all that are in use when left out.
        #[serde(default)]
        #[ts(optional)]
        pub printer_ids: Option<Vec<PrinterId>>,
    }

    /// A slot that could feed a plate.
    pub struct FitSlot {
        /// Its place: `0/2`, `ext/0`.
        pub slot: String,
        /// How a person calls it.
        pub label: String,
        /// What is in it.
        pub material: Option<String>,
        /// Its colour, `RRGGBB`.
        pub colour: Option<String>,
        /// The spool in it, where that is known.
        pub spool_number: Option<String>,
        /// Filaments of the plate whose material it holds.
        pub suits: Vec<u16>,
    }

    /// Which slot feeds a filament.
    pub struct FilamentSlot {
        /// The filament's place in the sliced project, from 0.
        pub filament: u16,
        /// The slot; none when no slot holds its material.
        pub slot: Option<String>,
    }

    /// How a plate fits a printer.
    pub struct PlateFit {
        /// Which printer.
        pub printer_id: PrinterId,
        /// Its code.
        pub code: String,
        /// What people call it.
        pub name: String,
        /// Where it stands.
        pub location: Option<String>,
        /// What it does.
        pub status: PrinterStatus,
        /// Why the file cannot be sent to it; none when it can.
        pub refusal: Option<String>,
        /// Why it cannot be started there now; none when it can.
        pub start_refusal: Option<String>,
        /// What speaks against printing it there, each a sentence for a person.
        pub misfits: Vec<String>,
        /// Whether it wants to know which slot feeds which filament.
        pub takes_slots: bool,
        /// Its slots.
        pub slots: Vec<FitSlot>,
        /// The best slot of each filament.
        pub choices: Vec<FilamentSlot>,
        /// Whether the file lies there, as far as is known.
        pub lies_there: bool,
    }
}

crate::read_model! {
    struct Row {
        id: PrinterId,
        code: String,
        name: String,
        model: Option<String>,
        location: Option<String>,
        status: PrinterStatus,
        protocol: Option<Protocol>,
        #[ts(type = "unknown")]
        capabilities: Value,
        lies_there: bool,
    }

    struct Spool {
        printer_id: PrinterId,
        slot: String,
        spool_number: String,
        material: Option<String>,
        colour: Option<String>,
    }
}

/// Models by the code that the maker writes into sliced files.
const MODEL_CODES: &[(&str, &str)] = &[
    ("X1 CARBON", "BL-P001"),
    ("X1C", "BL-P001"),
    ("X1", "BL-P002"),
    ("X1E", "C13"),
    ("P1P", "C11"),
    ("P1S", "C12"),
    ("A1 MINI", "N1"),
    ("A1", "N2S"),
    ("P2S", "N7"),
    ("X2D", "N6"),
    ("H2D", "O1D"),
];

fn model_code(model: &str) -> Option<String> {
    let upper = model.trim().to_uppercase();
    let short = upper.trim_start_matches("BAMBU LAB ").trim_start_matches("BAMBU ").trim();
    MODEL_CODES.iter().find(|(name, _)| *name == short).map(|(_, code)| (*code).to_owned())
}

fn model_name(model: &str) -> String {
    match MODEL_CODES.iter().find(|(_, code)| *code == model) {
        Some((name, _)) => format!("Bambu Lab {}", name.replace("MINI", "mini").replace("CARBON", "Carbon")),
        None => model.to_owned(),
    }
}

/// Why a file of this kind is of no use to a printer; none when it is.
pub(super) fn kind_refusal(kind: PrintFileKind, protocol: Option<Protocol>) -> Option<String> {
    let text = match (kind, protocol) {
        (_, None) => "It is not connected. Enter its address under Connection on its page.",
        (_, Some(Protocol::Generic)) => "It is kept by hand; no file can be sent to it.",
        (PrintFileKind::Project, Some(Protocol::Bambu)) => return None,
        (PrintFileKind::Gcode | PrintFileKind::BinaryGcode, Some(Protocol::Bambu)) => {
            "It prints sliced 3MF files alone. Export the plate as .gcode.3mf."
        }
        (PrintFileKind::Project, Some(_)) => {
            "It prints G-code, not 3MF projects. Export the plate as G-code."
        }
        (PrintFileKind::BinaryGcode, Some(Protocol::Prusalink)) | (PrintFileKind::Gcode, Some(_)) => {
            return None;
        }
        (PrintFileKind::BinaryGcode, Some(_)) => {
            "It does not read binary G-code. Export the plate as plain G-code."
        }
    };
    Some(text.to_owned())
}

/// How a plate fits printers. `now` says how each is at this moment; a printer of which it says nothing is not watched.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`] for the plate.
pub fn plate_fits(
    r: &Read<'_>,
    req: &FitRequest,
    now: &dyn Fn(PrinterId) -> Option<PrinterNow>,
) -> Result<Vec<PlateFit>> {
    let plate = plate(r, req.plate_id)?;
    let wanted = req.printer_ids.as_ref().map(|ids| serde_json::json!(ids));
    let rows: Vec<Row> = r.all(
        "SELECT p.id, p.code, p.name, nullif(p.model, 'Unknown') AS model, p.location, p.status, p.connection_config ->> '$.protocol' AS protocol,
             p.capabilities,
             EXISTS (SELECT 1 FROM printer_files AS c WHERE c.printer_id = p.id AND c.print_file_id = ?2) AS lies_there
         FROM printers AS p
         WHERE p.active = 1 AND (?1 IS NULL OR p.id IN (SELECT value FROM json_each(?1)))
         ORDER BY p.location IS NULL, p.location, p.code",
        bind![wanted, plate.file],
    )?;
    let spools: Vec<Spool> = r.all(
        "SELECT s.printer_id, s.printer_slot AS slot, s.spool_number, m.base_material AS material, c.hex_code AS colour
         FROM material_spools AS s JOIN products AS p ON p.id = s.product_id
         LEFT JOIN material_types AS m ON m.id = p.material_type_id LEFT JOIN colors AS c ON c.id = p.color_id
         WHERE s.printer_id IS NOT NULL AND s.printer_slot IS NOT NULL",
        [],
    )?;
    Ok(rows.into_iter().map(|row| fit(&plate, row, &spools, now)).collect())
}

fn fit(
    plate: &StoredPlate,
    row: Row,
    spools: &[Spool],
    now: &dyn Fn(PrinterId) -> Option<PrinterNow>,
) -> PlateFit {
    let unwatched =
        || PrinterNow { send_refusal: Some(String::from("It is not reached now.")), ..PrinterNow::default() };
    let own: Vec<&Spool> = spools.iter().filter(|spool| spool.printer_id == row.id).collect();
    let kind = kind_refusal(plate.kind, row.protocol);
    let now = now(row.id).unwrap_or_else(unwatched);
    let out = (row.status == PrinterStatus::Maintenance)
        .then(|| String::from("It is out of service. Take it back into service on its page first."));
    let takes_slots = row.protocol == Some(Protocol::Bambu) && !now.slots.is_empty();
    let slots: Vec<FitSlot> = now.slots.iter().map(|slot| fit_slot(slot, &own, &plate.filaments)).collect();
    let loaded: Vec<&FitSlot> = slots
        .iter()
        .zip(&now.slots)
        .filter(|(_, told)| told.is_loaded != Some(false))
        .map(|(slot, _)| slot)
        .collect();
    let choices = if takes_slots { choose(&plate.filaments, &loaded) } else { Vec::new() };
    let mut misfits: Vec<String> = plate.sliced.misfits(&facts(&row, &now)).iter().map(sentence).collect();
    misfits.extend(filament_misfits(plate, takes_slots, &choices, &own));
    PlateFit {
        printer_id: row.id,
        code: row.code,
        name: row.name,
        location: row.location,
        status: row.status,
        refusal: kind.or(out).or(now.send_refusal),
        start_refusal: now.start_refusal,
        misfits,
        takes_slots,
        slots,
        choices,
        lies_there: row.lies_there,
    }
}

/// What speaks against it, with models by their names: files and printers know them by codes.
fn sentence(misfit: &Misfit) -> String {
    let text = match misfit {
        Misfit::Model { sliced_for, has } => {
            format!("sliced for {}, the printer is {}", model_name(sliced_for), model_name(has))
        }
        Misfit::Space { .. } | Misfit::Nozzle { .. } | Misfit::Material { .. } => misfit.to_string(),
    };
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// What the printer tells, completed by what is known of the spool in the slot.
fn fit_slot(told: &LoadedSlot, spools: &[&Spool], filaments: &[PlateFilament]) -> FitSlot {
    let slot = slot_key(told.unit, told.slot);
    let spool = spools.iter().find(|spool| spool.slot == slot);
    let material = told.material.clone().or_else(|| spool.and_then(|spool| spool.material.clone()));
    let colour = told.colour.clone().or_else(|| spool.and_then(|spool| spool.colour.clone()));
    let suits = |filament: &&PlateFilament| match (&filament.material, &material) {
        (Some(wanted), Some(has)) => told.is_loaded != Some(false) && same_material(wanted, has),
        _ => false,
    };
    FitSlot {
        label: told.label.clone(),
        suits: filaments.iter().filter(suits).map(|filament| filament.filament).collect(),
        colour: colour.map(|colour| colour.trim_start_matches('#').chars().take(6).collect()),
        spool_number: spool.map(|spool| spool.spool_number.clone()),
        material,
        slot,
    }
}

/// The best slot of each filament: its material, then the nearest colour, then one that feeds no other filament.
fn choose(filaments: &[PlateFilament], slots: &[&FitSlot]) -> Vec<FilamentSlot> {
    let mut taken: Vec<&str> = Vec::new();
    let mut choices = Vec::with_capacity(filaments.len());
    for filament in filaments {
        let best = slots.iter().filter(|slot| slot.suits.contains(&filament.filament)).min_by_key(|slot| {
            let far = distance(filament.colour.as_deref(), slot.colour.as_deref());
            (far, taken.contains(&slot.slot.as_str()), slot.spool_number.is_none())
        });
        taken.extend(best.map(|slot| slot.slot.as_str()));
        choices.push(FilamentSlot { filament: filament.filament, slot: best.map(|slot| slot.slot.clone()) });
    }
    choices
}

fn facts(row: &Row, now: &PrinterNow) -> PrinterFacts {
    let number = |value: Option<&Value>| match value {
        Some(Value::Number(number)) => Decimal::from_str_exact(&number.to_string()).ok(),
        Some(Value::String(text)) => Decimal::from_str_exact(text.trim()).ok(),
        _ => None,
    };
    let space = row.capabilities.get("build_volume_mm");
    let nozzle = now.nozzle_um.map(|um| Decimal::new(i64::from(um), 3));
    PrinterFacts {
        space_mm: [0, 1, 2].map(|axis| number(space.and_then(|space| space.get(axis)))),
        nozzle_diameter_mm: nozzle.or_else(|| number(row.capabilities.get("nozzle_diameter_mm"))),
        model_id: [&now.model, &row.model].into_iter().flatten().find_map(|model| model_code(model)),
        // A model that nobody knows is nothing to compare with.
        model: now.model.clone().or_else(|| row.model.clone()),
        // Materials are judged by the slots that are chosen.
        loaded_materials: Vec::new(),
    }
}

fn filament_misfits(
    plate: &StoredPlate,
    takes_slots: bool,
    choices: &[FilamentSlot],
    spools: &[&Spool],
) -> Vec<String> {
    if takes_slots {
        let without = choices.iter().filter(|choice| choice.slot.is_none());
        let named =
            without.filter_map(|choice| plate.filaments.iter().find(|f| f.filament == choice.filament));
        return named
            .filter_map(|filament| filament.material.as_ref())
            .map(|material| format!("No slot holds {material}."))
            .collect();
    }
    // One spool feeds everything: it has to be what the file wants.
    let ([filament], [spool]) = (plate.filaments.as_slice(), spools) else { return Vec::new() };
    match (&filament.material, &spool.material) {
        (Some(wanted), Some(has)) if !same_material(wanted, has) => {
            vec![format!("The file wants {wanted}; {} in it is {has}.", spool.spool_number)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filament(number: u16, material: &str, colour: &str) -> PlateFilament {
        PlateFilament {
            filament: number,
            material: Some(material.into()),
            colour: Some(colour.into()),
            grams: None,
            profile: None,
        }
    }

    fn told(slot: u16, material: &str, colour: &str, is_loaded: bool) -> LoadedSlot {
        LoadedSlot {
            unit: 0,
            slot,
            label: format!("AMS 1 slot {}", slot + 1),
            is_loaded: Some(is_loaded),
            material: Some(material.into()),
            colour: Some(colour.into()),
        }
    }

    #[test]
    fn each_filament_gets_its_material_in_the_nearest_colour() {
        let filaments =
            [filament(0, "PLA", "#FF0000"), filament(2, "PETG", "#000000"), filament(3, "TPU", "#000000")];
        let told = [
            told(0, "PLA", "0000FFFF", true),
            told(1, "PLA", "F00505FF", true),
            told(2, "PETG", "FFFFFFFF", true),
            told(3, "TPU", "000000FF", false),
        ];
        let slots: Vec<FitSlot> = told.iter().map(|slot| fit_slot(slot, &[], &filaments)).collect();
        let chosen = choose(&filaments, &slots.iter().collect::<Vec<_>>());
        let words: Vec<_> = chosen.iter().map(|c| (c.filament, c.slot.as_deref())).collect();
        assert_eq!(words, [(0, Some("0/1")), (2, Some("0/2")), (3, None)], "an empty slot feeds nothing");
    }

    #[test]
    fn two_filaments_alike_take_two_slots_alike() {
        let filaments = [filament(0, "PLA", "#FFFFFF"), filament(1, "PLA", "#FFFFFF")];
        let told = [told(0, "PLA", "FFFFFFFF", true), told(1, "PLA Basic", "FFFFFFFF", true)];
        let slots: Vec<FitSlot> = told.iter().map(|slot| fit_slot(slot, &[], &filaments)).collect();
        let chosen = choose(&filaments, &slots.iter().collect::<Vec<_>>());
        assert_eq!(chosen.iter().filter_map(|c| c.slot.as_deref()).collect::<Vec<_>>(), ["0/0", "0/1"]);
    }

    #[test]
    fn each_make_is_told_what_it_prints() {
        assert!(kind_refusal(PrintFileKind::Gcode, Some(Protocol::Bambu)).is_some());
        assert!(kind_refusal(PrintFileKind::Project, Some(Protocol::Bambu)).is_none());
        assert!(kind_refusal(PrintFileKind::Project, Some(Protocol::Moonraker)).is_some());
        assert!(kind_refusal(PrintFileKind::BinaryGcode, Some(Protocol::Octoprint)).is_some());
        assert!(kind_refusal(PrintFileKind::BinaryGcode, Some(Protocol::Prusalink)).is_none());
        assert!(kind_refusal(PrintFileKind::Gcode, None).is_some());
        assert_eq!(model_code("Bambu Lab A1 mini").as_deref(), Some("N1"));
        assert_eq!(model_code("Bambu Lab A1").as_deref(), Some("N2S"));
        assert_eq!(model_code("MK4S"), None);
    }
}
