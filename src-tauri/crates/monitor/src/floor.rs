//! The thread, and the handle by which the rest of the program holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::json;
use spoolyard_core::App;
use spoolyard_core::farm::{self, Reachable};
use spoolyard_core::notices::NoticeKind;
use spoolyard_printers::discover::{Found, Reach};
use spoolyard_printers::{Command, CommandStatus, Diagnosis, Lens, Look, RecordedFrame, Snapshot, Ticket};
use spoolyard_types::ids::{PrintJobId, PrinterId};
use spoolyard_types::{Code, Refusal};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle as Running;

use crate::action::PrinterAction;
use crate::ear::{self, Ear};
use crate::find::Hunt;
use crate::garage::Garage;
use crate::gate::Gate;
use crate::scribe;
use crate::task::{self, Ask, Surroundings};
use crate::trial::Trial;

/// Connections are opened one after the other at this pace, so that a hundred handshakes are no burst.
const STAGGER: Duration = Duration::from_millis(120);
/// How often the floor looks whether a driver has ended that should not have.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How long a printer that prints may be lost before somebody is told: networks stumble.
const LOST_FOR: Duration = Duration::from_secs(90);
/// What is said of an access code that the key of this store does not open.
const OTHER_KEY: &str =
    "The access code was sealed with another key than this computer's. Enter it again under Connection.";
/// How long goodbyes may take in all.
const GOODBYE: Duration = Duration::from_secs(5);
/// Commands that may wait for one printer's task.
const ASKS: usize = 32;

/// What the monitor tells the program.
#[derive(Debug, Clone)]
pub enum Notice {
    /// How a printer is now; at most twice a second each.
    Live {
        /// Which printer.
        printer: PrinterId,
        /// All that is known of it.
        snapshot: Arc<Snapshot>,
    },
    /// What was written into the store.
    Changed {
        /// Names as in the reference.
        tables: BTreeSet<String>,
    },
    /// A printer needs a person.
    Person {
        /// Which printer.
        printer: PrinterId,
        /// Its name.
        title: String,
        /// What for.
        text: String,
        /// What it is about.
        kind: NoticeKind,
        /// The notice that was kept of it; none where the store takes none.
        notice: Option<i64>,
    },
}

/// Who hears notices. It must not block.
pub(crate) type Tell = Arc<dyn Fn(&Notice) + Send + Sync>;

/// How one printer is now.
#[derive(Debug, Clone)]
pub struct Live {
    /// Which printer.
    pub printer: PrinterId,
    /// All that is known of it.
    pub snapshot: Arc<Snapshot>,
}

/// The newest snapshot of every printer.
#[derive(Debug, Default)]
pub(crate) struct Board(Mutex<BTreeMap<PrinterId, Arc<Snapshot>>>);

impl Board {
    pub(crate) fn put(&self, printer: PrinterId, snapshot: Arc<Snapshot>) {
        self.held().insert(printer, snapshot);
    }

    pub(crate) fn of(&self, printer: PrinterId) -> Option<Arc<Snapshot>> {
        self.held().get(&printer).cloned()
    }

    fn is_somebody_missed(&self) -> bool {
        self.held().values().any(|snapshot| ear::is_missed(snapshot))
    }

    fn forget(&self, printer: PrinterId) {
        self.held().remove(&printer);
    }

    fn held(&self) -> std::sync::MutexGuard<'_, BTreeMap<PrinterId, Arc<Snapshot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Order {
    Reload,
    Reconnect(PrinterId),
    Ask(PrinterId, Ask),
    Hunt(Box<Hunt>),
    Try(Box<Trial>),
    ListenAt(Box<Reach>),
    Stop,
}

/// The handle. Dropping it ends the thread as [`Monitor::stop`] does.
pub struct Monitor {
    orders: mpsc::UnboundedSender<Order>,
    board: Arc<Board>,
    thread: Mutex<Option<JoinHandle<()>>>,
    pub(crate) gate: Gate,
}

