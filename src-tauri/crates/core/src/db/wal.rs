//! Folding the write-ahead log into the file, while nobody waits for it.
//!
//! SQLite folds the log inside the commit that makes it long, while the writer is held: the person whose save comes next
//! waits for a thousand pages to reach the disk. Here a thread with a connection of its own does it after the writer is
//! let go; others write meanwhile.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::JoinHandle;

use rusqlite::Connection;

/// From so many pages on the log is folded, as SQLite itself would.
const LONG: u32 = 1_000;
/// Somebody who writes on and on waits for the fold at so many pages: while it is written the log begins nowhere anew.
const TOO_LONG: u32 = 8_000;

/// The log of a store that is open for writing.
#[derive(Debug, Default)]
pub(super) struct Wal {
    log: Arc<Log>,
    /// Who folds it at the moment.
    folder: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    /// Pages in the log after the last commit.
    pages: AtomicU32,
    conn: Mutex<Option<Connection>>,
}

impl Wal {
    /// For whoever hears how long the log is.
    pub(super) fn log(&self) -> Arc<Log> {
        Arc::clone(&self.log)
    }

    /// Has a long log folded, unless somebody is at it. What cannot be folded now, because somebody still looks at what
    /// was there before, is folded another time.
    pub(super) fn fold_if_long(&self, path: &Path) {
        if self.log.pages() < LONG {
            return;
        }
        let mut folder = match self.folder.try_lock() {
            Ok(folder) => folder,
            Err(TryLockError::Poisoned(folder)) => folder.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        if folder.as_ref().is_some_and(|folder| !folder.is_finished()) {
            return;
        }
        let (log, file) = (self.log(), path.to_owned());
        let begun = std::thread::Builder::new().name(String::from("fold")).spawn(move || log.fold(&file));
        match begun {
            Ok(thread) => *folder = Some(thread),
            // A computer that has no thread left still has this one.
            Err(_) => self.log.fold(path),
        }
    }

    /// Waits for the fold of a log that grows faster than it is folded.
    pub(super) fn wait_if_too_long(&self, path: &Path) {
        if self.log.pages() < TOO_LONG {
            return;
        }
        self.wait();
        // What was written meanwhile: nothing is left then, and the log begins anew.
        self.log.fold(path);
    }

    fn folder(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self) {
        if let Some(folder) = self.folder().take()
            && folder.join().is_err()
        {
            tracing::warn!("the thread that folds the write-ahead log has stopped");
        }
    }
}

impl Drop for Wal {
    fn drop(&mut self) {
        self.wait();
    }
}

impl Log {
    /// Hears how long the log is.
    pub(super) fn note(&self, pages: u32) {
        self.pages.store(pages, Ordering::Relaxed);
    }

    fn pages(&self) -> u32 {
        self.pages.load(Ordering::Relaxed)
    }

    fn fold(&self, path: &Path) {
        let mut conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(err) = fold(&mut conn, path) {
            tracing::warn!(%err, "the write-ahead log could not be folded into the file");
        }
    }
}

fn fold(conn: &mut Option<Connection>, path: &Path) -> rusqlite::Result<()> {
    let conn = match conn {
        Some(conn) => conn,
        None => {
            let opened = Connection::open(path)?;
            opened.pragma_update(None, "synchronous", "FULL")?;
            conn.insert(opened)
        }
    };
    conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
