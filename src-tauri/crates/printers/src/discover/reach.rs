//! By which ways printers are heard: the computer's own networks, or what a test says.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use super::elegoo::{CC2_PORT, SDCP_PORT};

/// Where Bambu's printers announce themselves, and where older firmware does.
const SSDP_PORTS: [u16; 2] = [2021, 1990];
/// The group that they announce to, beside everybody.
const SSDP_GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 255, 250);
/// Printers announce themselves every few seconds.
const LISTEN: Duration = Duration::from_secs(8);
/// Smaller networks are offered as they are; of larger ones only the part around this computer.
const SMALLEST_PREFIX: u8 = 24;

/// One of the computer's own addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interface {
    /// Its number.
    pub address: Ipv4Addr,
    /// The number of everybody in its network.
    pub broadcast: Option<Ipv4Addr>,
}

/// A network that this computer is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// The interface's name.
    pub name: String,
    /// This computer's number in it.
    pub address: Ipv4Addr,
    /// What can be asked of it, as a range.
    pub range: String,
}

/// Where services are looked up by mDNS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mdns {
    /// Not at all.
    Nowhere,
    /// On this computer's loopback address alone.
    Loopback,
    /// On every network of this computer, and on its loopback address.
    Everywhere,
}

/// Where announcements are awaited and questions to everybody are sent.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Where Bambu's printers are heard; nowhere does not listen.
    pub ssdp: Vec<SocketAddrV4>,
    /// The group that is joined there, on each of these addresses of this computer.
    pub ssdp_group: Option<(Ipv4Addr, Vec<Ipv4Addr>)>,
    /// Where they are asked to announce themselves now.
    pub ssdp_ask: Vec<SocketAddr>,
    /// From where questions to everybody are sent.
    pub ask_from: Vec<Ipv4Addr>,
    /// Where Elegoo's SDCP is asked.
    pub sdcp_ask: Vec<SocketAddr>,
    /// Where the Centauri Carbon 2 is asked.
    pub cc2_ask: Vec<SocketAddr>,
    /// Where services are looked up by mDNS.
    pub mdns: Mdns,
    /// How long to listen.
    pub listen: Duration,
}

impl Reach {
    /// Hears nothing: only what is asked by its address is found.
    #[must_use]
    pub const fn deaf() -> Self {
        Self {
            ssdp: Vec::new(),
            ssdp_group: None,
            ssdp_ask: Vec::new(),
            ask_from: Vec::new(),
            sdcp_ask: Vec::new(),
            cc2_ask: Vec::new(),
            mdns: Mdns::Nowhere,
            listen: Duration::ZERO,
        }
    }

    /// Hears what Bambu's printers announce, and says nothing.
    #[must_use]
    pub fn announcements() -> Self {
        let own = interfaces().iter().map(|one| one.address).collect();
        Self {
            ssdp: SSDP_PORTS.map(|port| SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port)).into(),
            ssdp_group: Some((SSDP_GROUP, own)),
            ..Self::deaf()
        }
    }

    /// Everything, on every network of this computer. Simulated printers on this computer are heard, too.
    #[must_use]
    pub fn local_network() -> Self {
        let interfaces = interfaces();
        let everybody: Vec<IpAddr> = interfaces
            .iter()
            .filter_map(|one| one.broadcast)
            .chain([Ipv4Addr::LOCALHOST])
            .map(IpAddr::V4)
            .collect();
        let at = |port: u16| everybody.iter().map(|ip| SocketAddr::new(*ip, port)).collect::<Vec<_>>();
        Self {
            ssdp: SSDP_PORTS.map(|port| SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port)).into(),
            ssdp_group: Some((SSDP_GROUP, interfaces.iter().map(|one| one.address).collect())),
            ssdp_ask: vec![SocketAddr::new(IpAddr::V4(SSDP_GROUP), SSDP_PORTS[0])],
            ask_from: vec![Ipv4Addr::UNSPECIFIED],
            sdcp_ask: at(SDCP_PORT),
            cc2_ask: at(CC2_PORT),
            mdns: Mdns::Everywhere,
            listen: LISTEN,
        }
    }
}

/// The computer's own addresses in local networks, the loopback one left out.
fn interfaces() -> Vec<Interface> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    all.into_iter()
        .filter(|one| !one.is_loopback())
        .filter_map(|one| match one.addr {
            if_addrs::IfAddr::V4(v4) if super::is_local(IpAddr::V4(v4.ip)) => {
                Some(Interface { address: v4.ip, broadcast: v4.broadcast })
            }
            if_addrs::IfAddr::V4(_) | if_addrs::IfAddr::V6(_) => None,
        })
        .collect()
}

/// The networks that this computer is in, each as a range that can be asked. It sends nothing.
#[must_use]
pub fn networks() -> Vec<Network> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let mut found: Vec<Network> = Vec::new();
    for one in all.into_iter().filter(|one| !one.is_loopback()) {
        let if_addrs::IfAddr::V4(v4) = &one.addr else { continue };
        if !super::is_local(IpAddr::V4(v4.ip)) {
            continue;
        }
        let range = range_around(v4.ip, v4.prefixlen);
        if found.iter().all(|known| known.range != range) {
            found.push(Network { name: one.name, address: v4.ip, range });
        }
    }
    found
}

fn range_around(ip: Ipv4Addr, prefix: u8) -> String {
    let prefix = prefix.clamp(SMALLEST_PREFIX, 32);
    let mask = u32::MAX.checked_shl(u32::from(32 - prefix)).unwrap_or(0);
    format!("{}/{prefix}", Ipv4Addr::from(u32::from(ip) & mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_network_is_offered_in_the_part_around_this_computer() {
        assert_eq!(range_around([192, 168, 1, 57].into(), 24), "192.168.1.0/24");
        assert_eq!(range_around([10, 1, 2, 3].into(), 8), "10.1.2.0/24");
        assert_eq!(range_around([10, 1, 2, 200].into(), 26), "10.1.2.192/26");
        for network in networks() {
            assert!(super::super::target(&network.range).is_ok(), "{network:?}");
        }
    }
}
