//! What was found, and the list that it is gathered in.

use crate::limits::TEXT_CHARS;
use crate::protocol::Protocol;

/// Most machines that one search gathers: an announcement costs its sender nothing.
const MOST: usize = 2048;

/// What is still needed before a connection can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// The access code that the printer shows.
    AccessCode,
    /// A key made in its settings.
    ApiKey,
    /// A password.
    Password,
}

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It announced itself.
    Announced,
    /// It answered a question to everybody.
    Answered,
    /// It was asked at its address.
    Asked,
}

/// A printer on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The language it speaks.
    pub protocol: Protocol,
    /// Its maker, or the software in front of it.
    pub make: &'static str,
    /// Its model, where it tells.
    pub model: Option<String>,
    /// The name it was given.
    pub name: Option<String>,
    /// Its serial number or other lasting identity.
    pub serial: Option<String>,
    /// Its address, as a number.
    pub host: String,
    /// Its name in the network, like `voron.local`.
    pub host_name: Option<String>,
    /// Its port, where it is not the usual one of the protocol.
    pub port: Option<u16>,
    /// Whether it is set to be used on the local network, where it tells.
    pub lan_mode: Option<bool>,
    /// The firmware's or the software's version.
    pub firmware: Option<String>,
    /// What is still needed.
    pub needs: Needs,
    /// How it was found.
    pub way: Way,
}

impl Found {
    /// A machine of which only this is known.
    #[must_use]
    pub fn new(protocol: Protocol, make: &'static str, host: impl Into<String>, way: Way) -> Self {
        Self {
            protocol,
            make,
            model: None,
            name: None,
            serial: None,
            host: host.into(),
            host_name: None,
            port: None,
            lan_mode: None,
            firmware: None,
            needs: Needs::Nothing,
            way,
        }
    }

    /// Whether both are one machine: the same serial number, or the same place.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        if self.protocol != other.protocol {
            return false;
        }
        match (&self.serial, &other.serial) {
            (Some(own), Some(its)) => own == its,
            _ => self.host == other.host && self.port == other.port,
        }
    }

    /// Adds what the other knows more of the same machine; whether that was anything. Where both tell an address
    /// the newer word counts.
    fn learn(&mut self, newer: Self) -> bool {
        let before = self.clone();
        for (own, its) in [
            (&mut self.model, newer.model),
            (&mut self.name, newer.name),
            (&mut self.serial, newer.serial),
            (&mut self.host_name, newer.host_name),
            (&mut self.firmware, newer.firmware),
        ] {
            if own.is_none() {
                *own = its;
            }
        }
        self.lan_mode = self.lan_mode.or(newer.lan_mode);
        if newer.way == Way::Asked {
            self.needs = newer.needs;
        }
        if self.host != newer.host {
            self.host = newer.host;
            self.port = newer.port;
        }
        *self != before
    }
}

/// What a search has found so far, each machine once.
#[derive(Debug, Clone, Default)]
pub struct Gathering(Vec<Found>);

impl Gathering {
    /// Takes one in; whether that was news.
    pub fn take(&mut self, found: Found) -> bool {
        if let Some(known) = self.0.iter_mut().find(|known| known.is_same_as(&found)) {
            return known.learn(found);
        }
        let has_room = self.0.len() < MOST;
        if has_room {
            self.0.push(found);
        }
        has_room
    }

    /// All of it, in the order in which it was found.
    #[must_use]
    pub fn all(&self) -> &[Found] {
        &self.0
    }
}

/// A text of a printer's, tamed and trimmed; none when nothing is in it.
pub(super) fn text(value: &str) -> Option<String> {
    // Tamed first: behind what is taken out may stand nothing but blanks.
    let tame = crate::limits::tame(value);
    let tame = tame.trim();
    (!tame.is_empty()).then(|| tame.chars().take(TEXT_CHARS).collect())
}

/// What may be a serial number: letters, figures and a few signs, so that it is none of a topic's or a path's.
pub(super) fn serial(value: &str) -> Option<String> {
    let value = value.trim();
    let fits = (4..=64).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'));
    fits.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_machine_is_gathered_once_and_known_better_each_time() {
        let mut all = Gathering::default();
        let heard = Found {
            serial: Some("01P00A".into()),
            ..Found::new(Protocol::Bambu, "Bambu Lab", "192.168.1.4", Way::Announced)
        };
        assert!(all.take(heard.clone()));
        assert!(!all.take(heard.clone()), "the same again is no news");
        let asked = Found { model: Some("P1S".into()), host: "192.168.1.9".into(), way: Way::Asked, ..heard };
        assert!(all.take(asked));
        assert_eq!(all.all().len(), 1);
        assert_eq!((all.all()[0].model.as_deref(), all.all()[0].host.as_str()), (Some("P1S"), "192.168.1.9"));
        let elsewhere = Found::new(Protocol::Moonraker, "Klipper", "192.168.1.9", Way::Asked);
        assert!(all.take(elsewhere.clone()));
        assert!(all.take(Found { port: Some(7126), ..elsewhere }));
        assert_eq!(all.all().len(), 3);
    }

    #[test]
    fn a_search_gathers_no_more_than_it_can_hold() {
        let mut all = Gathering::default();
        for n in 0..MOST + 10 {
            let one = Found {
                serial: Some(format!("SN-{n}")),
                ..Found::new(Protocol::Sdcp, "Elegoo", "10.0.0.1", Way::Answered)
            };
            assert_eq!(all.take(one), n < MOST);
        }
    }

    #[test]
    fn what_would_steer_a_topic_is_no_serial_number() {
        for bad in ["", "a", "01P/#/x", "01P +", "ä1234567", &"9".repeat(65)] {
            assert_eq!(serial(bad), None, "{bad}");
        }
        assert_eq!(serial(" 01P00A123456789 ").as_deref(), Some("01P00A123456789"));
    }
}
