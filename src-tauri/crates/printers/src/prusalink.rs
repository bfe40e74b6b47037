//! PrusaLink: what Prusa's printers speak in the local network. Asked over HTTP, one question at a time: the server
//! inside the printer holds hardly more than one connection.

mod driver;
pub mod merge;

pub use driver::{PrusaLink, PrusaLinkAccess};
