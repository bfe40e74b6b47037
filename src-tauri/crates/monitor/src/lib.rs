//! The printer-monitor thread: it keeps one connection to every printer of the farm and turns what it sees into
//! core commands.
//!
//! One thread with a tokio runtime of its own. Each printer is a task: its failure touches no other. What is worth
//! keeping goes through one [`scribe`] to the store, so that no connection ever waits for the disk; what is merely
//! live goes to the windows, at most twice a second a printer. When a person asks it looks for printers on the network
//! ([`find`]) and tries connections ([`trial`]); a printer that is missed is followed to where it announces itself
//! ([`ear`]).
//!
//! Never: a first report is taken for an event; a command is sent by itself, or twice; SQL, a window or a decision
//! of the business is in here. At the end every printer hears a goodbye.

mod action;
mod ear;
mod find;
mod fit;
mod floor;
mod garage;
mod gate;
mod ledger;
mod scribe;
mod send;
pub mod simulate;
mod task;
mod trial;
mod view;
mod words;

pub use action::PrinterAction;
pub use find::{FindPrinters, FoundPrinter, FoundPrinters, LocalNetwork, Searching, StillNeeded, networks};
pub use floor::{Live, Monitor, Notice};
pub use garage::{Garage, LanGarage, OneOnly};
pub use ledger::Remembered;
pub use send::{Delivered, Leg, Parcel, Start};
pub use spoolyard_printers::discover::Reach;
pub use trial::{Tried, Trouble, TryConnection};
pub use view::{
    AlertSeverity, CameraLook, LiveAlert, LiveJob, LiveSlot, LiveTemperature, PrinterLive, RecordedFrameView,
    WarmPart,
};
