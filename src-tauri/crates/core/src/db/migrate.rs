//! Bringing a file to the shape that this version knows: after a verified backup, all pending migrations in
//! one transaction.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use spoolyard_types::{Code, Timestamp};

use super::{APPLICATION_ID, backup};
use crate::error::{Error, Result, refuse};

mod embedded {
    refinery::embed_migrations!("../../../migrations");
}

/// The newest migration that this version knows.
fn newest() -> i64 {
    embedded::migrations::runner().get_migrations().iter().map(|m| i64::from(m.version())).max().unwrap_or(0)
}

/// The newest migration that the file has seen; none for a file without a table.
fn applied(conn: &Connection) -> Result<Option<i64>> {
    let known: Option<String> = conn
        .query_row("SELECT name FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |r| r.get(0))
        .optional()?;
    match known {
        None => Ok(None),
        Some(_) => Ok(conn.query_row("SELECT max(version) FROM refinery_schema_history", [], |r| r.get(0))?),
    }
}

/// Refuses a file that another program wrote, and one that a newer Spoolyard wrote. It only reads.
pub(super) fn check_ours(conn: &Connection, path: &Path) -> Result<()> {
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    if tables == 0 {
        return Ok(());
    }
    let mark: i32 = conn.pragma_query_value(None, "application_id", |r| r.get(0))?;
    let applied = applied(conn)?;
    let Some(applied) = applied.filter(|_| mark == APPLICATION_ID) else {
        let text = format!(
            "{} is a database of another program; it was left as it is. Choose a file that Spoolyard wrote.",
            path.display()
        );
        return Err(refuse(Code::ForeignFile, text));
    };
    if applied > newest() {
        let text = format!(
            "{} was written by a newer Spoolyard (data version {applied}, this one knows {}); it was left as it is. \
             Install the newer version to open it.",
            path.display(),
            newest()
        );
        return Err(refuse(Code::NewerFile, text));
    }
    Ok(())
}

/// Applies what is pending. A file that already holds data is copied and the copy verified first.
pub(super) fn bring_up(conn: &mut Connection, path: &Path, now: Timestamp) -> Result<()> {
    let applied = applied(conn)?;
    if applied == Some(newest()) {
        return Ok(());
    }
    if let Some(version) = applied {
        backup::make(
            conn,
            &backup::folder(path),
            &format!("before-v{:03}-from-v{version:03}", newest()),
            now,
        )?;
    }
    let runner =
        embedded::migrations::runner().set_grouped(true).set_abort_divergent(true).set_abort_missing(true);
    runner.run(conn).map_err(|err| {
        let text =
            format!("{} could not be brought to this version; it is as it was. ({err})", path.display());
        match store_trouble(&err) {
            Some(Code::DiskFull) => refuse(Code::DiskFull, text),
            _ => refuse(Code::DamagedFile, text),
        }
    })?;
    conn.pragma_update(None, "user_version", newest())?;
    Ok(())
}

fn store_trouble(err: &refinery::Error) -> Option<Code> {
    let mut source = std::error::Error::source(err);
    while let Some(inner) = source {
        if let Some(rusqlite::Error::SqliteFailure(failure, text)) = inner.downcast_ref::<rusqlite::Error>() {
            return Some(Error::from(rusqlite::Error::SqliteFailure(*failure, text.clone())).code());
        }
        source = inner.source();
    }
    None
}
