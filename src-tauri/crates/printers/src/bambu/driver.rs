//! The connection to one printer: one task, one MQTT connection, at most one file on its way.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::{JoinError, JoinSet};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::ftps;
use super::session::{Due, Patience, Session};
use super::tls::PrinterVerifier;
use super::turn::turn;
use crate::backoff::Backoff;
use crate::command::{Command, CommandStatus, RefusalKind};
use crate::driver::{Driver, Order, Running, Seat};
use crate::limits::FRAME_BYTES;
use crate::mqtt::{Login, MqttError, MqttLink, Packet};
use crate::protocol::Protocol;
use crate::ring::Direction;
use crate::state::{Diagnosis, PrinterState, Snapshot};

type Link = MqttLink<TlsStream<TcpStream>>;

/// How long the transport waits. The defaults fit real printers.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// What the printer may take its time with.
    pub patience: Patience,
    /// For each of: reaching the address, the TLS greeting, the login.
    pub connect: Duration,
    /// How often time itself is looked at.
    pub tick: Duration,
    /// How often the broker is pinged.
    pub keep_alive: Duration,
    /// The first wait after a connection was lost.
    pub first_wait: Duration,
    /// The longest wait between two tries.
    pub longest_wait: Duration,
    /// The wait after a refusal that only a person can change: wrong code, another certificate, another printer.
    pub refused_wait: Duration,
    /// The wait before a connection that went silent or deaf is made anew.
    pub cooldown: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            patience: Patience::default(),
            connect: Duration::from_secs(10),
            tick: Duration::from_millis(250),
            keep_alive: Duration::from_secs(30),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(15),
            refused_wait: Duration::from_secs(600),
            cooldown: Duration::from_secs(30),
        }
    }
}

/// How to reach a printer.
#[derive(Clone)]
pub struct BambuSettings {
    /// Host name or address.
    pub host: String,
    /// 8883.
    pub mqtt_port: u16,
    /// 990.
    pub ftps_port: u16,
    /// The serial number, exactly as the printer shows it: capitals matter.
    pub serial: String,
    /// The access code that the printer shows. It changes whenever LAN-only or developer mode is switched.
    pub access_code: String,
    /// The certificate that was accepted before, as [`Device::certificate_sha256`](crate::Device) showed it; none
    /// accepts the first one that is seen.
    pub pinned_sha256: Option<String>,
    /// Makes waits and the client's name differ between printers.
    pub seed: u64,
    /// How long things may take.
    pub timing: Timing,
}

impl BambuSettings {
    /// With the usual ports and waits.
    #[must_use]
    pub fn new(
        host: impl Into<String>,
        serial: impl Into<String>,
        access_code: impl Into<String>,
        seed: u64,
    ) -> Self {
        Self {
            host: host.into(),
            mqtt_port: 8883,
            ftps_port: 990,
            serial: serial.into(),
            access_code: access_code.into(),
            pinned_sha256: None,
            seed,
            timing: Timing::default(),
        }
    }

    /// Never to appear in a recording.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        vec![self.access_code.clone(), self.serial.clone()]
    }

    /// Whether the serial number can be one. It names a topic, in which slashes and signs mean other printers'.
    fn has_serial(&self) -> bool {
        (1..=64).contains(&self.serial.len()) && self.serial.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// The name that the TLS greeting gives: the serial number, as the maker's programs do.
    fn server_name(&self) -> Option<ServerName<'static>> {
        ServerName::try_from(self.serial.clone()).or_else(|_| ServerName::try_from(self.host.clone())).ok()
    }
}

/// The driver.
pub struct BambuDriver {
    settings: BambuSettings,
}

impl BambuDriver {
    /// Made from its settings; [`Connection::open`](crate::Connection::open) starts it.
    #[must_use]
    pub const fn new(settings: BambuSettings) -> Self {
        Self { settings }
    }
}

impl Driver for BambuDriver {
    fn protocol(&self) -> Protocol {
        Protocol::Bambu
    }