impl Monitor {
    /// Starts the thread over an open store. It connects to every printer that can be reached, and goes on until
    /// it is stopped. `tell` is called on its threads and must not block.
    ///
    /// # Errors
    /// When the computer starts no thread.
    pub fn start(
        app: Arc<App>,
        garage: impl Garage,
        tell: impl Fn(&Notice) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        Self::start_patient(app, garage, LOST_FOR, tell)
    }

    /// As [`Monitor::start`]; a printer that prints may be lost for so long before somebody is told.
    ///
    /// # Errors
    /// When the computer starts no thread.
    pub fn start_patient(
        app: Arc<App>,
        garage: impl Garage,
        lost_for: Duration,
        tell: impl Fn(&Notice) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let (orders, inbox) = mpsc::unbounded_channel();
        let board = Arc::<Board>::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let tell: Tell = Arc::new(tell);
        let (notes, scribe) = scribe::start(Arc::clone(&app), Arc::clone(&tell))?;
        let around =
            Surroundings { clock: app.db.shared_clock(), board: Arc::clone(&board), notes, tell, lost_for };
        let thread = std::thread::Builder::new().name(String::from("printers")).spawn(move || {
            let floor = Floor {
                app,
                garage: Box::new(garage),
                around,
                printers: BTreeMap::new(),
                ear: Ear::closed(),
                why_locked: OTHER_KEY.to_owned(),
            };
            runtime.block_on(floor.work(inbox));
            // Every task is gone, and with them the last holder of the notes: the rest is written, then it ends.
            drop(runtime);
            let _ = scribe.join();
        })?;
        Ok(Self { orders, board, thread: Mutex::new(Some(thread)), gate: Gate::default() })
    }

    /// How every printer is now.
    #[must_use]
    pub fn live(&self) -> Vec<Live> {
        let board = self.board.held();
        board.iter().map(|(&printer, snapshot)| Live { printer, snapshot: Arc::clone(snapshot) }).collect()
    }

    /// How one printer is now; none when it is not connected.
    #[must_use]
    pub fn snapshot(&self, printer: PrinterId) -> Option<Arc<Snapshot>> {
        self.board.of(printer)
    }

    /// Printers were added, changed or taken away: connects, reconnects and disconnects as needed.
    pub fn reload(&self) {
        let _ = self.orders.send(Order::Reload);
    }

    /// Gives a printer's connection up and makes it anew: its certificate is another one now, or a person asks.
    pub fn reconnect(&self, printer: PrinterId) {
        let _ = self.orders.send(Order::Reconnect(printer));
    }

    /// Gives a printer a command; what is seen of it stands in the ticket. It blocks for a moment: call it off the
    /// UI thread.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a printer that is not connected.
    pub fn command(&self, printer: PrinterId, command: Command) -> Result<Ticket, Refusal> {
        self.ask(printer, |reply| Ask::Command(command, reply))
    }

    /// Tells a printer something and waits for a moment to see it done; whether it was, and what was seen as a
    /// sentence. It blocks: call it off the UI thread.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a printer that is not connected; [`Code::WrongState`] with the printer's or the
    /// driver's reason when it will not be done.
    pub fn tell(&self, printer: PrinterId, action: PrinterAction) -> Result<(bool, String), Refusal> {
        let status = self.ask(printer, |reply| Ask::CarryOut(action.command(), reply))?;
        match status {
            CommandStatus::Confirmed { .. } => Ok((true, action.done().to_owned())),
            CommandStatus::Refused { why, .. } | CommandStatus::TimedOut { why } => {
                Err(Refusal::new(Code::WrongState, why))
            }
            CommandStatus::Queued
            | CommandStatus::Sent
            | CommandStatus::Accepted
            | CommandStatus::Uploading { .. } => {
                Ok((false, String::from("The printer was told; it has not been seen doing it yet.")))
            }
        }
    }

    /// What a printer's camera sees. It is opened by the first look and closed when nobody looks any more.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a printer that is not connected.
    pub fn look(&self, printer: PrinterId) -> Result<Look, Refusal> {
        self.ask(printer, Ask::Look)
    }

