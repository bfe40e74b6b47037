//! The print farm: its printers, what they print, and who looks after them.
//!
//! Nouns: printer, connection, print job, maintenance log. Verbs: add, change, connect, observe, maintain.
//! Always: one print is one job, however often its printer tells of it, and it ends once; what a finished job
//! says is evidence, and posting it to a work order is another act.
//! Never: an access code or key leaves as text, nor lies in the store unsealed ([`crate::seal`]).
//! Tables owned: `printers`, `print_jobs`, `maintenance_logs`.

mod adding;
mod connection;
mod import;
mod jobs;
mod maintenance;
mod model;
mod observe;
mod printers;
mod prints;
mod queries;

pub use adding::{AddPrinters, NewPrinter, PrintersAdded, add_printers, without_secrets};
pub use connection::{
    Address, ConnectPrinter, Disconnect, KnownPrinter, Pin, Reachable, connect, disconnect, known_printers,
    moved, pin, reachable,
};
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
