//! A hall full of simulated printers of one make, on the loopback address.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;

use super::announce::Announced;
use super::broker::{Broker, MACHINE};
use super::machine::Plan;
use super::server::Simulator;
use super::storage::{self, Card, Quirk, Storage};
use super::{bambu, creality, duet, elegoo_mqtt, moonraker, octoprint, prusalink, sdcp};
use crate::bambu::tls::PrinterVerifier;
use crate::mqtt::Login;
use crate::protocol::Protocol;

/// Most printers of one hall.
pub const MOST: u16 = 500;
/// The fastest that a simulated print can run.
pub const FASTEST: u32 = 6000;
/// Every so many a Bambu printer is of the larger models, which tell everything each time.
const TELLS_EVERYTHING: u16 = 4;
/// A machine moves at least this often, so that nobody takes it for silent.
const SLOWEST_TICK_MS: u32 = 1000;
/// How often a machine moves as long as it need not move more often.
const STEP_S: u32 = 30;
/// Above all others a printer heats for so long.
const HEATING_S: u32 = 180;
/// Between two prints somebody takes the part off.
const CLEARING_S: u32 = 120;

/// What kind of printer is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Bambu Lab on the local network; needs the program mosquitto.
    Bambu,
    /// Klipper behind Moonraker.
    Moonraker,
    /// OctoPrint.
    Octoprint,
    /// PrusaLink.
    Prusalink,
    /// Elegoo's SDCP.
    Sdcp,
    /// Elegoo's Centauri Carbon 2.
    ElegooMqtt,
    /// Creality's websocket.
    Creality,
    /// A Duet board.
    Duet,
}

impl Make {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Bambu,
        Self::Moonraker,
        Self::Octoprint,
        Self::Prusalink,
        Self::Sdcp,
        Self::ElegooMqtt,
        Self::Creality,
        Self::Duet,
    ];

    /// The protocol it speaks.
    #[must_use]
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::Bambu => Protocol::Bambu,
            Self::Moonraker => Protocol::Moonraker,
            Self::Octoprint => Protocol::Octoprint,
            Self::Prusalink => Protocol::Prusalink,
            Self::Sdcp => Protocol::Sdcp,
            Self::ElegooMqtt => Protocol::ElegooMqtt,
            Self::Creality => Protocol::Creality,
            Self::Duet => Protocol::Duet,
        }
    }

    /// Its name: the protocol's.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.protocol().code()
    }

    /// The make of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|make| make.as_str() == name)
    }

    /// Where a real one answers; web servers behind which everybody may stand take the port of those who are not root.
    const fn usual_port(self) -> u16 {
        match self {
            Self::Bambu => 8883,
            Self::Moonraker => crate::moonraker::Moonraker::PORT,
            Self::Octoprint => crate::octoprint::OctoPrint::PORT,
            Self::Sdcp => crate::sdcp::Sdcp::PORT,
            // Not 1883, where files and camera would be looked for at other ports.
            Self::ElegooMqtt => 1884,
            Self::Creality => crate::creality::Creality::PORT,
            Self::Prusalink | Self::Duet => 8080,
        }
    }

    /// The usual port of the `number`th printer, each at an address of its own, as printers in a network have it:
    /// `127.0.11.1` and so on, another third figure for each make.
    fn usual_place(self, number: u16) -> SocketAddr {
        let third = 11 + Self::ALL.iter().position(|make| *make == self).unwrap_or_default();
        let [third, fourth] =
            [third, usize::from(number)].map(|figure| u8::try_from(figure).unwrap_or(u8::MAX));
        SocketAddr::from((Ipv4Addr::new(127, 0, third, fourth), self.usual_port()))
    }

    const fn wants_a_key(self) -> bool {
        match self {
            Self::Bambu | Self::Octoprint | Self::Prusalink | Self::ElegooMqtt => true,
            Self::Moonraker | Self::Sdcp | Self::Creality | Self::Duet => false,
        }
    }
}

/// What happens to every print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBack {
    /// The filament runs out in the middle; it goes on when it is told to resume.
    Runout,
    /// It fails in the middle.
    Failure,
}

/// What a hall is made of.
#[derive(Debug, Clone)]
pub struct HallPlan {
    /// Of which make its printers are.
    pub make: Make,
    /// How many; 1 to [`MOST`].
    pub printers: u16,
    /// How much faster than the clock prints run; 1 to [`FASTEST`]. A print takes about an hour of its own time.
    pub speed_up: u32,
    /// The same seed gives the same prints and keys.
    pub seed: u64,
    /// What happens to every print.
    pub set_back: Option<SetBack>,
    /// Whether each begins the next print by itself.
    pub again: bool,
}

