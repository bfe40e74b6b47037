//! The store: one SQLite file, one writer, a few readers.
//!
//! [`Db::write`] is one action of a person: `BEGIN IMMEDIATE`, the rules, the audit row, commit, and the
//! set of tables that changed. [`Db::read`] sees one consistent snapshot and cannot write, by type and by
//! `query_only`. Nothing else in Spoolyard opens the file.

mod backup;
mod column;
mod kept;
mod list;
mod log;
mod migrate;
mod numbers;
mod open;
mod pool;
mod read;
mod relaxed;
mod rows;
mod turns;
mod wal;
mod write;

pub use backup::{Backup, verify_copy};
pub use column::{Bind, Column, FromRow, column, column_at, column_near};
pub use kept::{ChangedRows, ChangedTables, Kept};
pub(crate) use list::match_words;
pub use list::{Field, Filter, FilterOp, Kind, ListRequest, ListSpec, Page, Search, Sort};
pub use log::Intent;
pub use numbers::Sequence;
pub use open::{Mode, OpenOptions};
pub use read::Read;
pub(crate) use rows::{RowImage, image_id};
pub use rusqlite::Row;
pub use write::{Changes, Write};

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;
use spoolyard_types::{Actor, Clock, Code, Role};

use crate::error::{Result, refuse};

/// Marks a file as ours: `SPLY`.
pub const APPLICATION_ID: i32 = 0x5350_4C59;

/// An open store.
pub struct Db {
    path: PathBuf,
    mode: Mode,
    clock: Arc<dyn Clock>,
    /// Closed before the writer: only the writer, as the last to leave, may fold the WAL into the file.
    readers: pool::Readers,
    writer: Mutex<Connection>,
    turns: turns::Turns,
    touched: Arc<Mutex<kept::Touched>>,
    wal: wal::Wal,
    kept: Kept,
    /// Held for as long as the store is open: the operating system lets it go when the process ends.
    _lock: Option<std::fs::File>,
}

impl Db {
    /// Opens or creates the store at `path`. See [`OpenOptions`].
    ///
    /// # Errors
    /// [`Code::ForeignFile`], [`Code::NewerFile`], [`Code::DamagedFile`], [`Code::FileInUse`],
    /// [`Code::FileTrouble`]: in each case the file is as it was.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        OpenOptions::new(path, clock).open()
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder beside the file that holds attachments, by content.
    #[must_use]
    pub fn files_dir(&self) -> PathBuf {
        self.path.with_extension("files")
    }

