//! The library of files that printers print: kept by content, read once, sent as often as wanted.
//!
//! Nouns: print file, plate, copy on a printer. Verbs: take in, rename, delete, look at, send.
//! Always: a row names a file that lies on the disk; what stands of a plate is what its slicer said.
//! Never: a file is believed by its name, or read beyond its limits.

mod intake;
mod pages;
mod plates;
mod reading;
mod removing;
mod stem;

pub use intake::{
    BeginUpload, FinishUpload, MOST_FILE_BYTES, MOST_PIECE_BYTES, UploadPiece, UploadSoFar, UploadStarted,
    begin_upload, finish_upload, put_piece,
};
pub use pages::{
    FileOnPrinter, PlateRow, PrintFile, PrintFileRow, UpdatePrintFile, print_file, print_files,
    update_print_file,
};
pub use plates::{Picture, PlateFilament, PrintFileRef, PrintPlateRef, picture};
pub(crate) use plates::{StoredPlate, plate};
pub use removing::delete_print_file;
pub(crate) use stem::stem;

crate::stored_enum! {
    /// How a file for printers is written.
    pub enum PrintFileKind {
        /// Lines of text.
        Gcode = "gcode",
        /// Binary G-code.
        BinaryGcode = "bgcode",
        /// A sliced project with one plate or several.
        Project = "3mf",
    }
}