    /// Says which print the next one that begins is: the store has written it down already.
    pub(crate) fn will_print(&self, printer: PrinterId, sent: Option<PrintJobId>) -> Result<(), Refusal> {
        self.ask(printer, |reply| Ask::WillPrint(sent, reply))
    }

    /// The raw frames of a printer, without secrets, for a support bundle.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a printer that is not connected.
    pub fn recording(&self, printer: PrinterId) -> Result<Vec<RecordedFrame>, Refusal> {
        self.ask(printer, Ask::Recording)
    }

    /// Begins a search. One that cannot begin any more is dropped, which its asker hears.
    pub(crate) fn hunt(&self, hunt: Hunt) {
        let _ = self.orders.send(Order::Hunt(Box::new(hunt)));
    }

    /// Begins to try a connection.
    pub(crate) fn try_out(&self, trial: Trial) {
        let _ = self.orders.send(Order::Try(Box::new(trial)));
    }

    pub(crate) fn listen_at(&self, reach: Reach) {
        let _ = self.orders.send(Order::ListenAt(Box::new(reach)));
    }

    fn ask<T>(&self, printer: PrinterId, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        let _ = self.orders.send(Order::Ask(printer, ask(reply)));
        answer.blocking_recv().map_err(|_| {
            let text = "This printer is not connected. Enter its address under Connection first.";
            Refusal::new(Code::NotFound, text).with(json!({ "printer": printer }))
        })
    }

