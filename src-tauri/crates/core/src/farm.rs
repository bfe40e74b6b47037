//! The print farm: its printers and what they do.
//!
//! Nouns: printer. Verbs: add, count by state. Owns `printers`, `print_jobs`, `maintenance_logs`.

mod commands;
mod queries;

pub use commands::{AddPrinter, PrinterRef, add_printer};
pub use queries::{FarmLine, farm_line};
