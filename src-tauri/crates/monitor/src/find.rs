//! Printers are looked for when a person asks: on the network, beside those that the farm has already.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use spoolyard_core::App;
use spoolyard_core::db::Intent;
use spoolyard_core::farm::{self, Address, KnownPrinter, Protocol};
use spoolyard_printers::Snapshot;
use spoolyard_printers::discover::{self, Found, Inquiry, Needs, Reach, Sign, Target};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Actor, Code, Refusal, Role, Text};
use tokio::sync::oneshot;

use crate::floor::Monitor;
use crate::{ear, words};

/// How often whoever waits is asked whether to go on, also when nothing is heard.
const ASK_EVERY: Duration = Duration::from_millis(200);

/// What a printer still wants before it can be connected.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StillNeeded {
    /// Nothing.
    Nothing,
    /// The access code that it shows.
    AccessCode,
    /// A key made in its settings.
    ApiKey,
    /// A password.
    Password,
}

spoolyard_core::wire! {
    /// Where printers are looked for.
    pub struct FindPrinters {
        /// An address, or a range like `192.168.1.0/24` or `192.168.1.20-192.168.1.60`. Left out, printers that make
        /// themselves known are heard.
        #[serde(default)]
        #[ts(optional)]
        pub at: Option<Text<100>>,
    }

    /// What was found.
    pub struct FoundPrinters {
        /// Each machine once, in the order in which they were found.
        pub printers: Vec<FoundPrinter>,
    }

    /// A printer on the network.
    pub struct FoundPrinter {
        /// The language it speaks.
        pub protocol: Protocol,
        /// Its maker, or the software in front of it.
        pub make: String,
        /// Its model, where it tells.
        pub model: Option<String>,
        /// The name it was given.
        pub name: Option<String>,
        /// The maker's number, where it tells.
        pub serial_number: Option<String>,
        /// Its address, as a number.
        pub host: String,
        /// Its name in the network.
        pub host_name: Option<String>,
        /// Its port, where it is not the usual one.
        pub port: Option<u16>,
        /// Whether it is set to be used on the local network, where it tells.
        pub lan_mode: Option<bool>,
        /// The firmware's or the software's version.
        pub firmware: Option<String>,
        /// What it still wants.
        pub needs: StillNeeded,
        /// The farm's printer that it is, if it is one.
        pub known: Option<PrinterId>,
        /// That printer's code.
        pub known_code: Option<String>,
        /// It was written down at another address, and is reached at this one from now on.
        pub moved: bool,
    }

    /// A network that this computer is in.
    pub struct LocalNetwork {
        /// The interface's name.
        pub name: String,
        /// This computer's address in it.
        pub address: String,
        /// What can be asked of it, as a range.
        pub range: String,
    }
}

/// How far a search is.
#[derive(Debug, Clone, Copy)]
pub struct Searching<'a> {
    /// Steps done.
    pub done: u32,
    /// Steps in all.
    pub total: u32,
    /// What is new since it was told last, if anything: all that is found so far.
    pub news: Option<&'a [FoundPrinter]>,
}

/// A search on its way to the floor.
pub(crate) struct Hunt {
    reach: Reach,
    targets: Vec<Target>,
    inquiry: Inquiry,
    tell: mpsc::Sender<Sign>,
    stop: oneshot::Receiver<()>,
}

impl Hunt {
    /// Searches until it is done or nobody waits for it any more.
    pub(crate) async fn run(self) {
        let Self { reach, targets, inquiry, tell, stop } = self;
        let tell = move |sign| drop(tell.send(sign));
        tokio::select! {
            _ = discover::search(&reach, &targets, &inquiry, &tell) => {}
            // Dropped, too, when whoever asked has gone.
            _ = stop => {}
        }
    }
}

/// The networks of this computer. It asks nobody.
#[must_use]
pub fn networks() -> Vec<LocalNetwork> {
    let of = |network: discover::Network| LocalNetwork {
        name: network.name,
        address: network.address.to_string(),
        range: network.range,
    };
    discover::networks().into_iter().map(of).collect()
}

impl Monitor {
    /// From now on printers that are missed where they are written down are followed when they announce themselves
    /// here. Only then, and only for a while at a time, is anything heard.
    pub fn follow_announcements(&self, reach: Reach) {
        self.listen_at(reach);
    }

