//! Printers on the local network: one common model, one driver a protocol, a simulator of each.
//!
//! A protocol comes in two halves. The **pure** half (`<protocol>/merge.rs` and its neighbours) turns bytes that a
//! printer sent into a [`Snapshot`], and a [`Command`] into bytes: no socket, clock or randomness, so that recorded
//! payloads and random ones can be fed through it. The **transport** half (`<protocol>/driver.rs`) owns the
//! connection: it is one task, started by [`Connection::open`], with a command channel, a watch channel that always
//! holds the newest snapshot, and bounded buffers everywhere.
//!
//! This crate never touches a database, a file that it was not handed, or a person's settings; never reaches outside
//! the local network; never starts a print on a printer that it does not see idle; never repeats a command after a
//! reconnection; never calls a command done before the printer shows it; never logs an access code, and keeps none
//! in its recordings. Whatever a printer sends, it neither panics nor grows without bound ([`limits`]).

pub mod backoff;
pub mod bambu;
pub mod by_hand;
pub mod camera;
pub mod capability;
pub mod command;
pub mod creality;
pub mod discover;
pub mod driver;
pub mod duet;
pub mod elegoo_mqtt;
pub mod event;
pub mod limits;
pub mod moonraker;
pub mod mqtt;
pub mod octoprint;
pub mod protocol;
pub mod prusalink;
pub mod replay;
pub mod ring;
pub mod sdcp;
pub mod simulate;
pub mod state;
pub mod wire;

pub use backoff::Backoff;
pub use by_hand::ByHand;
pub use camera::{Camera, Lens, Look, Picture, PictureKind};
pub use capability::{Access, Capabilities, Capability};
pub use command::{
    Command, CommandId, CommandStatus, Lamp, RefusalKind, SlotChoice, SpeedMode, StartPrint, Upload,
};
pub use creality::Creality;
pub use driver::{Connection, ConnectionSetup, Driver, Order, Running, Seat, Ticket};
pub use duet::Duet;
pub use elegoo_mqtt::ElegooMqtt;
pub use event::{JobEvent, JobOutcome, JobWatch, LastKnown};
pub use moonraker::Moonraker;
pub use octoprint::OctoPrint;
pub use protocol::Protocol;
pub use prusalink::{PrusaLink, PrusaLinkAccess};
pub use replay::Replay;
pub use ring::{Direction, FrameRing, RecordedFrame};
pub use sdcp::Sdcp;
pub use state::{
    Alert, Device, Diagnosis, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Slot, SlotId,
    Snapshot, Temperature,
};
