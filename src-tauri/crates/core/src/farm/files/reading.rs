//! What the slicer wrote, as it goes into the library.

use std::path::Path;

use spoolyard_slicer::{
    Limits, NumberedPlate, SlicedFileKind, SlicedPlate, SlicerError, SlicerFamily, Thumbnail,
    ThumbnailFormat, read_sliced_within,
};
use spoolyard_types::ids::PrintFileId;
use spoolyard_types::{Code, Decimal, Quantity};

use super::PrintFileKind;
use super::plates::{PlateBox, PlateFilament};
use crate::attachments::{self, Kept};
use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse};

/// Pictures with longer sides are larger than anything shows them.
const LONGEST_SIDE_PX: u32 = 1024;
/// Warnings of one plate that are kept.
const MOST_WARNINGS: usize = 20;

/// A file that was read.
pub(super) struct Sliced {
    pub(super) kind: PrintFileKind,
    pub(super) slicer: Option<String>,
    pub(super) plates: Vec<NewPlate>,
}

/// A plate on its way into the store.
pub(super) struct NewPlate {
    number: u32,
    plate: SlicedPlate,
    picture: Option<(Kept, &'static str)>,
}

/// What a file must be by its name.
///
/// # Errors
/// [`Code::FileRefused`] for a name that no file for printers bears.
pub(super) fn kind_by_name(name: &str) -> Result<PrintFileKind> {
    let lower = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&[".3mf"]) {
        Ok(PrintFileKind::Project)
    } else if ends(&[".bgcode", ".bgc"]) {
        Ok(PrintFileKind::BinaryGcode)
    } else if ends(&[".gcode", ".gco", ".g"]) {
        Ok(PrintFileKind::Gcode)
    } else {
        let text = format!(
            "“{name}” is no file for a printer by its name. Choose one that ends in .gcode, .bgcode, .gcode.3mf or .3mf."
        );
        Err(refuse(Code::FileRefused, text))
    }
}

fn named(kind: PrintFileKind) -> (&'static str, &'static str) {
    match kind {
        PrintFileKind::Gcode => ("plain G-code", ".gcode"),
        PrintFileKind::BinaryGcode => ("binary G-code", ".bgcode"),
        PrintFileKind::Project => ("a 3MF project", ".gcode.3mf or .3mf"),
    }
}

/// Reads a file for printers. Its name and its content have to agree, for printers believe the name.
///
/// # Errors
/// [`Code::FileRefused`] with the sentence of the reader.
pub(super) fn read(name: &str, bytes: &[u8], keep_going: &mut dyn FnMut() -> bool) -> Result<Sliced> {
    let refused = |err: &SlicerError| refuse(Code::FileRefused, format!("“{name}” was not taken: {err}."));
    let expected = kind_by_name(name)?;
    let limits = Limits { max_bytes: 1 << 30, ..Limits::default() };
    let sliced = read_sliced_within(bytes, &limits, keep_going).map_err(|err| refused(&err))?;
    let kind = match sliced.kind {
        SlicedFileKind::Gcode => PrintFileKind::Gcode,
        SlicedFileKind::BinaryGcode => PrintFileKind::BinaryGcode,
        SlicedFileKind::Project => PrintFileKind::Project,
    };
    if kind != expected {
        let (what, ending) = named(kind);
        let text =
            format!("“{name}” holds {what}, whose name ends in {ending}. Rename it, or choose another file.");
        return Err(refuse(Code::FileRefused, text));
    }
    if kind == PrintFileKind::Gcode {
        must_be_whole(name, bytes, sliced.plates.first().map(|first| &first.plate))?;
    }
    let slicer = sliced.plates.iter().find_map(|one| one.plate.slicer.as_ref()).map(|program| {
        format!("{} {}", program.name, program.version).trim().chars().take(100).collect::<String>()
    });
    let plates = sliced.plates.into_iter().map(|NumberedPlate { number, plate }| NewPlate {
        number,
        plate,
        picture: None,
    });
    Ok(Sliced { kind, slicer, plates: plates.collect() })
}

/// Slicers write their figures behind the last move, and some mark the end of the moves: a file without either was cut
/// off, and a printer would stop in the middle of the print.
fn must_be_whole(name: &str, bytes: &[u8], plate: Option<&SlicedPlate>) -> Result<()> {
    const TAIL: usize = 1 << 20;
    let has = |within: &[u8], mark: &[u8]| within.windows(mark.len()).any(|found| found == mark);
    let head = bytes.get(..bytes.len().min(TAIL)).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
    let lost_its_end = has(head, b"; EXECUTABLE_BLOCK_START") && !has(tail, b"; EXECUTABLE_BLOCK_END");
    let writes_figures_last =
        plate.and_then(|plate| plate.slicer.as_ref()).is_some_and(|program| match program.family {
            SlicerFamily::Prusa | SlicerFamily::Super | SlicerFamily::Slic3r => true,
            SlicerFamily::Orca | SlicerFamily::Bambu | SlicerFamily::Cura | SlicerFamily::Other => false,
        });
    let lost_its_figures = writes_figures_last
        && plate.is_some_and(|plate| plate.print_minutes.is_none() && plate.mass_g().is_none());
    if lost_its_end || lost_its_figures {
        let text = format!(
            "“{name}” ends too early: it was cut off when it was copied or saved. Export it again from the slicer."
        );
        return Err(refuse(Code::FileRefused, text));
    }
    Ok(())
}

