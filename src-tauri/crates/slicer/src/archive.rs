//! Sliced 3MF: an archive with the G-code, the pictures and the figures of each plate.

mod slice_info;
mod unzip;

use serde::Deserialize;
use spoolyard_types::Decimal;

use slice_info::PlateInfo;
use unzip::Archive;

use crate::gcode::{exact_number, thumbnail_of};
use crate::{
    BoundingBox, Limits, NumberedPlate, SlicedPlate, SlicerError, SlicerFamily, SlicerProgram, SlotUse,
    Warning,
};

/// Reads every sliced plate of the archive, in the order of their numbers.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<Vec<NumberedPlate>, SlicerError> {
    let mut archive = Archive::open(bytes, limits)?;
    let info = match archive.settings("Metadata/slice_info.config")? {
        Some(text) => slice_info::read(&text, limits)?,
        None => slice_info::SliceInfo::default(),
    };
    let mut numbers: Vec<u32> = archive.names().filter_map(|name| plate_number(name, ".gcode")).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        return Err(SlicerError::NotSliced);
    }
    if numbers.len() > limits.max_plates {
        return Err(SlicerError::TooMany { what: "plates", line: 0, limit: limits.max_plates as u64 });
    }
    let mut plates = Vec::with_capacity(numbers.len());
    for number in numbers {
        let text = archive.ends(&format!("Metadata/plate_{number}.gcode"), keep_going)?;
        let mut plate = crate::gcode::read_gcode_ends(&text.head, &text.tail, limits)?;
        if let Some(stated) = info.plates.iter().find(|plate| plate.number == number) {
            state(&mut plate, stated, info.program.as_ref());
        }
        add_side_files(&mut archive, number, &mut plate)?;
        plates.push(NumberedPlate { number, plate });
    }
    Ok(plates)
}

/// `12` of `Metadata/plate_12.gcode`.
fn plate_number(name: &str, extension: &str) -> Option<u32> {
    let digits = name.strip_prefix("Metadata/plate_")?.strip_suffix(extension)?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// Lays the figures of the archive over those of the G-code: they name the slots, the G-code alone does not.
fn state(plate: &mut SlicedPlate, stated: &PlateInfo, program: Option<&(String, String)>) {
    if let Some(seconds) = stated.seconds {
        let minutes = seconds / Decimal::from(60);
        plate.print_minutes = Some(spoolyard_types::number::round_half_away(minutes, 4));
    }
    plate.stated_mass_g = stated.mass_g.or(plate.stated_mass_g);
    plate.printer_model_id = stated.printer_model_id.clone();
    plate.nozzle_diameter_mm = stated.nozzle_diameter_mm.or(plate.nozzle_diameter_mm);
    if plate.slicer.is_none()
        && let Some((name, version)) = program
    {
        let (name, version) = (name.clone(), version.clone());
        plate.slicer = Some(SlicerProgram { family: SlicerFamily::Bambu, name, version });
    }
    if !stated.slots.is_empty() {
        let known = std::mem::take(&mut plate.slots);
        plate.slots = stated.slots.iter().map(|slot| enrich(slot, &known)).collect();
        plate
            .warnings
            .retain(|warning| !warning.text.starts_with("the file does not say which of its slots"));
    }
    if !stated.objects.is_empty() {
        plate.objects = stated.objects.clone();
    }
    plate.warnings.extend(stated.warnings.iter().map(|text| Warning { line: 0, text: text.clone() }));
}

/// The archive's slot, with what only the G-code knows of it.
fn enrich(stated: &SlotUse, known: &[SlotUse]) -> SlotUse {
    let mut slot = stated.clone();
    if let Some(also) = known.iter().find(|known| known.slot == stated.slot) {
        slot.density_g_cm3 = also.density_g_cm3;
        slot.diameter_mm = also.diameter_mm;
        slot.cost = also.cost;
        slot.volume_cm3 = also.volume_cm3;
        slot.profile.clone_from(&also.profile);
        slot.material_type = slot.material_type.or_else(|| also.material_type.clone());
        slot.color_hex = slot.color_hex.or_else(|| also.color_hex.clone());
        slot.length_mm = slot.length_mm.or(also.length_mm);
        if slot.mass_g.is_none() {
            (slot.mass_g, slot.mass_is_computed) = (also.mass_g, also.mass_is_computed);
        }
    }
    slot
}

/// What stands beside the G-code of a plate. Unknown fields are left alone.
#[derive(Deserialize)]
struct PlateJson {
    #[serde(default)]
    bbox_all: Vec<serde_json::Number>,
    #[serde(default)]
    bed_type: Option<String>,
}

fn add_side_files(
    archive: &mut Archive<'_>,
    number: u32,
    plate: &mut SlicedPlate,
) -> Result<(), SlicerError> {
    if let Some(text) = archive.settings(&format!("Metadata/plate_{number}.json"))? {
        match serde_json::from_str::<PlateJson>(&text) {
            Ok(side) => {
                plate.bed_type = side.bed_type.filter(|name| name.len() < 256).or(plate.bed_type.take());
                plate.bounding_box =
                    plate.bounding_box.or_else(|| plane_box(&side.bbox_all, plate.height_mm));
            }
            Err(_) => plate.warnings.push(Warning {
                line: 0,
                text: format!("the figures beside plate {number} cannot be read; they are left out"),
            }),
        }
    }
    for name in [format!("Metadata/plate_{number}.png"), format!("Metadata/plate_{number}_small.png")] {
        let Some(bytes) = archive.picture(&name)? else {
            continue;
        };
        match thumbnail_of(bytes) {
            Some(picture) => plate.thumbnails.push(picture),
            None => plate.warnings.push(Warning {
                line: 0,
                text: format!("the picture of plate {number} is no picture; it is left out"),
            }),
        }
    }
    Ok(())
}

/// The box from its outline on the plate and the height of the print.
fn plane_box(outline: &[serde_json::Number], height_mm: Option<Decimal>) -> Option<BoundingBox> {
    let [min_x, min_y, max_x, max_y] = outline else {
        return None;
    };
    let of = |value: &serde_json::Number| exact_number(&value.to_string());
    let min_mm = [of(min_x)?, of(min_y)?, Decimal::ZERO];
    let max_mm = [of(max_x)?, of(max_y)?, height_mm?];
    min_mm.iter().zip(&max_mm).all(|(min, max)| min <= max).then_some(BoundingBox { min_mm, max_mm })
}