    /// Whether this process may write.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.mode == Mode::ReadOnly
    }

    /// What is kept beside the store.
    pub(crate) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The same clock, for whoever keeps time beside the store.
    #[must_use]
    pub fn shared_clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// The clock that every command sees.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Reads one consistent snapshot on behalf of `actor`, who must hold at least `needs`.
    ///
    /// # Errors
    /// [`Code::Forbidden`] or [`Code::SignInRequired`], or what `look` refuses.
    pub fn read<T>(
        &self,
        actor: &Actor,
        needs: Role,
        look: impl FnOnce(&Read<'_>) -> Result<T>,
    ) -> Result<T> {
        allow(actor, needs)?;
        self.readers.with(|conn| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Deferred)?;
            let out = look(&Read::new(&tx, actor, &*self.clock, &self.kept));
            tx.finish()?;
            out
        })
    }

    /// Like [`Db::read`], and names the rows that changed since this was last asked: exactly those that this
    /// snapshot sees and the one before did not. For one asker, who keeps what it has worked out of the store; when
    /// `look` refuses, the rows are named again next time.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub(crate) fn read_changes<T>(
        &self,
        actor: &Actor,
        needs: Role,
        look: impl FnOnce(&Read<'_>, &ChangedTables) -> Result<T>,
    ) -> Result<T> {
        allow(actor, needs)?;
        self.readers.with(|conn| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Deferred)?;
            let rows = {
                let mut journal = self.kept.journal();
                // The first look begins the snapshot.
                tx.query_row("SELECT count(*) FROM sqlite_schema WHERE rowid = 1", [], |_| Ok(()))?;
                std::mem::take(&mut *journal)
            };
            let out = look(&Read::new(&tx, actor, &*self.clock, &self.kept), &rows);
            if out.is_err() {
                kept::merge(&mut self.kept.journal(), rows);
            }
            tx.finish()?;
            out
        })
    }

    /// One action of a person. Everything that `act` writes, the audit row included, is committed
    /// together or not at all.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::SignInRequired`], [`Code::ReadOnly`], or what `act` refuses.
    pub fn write<T: Serialize>(
        &self,
        intent: &Intent,
        act: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Changes)> {
        self.may_write(intent)?;
        let done = {
            let _turn = self.turns.take();
            let mut conn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            self.transact(&mut conn, intent, &[], act)?
        };
        self.wal.fold_if_long(&self.path);
        Ok(done)
    }

    /// Like [`Db::write`], for rows that were worked out of the store and can be again (see `relaxed`).
    /// [`Db::read_changes`] will not name the rows of some tables: for the one who asks it, when the rows are that
    /// one's own and known already. It also says for how long nobody else could write.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub(crate) fn write_derived<T: Serialize>(
        &self,
        intent: &Intent,
        known: &'static [&'static str],
        act: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Changes, Duration)> {
        self.may_write(intent)?;
        let (done, held) = {
            let _turn = self.turns.take();
            let mut conn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let began = Instant::now();
            let mut conn = relaxed::Relaxed::begin(&mut conn)?;
            let done = self.transact(&mut conn, intent, known, act)?;
            drop(conn);
            (done, began.elapsed())
        };
        self.wal.fold_if_long(&self.path);
        Ok((done.0, done.1, held))
    }

    /// For whoever writes on and on: waits where the log has grown faster than it is folded.
    pub(crate) fn wait_for_fold(&self) {
        self.wal.wait_if_too_long(&self.path);
    }

    fn may_write(&self, intent: &Intent) -> Result<()> {
        allow(&intent.actor, intent.needs)?;
        if self.is_read_only() {
            return Err(refuse(
                Code::ReadOnly,
                "This data is open for reading only, so nothing can be changed. Copy it to a place you can write.",
            ));
        }
        Ok(())
    }

    /// One transaction, with its row in the log; rows of `known` tables are not listed for [`Db::read_changes`].
    fn transact<T: Serialize>(
        &self,
        conn: &mut Connection,
        intent: &Intent,
        known: &'static [&'static str],
        act: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Changes)> {
        self.touched().begin(known);
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = {
            let write = Write::new(&tx, &intent.actor, &*self.clock, &self.kept);
            let value = act(&write)?;
            log::record(&write, intent, &value)?;
            value
        };
        // No snapshot begins between the commit and the note of what it changed.
        let mut journal = self.kept.journal();
        tx.commit()?;
        let mut rows = self.touched().take();
        let tables = rows.keys().cloned().collect();
        rows.retain(|table, _| !known.contains(&table.as_str()));
        kept::merge(&mut journal, rows);
        Ok((value, Changes { tables }))
    }

    /// Like [`Db::write`], but an intent that was carried out before is answered from the log instead of
    /// being carried out again, so that a click that is sent twice counts once.
    ///
    /// # Errors
    /// As [`Db::write`], and [`Code::RequestReused`] when the same request id comes with other content.
    pub fn write_once<T: Serialize + DeserializeOwned>(
        &self,
        intent: &Intent,
        act: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Changes)> {
        if let Some(answer) = self.read(&intent.actor, intent.needs, |r| log::replay(r, intent))? {
            return Ok((answer, Changes::default()));
        }
        self.write(intent, |w| {
            // Looked up again inside the transaction: two equal clicks may have passed the first look together.
            match log::replay(w, intent)? {
                Some(answer) => Ok(answer),
                None => act(w),
            }
        })
    }

    fn touched(&self) -> MutexGuard<'_, kept::Touched> {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Refuses an actor who may not.
///
/// # Errors
/// [`Code::SignInRequired`] or [`Code::Forbidden`].
pub fn allow(actor: &Actor, needs: Role) -> Result<()> {
    if actor.role >= needs && (actor.role != Role::Customer || needs == Role::Anyone) {
        return Ok(());
    }
    Err(if actor.role == Role::Anyone {
        refuse(Code::SignInRequired, "Sign in first.")
    } else {
        refuse(Code::Forbidden, "Your account may not do this. Ask an admin to do it or to change your role.")
    })
}
