//! One printer's task: it listens to its connection, tells the windows, and hands notes to the scribe.

use std::sync::Arc;
use std::time::Duration;

use spoolyard_core::farm::Reachable;
use spoolyard_core::notices::{NewNotice, NoticeKind};
use spoolyard_core::telemetry::Sample;
use spoolyard_printers::{
    Command, CommandStatus, Connection, ConnectionSetup, Driver, HeatedPart, JobEvent, Lens, Look,
    PrinterState, RecordedFrame, Snapshot, Ticket,
};
use spoolyard_types::Clock;
use spoolyard_types::ids::{PrintJobId, PrinterId};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::floor::{Board, Notice, Tell};
use crate::ledger::{Ledger, Remembered};
use crate::scribe::{Note, Notes};
use crate::words;

/// A window hears of a printer at most this often.
pub(crate) const TELL_EVERY: Duration = Duration::from_millis(500);
/// How often its temperatures are kept.
const MEASURE_EVERY: Duration = Duration::from_secs(10);

/// How long a person waits to see a command done.
const LOOK: Duration = Duration::from_secs(8);

/// What a task is asked.
pub(crate) enum Ask {
    /// The next print that begins is this one; none forgets it.
    WillPrint(Option<PrintJobId>, oneshot::Sender<()>),
    /// Give the printer a command.
    Command(Command, oneshot::Sender<Ticket>),
    /// Give it a command and look for a moment whether it is done.
    CarryOut(Command, oneshot::Sender<CommandStatus>),
    /// Look through its camera.
    Look(oneshot::Sender<Look>),
    /// The frames that were recorded, for a support bundle.
    Recording(oneshot::Sender<Vec<RecordedFrame>>),
}

/// What every task shares.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) board: Arc<Board>,
    pub(crate) notes: Notes,
    pub(crate) tell: Tell,
    /// How long a printer that prints may be lost before somebody is told.
    pub(crate) lost_for: Duration,
}

/// What a person calls a printer: by its code, and by its name where that is another.
fn called(code: String, name: String) -> String {
    if code == name { code } else { format!("{code} {name}") }
}

/// Runs until nobody can ask any more, then says goodbye to the printer.
pub(crate) async fn run(
    printer: Reachable,
    driver: Box<dyn Driver>,
    lens: Lens,
    mut asks: mpsc::Receiver<Ask>,
    around: Surroundings,
) {
    let remembered = Remembered::read(printer.state.as_ref());
    let secrets = printer.secret.iter().map(|s| s.reveal().to_owned()).chain(printer.serial_number.clone());
    let setup = ConnectionSetup {
        clock: Arc::clone(&around.clock),
        secrets: secrets.collect(),
        last_known: remembered.last_known.clone(),
    };
    let mut connection = Connection::open(driver, setup);
    let mut watch = connection.watch();
    let mut task = Task {
        ledger: Ledger::open(printer.id, &remembered),
        id: printer.id,
        name: called(printer.code, printer.name),
        pin: printer.pin,
        written: None,
        lost_at: None,
        is_lost: false,
        around,
        tell_at: None,
        told_at: None,
    };
    let mut measure = tokio::time::interval(MEASURE_EVERY);
    measure.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let (tell_at, lost_at) = (task.tell_at, task.lost_at);
        tokio::select! {
            // An event comes before the snapshot that it was drawn from, so that both are written as one.
            biased;
            ask = asks.recv() => match ask {
                Some(Ask::Command(command, reply)) => drop(reply.send(connection.send(command))),
                Some(Ask::WillPrint(sent, reply)) => {
                    task.ledger.will_print(sent);
                    let _ = reply.send(());
                }
                Some(Ask::CarryOut(command, reply)) => drop(tokio::spawn(look(connection.send(command), reply))),
                Some(Ask::Look(reply)) => drop(reply.send(lens.look())),
                Some(Ask::Recording(reply)) => drop(reply.send(connection.recording())),
                None => break,
            },
            event = connection.next_event() => match event {
                Some(event) => task.event(&event, &connection).await,
                None => break,
            },
            changed = watch.changed() => match changed {
                Ok(()) => task.changed(&connection).await,
                Err(_) => break,
            },
            () = wait(tell_at), if tell_at.is_some() => task.tell(&connection.snapshot()),
            () = wait(lost_at), if lost_at.is_some() => task.lost().await,
            _ = measure.tick() => task.measure(&connection.snapshot()).await,
        }
    }
    let last = connection.snapshot();
    let last_known = connection.last_known();
    connection.close().await;
    task.goodbye(&last, last_known).await;
}

/// Waits for the end of a command, but not longer than a person does.
async fn look(mut ticket: Ticket, reply: oneshot::Sender<CommandStatus>) {
    let status = match tokio::time::timeout(LOOK, ticket.outcome()).await {
        Ok(status) => status,
        Err(_) => ticket.status(),
    };
    drop(reply.send(status));
}

async fn wait(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}

struct Task {
    id: PrinterId,
    name: String,
    /// The certificate that was accepted.
    pin: Option<String>,
    ledger: Ledger,
    /// The state that was written last.
    written: Option<PrinterState>,
    /// When somebody is told that the printer was lost while it printed.
    lost_at: Option<Instant>,
    /// Somebody was told of that.
    is_lost: bool,
    around: Surroundings,
    tell_at: Option<Instant>,
    told_at: Option<Instant>,
}

