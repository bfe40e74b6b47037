//! Elegoo's SDCP version 3: resin printers and the Centauri Carbon, over a websocket without a key.

mod driver;
pub mod merge;

pub(crate) use driver::Conversation;
pub use driver::Sdcp;