    fn run(self: Box<Self>, seat: Seat) -> Running {
        let settings = self.settings;
        let timing = settings.timing;
        // Where the numbering begins differs from start to start of the program, so that an old answer fits nothing.
        let first_number = u32::try_from(settings.seed % 900_000_000).unwrap_or(0);
        let runner = Runner {
            session: Session::new(settings.serial.clone(), timing.patience, first_number),
            backoff: Backoff::new(timing.first_wait, timing.longest_wait, settings.seed),
            uploads: JoinSet::new(),
            plain_data: Arc::default(),
            connections: 0,
            settings,
            seat,
        };
        Box::pin(runner.run())
    }
}

/// How a connection came to its end.
enum Ended {
    /// We close.
    Closed,
    /// Try again soon.
    Lost(Diagnosis),
    /// Try again after a pause.
    Stuck(Diagnosis),
    /// Try again much later: a person must change something.
    Refused(Diagnosis),
}

struct Runner {
    settings: BambuSettings,
    seat: Seat,
    session: Session,
    backoff: Backoff,
    uploads: JoinSet<(Order, CommandStatus)>,
    /// This printer's protected data connection does not work.
    plain_data: Arc<AtomicBool>,
    connections: u64,
}

impl Runner {
    async fn run(mut self) {
        loop {
            let newest = self.seat.newest();
            self.seat.publish(Snapshot { state: PrinterState::Connecting, ..(*newest).clone() });
            let ended = self.once().await;
            self.session.disconnected();
            let timing = self.settings.timing;
            let (wait, diagnosis) = match ended {
                Ended::Closed => {
                    self.seat.publish_offline(None);
                    return;
                }
                Ended::Lost(diagnosis) => (self.backoff.next_wait(), diagnosis),
                Ended::Stuck(diagnosis) => (timing.cooldown.max(self.backoff.next_wait()), diagnosis),
                Ended::Refused(diagnosis) => (timing.refused_wait, diagnosis),
            };
            self.seat.record(Direction::Note, "lost", format!("{diagnosis:?}").as_bytes());
            self.seat.publish_offline(Some(diagnosis));
            self.seat.refuse_waiting("The printer is not connected.");
            if !self.wait(wait).await {
                self.seat.publish_offline(None);
                return;
            }
        }
    }

