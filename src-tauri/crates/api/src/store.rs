//! The database file itself: made, checked, backed up, restored and verified without a window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use spoolyard_core::db::{Db, Intent, OpenOptions};
use spoolyard_core::demo::{self, LoadSample};
use spoolyard_core::{App, Error, planning};
use spoolyard_types::{Clock, Code, FixedClock, Refusal, Role, SystemClock, Timestamp};

pub use spoolyard_core::demo::{SAMPLE_OWNER, SAMPLE_PASSWORD};
pub use spoolyard_core::planning::{Measured, Took};

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

/// Which sample farm is made.
#[derive(Debug, Clone, Default)]
pub struct SampleFarm {
    /// Draws another history; the sample's own when left out.
    pub seed: Option<u32>,
    /// The day on which its history ends, `YYYY-MM-DD`; today when left out.
    pub date: Option<String>,
}

/// The clock of a sample farm: it stands in the evening of its last day, or goes with the computer's.
///
/// # Errors
/// [`Code::InvalidValue`] for the date.
pub fn clock_of(which: &SampleFarm) -> Result<Arc<dyn Clock>, Refusal> {
    Ok(match &which.date {
        None => clock(),
        Some(date) => Arc::new(FixedClock::new(evening(date)?)),
    })
}

/// Makes the sample farm with its owner ([`SAMPLE_OWNER`], [`SAMPLE_PASSWORD`]) in a new file. It is built
/// under another name and takes its own when it is whole, so that a power cut leaves no half farm.
///
/// # Errors
/// [`Code::AlreadyExists`] when there is a file, [`Code::InvalidValue`] for the date, trouble with the file.
pub fn make_sample(path: &Path, which: &SampleFarm) -> Result<Value, Refusal> {
    if path.exists() {
        let text = format!("{} is already there; it was left as it is. Choose another name.", path.display());
        return Err(Refusal::new(Code::AlreadyExists, text));
    }
    let clock = clock_of(which)?;
    let building = path.with_extension("building");
    remove(&building)?;
    let made = build(&building, clock, &LoadSample { seed: which.seed })?;
    std::fs::rename(&building, path)
        .map_err(|err| Error::file(path, err).into_refusal())
        .and_then(|()| remove(&building))?;
    Ok(made)
}

fn build(path: &Path, clock: Arc<dyn Clock>, how: &LoadSample) -> Result<Value, Refusal> {
    let made = || {
        let app = App::new(Db::open(path, clock)?);
        let owner = demo::found(&app)?;
        let intent = Intent::new(owner, Role::Admin, "farm.load_sample");
        let made = demo::load(&app, &intent, how, &mut |_, _, _| Ok(()))?;
        Ok(json!(made))
    };
    made().map_err(Error::into_refusal)
}

/// Makes a large farm for measuring in a new file, owned by [`SAMPLE_OWNER`].
///
/// # Errors
/// [`Code::AlreadyExists`] when there is a file, or trouble with it.
pub fn make_large(path: &Path, movements: u32, orders: u32) -> Result<(), Refusal> {
    init(path)?;
    let fill = || {
        let app = App::new(Db::open(path, clock())?);
        let intent = Intent::new(demo::found(&app)?, Role::Admin, "bench.make");
        demo::fill(&app, &intent, demo::Large { movements, orders })
    };
    fill().map_err(Error::into_refusal)
}

/// Makes a generated farm of so many items in a new file and times planning it; see [`planning::Measured`].
///
/// # Errors
/// As [`init`].
pub fn measure_planning(path: &Path, items: u32, times: u32) -> Result<planning::Measured, Refusal> {
    init(path)?;
    let app = Db::open(path, clock()).map(App::new).map_err(Error::into_refusal)?;
    planning::measure(&app, items, times).map_err(Error::into_refusal)
}

/// The end of a working day on the east coast of America, where the sample farm stands.
fn evening(date: &str) -> Result<Timestamp, Refusal> {
    let at = Timestamp::parse(&format!("{date}T21:30:00Z"));
    at.filter(|_| date.len() == 10).ok_or_else(|| {
        let text = format!("“{date}” is not a day. Write it as YYYY-MM-DD.");
        Refusal::new(Code::InvalidValue, text).at("--date")
    })
}

/// Takes a database away, with what lies beside it.
///
/// # Errors
/// Trouble with the files.
pub fn remove(path: &Path) -> Result<(), Refusal> {
    for end in ["", "-wal", "-shm", ".lock"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let file = PathBuf::from(name);
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            Err(err) if err.kind() == std::io::ErrorKind::NotFound => {}
            Err(err) => return Err(Error::file(&file, err).into_refusal()),
        }
    }
    Ok(())
}
