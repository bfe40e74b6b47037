//! One plate of a file, as it stands in the store and as the window sees it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spoolyard_slicer::{BoundingBox, SlicedPlate, SlotUse};
use spoolyard_types::ids::{PrintFileId, PrintPlateId};
use spoolyard_types::{Code, Quantity};

use super::PrintFileKind;
use crate::db::{Intent, Read};
use crate::error::{Error, Result, not_found, refuse};
use crate::{App, attachments, bind};

crate::wire! {
    /// Which file.
    pub struct PrintFileRef {
        /// Its row.
        pub id: PrintFileId,
    }

    /// Which plate.
    pub struct PrintPlateRef {
        /// Its row.
        pub id: PrintPlateId,
    }

    /// A picture.
    pub struct Picture {
        /// Its kind.
        pub mime_type: String,
        /// Its content, in base64 with padding.
        pub base64: String,
    }

    /// One filament of a plate.
    pub struct PlateFilament {
        /// Its place in the sliced project, from 0.
        pub filament: u16,
        /// The material, like `PLA`.
        pub material: Option<String>,
        /// The colour, `#RRGGBB`.
        pub colour: Option<String>,
        /// How much of it, in grams.
        pub grams: Option<Quantity>,
        /// The slicer's name for it.
        pub profile: Option<String>,
    }
}

impl PlateFilament {
    pub(super) fn of(slot: &SlotUse) -> Self {
        let short = |text: &Option<String>, most: usize| {
            text.as_ref().map(|text| text.chars().take(most).collect::<String>())
        };
        Self {
            filament: slot.slot,
            material: short(&slot.material_type, 50),
            colour: short(&slot.color_hex, 20),
            grams: slot
                .mass_g
                .and_then(|mass| Quantity::rounded(mass).ok())
                .filter(|mass| !mass.is_negative()),
            profile: short(&slot.profile, 200),
        }
    }
}

/// The corners of the space that a print takes, in millimetres.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PlateBox {
    min: [Quantity; 3],
    max: [Quantity; 3],
}

impl PlateBox {
    pub(super) fn of(space: &BoundingBox) -> Self {
        let rounded = |corner: [spoolyard_types::Decimal; 3]| {
            corner.map(|value| Quantity::rounded(value).unwrap_or_default())
        };
        Self { min: rounded(space.min_mm), max: rounded(space.max_mm) }
    }
}

/// A plate with the file it lies in.
pub(crate) struct StoredPlate {
    pub(crate) id: PrintPlateId,
    pub(crate) file: PrintFileId,
    pub(crate) file_name: String,
    pub(crate) kind: PrintFileKind,
    pub(crate) sha256: String,
    pub(crate) size: i64,
    pub(crate) is_deleted: bool,
    pub(crate) number: u16,
    pub(crate) minutes: Option<i32>,
    pub(crate) grams: Option<Quantity>,
    pub(crate) filaments: Vec<PlateFilament>,
    /// As the slicer's crate judges whether it fits a printer.
    pub(crate) sliced: SlicedPlate,
}

crate::read_model! {
    struct Row {
        print_file_id: PrintFileId,
        name: String,
        kind: PrintFileKind,
        sha256: String,
        size: i64,
        is_deleted: bool,
        number: i64,
        print_minutes: Option<i32>,
        material_grams: Option<Quantity>,
        nozzle_mm: Option<Quantity>,
        printer_model: Option<String>,
        printer_model_id: Option<String>,
        height_mm: Option<Quantity>,
        #[ts(type = "unknown")]
        box_json: Option<Value>,
        #[ts(type = "unknown")]
        slots_json: Value,
        picture_sha256: Option<String>,
        picture_type: Option<String>,
    }
}

fn row(r: &Read<'_>, id: PrintPlateId) -> Result<Row> {
    let found = r.maybe(
        "SELECT p.print_file_id, f.name, f.kind, f.sha256, f.size, f.deleted_at IS NOT NULL AS is_deleted, p.number,
             p.print_minutes, p.material_grams, p.nozzle_mm, p.printer_model, p.printer_model_id, p.height_mm,
             p.box_json, p.slots_json, p.picture_sha256, p.picture_type
         FROM print_plates AS p JOIN print_files AS f ON f.id = p.print_file_id WHERE p.id = ?1",
        bind![id],
    )?;
    found.ok_or_else(|| not_found("plate", id))
}

/// A plate with all that is needed to send it.
///
/// # Errors
/// [`Code::NotFound`].
pub(crate) fn plate(r: &Read<'_>, id: PrintPlateId) -> Result<StoredPlate> {
    let row = row(r, id)?;
    let unreadable = |column: &str| Error::Unreadable { column: column.to_owned() };
    let filaments: Vec<PlateFilament> =
        serde_json::from_value(row.slots_json).map_err(|_| unreadable("slots_json"))?;
    let outline: Option<PlateBox> =
        row.box_json.map(serde_json::from_value).transpose().map_err(|_| unreadable("box_json"))?;
    let sliced = SlicedPlate {
        slots: filaments.iter().map(as_slot).collect(),
        nozzle_diameter_mm: row.nozzle_mm.map(Quantity::get),
        printer_model: row.printer_model,
        printer_model_id: row.printer_model_id,
        height_mm: row.height_mm.map(Quantity::get),
        bounding_box: outline.map(|outline| BoundingBox {
            min_mm: outline.min.map(Quantity::get),
            max_mm: outline.max.map(Quantity::get),
        }),
        ..SlicedPlate::default()
    };
    Ok(StoredPlate {
        id,
        file: row.print_file_id,
        file_name: row.name,
        kind: row.kind,
        sha256: row.sha256,
        size: row.size,
        is_deleted: row.is_deleted,
        number: u16::try_from(row.number).unwrap_or(1),
        minutes: row.print_minutes,
        grams: row.material_grams,
        filaments,
        sliced,
    })
}

fn as_slot(filament: &PlateFilament) -> SlotUse {
    SlotUse {
        slot: filament.filament,
        mass_g: filament.grams.map(Quantity::get),
        material_type: filament.material.clone(),
        color_hex: filament.colour.clone(),
        ..SlotUse::default()
    }
}

/// The picture of a plate, also of a file that was deleted: prints were made of it.
///
/// # Errors
/// [`Code::NotFound`] when there is none; [`Code::DamagedFile`].
pub fn picture(app: &App, intent: &Intent, req: &PrintPlateRef) -> Result<Picture> {
    let row = app.db.read(&intent.actor, intent.needs, |r| row(r, req.id))?;
    let (Some(sha256), Some(mime_type)) = (row.picture_sha256, row.picture_type) else {
        return Err(refuse(Code::NotFound, "The slicer put no picture into this file."));
    };
    let bytes = attachments::content(&app.db.files_dir(), &sha256)?;
    Ok(Picture { mime_type, base64: BASE64_STANDARD.encode(bytes) })
}