/// One printer of the hall: how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Its short code, like `SIM01`.
    pub code: String,
    /// The protocol it speaks.
    pub protocol: Protocol,
    /// Always an address of this computer alone.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its serial number, where one has to be known.
    pub serial: Option<String>,
    /// The name to sign in with, where it wants one.
    pub user: Option<String>,
    /// Its access code, key or password, where it wants one.
    pub secret: Option<String>,
}

/// A hall of running printers. They end when it is dropped.
pub struct Hall {
    stands: Vec<Stand>,
    /// In the order of the stands; none of Bambu's, which stand behind brokers.
    pub simulators: Vec<Simulator>,
    tasks: Vec<AbortHandle>,
    brokers: Vec<Broker>,
    _announced: Announced,
}

impl Hall {
    /// Starts every printer, each on a port of its own, known to nobody.
    ///
    /// # Errors
    /// A sentence: a number out of its bounds, no port, no mosquitto.
    pub async fn open(plan: &HallPlan) -> io::Result<Self> {
        Self::open_at(plan, false).await
    }

    /// Starts every printer at an address of its own and at the usual port, and makes them known as real ones do, so
    /// that whoever looks for printers on this computer finds them. Where an address or port is not to be had, it
    /// takes another port, and can be reached there.
    ///
    /// # Errors
    /// As [`Hall::open`].
    pub async fn open_to_be_found(plan: &HallPlan) -> io::Result<Self> {
        let mut hall = Self::open_at(plan, true).await?;
        hall._announced = Announced::open(plan.make, &hall.stands).await;
        Ok(hall)
    }

    async fn open_at(plan: &HallPlan, usual: bool) -> io::Result<Self> {
        let outside = |text: String| Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        if plan.printers == 0 || plan.printers > MOST {
            return outside(format!("a hall holds 1 to {MOST} printers"));
        }
        if plan.speed_up == 0 || plan.speed_up > FASTEST {
            return outside(format!("prints run 1 to {FASTEST} times as fast"));
        }
        let mut hall = Self {
            stands: Vec::new(),
            simulators: Vec::new(),
            tasks: Vec::new(),
            brokers: Vec::new(),
            _announced: Announced::default(),
        };
        for number in 1..=plan.printers {
            let own = Own::of(plan, number);
            let place = usual.then(|| plan.make.usual_place(number));
            match plan.make {
                Make::Bambu => hall.add_bambu(plan, own, place).await?,
                _ => hall.add(plan, own, place).await?,
            }
        }
        Ok(hall)
    }

    /// How each is reached.
    #[must_use]
    pub fn stands(&self) -> &[Stand] {
        &self.stands
    }

    /// Takes the power from every broker of the hall at once and gives it back; the machines join again by themselves.
    /// It blocks until all of them run. Printers that are their own server are left alone.
    ///
    /// # Errors
    /// What a broker said instead of running.
    pub fn restart_brokers(&mut self) -> io::Result<()> {
        self.brokers.iter_mut().for_each(Broker::stop);
        self.brokers.iter_mut().try_for_each(Broker::start_again)
    }

    async fn add(&mut self, hall: &HallPlan, own: Own, place: Option<SocketAddr>) -> io::Result<()> {
        let plan = own.plan(hall);
        let at_home = match place {
            Some(listen) => begin(hall.make, Plan { listen, ..plan.clone() }).await.ok(),
            None => None,
        };
        let simulator = match at_home {
            Some(simulator) => simulator,
            None => begin(hall.make, plan.clone()).await?,
        };
        let user = (hall.make == Make::Prusalink).then(|| "maker".to_owned());
        let serial = (hall.make == Make::Sdcp).then(|| sdcp::board(plan.seed));
        self.stands.push(own.stand(hall, simulator.address(), serial, user));
        self.simulators.push(simulator);
        Ok(())
    }

