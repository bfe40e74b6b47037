//! A connection is tried before it is written down: whether it would stand, and what is in its way.

use std::sync::Arc;
use std::time::Duration;

use spoolyard_core::farm::{KeptAccess, PrinterStatus, Protocol, Reachable};
use spoolyard_printers::capability::Access;
use spoolyard_printers::discover::{self, Inquiry, Target};
use spoolyard_printers::{Connection, ConnectionSetup, Diagnosis, Driver, LastKnown, Snapshot};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Clock, Code, Refusal, Secret, Text};
use tokio::sync::oneshot;

use crate::floor::Monitor;
use crate::words;

/// How long a printer may take to say its first word.
const FIRST_WORD: Duration = Duration::from_secs(20);
/// Clocks that differ by more than this are worth a word.
const CLOCK_OFF_MINUTES: i64 = 5;

/// What stands in the way of a connection.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Something that it takes was not given.
    Incomplete,
    /// Nothing answers at the address.
    NothingListens,
    /// Something answers, but not as such a printer does.
    NotAPrinter,
    /// It is there, and not set to be used on the local network.
    LanModeOff,
    /// The access code, key or password is wrong.
    WrongCode,
    /// It takes the code and says nothing: the serial number is another one.
    WrongSerial,
    /// Another printer answers at this address.
    OtherPrinter,
    /// It shows another certificate than before.
    CertificateChanged,
    /// It has no connection left to give.
    AnotherClient,
    /// It says nothing.
    Silent,
    /// It tells its state and does not obey: its developer mode is off.
    MonitorOnly,
    /// Its clock and this computer's differ.
    ClockOff,
}

spoolyard_core::wire! {
    /// A connection that is to be tried. Nothing of it is written down.
    pub struct TryConnection {
        /// The printer of the farm that is meant, whose code or key is kept; none for one that is new.
        #[serde(default)]
        #[ts(optional)]
        pub printer_id: Option<PrinterId>,
        /// The language that the printer speaks.
        pub protocol: Protocol,
        /// Its address or name.
        pub host: Text<50>,
        /// Its port, where it is not the usual one.
        #[serde(default)]
        #[ts(optional)]
        pub port: Option<u16>,
        /// The maker's number.
        #[serde(default)]
        #[ts(optional)]
        pub serial_number: Option<Text<100>>,
        /// The name to sign in with, where it wants one.
        #[serde(default)]
        #[ts(optional)]
        pub user: Option<Text<100>>,
        /// Access code, password or key. The one that is kept is taken when this is left out.
        #[serde(default)]
        #[ts(optional)]
        pub secret: Option<Text<500>>,
    }

    /// What came of it.
    pub struct Tried {
        /// Whether the connection stands.
        pub ok: bool,
        /// What is in its way, or worth knowing although it stands.
        pub trouble: Option<Trouble>,
        /// The same as a sentence with its remedy.
        pub text: String,
        /// What the printer does.
        pub status: Option<PrinterStatus>,
        /// Its model, as it tells it.
        pub model: Option<String>,
        /// The firmware's version.
        pub firmware: Option<String>,
        /// The maker's number, as it tells it.
        pub serial_number: Option<String>,
    }
}

impl Tried {
    fn failed(trouble: Trouble, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            ok: false,
            trouble: Some(trouble),
            text,
            status: None,
            model: None,
            firmware: None,
            serial_number: None,
        }
    }
}

/// A trial on its way to the floor.
pub(crate) struct Trial {
    pub(crate) printer: Reachable,
    reply: oneshot::Sender<Tried>,
}

impl Monitor {
    /// Tries a connection and gives it up again, with what is kept where the request gives none. It blocks for up to half a minute: call it off the UI thread.
    ///
    /// # Errors
    /// [`Code::Internal`] when the monitor has ended.
    pub fn try_connection(&self, request: &TryConnection, kept: KeptAccess) -> Result<Tried, Refusal> {
        let (reply, answer) = oneshot::channel();
        let own = |text: &str| text.trim().to_owned();
        let printer = Reachable {
            // Its own client beside the one that watches the printer.
            id: PrinterId(0),
            code: String::new(),
            name: String::new(),
            serial_number: request.serial_number.as_deref().map(own),
            protocol: request.protocol,
            host: own(&request.host),
            port: request.port,
            user: request.user.as_deref().map(own),
            secret: request.secret.as_deref().map(Secret::new).or(kept.secret),
            is_locked: false,
            pin: kept.pin,
            status: PrinterStatus::Offline,
            state: None,
        };
        self.try_out(Trial { printer, reply });
        answer.blocking_recv().map_err(|_| {
            Refusal::new(Code::Internal, "The printers are not watched any more. Start Spoolyard again.")
        })
    }
}

impl Trial {
    /// Answers when there is no driver for it.
    pub(crate) fn refuse(self, why: String) {
        drop(self.reply.send(Tried::failed(Trouble::Incomplete, why)));
    }

