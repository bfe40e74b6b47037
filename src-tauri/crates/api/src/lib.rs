//! The one table of commands: what the window, the command line and a browser can ask of Spoolyard.
//!
//! Each entry has a name, a role, a request and an answer; [`Host::dispatch`] finds it, reads the request
//! (a slip is a refusal that names the field), runs it in the core, blanks prices for those who may not see
//! them, and tells every window what changed. TypeScript and JSON schema come from the same entries.
//!
//! This crate never decides a business question, never writes SQL and never opens a socket.

#[macro_use]
mod command;
pub mod bindings;
mod host;
mod jobs;
pub mod keyring;
mod prices;
mod replan;
mod sending;
pub mod store;
mod table;

/// Simulated printers on this computer, to try the farm without one.
pub use spoolyard_monitor::simulate;

pub use command::{Command, Kind};
pub use host::{Event, Host, Request, Response};
pub use jobs::{Job, JobState};
pub use spoolyard_monitor::{Delivered, Leg};
pub use spoolyard_types::{Actor, Code, Refusal, Role, SystemClock, counted};
pub use table::all;

/// A random token of 256 bits in hex, for a host that has to recognise its own browser.
///
/// # Errors
/// When the computer gives no random numbers.
pub fn random_token() -> Result<String, Refusal> {
    spoolyard_core::accounts::random_token().map_err(spoolyard_core::Error::into_refusal)
}
