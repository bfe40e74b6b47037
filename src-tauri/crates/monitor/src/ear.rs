//! Printers that were missed where they are written down, and announce themselves elsewhere.
//!
//! The ear is open only while such a printer is missed, and for a while at a time. It says nothing, asks nobody, and
//! believes an announcement only as far as [`crate::find::has_moved`] does.

use std::sync::Arc;
use std::time::Duration;

use spoolyard_core::App;
use spoolyard_core::db::Intent;
use spoolyard_core::farm::{self, Address, KnownPrinter};
use spoolyard_printers::discover::{self, Found, Reach};
use spoolyard_printers::{Diagnosis, Snapshot};
use spoolyard_types::{Actor, Role, Text};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::floor::Board;

/// How long it stays open at a time: printers announce themselves every few seconds.
const OPEN: Duration = Duration::from_secs(15);
/// Announcements that may wait.
const WAITING: usize = 32;

/// The ear of the floor; closed until it is told where to listen.
pub(crate) struct Ear {
    reach: Option<Arc<Reach>>,
    open: Option<JoinHandle<()>>,
    tell: mpsc::Sender<Found>,
    heard: mpsc::Receiver<Found>,
}

impl Ear {
    pub(crate) fn closed() -> Self {
        let (tell, heard) = mpsc::channel(WAITING);
        Self { reach: None, open: None, tell, heard }
    }

    /// From now on it listens there when somebody is missed.
    pub(crate) fn listen_at(&mut self, reach: Reach) {
        self.reach = Some(Arc::new(reach));
    }

    /// Opens for a while, unless it is open already.
    pub(crate) fn open(&mut self) {
        let Some(reach) = self.reach.clone() else { return };
        if self.open.as_ref().is_some_and(|open| !open.is_finished()) {
            return;
        }
        let tell = self.tell.clone();
        self.open = Some(tokio::spawn(async move {
            if let Ok(Err(error)) = tokio::time::timeout(OPEN, discover::follow(&reach, &tell)).await {
                tracing::debug!(%error, "announcements of printers cannot be heard");
            }
        }));
    }

    /// The next printer that announces itself; for ever while the ear is closed.
    pub(crate) async fn next(&mut self) -> Option<Found> {
        self.heard.recv().await
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        if let Some(open) = &self.open {
            open.abort();
        }
    }
}

/// Whether a printer was looked for where it is written down, and was not there.
pub(crate) fn is_missed(snapshot: &Snapshot) -> bool {
    let was_missed =
        matches!(snapshot.diagnosis, Some(Diagnosis::Unreachable { .. } | Diagnosis::OtherPrinter { .. }));
    was_missed && !snapshot.state.is_known()
}

/// Writes down where a printer of the farm is now, if that is what this announcement says; whether it was. It reads
/// and writes the store.
pub(crate) fn note(app: &App, board: &Board, found: &Found) -> spoolyard_core::Result<bool> {
    let (host, serial) = (found.host.as_str(), found.serial.as_deref());
    let known = app.look(farm::known_printers)?;
    let has_moved = |printer: &&KnownPrinter| {
        let snapshot = board.of(printer.id);
        crate::find::has_moved(printer, snapshot.as_deref(), serial, host)
    };
    let (Some(printer), Ok(text)) = (known.iter().find(has_moved), Text::new(host)) else { return Ok(false) };
    let intent = Intent::new(Actor::spoolyard(), Role::Admin, "monitor.moved");
    app.db.write(&intent, |w| farm::moved(w, Address { id: printer.id, host: text }))?;
    Ok(true)
}