    /// Connects, looks, and says goodbye. Whoever asked may have gone by then; nothing is left behind.
    pub(crate) async fn run(self, driver: Box<dyn Driver>, clock: Arc<dyn Clock>) {
        let Self { printer, mut reply } = self;
        let secrets =
            printer.secret.iter().map(|s| s.reveal().to_owned()).chain(printer.serial_number.clone());
        let setup = ConnectionSetup {
            clock: Arc::clone(&clock),
            secrets: secrets.collect(),
            last_known: LastKnown::default(),
        };
        let connection = Connection::open(driver, setup);
        let seen = tokio::select! {
            seen = first_word(&connection) => seen,
            () = reply.closed() => return connection.close().await,
        };
        connection.close().await;
        let tried = match (seen.state.is_known(), &seen.diagnosis) {
            (true, _) => stands(&printer, &seen, clock.as_ref()).await,
            (false, Some(diagnosis)) => fails(&printer, diagnosis).await,
            (false, None) if printer.protocol == Protocol::Bambu => Tried::failed(
                Trouble::WrongSerial,
                "The printer takes the access code and does not send a word. The serial number is probably another one: compare it with the printer's device menu; capitals matter.",
            ),
            (false, None) => Tried::failed(
                Trouble::Silent,
                "The printer answers, but does not tell its state. Try again in a minute.",
            ),
        };
        drop(reply.send(tried));
    }
}

/// The first snapshot that says something: a state, or what is in the way of one.
async fn first_word(connection: &Connection) -> Arc<Snapshot> {
    let mut watch = connection.watch();
    let waiting = watch.wait_for(|snapshot| snapshot.state.is_known() || snapshot.diagnosis.is_some());
    if let Ok(Ok(seen)) = tokio::time::timeout(FIRST_WORD, waiting).await {
        return Arc::clone(&seen);
    }
    connection.snapshot()
}

async fn stands(printer: &Reachable, seen: &Snapshot, clock: &dyn Clock) -> Tried {
    let mut tried = Tried {
        ok: true,
        trouble: None,
        text: String::from("The printer answers and obeys."),
        status: Some(words::status(&seen.state)),
        model: seen.device.model.clone(),
        firmware: seen.device.firmware.clone(),
        serial_number: seen.device.serial.clone(),
    };
    if seen.capabilities.access == Access::MonitorOnly {
        tried.trouble = Some(Trouble::MonitorOnly);
        tried.text = String::from(
            "The printer answers; it can be watched, but it does not obey. Switch its Developer Mode on, beside LAN Only, to start and stop prints from here.",
        );
    } else if let Some(minutes) = clock_off(printer, clock).await {
        tried.trouble = Some(Trouble::ClockOff);
        tried.text = format!(
            "The printer answers and obeys, but its clock and this computer's differ by {minutes} minutes. Set both by the network's time, or times of prints will be wrong."
        );
    }
    tried
}

/// By how many minutes a printer's clock is off, where it tells its time and it matters.
async fn clock_off(printer: &Reachable, clock: &dyn Clock) -> Option<i64> {
    let usual = match printer.protocol {
        Protocol::Moonraker => spoolyard_printers::Moonraker::PORT,
        Protocol::Octoprint => spoolyard_printers::OctoPrint::PORT,
        Protocol::Prusalink => spoolyard_printers::PrusaLink::PORT,
        Protocol::Duet => spoolyard_printers::Duet::PORT,
        Protocol::Bambu | Protocol::Sdcp | Protocol::ElegooMqtt | Protocol::Creality | Protocol::Generic => {
            return None;
        }
    };
    let told = discover::clock_of(&Inquiry::default(), &printer.host, printer.port.unwrap_or(usual)).await?;
    let minutes = (told.get() - clock.now().get()).num_minutes().abs();
    (minutes > CLOCK_OFF_MINUTES).then_some(minutes)
}

async fn fails(printer: &Reachable, diagnosis: &Diagnosis) -> Tried {
    let trouble = match diagnosis {
        Diagnosis::Unreachable { .. } => Trouble::NothingListens,
        Diagnosis::AccessRefused { .. } => Trouble::WrongCode,
        Diagnosis::CertificateChanged { .. } => Trouble::CertificateChanged,
        Diagnosis::OtherPrinter { .. } => Trouble::OtherPrinter,
        Diagnosis::Silent { .. } if printer.protocol == Protocol::Bambu => Trouble::WrongSerial,
        Diagnosis::Silent { .. } | Diagnosis::NotListening => Trouble::Silent,
        Diagnosis::Settings { .. } => Trouble::Incomplete,
        Diagnosis::Protocol { .. } => Trouble::NotAPrinter,
        Diagnosis::TooManyClients { .. } => Trouble::AnotherClient,
    };
    if trouble == Trouble::NothingListens && printer.protocol == Protocol::Bambu {
        // It answers who it is also where its own server is shut.
        let target = Target::One { host: printer.host.clone(), port: None };
        let found = discover::probe(&Inquiry::default(), &target).await;
        if found.iter().any(|one| one.protocol == spoolyard_printers::Protocol::Bambu) {
            return Tried::failed(
                Trouble::LanModeOff,
                "The printer is there, but lets nobody in on the local network. Switch LAN Only on in its settings, and Developer Mode beside it; the access code changes with that.",
            );
        }
    }
    Tried::failed(trouble, words::trouble(diagnosis))
}