    async fn add_bambu(&mut self, hall: &HallPlan, own: Own, place: Option<SocketAddr>) -> io::Result<()> {
        let serial = format!("01PSIM{:09}", own.seed % 1_000_000_000);
        let code = own.secret.clone();
        let at_home = place.and_then(|place| Broker::start(&serial, &code, Some(place)).ok());
        let broker = match at_home {
            Some(broker) => broker,
            None => Broker::start(&serial, &code, None)?,
        };
        let tick_ms = own.tick_ms(hall);
        let layer_seconds = (tick_ms * hall.speed_up / 1000).max(1);
        let layers = (own.print_s / layer_seconds).max(2);
        let middle = layers / 2;
        let mishaps = match hall.set_back {
            Some(SetBack::Runout) => vec![(middle, bambu::Mishap::Runout)],
            Some(SetBack::Failure) => vec![(middle, bambu::Mishap::Fail(0x0300_8010))],
            None => Vec::new(),
        };
        let again_after_ticks = hall.again.then(|| (CLEARING_S / layer_seconds).max(4));
        let tells_everything = own.number.is_multiple_of(TELLS_EVERYTHING);
        let script = bambu::Script {
            mishaps,
            mishaps_repeat: true,
            again_after_ticks,
            tells_everything,
            ..bambu::Script::default()
        };
        let mut machine = bambu::Machine::new(&serial, layers, script, own.seed);
        // Not all in the same second.
        machine.ticks_at_rest =
            again_after_ticks.map_or(0, |pause| pause - u32::from(own.number) % pause.min(20));
        machine.layer_seconds = layer_seconds;
        let address = broker.address;
        if place == Some(address) {
            self.add_storage(&broker, &code).await?;
        }
        let task = tokio::spawn(stay(machine, address, code, Duration::from_millis(u64::from(tick_ms))));
        self.tasks.push(task.abort_handle());
        self.stands.push(own.stand(hall, address, Some(serial), None));
        self.brokers.push(broker);
        Ok(())
    }

    /// The storage of a Bambu printer, where it is looked for. Its port is one that only root may take on many systems;
    /// without it everything works but sending files.
    async fn add_storage(&mut self, broker: &Broker, code: &str) -> io::Result<()> {
        let at = SocketAddr::from((broker.address.ip(), storage::PORT));
        match TcpListener::bind(at).await {
            Ok(listener) => {
                let (quirk, card) = (Quirk::Strict, Card::default());
                let storage = Storage { acceptor: broker.acceptor()?, code: code.to_owned(), quirk, card };
                self.tasks.push(tokio::spawn(storage.serve(listener)).abort_handle());
            }
            Err(error) => {
                tracing::warn!(%at, %error, "a simulated printer has no storage: it takes no files");
            }
        }
        Ok(())
    }
}

