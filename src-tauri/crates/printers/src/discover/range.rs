//! Which addresses a person means.

use std::net::{IpAddr, Ipv4Addr};

use thiserror::Error;

use crate::limits::tame;
use crate::wire::{Address, AddressError};

/// Most addresses that are asked at once.
pub const MOST: usize = 1024;

/// What a person wants to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// These numbers, at the usual ports.
    Range(Vec<Ipv4Addr>),
    /// One machine by name or number, at this port alone where one was given.
    One {
        /// Name or number.
        host: String,
        /// Where not the usual ones.
        port: Option<u16>,
    },
}

/// Why a text is no range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RangeError {
    /// Nothing was typed.
    #[error("Enter an address or a range, like 192.168.1.40, 192.168.1.0/24 or 192.168.1.20-192.168.1.60.")]
    Empty,
    /// Cannot be read.
    #[error(
        "“{0}” is neither an address nor a range. Write it like 192.168.1.40, 192.168.1.0/24 or 192.168.1.20-192.168.1.60."
    )]
    Unreadable(String),
    /// The end lies before the beginning.
    #[error("The range ends before it begins: {0} comes after {1}.")]
    Backwards(Ipv4Addr, Ipv4Addr),
    /// More than [`MOST`].
    #[error(
        "These are {0} addresses; at most {MOST} are asked at once. Take a smaller range, like one ending in /24."
    )]
    TooMany(u64),
    /// Not on a local network.
    #[error("{0} lies in no local network. Printers are looked for on this computer's own networks only.")]
    Public(IpAddr),
    /// No address.
    #[error("The address does not read: {0}.")]
    Address(AddressError),
}

/// Whether an address belongs to a local network: private, shared by a carrier's customers (VPNs use these), given by
/// itself, or this computer.
#[must_use]
pub fn is_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_local(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

/// Reads `a.b.c.d/n`, `a.b.c.d-e.f.g.h`, `a.b.c.d-h`, or one machine as [`Address`] does.
///
/// # Errors
/// A sentence: what is wrong with it.
pub fn target(text: &str) -> Result<Target, RangeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(RangeError::Empty);
    }
    let unreadable = || RangeError::Unreadable(tame(text).chars().take(60).collect());
    if let Some((net, bits)) = text.split_once('/')
        && let Ok(net) = net.trim().parse::<Ipv4Addr>()
    {
        let bits: u32 = bits.trim().parse().ok().filter(|bits| *bits <= 32).ok_or_else(unreadable)?;
        return network(net, bits).map(Target::Range);
    }
    if let Some((first, last)) = text.split_once('-')
        && let Ok(first) = first.trim().parse::<Ipv4Addr>()
    {
        let last = last.trim();
        let last = match last.parse::<u8>() {
            Ok(end) => {
                let [a, b, c, _] = first.octets();
                Ipv4Addr::new(a, b, c, end)
            }
            Err(_) => last.parse().map_err(|_| unreadable())?,
        };
        return between(first, last).map(Target::Range);
    }
    let address = Address::parse(text, 0).map_err(RangeError::Address)?;
    if let Ok(ip) = address.host.parse::<IpAddr>()
        && !is_local(ip)
    {
        return Err(RangeError::Public(ip));
    }
    let port = Some(address.port).filter(|port| *port != 0);
    Ok(Target::One { host: address.host, port })
}

/// The machines of a network: its own number and that of everybody are left out where there are such.
fn network(net: Ipv4Addr, bits: u32) -> Result<Vec<Ipv4Addr>, RangeError> {
    let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
    let first = u32::from(net) & mask;
    let last = first | !mask;
    if bits >= 31 {
        between(first.into(), last.into())
    } else {
        between((first + 1).into(), (last - 1).into())
    }
}

fn between(first: Ipv4Addr, last: Ipv4Addr) -> Result<Vec<Ipv4Addr>, RangeError> {
    let (from, to) = (u32::from(first), u32::from(last));
    if to < from {
        return Err(RangeError::Backwards(first, last));
    }
    let count = u64::from(to - from) + 1;
    if count > MOST as u64 {
        return Err(RangeError::TooMany(count));
    }
    let all: Vec<Ipv4Addr> = (from..=to).map(Ipv4Addr::from).collect();
    match all.iter().find(|ip| !is_local(IpAddr::V4(**ip))) {
        Some(ip) => Err(RangeError::Public(IpAddr::V4(*ip))),
        None => Ok(all),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(text: &str) -> Vec<Ipv4Addr> {
        match target(text).unwrap() {
            Target::Range(all) => all,
            one @ Target::One { .. } => panic!("{text} is {one:?}"),
        }
    }

    #[test]
    fn ranges_are_read_as_people_write_them() {
        let all = range("192.168.1.0/24");
        assert_eq!((all.len(), all[0], all[253]), (254, [192, 168, 1, 1].into(), [192, 168, 1, 254].into()));
        assert_eq!(range("192.168.1.77/32"), [Ipv4Addr::new(192, 168, 1, 77)]);
        assert_eq!(range("10.0.0.250 - 10.0.1.3").len(), 10);
        assert_eq!(range("10.0.0.20-29").len(), 10);
        assert_eq!(range("192.168.0.0/22").len(), 1022);
    }

    #[test]
    fn one_machine_is_a_name_or_a_number() {
        assert_eq!(target("voron.local").unwrap(), Target::One { host: "voron.local".into(), port: None });
        assert_eq!(
            target("10.0.0.7:7126").unwrap(),
            Target::One { host: "10.0.0.7".into(), port: Some(7126) }
        );
        assert_eq!(target("my-printer").unwrap(), Target::One { host: "my-printer".into(), port: None });
    }

    #[test]
    fn what_is_wrong_is_said_with_the_way_out() {
        for (text, says) in [
            ("", "Enter an address"),
            ("192.168.0.0/16", "65534 addresses"),
            ("0.0.0.0/0", "at most 1024"),
            ("192.168.1.9-192.168.1.3", "ends before it begins"),
            ("8.8.8.0/24", "no local network"),
            ("1.1.1.1", "no local network"),
            ("192.168.1.0/33", "neither an address nor a range"),
            ("192.168.1.1-x", "neither an address nor a range"),
            ("nora@printer", "does not read"),
        ] {
            let said = target(text).unwrap_err().to_string();
            assert!(said.contains(says), "{text}: {said}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_never_leaves_the_local_networks(text in ".{0,80}") {
            if let Ok(Target::Range(all)) = target(&text) {
                prop_assert!(!all.is_empty() && all.len() <= MOST);
                prop_assert!(all.iter().all(|ip| is_local(IpAddr::V4(*ip))));
            }
        }

        #[test]
        fn any_network_is_read_or_refused(a: u8, b: u8, c: u8, d: u8, bits in 0_u32..40) {
            if let Ok(Target::Range(all)) = target(&format!("{a}.{b}.{c}.{d}/{bits}")) {
                prop_assert!(all.len() <= MOST && all.iter().all(|ip| is_local(IpAddr::V4(*ip))));
            }
        }
    }
}
