//! Folding the write-ahead log into the file, while nobody waits for it.
//!
//! SQLite folds the log inside the commit that makes it long, while the writer is held: the person whose save comes next
//! waits for a thousand pages to reach the disk. Here a connection of its own does it after the writer is let go;
//! others write meanwhile.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, TryLockError};

use rusqlite::Connection;

/// So many pages are folded at once, as many as SQLite itself would.
const LONG: u32 = 1_000;

/// The log of a store that is open for writing.
#[derive(Debug, Default)]
pub(super) struct Wal {
    /// Pages in the log after the last commit.
    pages: AtomicU32,
    conn: Mutex<Option<Connection>>,
}

impl Wal {
    /// Hears how long the log is.
    pub(super) fn note(&self, pages: u32) {
        self.pages.store(pages, Ordering::Relaxed);
    }

    /// Folds a long log, unless somebody is at it. What cannot be folded now, because somebody still looks at what was
    /// there before, is folded another time.
    pub(super) fn fold_if_long(&self, path: &Path) {
        if self.pages.load(Ordering::Relaxed) < LONG {
            return;
        }
        let mut conn = match self.conn.try_lock() {
            Ok(conn) => conn,
            Err(TryLockError::Poisoned(conn)) => conn.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
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
