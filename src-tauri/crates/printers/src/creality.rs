//! Creality's own websocket: K1, K2, Ender-3 V3 and their kin. No key, no numbers on requests: what came of a
//! command is seen in the state alone.

mod driver;
pub mod merge;

pub(crate) use driver::Conversation;
pub use driver::Creality;
