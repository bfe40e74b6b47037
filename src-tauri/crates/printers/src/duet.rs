//! Duet boards with RepRapFirmware: alone (`rr_` requests) or with a computer beside them (`/machine`). Both tell one
//! object model.

mod driver;
pub mod merge;

pub use driver::Duet;
