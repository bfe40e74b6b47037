//! A slicer's file of any kind.

use crate::{Limits, SlicedPlate, SlicerError, archive, read_gcode_within};

/// What a slicer's file holds: one plate, or those of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlicedFile {
    /// How the file is written.
    pub kind: SlicedFileKind,
    /// The sliced plates by number; never empty.
    pub plates: Vec<NumberedPlate>,
}

/// How a slicer's file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlicedFileKind {
    /// Lines of text.
    Gcode,
    /// Binary G-code (`.bgcode`).
    BinaryGcode,
    /// A sliced 3MF project (`.gcode.3mf`).
    Project,
}

/// One plate of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedPlate {
    /// Its number in the project, from 1; 1 where the file is a single plate.
    pub number: u32,
    /// What the slicer said about it.
    pub plate: SlicedPlate,
}

/// Reads G-code, binary G-code or a sliced 3MF within the default [`Limits`].
///
/// # Errors
/// Any [`SlicerError`] but `NoEstimate` and `Cancelled`.
pub fn read_sliced(bytes: &[u8]) -> Result<SlicedFile, SlicerError> {
    read_sliced_within(bytes, &Limits::default(), &mut || true)
}

/// Reads G-code, binary G-code or a sliced 3MF within `limits`, asking `keep_going` now and then.
///
/// # Errors
/// Any [`SlicerError`] but `NoEstimate`; `Cancelled` when `keep_going` answers false.
pub fn read_sliced_within(
    bytes: &[u8],
    limits: &Limits,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<SlicedFile, SlicerError> {
    if bytes.starts_with(b"PK\x03\x04") {
        let plates = archive::read(bytes, limits, keep_going)?;
        return Ok(SlicedFile { kind: SlicedFileKind::Project, plates });
    }
    let kind = if bytes.starts_with(b"GCDE") { SlicedFileKind::BinaryGcode } else { SlicedFileKind::Gcode };
    let plate = read_gcode_within(bytes, limits, keep_going)?;
    Ok(SlicedFile { kind, plates: vec![NumberedPlate { number: 1, plate }] })
}
