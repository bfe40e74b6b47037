//! Bambu Lab printers on the local network: MQTT over TLS for state and commands, FTPS for files.
//!
//! Pure: [`merge`] turns reports into one raw state, [`view`] reads it as a [`Snapshot`](crate::Snapshot), [`request`]
//! writes commands, [`session`] follows commands until their effect is seen. Transport: [`tls`] knows whom it talks
//! to, [`driver`] owns the connection, [`ftps`] carries files.
//!
//! What this driver never does: sign commands with keys that are not its own, poll for full reports, send a print to a
//! printer that is not seen idle, or send anything a second time.

pub mod access;
pub mod ams;
pub mod codes;
pub mod driver;
pub mod ftps;
pub mod merge;
pub mod model;
pub mod read;
pub mod request;
pub mod session;
pub mod stages;
mod turn;
mod verdict;
pub mod view;

pub use crate::wire::tls;
pub use driver::{BambuDriver, BambuSettings, Timing};
pub use session::Patience;
