//! Copies of the store that were opened and checked before anyone relied on them.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use spoolyard_types::{Code, Timestamp};

use super::{APPLICATION_ID, Db};
use crate::error::{Error, Result, refuse};

/// A verified copy of the store.
#[derive(Debug, Clone, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Backup {
    /// Where it lies.
    pub path: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Where the copies of a store lie: a folder beside it.
pub(super) fn folder(path: &Path) -> PathBuf {
    path.with_extension("backups")
}

/// The newest copy beside a store, if there is one.
pub(super) fn latest(path: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder(path)).ok()?;
    let copies = entries
        .filter_map(std::result::Result::ok)
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|x| x == "sqlite"));
    copies.max_by_key(|p| fs::metadata(p).and_then(|m| m.modified()).ok())
}

/// Copies the store while it is open, then opens and checks the copy.
pub(super) fn make(conn: &Connection, folder: &Path, label: &str, now: Timestamp) -> Result<Backup> {
    fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
    let stamp = now.get().format("%Y%m%dT%H%M%S%3fZ");
    let path = folder.join(format!("spoolyard-{stamp}-{label}.sqlite"));
    let partial = path.with_extension("partial");
    let copied = copy_into(conn, &partial)
        .and_then(|()| verify_copy(&partial))
        .and_then(|()| fs::rename(&partial, &path).map_err(|e| Error::file(&path, e)));
    if let Err(err) = copied {
        // Half a copy must never be taken for a whole one. What cannot be removed keeps its telling name.
        let _ = fs::remove_file(&partial);
        return Err(err);
    }
    let size_bytes = fs::metadata(&path).map_err(|e| Error::file(&path, e))?.len();
    Ok(Backup { path: path.display().to_string(), size_bytes, made_at: now })
}

fn copy_into(conn: &Connection, target: &Path) -> Result<()> {
    if target.exists() {
        fs::remove_file(target).map_err(|e| Error::file(target, e))?;
    }
    conn.execute("VACUUM INTO ?1", [target.display().to_string()])?;
    let file = fs::File::open(target).map_err(|e| Error::file(target, e))?;
    file.sync_all().map_err(|e| Error::file(target, e))
}

/// Opens a copy and checks that it is ours, whole, and without rows that lack their parent.
///
/// # Errors
/// [`Code::ForeignFile`] or [`Code::DamagedFile`].
pub fn verify_copy(path: &Path) -> Result<()> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    let mark: i32 = conn.pragma_query_value(None, "application_id", |r| r.get(0))?;
    if mark != APPLICATION_ID {
        return Err(refuse(Code::ForeignFile, format!("{} is not a Spoolyard backup.", path.display())));
    }
    let said: String = conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
    let orphans: i64 = conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0))?;
    if said != "ok" || orphans != 0 {
        let text = format!("The copy {} did not pass its check ({said}, {orphans} orphans).", path.display());
        return Err(refuse(Code::DamagedFile, text));
    }
    Ok(())
}

impl Db {
    /// Copies the store into `folder` (beside the store when none is given) and verifies the copy.
    ///
    /// # Errors
    /// When the copy cannot be written or does not pass its check; no half copy is left.
    pub fn backup(&self, folder_path: Option<&Path>, label: &str) -> Result<Backup> {
        let own = folder(&self.path);
        let conn = super::open::reader(&self.path, false)?;
        // VACUUM INTO writes another file, not this one; `query_only` would forbid it all the same.
        conn.pragma_update(None, "query_only", false)?;
        make(&conn, folder_path.unwrap_or(&own), label, self.clock.now())
    }

    /// Puts a verified backup in the place of the file at `path`, which is kept beside it under a telling
    /// name. The store must not be open.
    ///
    /// # Errors
    /// When the backup does not pass its check, or the file is in use; the file is then as it was.
    pub fn restore(path: &Path, backup: &Path, now: Timestamp) -> Result<PathBuf> {
        verify_copy(backup)?;
        let (_mode, _lock) = super::open::take_lock(path)?;
        let stamp = now.get().format("%Y%m%dT%H%M%S%3fZ");
        let incoming = path.with_extension(format!("restoring-{stamp}"));
        fs::copy(backup, &incoming).map_err(|e| Error::file(&incoming, e))?;
        verify_copy(&incoming)?;
        let kept = path.with_extension(format!("replaced-{stamp}.sqlite"));
        for suffix in ["", "-wal", "-shm"] {
            let from = with_suffix(path, suffix);
            if from.exists() {
                fs::rename(&from, with_suffix(&kept, suffix)).map_err(|e| Error::file(&from, e))?;
            }
        }
        fs::rename(&incoming, path).map_err(|e| Error::file(path, e))?;
        Ok(kept)
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