async fn begin(make: Make, plan: Plan) -> io::Result<Simulator> {
    match make {
        Make::Moonraker => moonraker::Moonraker::start(plan).await,
        Make::Octoprint => octoprint::OctoPrint::default().start(plan).await,
        Make::Prusalink => prusalink::PrusaLink::start(plan).await,
        Make::Sdcp => sdcp::Sdcp::start(plan).await,
        Make::ElegooMqtt => elegoo_mqtt::CentauriCarbon2::numbered(plan.seed).start(plan).await,
        Make::Creality => creality::Creality::start(plan).await,
        Make::Duet => duet::Duet::default().start(plan).await,
        Make::Bambu => Err(io::Error::other("a Bambu printer stands behind a broker")),
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

/// What is one printer's own, drawn from the seed.
struct Own {
    number: u16,
    seed: u64,
    /// How long its prints take, in seconds of their own time.
    print_s: u32,
    secret: String,
}

impl Own {
    fn of(plan: &HallPlan, number: u16) -> Self {
        let drawn = mix(plan.seed.wrapping_mul(1000).wrapping_add(u64::from(number)));
        let print_s = 2400 + u32::try_from(drawn % 2400).unwrap_or_default();
        let secret = format!("{:08x}", mix(drawn) & 0xFFFF_FFFF);
        Self { number, seed: drawn, print_s, secret }
    }

    const fn tick_ms(&self, hall: &HallPlan) -> u32 {
        let wanted = STEP_S * 1000 / hall.speed_up;
        if wanted > SLOWEST_TICK_MS { SLOWEST_TICK_MS } else { wanted }
    }

    fn plan(&self, hall: &HallPlan) -> Plan {
        let tick_ms = self.tick_ms(hall);
        let seconds_per_tick = (tick_ms * hall.speed_up / 1000).max(1);
        let ticks = |seconds: u32| (seconds / seconds_per_tick).max(2);
        Plan {
            // Below 10,000, and different for each printer of the hall.
            seed: self.seed % 40 * 250 + u64::from(self.number),
            listen: Plan::default().listen,
            tick: Duration::from_millis(u64::from(tick_ms)),
            seconds_per_tick,
            preparing_ticks: ticks(HEATING_S),
            printing_ticks: ticks(self.print_s),
            layers: self.print_s / 24,
            key: hall.make.wants_a_key().then(|| self.secret.clone()),
            runout_at_permille: (hall.set_back == Some(SetBack::Runout)).then_some(500),
            fails_at_permille: (hall.set_back == Some(SetBack::Failure)).then_some(500),
            again_after_ticks: hall.again.then(|| ticks(CLEARING_S)),
        }
    }

    fn stand(&self, hall: &HallPlan, at: SocketAddr, serial: Option<String>, user: Option<String>) -> Stand {
        Stand {
            code: format!("SIM{:02}", self.number),
            protocol: hall.make.protocol(),
            host: at.ip().to_string(),
            port: at.port(),
            serial,
            user,
            secret: hall.make.wants_a_key().then(|| self.secret.clone()),
        }
    }
}

/// Scatters neighbouring numbers.
const fn mix(number: u64) -> u64 {
    let number =
        (number ^ (number >> 30)).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// Keeps a machine at its broker, and joins again when the line ended.
async fn stay(mut machine: bambu::Machine, at: SocketAddr, code: String, pace: Duration) {
    // Held open: a closed channel would mean that the machine is to leave.
    let (_held, mut tell) = mpsc::channel(1);
    loop {
        match join(machine.clone(), at, &code, pace, &mut tell).await {
            Ok(returned) => machine = returned,
            Err(error) => tracing::warn!(%error, "a simulated printer did not reach its broker"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn join(
    machine: bambu::Machine,
    at: SocketAddr,
    code: &str,
    pace: Duration,
    tell: &mut mpsc::Receiver<bambu::Tell>,
) -> io::Result<bambu::Machine> {
    let stream = TcpStream::connect(at).await?;
    let config = PrinterVerifier::new(machine.serial(), None).config().map_err(io::Error::other)?;
    let name = ServerName::from(at.ip());
    let stream = TlsConnector::from(config).connect(name, stream).await?;
    let login = Login {
        client_id: format!("machine-{}", machine.serial()),
        user: MACHINE.to_owned(),
        password: code.to_owned(),
        keep_alive_s: 600,
    };
    bambu::serve(stream, &login, machine, pace, tell).await.map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(make: Make) -> HallPlan {
        HallPlan { make, printers: 3, speed_up: 6000, seed: 7, set_back: None, again: true }
    }

    #[tokio::test]
    async fn every_make_opens_and_prints_whole_prints_one_after_the_other() {
        for make in Make::ALL.into_iter().filter(|make| *make != Make::Bambu) {
            let hall = Hall::open(&plan(make)).await.unwrap();
            assert_eq!(hall.stands().len(), 3);
            for (stand, simulator) in hall.stands().iter().zip(&hall.simulators) {
                assert_eq!(stand.port, simulator.address().port());
                assert_eq!(stand.secret.is_some(), make.wants_a_key());
            }
            let first = &hall.simulators[0];
            let waited =
                tokio::time::timeout(Duration::from_secs(20), first.until(|m| m.done.len() >= 2)).await;
            assert!(waited.is_ok(), "{make:?} did not print twice");
        }
    }

    #[tokio::test]
    async fn the_same_seed_gives_the_same_keys_and_another_one_others() {
        let keys = async |seed| {
            let hall = Hall::open(&HallPlan { seed, ..plan(Make::Octoprint) }).await.unwrap();
            hall.stands().iter().map(|stand| stand.secret.clone().unwrap()).collect::<Vec<_>>()
        };
        let (once, again, other) = (keys(1).await, keys(1).await, keys(2).await);
        assert_eq!(once, again);
        assert_ne!(once, other);
        assert_ne!(once[0], once[1]);
    }

    #[tokio::test]
    async fn numbers_out_of_bounds_are_refused_with_the_bounds() {
        for bad in [
            HallPlan { printers: 0, ..plan(Make::Duet) },
            HallPlan { printers: MOST + 1, ..plan(Make::Duet) },
            HallPlan { speed_up: 0, ..plan(Make::Duet) },
            HallPlan { speed_up: FASTEST + 1, ..plan(Make::Duet) },
        ] {
            let error = Hall::open(&bad).await.map(drop).unwrap_err();
            assert!(error.to_string().contains("1 to"), "{error}");
        }
    }

    #[test]
    fn at_every_speed_a_print_keeps_its_own_time() {
        for speed_up in [1, 7, 30, 60, 600, 6000] {
            let hall = HallPlan { speed_up, ..plan(Make::Moonraker) };
            let own = Own::of(&hall, 1);
            let plan = own.plan(&hall);
            assert!(plan.tick <= Duration::from_secs(1) && plan.tick >= Duration::from_millis(5));
            let told_s = plan.printing_ticks * plan.seconds_per_tick;
            assert!(told_s.abs_diff(own.print_s) < 60, "{speed_up}: {told_s} of {}", own.print_s);
            let taken_ms = u128::from(plan.printing_ticks) * plan.tick.as_millis() * u128::from(speed_up);
            assert!(taken_ms.abs_diff(u128::from(own.print_s) * 1000) < 400_000, "{speed_up}: {taken_ms}");
        }
    }
}
