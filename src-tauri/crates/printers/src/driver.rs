//! One driver trait, and what stands between a driver and whoever uses it.
//!
//! A driver is one task. It owns its socket and loops: connect, serve, lose, wait, connect again, until its
//! [`Seat`] says that the connection is closed. Everything between it and the rest is bounded: commands wait in a
//! short queue, the newest snapshot replaces the one before, job events in a queue of [`EVENTS`].

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use spoolyard_types::{Clock, Timestamp};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::command::{Command, CommandId, CommandStatus, RefusalKind};
use crate::event::{JobEvent, JobWatch, LastKnown};
use crate::protocol::Protocol;
use crate::ring::{Direction, FrameRing, RecordedFrame};
use crate::state::{Diagnosis, PrinterState, Snapshot};

/// Commands that may wait for one printer.
pub const COMMANDS: usize = 16;
/// Job events that may wait to be read.
pub const EVENTS: usize = 256;
/// How long a closing driver may take to say goodbye.
pub const GOODBYE: Duration = Duration::from_secs(3);

/// A boxed future that a task can run.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A protocol's transport.
pub trait Driver: Send + 'static {
    /// Which protocol it speaks.
    fn protocol(&self) -> Protocol;

    /// Connects and serves until [`Seat::next_order`] answers none, then says goodbye to the printer and ends.
    /// It never ends by itself and never panics.
    fn run(self: Box<Self>, seat: Seat) -> Running;
}

/// A command on its way through a driver. Dropped without an end, it is refused as interrupted, so that nobody
/// waits for ever.
#[derive(Debug)]
pub struct Order {
    /// Its name.
    pub id: CommandId,
    /// What to do.
    pub command: Command,
    status: watch::Sender<CommandStatus>,
    cancelled: watch::Receiver<bool>,
}

impl Order {
    /// A command, and what its giver holds of it.
    #[must_use]
    pub fn new(command: Command) -> (Self, Ticket) {
        let id = CommandId(NEXT_ID.fetch_add(1, Ordering::Relaxed));
        let (status_sender, status) = watch::channel(CommandStatus::Queued);
        let (cancel, cancelled) = watch::channel(false);
        (Self { id, command, status: status_sender, cancelled }, Ticket { id, status, cancel })
    }

    /// Says what was seen of it. After a final word nothing more is taken.
    pub fn report(&self, status: CommandStatus) {
        self.status.send_if_modified(|held| {
            let news = !held.is_final() && *held != status;
            if news {
                *held = status;
            }
            news
        });
    }

    /// Ends it as refused.
    pub fn refuse(self, kind: RefusalKind, why: impl Into<String>) {
        self.report(CommandStatus::refused(kind, why));
    }

