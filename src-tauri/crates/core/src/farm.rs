//! The print farm: its printers and what they do.
//!
//! Nouns: printer, print, upkeep. Verbs: add, record, count by state. Owns `printers`, `print_jobs`, `maintenance_logs`.

mod commands;
mod prints;
mod queries;

pub use commands::{AddPrinter, PrinterRef, add_printer};
pub(crate) use prints::{Print, Upkeep, record_print, record_upkeep, seen};
pub use prints::{PrintState, UpkeepKind};
pub use queries::{FarmLine, farm_line};
