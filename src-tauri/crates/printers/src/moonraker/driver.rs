//! The transport.

use super::talk::Conversation;
use crate::driver::{Driver, Running, Seat};
use crate::protocol::Protocol;
use crate::wire::address::Address;
use crate::wire::engine::{Pace, give_up, keep};
use crate::wire::http::{Access, Http};
use crate::wire::socket::SocketLink;
use spoolyard_types::Secret;

/// A printer behind Moonraker.
#[derive(Debug, Clone)]
pub struct Moonraker {
    address: Address,
    key: Option<Secret>,
    pin: Option<String>,
    pace: Pace,
}

impl Moonraker {
    /// The port that Moonraker listens on by itself.
    pub const PORT: u16 = 7125;

    /// At an address; the key is needed where Moonraker does not trust this computer.
    #[must_use]
    pub const fn new(address: Address, key: Option<Secret>) -> Self {
        Self { address, key, pin: None, pace: Pace::of(Protocol::Moonraker) }
    }

    /// With another patience.
    #[must_use]
    pub const fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// The certificate that was accepted before, for an address with `https://`; none accepts the first that is seen.
    #[must_use]
    pub fn with_pin(mut self, sha256: Option<String>) -> Self {
        self.pin = sha256;
        self
    }
}

impl Driver for Moonraker {
    fn protocol(&self) -> Protocol {
        Protocol::Moonraker
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        let Self { address, key, pin, pace } = *self;
        Box::pin(async move {
            let access = key.clone().map_or(Access::Open, |key| Access::Header("X-Api-Key", key));
            let http = match Http::pinned(address.clone(), access, pace.answer, pin) {
                Ok(http) => http,
                Err(error) => return give_up(seat, error.diagnosis("")).await,
            };
            let headers = key.iter().map(|key| ("x-api-key", key.reveal().to_owned())).collect();
            let talk = Conversation::new(http, key);
            keep(SocketLink { address, path: "/websocket", headers, talk, pace }, seat, pace).await;
        })
    }
}