    /// Whether the end was said.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.status.borrow().is_final()
    }

    /// Whether a person took it back (only an upload can be stopped half way).
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// Waits until a person takes it back; for ever when nobody does.
    pub async fn cancelled(&self) {
        let mut cancelled = self.cancelled.clone();
        if cancelled.wait_for(|is_cancelled| *is_cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Order {
    fn drop(&mut self) {
        self.report(CommandStatus::refused(
            RefusalKind::Interrupted,
            "The connection to the printer ended before anything was seen of this. Look at the printer; nothing \
             is sent again by itself.",
        ));
    }
}

/// A driver's place: where commands come from, and where snapshots and recordings go.
pub struct Seat {
    orders: mpsc::Receiver<Order>,
    snapshot: watch::Sender<Arc<Snapshot>>,
    events: mpsc::Sender<JobEvent>,
    watch: Arc<Mutex<JobWatch>>,
    ring: Arc<Mutex<FrameRing>>,
    clock: Arc<dyn Clock>,
    lost_events: Arc<AtomicU64>,
}

impl Seat {
    /// The next command; none when the connection is being closed. Safe inside `select!`.
    pub async fn next_order(&mut self) -> Option<Order> {
        self.orders.recv().await
    }

    /// Refuses whatever waits: the printer is not there. To be called when a connection is lost.
    pub fn refuse_waiting(&mut self, why: &str) {
        while let Ok(order) = self.orders.try_recv() {
            order.refuse(RefusalKind::Offline, why);
        }
    }

    /// Makes this snapshot the newest and draws job events from it. Watchers wake only when more than the time of
    /// the last word changed.
    pub fn publish(&self, mut snapshot: Snapshot) {
        // Whoever hears of an event must find the snapshot that it was drawn from.
        let events = held(&self.watch).feed(&snapshot);
        self.snapshot.send_if_modified(|newest| {
            let heard_at = std::mem::replace(&mut snapshot.heard_at, newest.heard_at);
            let same = snapshot == **newest;
            snapshot.heard_at = heard_at;
            *newest = Arc::new(snapshot);
            !same
        });
        for event in events {
            if self.events.try_send(event).is_err() {
                self.lost_events.fetch_add(1, Ordering::Relaxed);
                tracing::warn!("job events are not read; one was dropped");
            }
        }
    }

    /// The newest snapshot that was published.
    #[must_use]
    pub fn newest(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.borrow())
    }

    /// The printer is gone: keeps what was known of it, says so, and says why.
    pub fn publish_offline(&self, diagnosis: Option<Diagnosis>) {
        let newest = self.newest();
        self.publish(Snapshot {
            state: PrinterState::Offline,
            stage: None,
            is_stale: true,
            diagnosis,
            ..(*newest).clone()
        });
    }

    /// The job that was under way when this printer was last heard, also before a restart of the program.
    #[must_use]
    pub fn last_known(&self) -> LastKnown {
        held(&self.watch).last_known()
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What tells the time.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Keeps a raw frame for a support bundle.
    pub fn record(&self, direction: Direction, subject: &str, bytes: &[u8]) {
        held(&self.ring).record(self.clock.now(), direction, subject, bytes);
    }
}

/// What a connection needs beside its driver.
pub struct ConnectionSetup {
    /// Tells the time of recordings and of the printer's last word.
    pub clock: Arc<dyn Clock>,
    /// Never to appear in a recording: access code, key, serial.
    pub secrets: Vec<String>,
    /// What was remembered of this printer's job.
    pub last_known: LastKnown,
}

/// An open connection to one printer. Dropping it stops the driver; [`Connection::close`] also lets it say goodbye.
pub struct Connection {
    protocol: Protocol,
    orders: Option<mpsc::Sender<Order>>,
    snapshot: watch::Receiver<Arc<Snapshot>>,
    events: mpsc::Receiver<JobEvent>,
    watch: Arc<Mutex<JobWatch>>,
    ring: Arc<Mutex<FrameRing>>,
    lost_events: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

impl Connection {
    /// Starts the driver as a task of the running tokio runtime.
    #[must_use]
    pub fn open(driver: Box<dyn Driver>, setup: ConnectionSetup) -> Self {
        let protocol = driver.protocol();
        let (order_sender, orders) = mpsc::channel(COMMANDS);
        let (snapshot_sender, snapshot) = watch::channel(Arc::new(Snapshot::default()));
        let (event_sender, events) = mpsc::channel(EVENTS);
        let watch = Arc::new(Mutex::new(JobWatch::resume(setup.last_known)));
        let ring = Arc::new(Mutex::new(FrameRing::new(setup.secrets)));
        let lost_events = Arc::new(AtomicU64::new(0));
        let seat = Seat {
            orders,
            snapshot: snapshot_sender,
            events: event_sender,
            watch: Arc::clone(&watch),
            ring: Arc::clone(&ring),
            clock: setup.clock,
            lost_events: Arc::clone(&lost_events),
        };
        let task = tokio::spawn(driver.run(seat));
        Self { protocol, orders: Some(order_sender), snapshot, events, watch, ring, lost_events, task }
    }

    /// Which protocol it speaks.
    #[must_use]
    pub const fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The newest snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.borrow())
    }

    /// A receiver that wakes when the snapshot changes.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshot.clone()
    }

    /// The next job event; none when the driver has ended.
    pub async fn next_event(&mut self) -> Option<JobEvent> {
        self.events.recv().await
    }

    /// A job event that already waits.
    pub fn waiting_event(&mut self) -> Option<JobEvent> {
        self.events.try_recv().ok()
    }

    /// How many job events were dropped because nobody read them.
    #[must_use]
    pub fn lost_events(&self) -> u64 {
        self.lost_events.load(Ordering::Relaxed)
    }

    /// What to remember of the job under way.
    #[must_use]
    pub fn last_known(&self) -> LastKnown {
        held(&self.watch).last_known()
    }

    /// The recorded frames, oldest first.
    #[must_use]
    pub fn recording(&self) -> Vec<RecordedFrame> {
        held(&self.ring).frames().cloned().collect()
    }

    /// Gives a command. It never blocks: a full queue refuses at once.
    pub fn send(&self, command: Command) -> Ticket {
        let (order, ticket) = Order::new(command);
        let refused = match &self.orders {
            Some(orders) => orders.try_send(order).err().map(|error| match error {
                mpsc::error::TrySendError::Full(order) => (order, "This printer still has commands waiting."),
                mpsc::error::TrySendError::Closed(order) => (order, "This printer's connection is closed."),
            }),
            None => Some((order, "This printer's connection is closed.")),
        };
        if let Some((order, why)) = refused {
            order.refuse(RefusalKind::Offline, why);
        }
        ticket
    }

    /// Closes the connection: the driver says goodbye, and is stopped after [`GOODBYE`] if it does not.
    pub async fn close(mut self) {
        self.orders = None;
        if tokio::time::timeout(GOODBYE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a person holds of a command that was given.
#[derive(Debug)]
pub struct Ticket {
    id: CommandId,
    status: watch::Receiver<CommandStatus>,
    cancel: watch::Sender<bool>,
}

impl Ticket {
    /// Its name.
    #[must_use]
    pub const fn id(&self) -> CommandId {
        self.id
    }

    /// What was seen of it so far.
    #[must_use]
    pub fn status(&self) -> CommandStatus {
        self.status.borrow().clone()
    }

    /// A receiver that wakes when more was seen.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<CommandStatus> {
        self.status.clone()
    }

    /// Waits for the end.
    pub async fn outcome(&mut self) -> CommandStatus {
        // An error means that the order is gone; its last word stands in the channel.
        let _ = self.status.wait_for(CommandStatus::is_final).await;
        self.status()
    }

    /// Takes it back: a waiting command is not sent, an upload stops. What the printer has already heard stays said.
    pub fn cancel(&self) {
        self.cancel.send_replace(true);
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use spoolyard_types::SystemClock;

    use super::*;

    /// Confirms pauses, swallows the rest, and is idle once it was asked for anything.
    struct Parrot;

    impl Driver for Parrot {
        fn protocol(&self) -> Protocol {
            Protocol::Duet
        }

        fn run(self: Box<Self>, mut seat: Seat) -> Running {
            Box::pin(async move {
                while let Some(order) = seat.next_order().await {
                    seat.publish(Snapshot { state: PrinterState::Idle, ..Snapshot::default() });
                    if order.command == Command::Pause {
                        order.report(CommandStatus::confirmed());
                    }
                }
                seat.publish_offline(None);
            })
        }
    }

    fn setup() -> ConnectionSetup {
        ConnectionSetup { clock: Arc::new(SystemClock), secrets: vec![], last_known: LastKnown::default() }
    }

    #[tokio::test]
    async fn every_command_comes_to_an_end() {
        let connection = Connection::open(Box::new(Parrot), setup());
        assert_eq!(connection.send(Command::Pause).outcome().await, CommandStatus::confirmed());
        let swallowed = connection.send(Command::Resume).outcome().await;
        assert!(matches!(swallowed, CommandStatus::Refused { kind: RefusalKind::Interrupted, .. }));
        assert_eq!(connection.snapshot().state, PrinterState::Idle);
        let watch = connection.watch();
        connection.close().await;
        assert_eq!(watch.borrow().state, PrinterState::Offline);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_instead_of_waiting() {
        struct Deaf;
        impl Driver for Deaf {
            fn protocol(&self) -> Protocol {
                Protocol::Duet
            }
            fn run(self: Box<Self>, seat: Seat) -> Running {
                Box::pin(async move {
                    let _kept = seat;
                    std::future::pending::<()>().await;
                })
            }
        }
        let connection = Connection::open(Box::new(Deaf), setup());
        let held: Vec<Ticket> = (0..COMMANDS).map(|_| connection.send(Command::Pause)).collect();
        assert!(held.iter().all(|ticket| ticket.status() == CommandStatus::Queued));
        let over = connection.send(Command::Pause).outcome().await;
        assert!(matches!(over, CommandStatus::Refused { kind: RefusalKind::Offline, .. }));
    }
}
