//! Why a file could not be read, and what would make it pass.

use thiserror::Error;

/// A file that this crate refuses. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SlicerError {
    /// There are no bytes.
    #[error("the file is empty: export it again from the slicer")]
    Empty,
    /// More bytes than the limit.
    #[error(
        "the file has {bytes} bytes, more than the {limit} allowed: split the plate or lower the resolution"
    )]
    TooLarge {
        /// Bytes given.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Binary G-code, of which the two ends alone say nothing.
    #[error("this is binary G-code, which can only be read as a whole")]
    BinaryGcode,
    /// A ZIP archive: most likely a sliced 3MF, which `read_sliced` reads.
    #[error("this is an archive (a 3MF project?), not plain G-code: export the plate as G-code")]
    Archive,
    /// Binary G-code that does not hold together.
    #[error("the binary G-code is damaged at byte {at} ({what}): export it again from the slicer")]
    BrokenBinary {
        /// Where, in bytes from the beginning.
        at: u64,
        /// What was found.
        what: &'static str,
    },
    /// An archive that does not hold together.
    #[error("the 3MF file is damaged ({what}): export it again from the slicer")]
    BrokenArchive {
        /// What was found, shortened.
        what: String,
    },
    /// A project in which no plate was sliced.
    #[error("the 3MF project holds no sliced plate: slice it and export the sliced file")]
    NotSliced,
    /// Bytes that no text holds.
    #[error("line {line} holds a zero byte: this is not a text file of G-code")]
    NotText {
        /// Where.
        line: u64,
    },
    /// Text without a single command or slicer comment.
    #[error("the file holds neither G-code commands nor a slicer's comments")]
    NotGcode,
    /// A line longer than the limit.
    #[error("line {line} is longer than {limit} bytes")]
    LineTooLong {
        /// Where.
        line: u64,
        /// Bytes allowed.
        limit: usize,
    },
    /// More of something than the limit.
    #[error("it holds more than {limit} {what}{}: split it into several files", place(*line))]
    TooMany {
        /// What there is too much of: `lines`, `slots`, `objects`, `thumbnails`, `plates`, `entries`.
        what: &'static str,
        /// Where the limit was passed.
        line: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// A time or an amount that cannot be understood. Guessing here would falsify a price.
    #[error("line {line}: \"{key}\" should be {expected}, but is \"{value}\"")]
    BadValue {
        /// Where.
        line: u64,
        /// The slicer's own name of the figure.
        key: String,
        /// What it says, shortened.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The file is sound but does not say what is asked.
    #[error("the slicer did not write {missing} into this file: slice it again, or type the figure in")]
    NoEstimate {
        /// `the print time`, `the filament's mass`.
        missing: &'static str,
    },
    /// The caller asked to stop.
    #[error("reading was cancelled")]
    Cancelled,
}

/// Where in a text; nowhere in an archive.
fn place(line: u64) -> String {
    if line == 0 { String::new() } else { format!(" (line {line})") }
}
