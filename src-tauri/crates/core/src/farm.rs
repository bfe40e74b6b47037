//! The print farm: its printers, what they print, and who looks after them.
//!
//! Nouns: printer, connection, slot, print file, plate, print job, maintenance log. Verbs: add, change, connect, load,
//! send, observe, maintain.
//! Always: one print is one job, however often its printer tells of it, and it ends once; what a finished job
//! says is evidence, and posting it to a work order is another act.
//! Never: an access code or key leaves as text, nor lies in the store unsealed ([`crate::seal`]).
//! Tables owned: `printers`, `printer_states`, `printer_slots`, `printer_files`, `print_files`, `print_plates`, `print_jobs`,
//! `maintenance_logs`. Which spool is in a slot stands with the spool, which is the stock's.

mod adding;
mod colour;
mod connection;
mod evidence;
mod files;
mod fit;
mod import;
mod jobs;
mod maintenance;
mod model;
mod observe;
mod printers;
mod prints;
mod queries;
mod sending;
mod slots;

pub use adding::{AddPrinters, NewPrinter, PrintersAdded, add_printers, without_secrets};
pub use connection::{
    Address, ConnectPrinter, Disconnect, KeptAccess, KnownPrinter, Pin, Reachable, connect, disconnect,
    kept_access, known_printers, moved, pin, reachable,
};
pub use files::{
    BeginUpload, FileOnPrinter, FinishUpload, MOST_FILE_BYTES, MOST_PIECE_BYTES, Picture, PlateFilament,
    PlateRow, PrintFile, PrintFileKind, PrintFileRef, PrintFileRow, PrintPlateRef, UpdatePrintFile,
    UploadPiece, UploadSoFar, UploadStarted, begin_upload, delete_print_file, finish_upload, picture,
    print_file, print_files, put_piece, update_print_file,
};
pub use fit::{FilamentSlot, FitRequest, FitSlot, LoadedSlot, PlateFit, PrinterNow, plate_fits};
pub use import::{ImportPrinters, PrintersImported, import_printers};
pub use jobs::{LinkJob, PrintJob, PrintJobRef, PrintJobRow, SettleJob, job, jobs, link_job, settle_job};
pub use maintenance::{
    LogMaintenance, MaintenanceDue, MaintenanceLogRow, MaintenanceType, due, log_maintenance,
    maintenance_logs,
};
pub use model::{JobPriority, JobStatus, PrinterStatus, Protocol};
pub use observe::{JobEvent, JobSighting, Observed, Sighting, observe};
pub use printers::{
    AddPrinter, PrinterRef, SetMaintenance, UpdatePrinter, add_printer, set_maintenance, update_printer,
};
pub(crate) use prints::{Print, record_print, seen};
pub use queries::{FarmLine, Printer, PrinterRow, farm_line, printer, printers};
pub use sending::{
    Dispatch, PlateSent, SendEnd, SendPlate, SlotPick, begin_send, end_send, forget_unsent, note_copy,
};
pub use slots::{
    LoadSlot, PrinterSlot, SlotRef, SlotSeen, SlotSpool, load_slot, printer_slots, slot_key, slot_of_key,
    spools_for_slot,
};
