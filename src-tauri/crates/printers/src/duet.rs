//! Duet boards with RepRapFirmware: alone (`rr_` requests) or with a computer beside them (`/machine`). Both tell one
//! object model. It numbers no jobs: [`begun`] tells one print from the next of the same file.

pub mod begun;
mod driver;
pub mod merge;

pub use driver::Duet;
