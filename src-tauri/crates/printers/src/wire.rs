//! What the transports of the protocols share: addresses, pinned certificates, HTTP, websockets, polling, file sending,
//! and the watch over commands until their effect is seen. Nothing here knows a protocol.

pub mod address;
pub mod digest;
pub(crate) mod engine;
pub(crate) mod http;
pub(crate) mod json;
pub(crate) mod poll;
pub(crate) mod pursuit;
pub(crate) mod socket;
pub(crate) mod sought;
pub mod tls;
pub(crate) mod transfer;

pub use address::{Address, AddressError};
pub use engine::Pace;
