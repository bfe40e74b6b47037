//! Writes down what the tasks saw, one after the other, on a thread of its own.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread::JoinHandle;

use spoolyard_core::App;
use spoolyard_core::db::Intent;
use spoolyard_core::farm::{self, Pin, Sighting};
use spoolyard_core::notices::{self, NewNotice};
use spoolyard_core::telemetry::{Sample, Telemetry};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Actor, Role, Text};
use tokio::sync::mpsc;

use crate::floor::{Notice, Tell};

/// How much may wait to be written before the tasks wait too.
const WAITING: usize = 1024;
/// How many samples are kept before coarser ones are made of them.
const ROLL_UP_EVERY: usize = 20_000;

/// Something to write.
pub(crate) enum Note {
    /// A printer changed, or its print.
    Seen(Box<Sighting>),
    /// What it measures.
    Measured(Sample),
    /// A printer of this name needs somebody.
    Called(String, NewNotice),
    /// The certificate that it showed when it was first reached.
    Pinned(PrinterId, String),
}

/// Where tasks hand in their notes.
pub(crate) type Notes = mpsc::Sender<Note>;

/// Starts the thread; it ends when the last holder of the notes is gone, with everything written.
pub(crate) fn start(app: Arc<App>, tell: Tell) -> std::io::Result<(Notes, JoinHandle<()>)> {
    let (notes, inbox) = mpsc::channel(WAITING);
    let thread = std::thread::Builder::new()
        .name(String::from("printer log"))
        .spawn(move || Scribe { telemetry: app.telemetry().ok(), app, tell, kept: 0 }.work(inbox))?;
    Ok((notes, thread))
}

struct Scribe {
    app: Arc<App>,
    telemetry: Option<Arc<Telemetry>>,
    tell: Tell,
    kept: usize,
}

impl Scribe {
    fn work(mut self, mut inbox: mpsc::Receiver<Note>) {
        let mut notes = Vec::new();
        while inbox.blocking_recv_many(&mut notes, WAITING) > 0 {
            let mut samples = Vec::new();
            for note in notes.drain(..) {
                match note {
                    Note::Measured(sample) => samples.push(sample),
                    Note::Seen(sighting) => self.write("monitor.observe", |w| farm::observe(w, &sighting)),
                    Note::Called(title, new) => self.call(title, new),
                    Note::Pinned(id, sha256) => self.write("monitor.pin", |w| {
                        farm::pin(w, Pin { id, sha256: Text::new(sha256.as_str()).ok() })
                    }),
                }
            }
            self.measure(&samples);
        }
    }

    /// One write of the core. What it refuses is told in the log: the printer is seen again soon enough.
    fn write<T: serde::Serialize>(
        &self,
        command: &str,
        act: impl FnOnce(&spoolyard_core::db::Write<'_>) -> spoolyard_core::Result<T>,
    ) {
        let intent = Intent::new(Actor::spoolyard(), Role::Admin, command);
        match self.app.db.write(&intent, act) {
            Ok((_, changes)) => self.changed(changes.tables),
            Err(err) => tracing::warn!(%err, command, "what a printer told could not be written down"),
        }
    }

    /// Keeps a notice and tells the windows of it. One that cannot be kept is told all the same.
    fn call(&self, title: String, new: NewNotice) {
        let intent = Intent::new(Actor::spoolyard(), Role::Admin, "monitor.call");
        let notice = match self.app.db.write(&intent, |w| notices::raise(w, &new)) {
            Ok((kept, changes)) => {
                self.changed(changes.tables);
                Some(kept.id)
            }
            Err(err) => {
                tracing::warn!(%err, "a notice could not be kept");
                None
            }
        };
        (self.tell)(&Notice::Person { printer: new.printer, title, text: new.text, kind: new.kind, notice });
    }

    fn changed(&self, tables: BTreeSet<String>) {
        if !tables.is_empty() {
            (self.tell)(&Notice::Changed { tables });
        }
    }

    fn measure(&mut self, samples: &[Sample]) {
        let (Some(telemetry), false) = (&self.telemetry, samples.is_empty()) else { return };
        if let Err(err) = telemetry.keep(samples) {
            tracing::warn!(%err, "what printers measure could not be kept");
            return;
        }
        self.kept += samples.len();
        if self.kept >= ROLL_UP_EVERY {
            self.kept = 0;
            if let Err(err) = telemetry.roll_up(self.app.db.clock().now()) {
                tracing::warn!(%err, "the curves of printers could not be rolled up");
            }
        }
    }
}