    /// Waits before the next try; a person's refresh ends it. False when we close.
    async fn wait(&mut self, wait: Duration) -> bool {
        let until = tokio::time::Instant::now() + wait;
        let mut ticker = tokio::time::interval(self.settings.timing.tick.max(Duration::from_millis(1)));
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => return true,
                _ = ticker.tick() => {
                    // What was sent before the line broke still has its deadlines.
                    self.session.due(Instant::now());
                }
                Some(sent) = self.uploads.join_next() => uploaded(sent),
                order = self.seat.next_order() => match order {
                    None => return false,
                    Some(order) if order.command == Command::Refresh => {
                        order.refuse(RefusalKind::Offline, "The printer is not connected; it is tried again now.");
                        return true;
                    }
                    Some(order) => order.refuse(RefusalKind::Offline, "The printer is not connected."),
                }
            }
        }
    }

    /// One connection from its greeting to its end.
    async fn once(&mut self) -> Ended {
        if !self.settings.has_serial() {
            let sentence = "The serial number holds other signs than letters and digits. Copy it from the printer's \
                            display: it stands in the device menu.";
            return Ended::Refused(Diagnosis::Settings { sentence: sentence.to_owned() });
        }
        self.connections += 1;
        let verifier = PrinterVerifier::new(&self.settings.serial, self.settings.pinned_sha256.clone());
        let client_id = format!("spoolyard-{:08x}-{}", self.settings.seed & 0xFFFF_FFFF, self.connections);
        let connecting = connect(self.settings.clone(), Arc::clone(&verifier), client_id);
        tokio::pin!(connecting);
        let connected = loop {
            tokio::select! {
                connected = &mut connecting => break connected,
                order = self.seat.next_order() => match order {
                    None => return Ended::Closed,
                    Some(order) => order.refuse(RefusalKind::Offline, "The printer is not connected yet."),
                }
            }
        };
        let link = match connected {
            Ok(link) => link,
            Err(error) => return refused(&verifier, &self.settings, error),
        };
        // From now on this printer must show the same certificate.
        let shown = verifier.shown().map(|shown| shown.sha256);
        self.settings.pinned_sha256 = self.settings.pinned_sha256.take().or(shown);
        self.serve(link).await
    }

    async fn serve(&mut self, mut link: Link) -> Ended {
        let timing = self.settings.timing;
        let topic = format!("device/{}/report", self.settings.serial);
        let hello = self.session.connected(Instant::now());
        let begun = async {
            link.subscribe(&topic).await?;
            for message in &hello {
                self.send(&mut link, message).await?;
            }
            Ok::<(), MqttError>(())
        };
        if let Err(error) = begun.await {
            return lost(&error);
        }
        self.seat.record(Direction::Note, "connected", b"");
        let mut ticker = tokio::time::interval(timing.tick.max(Duration::from_millis(1)));
        let mut pinger = tokio::time::interval(timing.keep_alive.max(Duration::from_millis(10)));
        pinger.tick().await;
        loop {
            let step = tokio::select! {
                packet = link.next() => self.heard(packet),
                order = self.seat.next_order() => match order {
                    None => {
                        link.goodbye().await;
                        return Ended::Closed;
                    }
                    Some(order) => self.obey(&mut link, order).await,
                },
                Some(sent) = self.uploads.join_next() => {
                    uploaded(sent);
                    Ok(())
                }
                _ = ticker.tick() => self.tick(&mut link).await,
                _ = pinger.tick() => link.ping().await.map_err(|error| lost(&error)),
            };
            if let Err(ended) = step {
                link.goodbye().await;
                return ended;
            }
        }
    }

    fn heard(&mut self, packet: Result<Packet, MqttError>) -> Result<(), Ended> {
        match packet.map_err(|error| lost(&error))? {
            Packet::Publish { topic, payload } => {
                self.seat.record(Direction::In, &topic, &payload);
                let was_heard = self.session.was_heard();
                if let Err(error) = self.session.hear(&payload, Instant::now()) {
                    tracing::debug!(%error, "a report was not read");
                }
                if !was_heard {
                    self.backoff.succeeded();
                }
                self.show(true);
                self.session.judge(Instant::now());
                Ok(())
            }
            Packet::Subscribed { is_granted: false } => Err(Ended::Refused(Diagnosis::AccessRefused {
                remedy: "The printer does not let this program read its reports. Check serial number and access code."
                    .to_owned(),
            })),
            Packet::Subscribed { is_granted: true } | Packet::Acknowledged { .. } | Packet::Pong => Ok(()),
        }
    }

    /// Publishes what is known.
    fn show(&mut self, is_news: bool) {
        let now = Instant::now();
        let newest = self.seat.newest();
        let mut shown = self.session.view(now);
        shown.heard_at = if is_news { Some(self.seat.now()) } else { newest.heard_at };
        shown.device.certificate_sha256.clone_from(&self.settings.pinned_sha256);
        if shown.state == PrinterState::Connecting {
            // Until the first full report what was known before is better than nothing.
            shown = Snapshot {
                state: PrinterState::Connecting,
                is_stale: shown.is_stale,
                device: shown.device,
                heard_at: shown.heard_at,
                diagnosis: None,
                ..(*newest).clone()
            };
        }
        if shown.is_stale {
            shown.diagnosis = Some(self.silence());
        }
        self.seat.publish(shown);
    }

    fn silence(&self) -> Diagnosis {
        let remedy = if self.session.was_heard() {
            "The printer stopped reporting. It is nudged and then connected anew; if that does not help, restart it."
        } else {
            "The printer lets us in and says nothing. Check the serial number (capitals matter), and close other \
             programs that watch this printer: it has few places."
        };
        Diagnosis::Silent { remedy: remedy.to_owned() }
    }

    async fn tick(&mut self, link: &mut Link) -> Result<(), Ended> {
        let now = Instant::now();
        for due in self.session.due(now) {
            match due {
                Due::Publish(message) => self.send(link, &message).await.map_err(|error| lost(&error))?,
                Due::Silent => return Err(Ended::Stuck(self.silence())),
                Due::Deaf => return Err(Ended::Stuck(Diagnosis::NotListening)),
            }
        }
        if self.session.changes_with_time(now) {
            self.show(false);
        }
        Ok(())
    }

    async fn obey(&mut self, link: &mut Link, order: Order) -> Result<(), Ended> {
        if order.is_cancelled() {
            order.refuse(RefusalKind::Cancelled, "It was taken back before it was sent.");
            return Ok(());
        }
        if matches!(order.command, Command::Upload(_)) {
            self.upload(order);
            return Ok(());
        }
        for message in self.session.order(order, Instant::now()) {
            self.send(link, &message).await.map_err(|error| lost(&error))?;
        }
        Ok(())
    }

    /// Starts to send a file beside the connection; one at a time, a printer's own writing is the bottleneck.
    fn upload(&mut self, order: Order) {
        if !self.uploads.is_empty() {
            order.refuse(RefusalKind::WrongState, "Another file is on its way to this printer.");
            return;
        }
        self.uploads.spawn(ftps::upload(self.settings.clone(), order, Arc::clone(&self.plain_data)));
    }

    async fn send(&self, link: &mut Link, message: &Value) -> Result<(), MqttError> {
        let topic = format!("device/{}/request", self.settings.serial);
        let bytes = message.to_string();
        self.seat.record(Direction::Out, &topic, bytes.as_bytes());
        link.publish(&topic, bytes.as_bytes()).await.map(|_| ())
    }
}

