//! One address is asked what stands there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use spoolyard_types::Timestamp;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::found::Found;
use super::range::{Target, is_local};
use super::{bambu, creality, duet, elegoo, web};
use crate::protocol::Protocol;
use crate::wire::address::Address;
use crate::wire::engine::Pace;
use crate::wire::http::{Access, Http};

/// Most lines that are being opened at once.
const LINES: usize = 128;

/// Where each protocol usually answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports {
    /// Bambu's question who somebody is, in the clear.
    pub bambu: u16,
    /// The same over TLS.
    pub bambu_tls: u16,
    /// Bambu's own server, whose certificate names the serial number.
    pub bambu_mqtt: u16,
    /// Moonraker.
    pub moonraker: Vec<u16>,
    /// OctoPrint.
    pub octoprint: Vec<u16>,
    /// Web servers, behind which any of several may stand.
    pub web: Vec<u16>,
    /// SDCP's websocket.
    pub sdcp: u16,
    /// Creality's websocket.
    pub creality: u16,
    /// Creality's page about itself.
    pub creality_page: u16,
    /// The server of a Centauri Carbon 2.
    pub cc2: u16,
    /// Where a Centauri Carbon 2 hears questions.
    pub cc2_question: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            bambu: 3000,
            bambu_tls: 3002,
            bambu_mqtt: 8883,
            moonraker: vec![7125],
            octoprint: vec![5000],
            web: vec![80, 8080],
            sdcp: 3030,
            creality: 9999,
            creality_page: 80,
            cc2: 1883,
            cc2_question: elegoo::CC2_PORT,
        }
    }
}

impl Ports {
    /// This one alone, whatever answers there.
    #[must_use]
    pub fn only(port: u16) -> Self {
        Self {
            bambu: port,
            bambu_tls: port,
            bambu_mqtt: port,
            moonraker: Vec::new(),
            octoprint: Vec::new(),
            web: vec![port],
            sdcp: port,
            creality: port,
            creality_page: port,
            cc2: port,
            cc2_question: elegoo::CC2_PORT,
        }
    }

    /// This one as a web server and nothing else: whoever announces one needs no other questions, which small printers
    /// stumble over.
    #[must_use]
    pub fn web(port: u16) -> Self {
        Self {
            bambu: 0,
            bambu_tls: 0,
            bambu_mqtt: 0,
            moonraker: Vec::new(),
            octoprint: Vec::new(),
            web: vec![port],
            sdcp: 0,
            creality: 0,
            creality_page: 0,
            cc2: 0,
            cc2_question: elegoo::CC2_PORT,
        }
    }

    /// All that are asked; nought stands for none.
    fn all(&self) -> Vec<u16> {
        let single = [self.bambu, self.bambu_tls, self.bambu_mqtt, self.sdcp, self.creality, self.cc2];
        let mut all: Vec<u16> = single
            .into_iter()
            .chain(self.moonraker.iter().chain(&self.octoprint).chain(&self.web).copied())
            .filter(|port| *port > 0)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// How it is asked. Cheap to clone; all clones share the number of open lines.
#[derive(Debug, Clone)]
pub struct Inquiry {
    /// Where each protocol answers.
    pub ports: Ports,
    /// How long a port may take to open.
    pub knock: Duration,
    /// How long one answer may take.
    pub answer: Duration,
    /// From which of this computer's addresses datagrams are sent.
    pub source: Ipv4Addr,
    /// As many questions are under way at once as this has permits.
    pub lines: Arc<Semaphore>,
}

impl Default for Inquiry {
    fn default() -> Self {
        Self {
            ports: Ports::default(),
            knock: Duration::from_millis(800),
            answer: Duration::from_secs(3),
            source: Ipv4Addr::UNSPECIFIED,
            lines: Arc::new(Semaphore::new(LINES)),
        }
    }
}

impl Inquiry {
    /// The same at other ports.
    #[must_use]
    pub fn at(&self, ports: Ports) -> Self {
        Self { ports, ..self.clone() }
    }

    /// Its patience, as websockets take it.
    pub(super) fn pace(&self) -> Pace {
        Pace { answer: self.answer, ..Pace::of(Protocol::Sdcp) }
    }

    /// Whether somebody listens there.
    async fn is_open(&self, ip: IpAddr, port: u16) -> bool {
        let Ok(_line) = self.lines.acquire().await else { return false };
        matches!(timeout(self.knock, TcpStream::connect((ip, port))).await, Ok(Ok(_)))
    }
}

/// Asks one machine, by name or number, what stands there: nothing, a printer, or several behind several ports. An
/// address outside local networks is not asked.
pub async fn probe(inquiry: &Inquiry, target: &Target) -> Vec<Found> {
    match target {
        Target::Range(all) => {
            join_all(all.clone().into_iter().map(|ip| one(inquiry, IpAddr::V4(ip), None))).await.concat()
        }
        Target::One { host, port } => {
            let inquiry = port.map_or_else(|| inquiry.clone(), |port| inquiry.at(Ports::only(port)));
            let Some(ip) = resolve(&inquiry, host).await else { return Vec::new() };
            let host_name = host.parse::<IpAddr>().is_err().then(|| host.clone());
            one(&inquiry, ip, host_name).await
        }
    }
}

/// The number of a machine in a local network.
async fn resolve(inquiry: &Inquiry, host: &str) -> Option<IpAddr> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Some(ip).filter(|ip| is_local(*ip));
    }
    let found = timeout(inquiry.answer * 2, lookup_host((host, 0))).await.ok()?.ok()?;
    let mut all: Vec<IpAddr> = found.map(|at| at.ip()).filter(|ip| is_local(*ip)).collect();
    all.sort_by_key(IpAddr::is_ipv6);
    all.first().copied()
}

