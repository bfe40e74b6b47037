//! Klipper behind Moonraker: JSON-RPC over a websocket, files over HTTP.
//!
//! Moonraker sends the whole status once, then only the fields that changed. What ended while nobody listened is
//! told by its history, which is asked first.

mod driver;
mod feeding;
pub mod merge;
mod talk;

pub use driver::Moonraker;
pub(crate) use talk::Conversation;