/// A file's way has ended. One that was cut off is refused when its order is dropped.
fn uploaded(sent: Result<(Order, CommandStatus), JoinError>) {
    match sent {
        Ok((order, status)) => order.report(status),
        Err(error) => tracing::warn!(%error, "a file's way was cut off"),
    }
}

async fn connect(
    settings: BambuSettings,
    verifier: Arc<PrinterVerifier>,
    client_id: String,
) -> Result<Link, MqttError> {
    turn().await;
    let within = settings.timing.connect;
    let stream = open_tls(&settings, settings.mqtt_port, &verifier).await?;
    let login = Login {
        client_id,
        user: "bblp".to_owned(),
        password: settings.access_code.clone(),
        keep_alive_s: u16::try_from(settings.timing.keep_alive.as_secs().max(1)).unwrap_or(60),
    };
    MqttLink::log_in(stream, &login, FRAME_BYTES, within).await
}

async fn open_tls(
    settings: &BambuSettings,
    port: u16,
    verifier: &Arc<PrinterVerifier>,
) -> Result<TlsStream<TcpStream>, MqttError> {
    let within = settings.timing.connect;
    let tcp = tokio::time::timeout(within, TcpStream::connect((settings.host.as_str(), port)))
        .await
        .map_err(|_| MqttError::TooSlow)??;
    tcp.set_nodelay(true)?;
    let config = verifier.config().map_err(std::io::Error::other)?;
    let name = settings.server_name().ok_or(MqttError::Protocol("a serial number that is no name"))?;
    let greeting = TlsConnector::from(config).connect(name, tcp);
    Ok(tokio::time::timeout(within, greeting).await.map_err(|_| MqttError::TooSlow)??)
}

fn lost(error: &MqttError) -> Ended {
    Ended::Lost(match error {
        MqttError::Refused(_) | MqttError::Protocol(_) | MqttError::TooLong(_) => {
            Diagnosis::Protocol { detail: error.to_string() }
        }
        MqttError::Line(_) | MqttError::TooSlow => Diagnosis::Unreachable { detail: error.to_string() },
    })
}

/// What a failed connection means.
fn refused(verifier: &PrinterVerifier, settings: &BambuSettings, error: MqttError) -> Ended {
    if let Some(found) = verifier.other_printer() {
        return Ended::Refused(Diagnosis::OtherPrinter { expected: settings.serial.clone(), found });
    }
    if let Some((pinned, shown)) = verifier.changed() {
        return Ended::Refused(Diagnosis::CertificateChanged { pinned, shown });
    }
    if error.is_wrong_login() {
        return Ended::Refused(Diagnosis::AccessRefused {
            remedy: "The printer does not accept the access code. Read it again on the printer's display: it changes \
                     whenever LAN-only mode or developer mode is switched."
                .to_owned(),
        });
    }
    lost(&error)
}
