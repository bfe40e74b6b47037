//! Opening the file: whose it is, whether it is whole, whether it may be written, who else has it.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::hooks::Action;
use rusqlite::{Connection, OpenFlags};
use spoolyard_types::{Clock, Code};

use super::kept::{Kept, Touched};
use super::turns::Turns;
use super::wal::Wal;
use super::{APPLICATION_ID, Db, backup, migrate, pool};
use crate::error::{Error, Result, refuse};

/// Whether the store may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By this process alone.
    Owner,
    /// By nobody: the medium or the folder is read-only, or only a look was asked for.
    ReadOnly,
}

/// How to open a store.
pub struct OpenOptions {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    create: bool,
    look_only: bool,
}

impl OpenOptions {
    /// Opens or creates the file at `path`.
    #[must_use]
    pub fn new(path: &Path, clock: Arc<dyn Clock>) -> Self {
        Self { path: path.to_owned(), clock, create: true, look_only: false }
    }

    /// Refuses a file that does not exist instead of creating it.
    #[must_use]
    pub fn existing(mut self) -> Self {
        self.create = false;
        self
    }

    /// Only looks, beside a program that may hold the file.
    #[must_use]
    pub fn look_only(mut self) -> Self {
        self.create = false;
        self.look_only = true;
        self
    }

    /// Opens it.
    ///
    /// # Errors
    /// See [`Db::open`].
    pub fn open(self) -> Result<Db> {
        let path = &self.path;
        let exists = path.exists();
        if !exists && !self.create {
            let text =
                format!("There is no file {}. Check the path, or create it with `db init`.", path.display());
            return Err(refuse(Code::NotFound, text));
        }
        if exists {
            check_header(path)?;
        } else if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
        }
        let (mode, lock) = if self.look_only { (Mode::ReadOnly, None) } else { take_lock(path)? };
        // On a medium that cannot be written SQLite cannot make its shared-memory file either.
        let immutable = mode == Mode::ReadOnly && !self.look_only;
        if exists {
            inspect(path, immutable).map_err(|err| match err {
                // SQLite stumbled over the damage before its own check was asked.
                Error::Store(_) | Error::Unreadable { .. }
                    if matches!(err.code(), Code::DamagedFile | Code::ForeignFile) =>
                {
                    damaged(path, &err.to_string())
                }
                err => err,
            })?;
        }
        let touched = Arc::new(Mutex::default());
        let wal = Wal::default();
        let mut conn = match mode {
            Mode::Owner => writer(path)?,
            Mode::ReadOnly => reader(path, immutable)?,
        };
        if mode == Mode::Owner {
            migrate::bring_up(&mut conn, path, self.clock.now())?;
            let seen = Arc::clone(&touched);
            let log = wal.log();
            conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages: i32| {
                log.note(pages.unsigned_abs());
                Ok(())
            }))?;
            conn.update_hook(Some(move |action, _db: &str, table: &str, row: i64| {
                note(&seen, table, row, action == Action::SQLITE_DELETE);
            }))?;
        }
        let readers = pool::Readers::new(path.clone(), immutable);
        Ok(Db {
            path: self.path,
            mode,
            clock: self.clock,
            writer: Mutex::new(conn),
            turns: Turns::default(),
            touched,
            wal,
            kept: Kept::default(),
            readers,
            _lock: lock,
        })
    }
}

/// Tables that say nothing to a window: the log of commands, number sequences and search indexes.
fn note(seen: &Mutex<Touched>, table: &str, row: i64, is_gone: bool) {
    // What no page shows.
    let quiet =
        matches!(table, "command_log" | "number_sequences" | "printer_states") || table.contains("_fts");
    if !quiet {
        seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner).note(table, row, is_gone);
    }
}

/// A file that is not SQLite at all is refused before SQLite touches it.
fn check_header(path: &Path) -> Result<()> {
    let mut head = [0_u8; 16];
    let mut file = File::open(path).map_err(|e| Error::file(path, e))?;
    let length = file.metadata().map_err(|e| Error::file(path, e))?.len();
    if length == 0 {
        return Ok(());
    }
    let whole = file.read_exact(&mut head).is_ok() && &head == b"SQLite format 3\0";
    if whole {
        return Ok(());
    }
    // Ours but with its head overwritten, or something else entirely: backups beside it tell.
    if backup::latest(path).is_some() {
        return Err(damaged(path, "its first bytes are not those of a database"));
    }
    let text = format!(
        "{} is not a Spoolyard database; it was left as it is. Choose a file that Spoolyard wrote, or a new name.",
        path.display()
    );
    Err(refuse(Code::ForeignFile, text))
}

/// Looks whose file it is and whether it is whole. It only reads.
fn inspect(path: &Path, immutable: bool) -> Result<()> {
    let conn = reader(path, immutable)?;
    migrate::check_ours(&conn, path)?;
    let said: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(damaged(path, &said)) }
}

pub(super) fn damaged(path: &Path, why: &str) -> Error {
    let backup = backup::latest(path);
    let remedy = match &backup {
        Some(found) => format!("The last backup is {}: restore it.", found.display()),
        None => format!(
            "There is no backup beside it. Put one that you keep elsewhere back: spoolyard-cli db restore BACKUP --db {}",
            path.display()
        ),
    };
    let text = format!("{} is damaged ({why}); it was left as it is. {remedy}", path.display());
    let details = serde_json::json!({ "path": path, "backup": backup });
    spoolyard_types::Refusal::new(Code::DamagedFile, text).with(details).into()
}

/// Takes the file for this process alone; read-only where nothing can be written.
pub(super) fn take_lock(path: &Path) -> Result<(Mode, Option<File>)> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock_path = PathBuf::from(name);
    let opened = File::options().create(true).truncate(false).read(true).write(true).open(&lock_path);
    let lock = match opened {
        Ok(lock) => lock,
        Err(e)
            if matches!(e.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied)
                && path.exists() =>
        {
            return Ok((Mode::ReadOnly, None));
        }
        Err(e) => return Err(Error::file(&lock_path, e)),
    };
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let text = format!(
                "{} is open in another Spoolyard. Use that window, or close it and try again.",
                path.display()
            );
            return Err(refuse(Code::FileInUse, text));
        }
        Err(TryLockError::Error(e)) => return Err(Error::file(&lock_path, e)),
    }
    if path.exists() {
        match File::options().write(true).open(path) {
            Ok(_) => {}
            Err(e) if matches!(e.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => {
                return Ok((Mode::ReadOnly, None));
            }
            Err(e) => return Err(Error::file(path, e)),
        }
    }
    Ok((Mode::Owner, Some(lock)))
}

fn writer(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    common(&conn)?;
    // INSERT OR REPLACE deletes; only with this on do the triggers that keep posted rows see it.
    conn.pragma_update(None, "recursive_triggers", true)?;
    // Opening a fresh file is the moment to mark it; `check_ours` refuses any other mark.
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(conn)
}

/// A connection that can only read.
pub(super) fn reader(path: &Path, immutable: bool) -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let conn = if immutable {
        let escaped = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)?
    } else {
        Connection::open_with_flags(path, flags)?
    };
    common(&conn)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

fn common(conn: &Connection) -> Result<()> {
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", -32_768)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(())
}
