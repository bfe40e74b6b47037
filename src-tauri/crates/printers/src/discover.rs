//! Finding printers on the local network, when a person asks for it and only then.
//!
//! Printers are heard ([`search`]: they announce themselves, or answer a question to everybody) and asked ([`probe`]:
//! one address, or each of a short range). The pure halves read what was answered: bytes in, [`Found`] out. Where
//! questions go and where answers are awaited comes in as a [`Reach`], so that a test stays on the loopback address.
//!
//! Nothing here signs in with a person's secret, changes anything on a printer, asks an address outside local
//! networks, or believes more of an answer than it needs: frames are bounded, texts tamed, and what makes no sense
//! is passed over.

pub mod bambu;
pub mod creality;
pub mod duet;
pub mod elegoo;
mod found;
mod hear;
mod mdns;
mod probe;
mod range;
mod reach;
mod search;
pub mod web;

pub use found::{Found, Gathering, Needs, Way};
pub use hear::{Ear, follow};
pub use mdns::Service;
pub use probe::{Inquiry, Ports, clock_of, probe};
pub use range::{MOST as MOST_ADDRESSES, RangeError, Target, is_local, target};
pub use reach::{Interface, Mdns, Network, Reach, networks};
pub use search::{Sign, search};

pub use crate::wire::http::Looked;