    /// Looks for printers at an address or range, or hears those that make themselves known. `go_on` hears how far
    /// it is and answers whether to go on. Printers of the farm that have moved are followed. It blocks: call it off
    /// the UI thread.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for what is no address or range; [`Code::WrongState`] when it was given up.
    pub fn find(
        &self,
        app: &App,
        at: Option<&str>,
        go_on: &mut dyn FnMut(Searching<'_>) -> bool,
    ) -> Result<Vec<FoundPrinter>, Refusal> {
        let (reach, targets) = match at {
            Some(text) => {
                let target = discover::target(text)
                    .map_err(|err| Refusal::new(Code::InvalidValue, err.to_string()).at("at"))?;
                (Reach::deaf(), vec![target])
            }
            None => (Reach::local_network(), Vec::new()),
        };
        self.search(app, reach, targets, Inquiry::default(), go_on)
    }

    /// The same by these ways alone.
    ///
    /// # Errors
    /// As [`Monitor::find`].
    pub fn search(
        &self,
        app: &App,
        reach: Reach,
        targets: Vec<Target>,
        inquiry: Inquiry,
        go_on: &mut dyn FnMut(Searching<'_>) -> bool,
    ) -> Result<Vec<FoundPrinter>, Refusal> {
        let known = app.look(farm::known_printers).map_err(spoolyard_core::Error::into_refusal)?;
        let (tell, signs) = mpsc::channel();
        let (_stop, stop) = oneshot::channel();
        self.hunt(Hunt { reach, targets, inquiry, tell, stop });
        let (mut found, mut done, mut total) = (Vec::new(), 0, 0);
        loop {
            let is_news = match signs.recv_timeout(ASK_EVERY) {
                Ok(Sign::Found(all)) => {
                    found = all.iter().map(|one| marked(one, &known)).collect();
                    true
                }
                Ok(Sign::Step { done: steps, total: all }) => {
                    (done, total) = (steps, all);
                    false
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let news = is_news.then_some(found.as_slice());
            if !go_on(Searching { done, total, news }) {
                return Err(Refusal::new(Code::WrongState, "The search was given up; nothing was changed."));
            }
        }
        self.follow(app, &known, &mut found)?;
        Ok(found)
    }

    /// Printers that are known by their serial number and answer somewhere else than written down are followed.
    fn follow(&self, app: &App, known: &[KnownPrinter], found: &mut [FoundPrinter]) -> Result<(), Refusal> {
        let mut moved = Vec::new();
        for one in found {
            let of = known.iter().find(|printer| Some(printer.id) == one.known);
            if let Some(printer) = of
                && let snapshot = self.snapshot(printer.id)
                && has_moved(printer, snapshot.as_deref(), one.serial_number.as_deref(), &one.host)
                && let Ok(host) = Text::new(one.host.as_str())
            {
                one.moved = true;
                moved.push(Address { id: printer.id, host });
            }
        }
        if moved.is_empty() {
            return Ok(());
        }
        let intent = Intent::new(Actor::spoolyard(), Role::Admin, "monitor.moved");
        let write = |w: &spoolyard_core::db::Write<'_>| {
            moved
                .into_iter()
                .map(|address| farm::moved(w, address))
                .collect::<spoolyard_core::Result<Vec<_>>>()
        };
        app.write(&intent, write).map(drop).map_err(spoolyard_core::Error::into_refusal)
    }
}

/// Whether a printer is to be reached at this address from now on: it was tried where it is written down and was not
/// there. An announcement can be forged, so a printer that answers where it was stays there; one whose certificate is
/// remembered proves itself before the access code is said to it, and without that a person must say that it has
/// moved.
pub(crate) fn has_moved(
    printer: &KnownPrinter,
    snapshot: Option<&Snapshot>,
    serial: Option<&str>,
    host: &str,
) -> bool {
    let is_number = |host: &str| host.parse::<std::net::IpAddr>().is_ok();
    let proves_itself = printer.protocol != Some(Protocol::Bambu) || printer.is_pinned;
    serial.is_some()
        && printer.serial_number.as_deref() == serial
        && printer.host.as_deref().is_some_and(|own| own != host && is_number(own))
        && proves_itself
        && snapshot.is_some_and(ear::is_missed)
}

fn marked(found: &Found, known: &[KnownPrinter]) -> FoundPrinter {
    let protocol = words::protocol(found.protocol);
    let is_same = |printer: &&KnownPrinter| {
        let by_number = found.serial.is_some() && printer.serial_number == found.serial;
        let own = printer.host.as_deref();
        let at_place = own == Some(found.host.as_str())
            || (own.is_some()
                && own.map(str::to_lowercase) == found.host_name.as_deref().map(str::to_lowercase));
        by_number || (at_place && printer.port == found.port && printer.protocol == Some(protocol))
    };
    let known = known.iter().find(is_same);
    FoundPrinter {
        protocol,
        make: found.make.to_owned(),
        model: found.model.clone(),
        name: found.name.clone(),
        serial_number: found.serial.clone(),
        host: found.host.clone(),
        host_name: found.host_name.clone(),
        port: found.port,
        lan_mode: found.lan_mode,
        firmware: found.firmware.clone(),
        needs: match found.needs {
            Needs::Nothing => StillNeeded::Nothing,
            Needs::AccessCode => StillNeeded::AccessCode,
            Needs::ApiKey => StillNeeded::ApiKey,
            Needs::Password => StillNeeded::Password,
        },
        known: known.map(|printer| printer.id),
        known_code: known.map(|printer| printer.code.clone()),
        moved: false,
    }
}
