//! The database file itself: made, checked, backed up, restored and verified without a window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use spoolyard_core::db::{Db, OpenOptions};
use spoolyard_core::{App, Error};
use spoolyard_types::{Clock, Code, Refusal, SystemClock};

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Makes an empty database; an existing file is refused.
///
/// # Errors
/// [`Code::AlreadyExists`], or trouble with the file.
pub fn init(path: &Path) -> Result<(), Refusal> {
    if path.exists() {
        let text = format!("{} is already there; it was left as it is. Choose another name.", path.display());
        return Err(Refusal::new(Code::AlreadyExists, text).at("--db"));
    }
    Db::open(path, clock()).map(drop).map_err(Error::into_refusal)
}

/// Opens it read-only and tells what it is.
///
/// # Errors
/// As opening.
pub fn check(path: &Path) -> Result<Value, Refusal> {
    let db = OpenOptions::new(path, clock()).look_only().open().map_err(Error::into_refusal)?;
    let app = App::new(db);
    let facts = app.look(|r| {
        let version: Option<i64> = r.value("SELECT max(version) FROM refinery_schema_history", [])?;
        let tables: Option<i64> = r.value("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", [])?;
        Ok((version, tables))
    });
    let (version, tables) = facts.map_err(Error::into_refusal)?;
    let size = std::fs::metadata(path).map(|m| m.len()).unwrap_or_default();
    Ok(json!({ "path": path, "version": version, "tables": tables, "size_bytes": size }))
}

/// Copies it, also while a window has it open, and verifies the copy.
///
/// # Errors
/// As opening, or trouble with the copy.
pub fn backup(path: &Path, folder: Option<&Path>) -> Result<Value, Refusal> {
    let db = OpenOptions::new(path, clock()).look_only().open().map_err(Error::into_refusal)?;
    let backup = db.backup(folder, "by-hand").map_err(Error::into_refusal)?;
    Ok(json!(backup))
}

/// Puts a backup in its place; answers where what was there is kept.
///
/// # Errors
/// When the backup does not pass its check, or the file is in use.
pub fn restore(path: &Path, backup: &Path) -> Result<PathBuf, Refusal> {
    Db::restore(path, backup, clock().now()).map_err(Error::into_refusal)
}

/// Holds the books against each other; each check says whether it holds and names the rows that break it.
///
/// # Errors
/// As opening.
pub fn verify(path: &Path) -> Result<Value, Refusal> {
    let db = OpenOptions::new(path, clock()).look_only().open().map_err(Error::into_refusal)?;
    let findings = App::new(db).look(spoolyard_core::verify::verify).map_err(Error::into_refusal)?;
    Ok(json!({ "checks": findings }))
}

/// Plans a case in the file form of planning, without a database: JSON in, JSON out.
///
/// # Errors
/// [`Code::InvalidValue`] when the text is not a case; the message names the place.
pub fn solve_case(text: &str) -> Result<String, Refusal> {
    spoolyard_core::planning::solve_case(text).map_err(Error::into_refusal)
}
