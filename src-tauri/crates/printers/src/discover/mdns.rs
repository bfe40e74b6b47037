//! Services that are announced by mDNS.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use mdns_sd::{IfKind, ServiceDaemon, ServiceEvent};
use tokio::sync::mpsc;

use super::found;
use super::range::is_local;
use super::reach::Mdns;
use crate::protocol::Protocol;

/// What is looked up.
const KINDS: &[&str] = &[
    "_moonraker._tcp.local.",
    "_octoprint._tcp.local.",
    "_prusalink._tcp.local.",
    "_duet._tcp.local.",
    "_http._tcp.local.",
];

/// A service as it was announced: a hint where to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// What it is announced as; none where only asking tells.
    pub protocol: Option<Protocol>,
    /// Its name.
    pub name: Option<String>,
    /// The machine's name, like `voron.local`.
    pub host_name: Option<String>,
    /// Its number.
    pub address: Ipv4Addr,
    /// Its port.
    pub port: u16,
}

impl Service {
    /// Reads an announcement. Web servers are everywhere: only those with a printer's name count.
    #[must_use]
    pub fn read(kind: &str, full_name: &str, host: &str, port: u16, addresses: &[Ipv4Addr]) -> Option<Self> {
        let instance = full_name.strip_suffix(kind).unwrap_or(full_name).trim_end_matches('.');
        let host_name = host.trim_end_matches('.').to_ascii_lowercase();
        let protocol = match kind.split('.').next()? {
            "_moonraker" => Some(Protocol::Moonraker),
            "_octoprint" => Some(Protocol::Octoprint),
            "_prusalink" => Some(Protocol::Prusalink),
            "_duet" => Some(Protocol::Duet),
            "_http" => {
                let words = format!("{instance} {host_name}").to_ascii_lowercase();
                let is_printer = ["prusa", "duet", "octopi", "octoprint", "mainsail", "fluidd", "klipper"];
                is_printer.iter().any(|word| words.contains(word)).then_some(None)?
            }
            _ => return None,
        };
        let address = addresses.iter().copied().find(|ip| is_local(IpAddr::V4(*ip)))?;
        Some(Self {
            protocol,
            name: found::text(&instance.replace("\\ ", " ").replace("\\.", ".")),
            host_name: found::text(&host_name),
            address,
            port: Some(port).filter(|port| *port > 0)?,
        })
    }
}

/// Looks services up for so long and hands over what is announced. The daemon's thread ends with the search.
pub(super) async fn browse(place: Mdns, patience: Duration, heard: &mpsc::Sender<Service>) {
    let daemon = match daemon(place) {
        Ok(Some(daemon)) => daemon,
        Ok(None) => return,
        Err(error) => return tracing::debug!(%error, "no mDNS here"),
    };
    let looking = KINDS.iter().filter_map(|kind| {
        let events = daemon.0.browse(kind).ok()?;
        let heard = heard.clone();
        Some(async move {
            while let Ok(event) = events.recv_async().await {
                let ServiceEvent::ServiceResolved(service) = event else { continue };
                let addresses: Vec<Ipv4Addr> = service.get_addresses_v4().into_iter().collect();
                let read = Service::read(kind, &service.fullname, &service.host, service.port, &addresses);
                if let Some(read) = read
                    && heard.send(read).await.is_err()
                {
                    return;
                }
            }
        })
    });
    let _ = tokio::time::timeout(patience, futures_util::future::join_all(looking)).await;
}

fn daemon(place: Mdns) -> Result<Option<Daemon>, mdns_sd::Error> {
    if place == Mdns::Nowhere {
        return Ok(None);
    }
    let daemon = Daemon(ServiceDaemon::new()?);
    if place == Mdns::Loopback {
        daemon.0.disable_interface(IfKind::All)?;
        daemon.0.enable_interface(IfKind::LoopbackV4)?;
    }
    Ok(Some(daemon))
}

/// Ends the daemon's thread also when the search is given up.
struct Daemon(ServiceDaemon);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.shutdown();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIND: &str = "_http._tcp.local.";

    #[test]
    fn announcements_are_hints_where_to_ask() {
        let at = [Ipv4Addr::new(192, 168, 1, 30)];
        let kind = "_moonraker._tcp.local.";
        let voron =
            Service::read(kind, "Moonraker @ voron._moonraker._tcp.local.", "Voron.local.", 7125, &at)
                .unwrap();
        assert_eq!((voron.protocol, voron.port), (Some(Protocol::Moonraker), 7125));
        assert_eq!(
            (voron.name.as_deref(), voron.host_name.as_deref()),
            (Some("Moonraker @ voron"), Some("voron.local"))
        );
        let prusa = Service::read(KIND, "PrusaLink._http._tcp.local.", "prusa-mk4.local.", 80, &at).unwrap();
        assert_eq!(prusa.protocol, None);
        assert_eq!(Service::read(KIND, "Router._http._tcp.local.", "router.local.", 80, &at), None);
        assert_eq!(
            Service::read(KIND, "PrusaLink._http._tcp.local.", "p.local.", 80, &[[9, 9, 9, 9].into()]),
            None
        );
        assert_eq!(Service::read("_ipp._tcp.local.", "Prusa._ipp._tcp.local.", "p.local.", 631, &at), None);
    }

    proptest! {
        #[test]
        fn any_names_are_read_or_passed_over(kind in ".{0,40}", name in ".{0,80}", host in ".{0,80}", port: u16) {
            let at = [Ipv4Addr::LOCALHOST];
            let _ = Service::read(&kind, &name, &host, port, &at);
            if let Some(service) = Service::read(KIND, &format!("prusa {name}"), &host, port, &at) {
                prop_assert!(service.port > 0);
            }
        }
    }
}