impl Task {
    async fn event(&mut self, event: &JobEvent, connection: &Connection) {
        let snapshot = connection.snapshot();
        let now = self.around.clock.now();
        if let JobEvent::Ended { job, outcome, .. } = event
            && let Some((kind, text)) = words::ended(job, outcome)
        {
            self.raise(kind, text).await;
        }
        let sighting = self.ledger.event(event, &snapshot, connection.last_known(), now);
        self.written = Some(snapshot.state.clone());
        self.note(Note::Seen(Box::new(sighting))).await;
    }

    /// A new snapshot: kept when the state is another one, told when the windows may hear again.
    async fn changed(&mut self, connection: &Connection) {
        let snapshot = connection.snapshot();
        self.around.board.put(self.id, Arc::clone(&snapshot));
        self.look_for_loss(&snapshot, connection);
        self.call(&snapshot).await;
        let is_other =
            self.written.as_ref() != Some(&snapshot.state) || self.ledger.has_other_slots(&snapshot);
        if is_other && snapshot.state != PrinterState::Connecting {
            let sighting = self.ledger.state(&snapshot, connection.last_known());
            self.written = Some(snapshot.state.clone());
            self.note(Note::Seen(Box::new(sighting))).await;
        }
        if self.pin.is_none()
            && let Some(shown) = snapshot.device.certificate_sha256.clone()
        {
            self.pin = Some(shown.clone());
            self.note(Note::Pinned(self.id, shown)).await;
        }
        let now = Instant::now();
        match self.told_at {
            Some(told) if now < told + TELL_EVERY => self.tell_at = Some(told + TELL_EVERY),
            _ => self.tell(&snapshot),
        }
    }

    /// Calls a person, once for each time that one is needed, also over a restart.
    async fn call(&mut self, snapshot: &Snapshot) {
        if !snapshot.state.is_known() {
            return;
        }
        let job = snapshot.job.as_ref().and_then(|job| job.key.as_deref());
        match words::call(&snapshot.state, snapshot) {
            Some((kind, text)) if self.ledger.calls(kind, job) => self.raise(kind, text).await,
            Some(_) => {}
            None => self.ledger.calls_nobody(),
        }
    }

    /// A printer that prints and falls silent is waited for a while: networks stumble.
    fn look_for_loss(&mut self, snapshot: &Snapshot, connection: &Connection) {
        let is_away = !snapshot.state.is_known() || snapshot.is_stale;
        let prints = connection.last_known().running.is_some();
        match (is_away && prints, self.lost_at) {
            (true, None) if !self.is_lost => self.lost_at = Some(Instant::now() + self.around.lost_for),
            (true, _) => {}
            (false, _) => (self.lost_at, self.is_lost) = (None, false),
        }
    }

    /// It was waited for long enough.
    async fn lost(&mut self) {
        (self.lost_at, self.is_lost) = (None, true);
        self.raise(NoticeKind::Offline, words::AWAY.to_owned()).await;
    }

    async fn raise(&self, kind: NoticeKind, text: String) {
        let new = NewNotice { printer: self.id, kind, text };
        self.note(Note::Called(self.name.clone(), new)).await;
    }

    fn tell(&mut self, snapshot: &Arc<Snapshot>) {
        self.tell_at = None;
        self.told_at = Some(Instant::now());
        (self.around.tell)(&Notice::Live { printer: self.id, snapshot: Arc::clone(snapshot) });
    }

    async fn measure(&self, snapshot: &Snapshot) {
        if !snapshot.state.is_known() || snapshot.is_stale {
            return;
        }
        let part = |part| snapshot.temperatures.iter().find(|t| t.part == part);
        let (nozzle, bed) = (part(HeatedPart::Nozzle(0)), part(HeatedPart::Bed));
        let sample = Sample {
            printer: self.id,
            at: self.around.clock.now(),
            nozzle: nozzle.map(|t| t.actual_tenths_c),
            nozzle_target: nozzle.and_then(|t| t.target_tenths_c),
            bed: bed.map(|t| t.actual_tenths_c),
            bed_target: bed.and_then(|t| t.target_tenths_c),
            chamber: part(HeatedPart::Chamber).map(|t| t.actual_tenths_c),
            progress_permille: snapshot
                .job
                .as_ref()
                .and_then(|j| j.progress_permille)
                .filter(|_| snapshot.state.is_in_job()),
        };
        self.note(Note::Measured(sample)).await;
    }

    /// The program ends or the printer goes: what was known is kept, so that the next start can go on from it.
    async fn goodbye(&mut self, last: &Snapshot, last_known: spoolyard_printers::LastKnown) {
        let gone = Snapshot { state: PrinterState::Offline, is_stale: true, ..last.clone() };
        let sighting = self.ledger.state(&gone, last_known);
        self.note(Note::Seen(Box::new(sighting))).await;
        self.around.board.put(self.id, Arc::new(gone));
    }

    async fn note(&self, note: Note) {
        if self.around.notes.send(note).await.is_err() {
            tracing::warn!(printer = %self.id, "nobody writes down what this printer tells");
        }
    }
}
