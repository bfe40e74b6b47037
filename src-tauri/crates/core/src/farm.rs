//! The print farm: its printers and what they do.
//!
//! Nouns: printer. Verbs: count by state. Owns `printers`, `print_jobs`, `maintenance_logs`.

mod queries;

pub use queries::{FarmLine, farm_line};