    /// Says goodbye to every printer and waits until all is written, for a few seconds at most.
    pub fn stop(&self) {
        let _ = self.orders.send(Order::Stop);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One connected printer.
struct Stand {
    asks: mpsc::Sender<Ask>,
    task: Running<()>,
    /// By what it is reached; another one means another connection.
    reached_by: String,
}

struct Floor {
    app: Arc<App>,
    garage: Box<dyn Garage>,
    around: Surroundings,
    printers: BTreeMap<PrinterId, Stand>,
    ear: Ear,
    /// Why access codes do not open.
    why_locked: String,
}

impl Floor {
    async fn work(mut self, mut inbox: mpsc::UnboundedReceiver<Order>) {
        let mut waiting = self.reload().await;
        let mut pace = tokio::time::interval(STAGGER);
        pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut look = tokio::time::interval(LOOK_EVERY);
        loop {
            tokio::select! {
                order = inbox.recv() => match order {
                    Some(Order::Reload) => waiting = self.reload().await,
                    Some(Order::Reconnect(printer)) => {
                        if let Some(stand) = self.printers.get_mut(&printer) {
                            stand.reached_by.clear();
                        }
                        waiting = self.reload().await;
                    }
                    Some(Order::Ask(printer, ask)) => self.ask(printer, ask),
                    Some(Order::Hunt(hunt)) => drop(tokio::spawn(hunt.run())),
                    Some(Order::Try(trial)) => self.try_out(*trial),
                    Some(Order::ListenAt(reach)) => {
                        self.ear.listen_at(*reach);
                        look.reset_immediately();
                    }
                    Some(Order::Stop) | None => break,
                },
                Some(found) = self.ear.next() => if self.has_moved(found).await {
                    waiting = self.reload().await;
                },
                _ = look.tick() => if self.printers.values().any(|stand| stand.task.is_finished()) {
                    waiting = self.reload().await;
                } else if self.around.board.is_somebody_missed() {
                    self.ear.open();
                },
                _ = pace.tick(), if !waiting.is_empty() => self.connect(waiting.remove(0)),
            }
        }
        self.leave().await;
    }

    /// Reads who can be reached; disconnects the others; the printers that wait to be connected.
    async fn reload(&mut self) -> Vec<Reachable> {
        let app = Arc::clone(&self.app);
        let seal = match app.seal() {
            Ok(seal) => Some(seal),
            Err(err) => {
                let refusal = err.into_refusal();
                tracing::warn!(%refusal, "access codes cannot be opened");
                self.why_locked = refusal.message;
                None
            }
        };
        let found = app.look(|r| farm::reachable(r, seal.as_deref()));
        let found = match found {
            Ok(found) => found,
            Err(err) => {
                tracing::warn!(%err, "the list of printers could not be read");
                return Vec::new();
            }
        };
        let wanted: BTreeMap<PrinterId, String> = found.iter().map(|p| (p.id, reached_by(p))).collect();
        let gone: Vec<PrinterId> = self
            .printers
            .iter()
            .filter(|(id, stand)| wanted.get(id) != Some(&stand.reached_by) || stand.task.is_finished())
            .map(|(&id, _)| id)
            .collect();
        for id in gone {
            if let Some(stand) = self.printers.remove(&id) {
                drop(stand.asks);
                let _ = tokio::time::timeout(GOODBYE, stand.task).await;
                self.around.board.forget(id);
            }
        }
        found.into_iter().filter(|p| !self.printers.contains_key(&p.id)).collect()
    }

    fn connect(&mut self, printer: Reachable) {
        let id = printer.id;
        let driver = match printer.is_locked {
            true => Err(self.why_locked.clone()),
            false => self.garage.driver(&printer),
        };
        let driver = match driver {
            Ok(driver) => driver,
            Err(sentence) => {
                let snapshot =
                    Snapshot { diagnosis: Some(Diagnosis::Settings { sentence }), ..Snapshot::default() };
                self.around.board.put(id, Arc::new(snapshot));
                return;
            }
        };
        let reached_by = reached_by(&printer);
        let (asks, inbox) = mpsc::channel(ASKS);
        let lens = Lens::new(self.garage.camera(&printer), Arc::clone(&self.around.clock));
        let task = tokio::spawn(task::run(printer, driver, lens, inbox, self.around.clone()));
        self.printers.insert(id, Stand { asks, task, reached_by });
    }

    /// A printer announced itself: whether it is one of the farm's that is somewhere else now.
    async fn has_moved(&self, found: Found) -> bool {
        let (app, board) = (Arc::clone(&self.app), Arc::clone(&self.around.board));
        let noted = tokio::task::spawn_blocking(move || ear::note(&app, &board, &found)).await;
        match noted {
            Ok(Ok(has_moved)) => {
                if has_moved {
                    (self.around.tell)(&Notice::Changed {
                        tables: BTreeSet::from([String::from("printers")]),
                    });
                }
                has_moved
            }
            Ok(Err(err)) => {
                tracing::warn!(%err, "where a printer is now could not be written down");
                false
            }
            Err(_) => false,
        }
    }

    fn try_out(&self, trial: Trial) {
        match self.garage.driver(&trial.printer) {
            Ok(driver) => drop(tokio::spawn(trial.run(driver, Arc::clone(&self.around.clock)))),
            Err(why) => trial.refuse(why),
        }
    }

    /// Hands an ask on. One that cannot be handed on is dropped, which its asker hears.
    fn ask(&self, printer: PrinterId, ask: Ask) {
        if let Some(stand) = self.printers.get(&printer) {
            let _ = stand.asks.try_send(ask);
        }
    }

    async fn leave(&mut self) {
        let stands = std::mem::take(&mut self.printers);
        let mut tasks = Vec::with_capacity(stands.len());
        for stand in stands.into_values() {
            drop(stand.asks);
            tasks.push(stand.task);
        }
        let all = async {
            for task in tasks {
                let _ = task.await;
            }
        };
        let _ = tokio::time::timeout(GOODBYE, all).await;
    }
}

/// Everything that makes it another connection, the secret included; only compared, never shown.
fn reached_by(printer: &Reachable) -> String {
    let secret = printer.secret.as_ref().map(spoolyard_types::Secret::reveal).unwrap_or_default();
    format!(
        "{} {} {:?} {:?} {:?} {secret}",
        printer.protocol, printer.host, printer.port, printer.user, printer.serial_number
    )
}
