//! G-code, plain and binary: finds the comments, hands each to the dialects, and sums up.

mod base64;
mod binary;
mod comment;
mod lines;
mod objects;
mod others;
mod results;
mod settings;
mod tally;
mod thumbnail;
mod value;

use lines::Lines;
use tally::Tally;

use crate::{Limits, SlicedPlate, SlicerError};

/// How many lines pass between two looks at whether the caller still wants the answer.
const LINES_BETWEEN_LOOKS: u64 = 1 << 14;

/// Reads a whole file of G-code, plain or binary, within the default [`Limits`].
///
/// # Errors
/// Any [`SlicerError`] but `NoEstimate` and `Cancelled`; a file that lacks a figure is no error here.
pub fn read_gcode(bytes: &[u8]) -> Result<SlicedPlate, SlicerError> {
    read_gcode_within(bytes, &Limits::default(), &mut || true)
}

/// Reads a whole file of G-code, plain or binary, within `limits`, asking `keep_going` every few thousand lines.
///
/// # Errors
/// Any [`SlicerError`] but `NoEstimate`; `Cancelled` when `keep_going` answers false.
pub fn read_gcode_within(
    bytes: &[u8],
    limits: &Limits,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<SlicedPlate, SlicerError> {
    admit(bytes, bytes.len(), limits)?;
    if bytes.starts_with(b"GCDE") {
        return binary::read(bytes, limits, keep_going);
    }
    let mut tally = Tally::new(limits, true);
    read_lines(Lines::whole(bytes, limits), &mut tally, keep_going)?;
    tally.finish()
}

/// Reads the first and the last piece of a long file, as cut: a line broken by the cut is left out. Slicers
/// write all figures into the first and last few hundred kilobytes; layers and objects are not counted.
///
/// # Errors
/// As [`read_gcode`]; line numbers in the last piece count from its own beginning.
pub fn read_gcode_ends(head: &[u8], tail: &[u8], limits: &Limits) -> Result<SlicedPlate, SlicerError> {
    admit(head, head.len().saturating_add(tail.len()), limits)?;
    if head.starts_with(b"GCDE") {
        return Err(SlicerError::BinaryGcode);
    }
    let mut tally = Tally::new(limits, false);
    read_lines(Lines::cut_at_end(head, limits), &mut tally, &mut || true)?;
    tally.close_piece();
    read_lines(Lines::cut_at_start(tail, limits), &mut tally, &mut || true)?;
    tally.finish()
}

/// A decimal as slicers write it; `None` for anything else.
pub(crate) fn exact_number(text: &str) -> Option<spoolyard_types::Decimal> {
    value::number(text)
}

/// A picture with its coding and size, read from its own first bytes: PNG alone states them plainly.
pub(crate) fn thumbnail_of(bytes: Vec<u8>) -> Option<crate::Thumbnail> {
    let format = thumbnail::format_of(&bytes).filter(|format| *format == crate::ThumbnailFormat::Png)?;
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (width_px, height_px) = (side(16)?, side(20)?);
    Some(crate::Thumbnail { format, width_px, height_px, bytes })
}

/// Turns away what is certainly no G-code before any line is looked at.
fn admit(bytes: &[u8], total_bytes: usize, limits: &Limits) -> Result<(), SlicerError> {
    if bytes.is_empty() {
        return Err(SlicerError::Empty);
    }
    if total_bytes > limits.max_bytes {
        return Err(SlicerError::TooLarge { bytes: total_bytes, limit: limits.max_bytes });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(SlicerError::Archive);
    }
    Ok(())
}

/// Reads all lines and gives the number of the last; 0 when there is none.
fn read_lines(
    lines: Lines<'_>,
    tally: &mut Tally<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<u64, SlicerError> {
    let mut last = 0;
    for line in lines {
        let (number, bytes) = line?;
        last = number;
        if number % LINES_BETWEEN_LOOKS == 0 && !keep_going() {
            return Err(SlicerError::Cancelled);
        }
        match bytes {
            [b';', rest @ ..] => comment::read(tally, number, rest)?,
            [] => {}
            command => objects::read_command(tally, number, command)?,
        }
    }
    Ok(last)
}