/// What time it is at a printer's web server, where it tells.
pub async fn clock_of(inquiry: &Inquiry, host: &str, port: u16) -> Option<Timestamp> {
    let ip = resolve(inquiry, host).await?;
    let address = Address { is_secure: false, host: ip.to_string(), port, prefix: String::new() };
    let looked = Http::new(address, Access::Open, inquiry.answer).ok()?.look("/").await.ok()?;
    let told = chrono::DateTime::parse_from_rfc2822(&looked.date?).ok()?;
    Some(Timestamp::new(told.to_utc()))
}

/// Asks one number.
pub(super) async fn one(inquiry: &Inquiry, ip: IpAddr, host_name: Option<String>) -> Vec<Found> {
    let ports = inquiry.ports.all();
    let knocked = join_all(ports.iter().map(|port| inquiry.is_open(ip, *port))).await;
    let open: Vec<u16> =
        ports.into_iter().zip(knocked).filter_map(|(port, is_open)| is_open.then_some(port)).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let mut found = ask(inquiry, ip, &open).await;
    for one in &mut found {
        one.host_name = one.host_name.take().or_else(|| host_name.clone());
    }
    found
}

/// Asks at the ports that are open, the most certain first. One machine is one printer, except behind web servers,
/// where one computer may speak for several.
async fn ask(inquiry: &Inquiry, ip: IpAddr, open: &[u16]) -> Vec<Found> {
    let host = ip.to_string();
    let is_open = |port: u16| open.contains(&port);
    let Ports { bambu, bambu_tls, bambu_mqtt, sdcp, creality, creality_page, cc2, .. } = inquiry.ports;
    if is_open(bambu)
        && let Some(found) = bambu::ask(&host, bambu, inquiry.answer).await
    {
        return vec![found];
    }
    if is_open(bambu_tls)
        && let Some(found) = bambu::ask_over_tls(&host, bambu_tls, inquiry.answer).await
    {
        return vec![found];
    }
    if is_open(bambu_mqtt)
        && let Some(found) = bambu::look(&host, bambu_mqtt, inquiry.answer).await
    {
        let port = Some(bambu_mqtt).filter(|port| *port != 8883);
        return vec![Found { port, ..found }];
    }
    let nowhere = Address { is_secure: false, host: host.clone(), port: 1, prefix: String::new() };
    let Ok(http) = Http::new(nowhere, Access::Open, inquiry.answer) else { return Vec::new() };
    let mut found = Vec::new();
    let webs = inquiry.ports.moonraker.iter().chain(&inquiry.ports.octoprint).chain(&inquiry.ports.web);
    for port in webs.copied().filter(|port| is_open(*port)) {
        // Mainsail's web server hands on to the Moonraker that was found already.
        let is_known = |one: &Found| found.iter().any(|known: &Found| known.protocol == one.protocol);
        match web::ask(&http, &host, port).await {
            Some(one) if inquiry.ports.web.contains(&port) && is_known(&one) => {}
            Some(one) => found.push(one),
            None if inquiry.ports.web.contains(&port) => found.extend(duet::ask(&http, &host, port).await),
            None => {}
        }
    }
    // A Creality with Moonraker is better reached through that.
    if !found.is_empty() {
        return found;
    }
    if is_open(cc2)
        && let at = SocketAddr::new(ip, inquiry.ports.cc2_question)
        && let Some(found) = elegoo::ask_cc2(inquiry.source, at, inquiry.answer).await
    {
        return vec![found];
    }
    if is_open(sdcp)
        && let Some(found) = elegoo::ask(inquiry, &host, sdcp).await
    {
        return vec![found];
    }
    if is_open(creality) {
        found.extend(creality::ask(inquiry, &http, &host, creality_page, creality).await);
    }
    found
}
