//! How simulated printers make themselves known: as real ones do, but on the loopback address alone.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::time::Duration;

use mdns_sd::{IfKind, ServiceDaemon, ServiceInfo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::AbortHandle;

use super::hall::{Make, Stand};
use crate::discover::{bambu, elegoo};

/// Where whoever looks for Bambu's printers listens.
const BAMBU_EARS: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 2021);
/// Where SDCP machines are asked.
const SDCP_EARS: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, elegoo::SDCP_PORT);
/// The port at which a Bambu printer is asked who it is.
const BAMBU_QUESTION: u16 = 3000;
/// Announcements are repeated this often.
const AGAIN: Duration = Duration::from_secs(2);
/// Longest question that is read.
const LONGEST: usize = 1024;
/// The model that simulated Bambu printers claim to be.
pub(super) const BAMBU_MODEL: &str = "C12";

/// Printers that make themselves known. They fall silent when this is dropped.
#[derive(Default)]
pub struct Announced {
    tasks: Vec<AbortHandle>,
    services: Option<ServiceDaemon>,
}

impl Drop for Announced {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
        if let Some(services) = &self.services {
            // It says goodbye on a thread of its own.
            let _ = services.shutdown();
        }
    }
}

impl Announced {
    /// Makes the printers of a hall known at the usual places of this computer. What another program holds is left
    /// out: the printer can still be found by its address.
    pub(super) async fn open(make: Make, stands: &[Stand]) -> Self {
        let mut announced = Self::default();
        match make {
            Make::Bambu => {
                for stand in stands {
                    if let (Ok(ip), Some(serial)) = (stand.host.parse::<Ipv4Addr>(), &stand.serial)
                        && let Ok(listener) = TcpListener::bind((ip, BAMBU_QUESTION)).await
                    {
                        announced.add(
                            tokio::spawn(answer_who(listener, serial.clone(), stand.code.clone()))
                                .abort_handle(),
                        );
                    }
                }
                let notices = stands.iter().filter_map(notice_of).collect();
                announced.add(tokio::spawn(notify(BAMBU_EARS.into(), notices, AGAIN)).abort_handle());
            }
            Make::Sdcp => {
                if let Ok(socket) = UdpSocket::bind(SDCP_EARS).await {
                    let answers = stands.iter().filter_map(sdcp_answer_of).collect();
                    announced.add(tokio::spawn(answer_sdcp(socket, answers)).abort_handle());
                }
            }
            Make::Moonraker | Make::Octoprint | Make::Prusalink | Make::Duet => {
                announced.services = services(make, stands);
            }
            // They make themselves known to nobody.
            Make::Creality | Make::ElegooMqtt => {}
        }
        announced
    }

    fn add(&mut self, task: AbortHandle) {
        self.tasks.push(task);
    }
}

fn notice_of(stand: &Stand) -> Option<(Ipv4Addr, String)> {
    let ip = stand.host.parse().ok()?;
    Some((ip, bambu::notice(ip, stand.serial.as_deref()?, BAMBU_MODEL, &stand.code)))
}

fn sdcp_answer_of(stand: &Stand) -> Option<String> {
    Some(elegoo::sdcp_answer(&stand.host, stand.serial.as_deref()?, &stand.code))
}

/// Announces Bambu printers at `ears`, each from its own address, again and again.
pub async fn notify(ears: SocketAddr, notices: Vec<(Ipv4Addr, String)>, again: Duration) {
    let mut pace = tokio::time::interval(again);
    loop {
        pace.tick().await;
        for (own, notice) in &notices {
            if let Ok(socket) = UdpSocket::bind((*own, 0)).await {
                // Nobody who listens is no fault.
                let _ = socket.send_to(notice.as_bytes(), ears).await;
            }
        }
    }
}

/// Answers Bambu's question who somebody is, one question a line.
pub async fn answer_who(listener: TcpListener, serial: String, name: String) {
    let answer = Arc::new(bambu::answer(&serial, BAMBU_MODEL, &name));
    loop {
        let Ok((mut line, _)) = listener.accept().await else { continue };
        let answer = Arc::clone(&answer);
        tokio::spawn(async move {
            let mut question = vec![0; bambu::question().len()];
            let asked = tokio::time::timeout(AGAIN, line.read_exact(&mut question)).await;
            if matches!(asked, Ok(Ok(_))) && question == bambu::question() {
                let _ = line.write_all(&answer).await;
            }
        });
    }
}

/// Answers the question to SDCP machines, for each of them.
pub async fn answer_sdcp(socket: UdpSocket, answers: Vec<String>) {
    let mut buffer = vec![0; LONGEST];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut buffer).await else { continue };
        if buffer.get(..length) != Some(elegoo::SDCP_QUESTION) {
            continue;
        }
        for answer in &answers {
            let _ = socket.send_to(answer.as_bytes(), from).await;
        }
    }
}

/// Announces services by mDNS, on the loopback interface alone.
fn services(make: Make, stands: &[Stand]) -> Option<ServiceDaemon> {
    let daemon = ServiceDaemon::new().ok()?;
    daemon.disable_interface(IfKind::All).ok()?;
    daemon.enable_interface(IfKind::LoopbackV4).ok()?;
    for stand in stands {
        match service_of(make, stand) {
            Ok(service) => drop(daemon.register(service)),
            Err(error) => tracing::debug!(%error, "a simulated printer is not announced"),
        }
    }
    Some(daemon)
}

fn service_of(make: Make, stand: &Stand) -> io::Result<ServiceInfo> {
    let code = stand.code.to_ascii_lowercase();
    let (kind, name, host) = match make {
        Make::Octoprint => {
            ("_octoprint._tcp.local.", format!("OctoPrint {}", stand.code), format!("octopi-{code}.local."))
        }
        Make::Prusalink => {
            ("_http._tcp.local.", format!("PrusaLink {}", stand.code), format!("prusa-{code}.local."))
        }
        Make::Duet => ("_duet._tcp.local.", format!("Duet {}", stand.code), format!("duet-{code}.local.")),
        Make::Moonraker | Make::Bambu | Make::Sdcp | Make::ElegooMqtt | Make::Creality => {
            ("_moonraker._tcp.local.", format!("Moonraker {}", stand.code), format!("klipper-{code}.local."))
        }
    };
    let properties: &[(&str, &str)] = &[("path", "/")];
    ServiceInfo::new(kind, &name, &host, stand.host.as_str(), stand.port, properties)
        .map_err(io::Error::other)
}