fn quantity(value: Option<Decimal>) -> Option<Quantity> {
    value.and_then(|value| Quantity::rounded(value).ok()).filter(|value| !value.is_negative())
}

fn short(text: Option<&String>, most: usize) -> Option<String> {
    text.map(|text| text.chars().take(most).collect::<String>()).filter(|text| !text.trim().is_empty())
}

/// The picture that a window shows best: the largest that is not larger than needed. Windows draw PNG and JPEG.
fn best_picture(pictures: &[Thumbnail]) -> Option<(&Thumbnail, &'static str)> {
    let drawn = pictures.iter().filter_map(|picture| match picture.format {
        ThumbnailFormat::Png => Some((picture, "image/png")),
        ThumbnailFormat::Jpg => Some((picture, "image/jpeg")),
        ThumbnailFormat::Qoi => None,
    });
    let side = |picture: &Thumbnail| picture.width_px.max(picture.height_px);
    drawn.filter(|(picture, _)| side(picture) <= LONGEST_SIDE_PX).max_by_key(|(picture, _)| side(picture))
}

impl NewPlate {
    /// Puts its picture beside the store.
    pub(super) fn keep_picture(&mut self, folder: &Path) -> Result<()> {
        self.picture = match best_picture(&self.plate.thumbnails) {
            Some((picture, media)) => Some((attachments::keep(folder, &picture.bytes)?, media)),
            None => None,
        };
        self.plate.thumbnails.clear();
        Ok(())
    }

    /// Whole minutes, never less than there are.
    fn minutes(&self) -> Option<i64> {
        let minutes = self.plate.print_minutes?.ceil();
        i64::try_from(minutes.mantissa() / 10_i128.pow(minutes.scale()))
            .ok()
            .filter(|m| (0..=10_000_000).contains(m))
    }

    pub(super) fn insert(&self, w: &Write<'_>, file: PrintFileId) -> Result<()> {
        let plate = &self.plate;
        let filaments: Vec<PlateFilament> = plate.slots.iter().map(PlateFilament::of).collect();
        let outline = plate.bounding_box.as_ref().map(PlateBox::of);
        let warnings: Vec<&str> =
            plate.warnings.iter().map(|warning| warning.text.as_str()).take(MOST_WARNINGS).collect();
        w.insert(
            "INSERT INTO print_plates (print_file_id, number, print_minutes, material_grams, layers, nozzle_mm,
                 printer_model, printer_model_id, bed_type, height_mm, box_json, slots_json, warnings_json,
                 picture_sha256, picture_type)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            bind![
                file,
                i64::from(self.number),
                self.minutes(),
                quantity(plate.mass_g()),
                plate.layers.map(i64::from),
                quantity(plate.nozzle_diameter_mm).filter(|nozzle| nozzle.is_positive()),
                short(plate.printer_model.as_ref(), 200),
                short(plate.printer_model_id.as_ref(), 100),
                short(plate.bed_type.as_ref(), 100),
                quantity(plate.height_mm),
                outline.map(|outline| serde_json::json!(outline)),
                serde_json::json!(filaments),
                serde_json::json!(warnings),
                self.picture.as_ref().map(|(kept, _)| kept.sha256.clone()),
                self.picture.as_ref().map(|(_, media)| (*media).to_owned())
            ],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_for_printers_is_told_in_a_sentence() {
        let told = |name: &str, bytes: &[u8]| {
            read(name, bytes, &mut || true).err().map(|err| err.into_refusal().message).unwrap_or_default()
        };
        for (name, bytes, why) in [
            ("hook.gcode", &b""[..], "is empty"),
            ("hook.gcode", b"%PDF-1.7\n\0\0", "zero byte"),
            ("hook.gcode", b"dear printer, please print", "neither G-code commands"),
            ("hook.gcode", b"PK\x03\x04 and so on", "damaged"),
            ("hook.3mf", b"G28\n", "holds plain G-code, whose name ends in .gcode"),
            ("hook.stl", b"solid", "no file for a printer by its name"),
            ("hook.gcode", b"; generated by PrusaSlicer 2.7.1\nG28\nG1 X1\n", "ends too early"),
            ("hook.gcode", b"; HEADER_BLOCK_START\n; EXECUTABLE_BLOCK_START\nG28\nG1 X1\n", "ends too early"),
        ] {
            let told = told(name, bytes);
            assert!(told.contains(why) && told.contains(name), "{name}: {told}");
        }
        assert_eq!(
            told("hook.gcode", b"G28\nG1 X1 E2\n"),
            "",
            "plain commands are a file, whoever wrote them"
        );
    }
}
