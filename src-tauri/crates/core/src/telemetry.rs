//! What printers measured, sampled, in a file of its own beside the store: `<name>.telemetry`. It never delays the
//! ledger, is in no backup, and may be deleted: the farm loses its curves and nothing else.
//!
//! Always: fine samples grow into coarser ones and then go, so that the file stays small for years.
//! Never: a fact of the business lies here. A damaged file is set aside and a new one begun.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, params};
use spoolyard_types::Timestamp;
use spoolyard_types::ids::PrinterId;

use crate::error::{Error, Result};

const SCHEMA: &str = include_str!("telemetry/schema.sql");
/// Seconds that a sample stands for, and days for which it is kept: ten seconds for two days, a minute for a month,
/// an hour for two years.
const KEPT: [(i64, i64); 3] = [(10, 2), (60, 30), (3600, 730)];
const DAY: i64 = 86_400;
/// The most points of one curve: more than a screen is wide.
const MOST_POINTS: i64 = 2_000;

/// What one printer measured at one instant. Temperatures are tenths of a degree Celsius.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Which printer.
    pub printer: PrinterId,
    /// When.
    pub at: Timestamp,
    /// The first nozzle.
    pub nozzle: Option<i32>,
    /// What it should be.
    pub nozzle_target: Option<i32>,
    /// The bed.
    pub bed: Option<i32>,
    /// What it should be.
    pub bed_target: Option<i32>,
    /// The chamber.
    pub chamber: Option<i32>,
    /// How far the print is, in thousandths.
    pub progress_permille: Option<u16>,
}

crate::read_model! {
    /// A point of a printer's curves. Temperatures are tenths of a degree Celsius.
    pub struct Point {
        /// Seconds since 1970.
        pub at: i64,
        /// The first nozzle.
        pub nozzle: Option<i32>,
        /// What it should be.
        pub nozzle_target: Option<i32>,
        /// The bed.
        pub bed: Option<i32>,
        /// What it should be.
        pub bed_target: Option<i32>,
        /// The chamber.
        pub chamber: Option<i32>,
        /// How far the print is, in thousandths.
        pub progress_permille: Option<u16>,
    }
}

/// The open file.
pub struct Telemetry {
    conn: Mutex<Connection>,
}

/// Where the telemetry of a store lies.
#[must_use]
pub fn place(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".telemetry");
    store.with_file_name(name)
}

impl Telemetry {
    /// Opens the telemetry of the store at `store`, and begins it when there is none.
    ///
    /// # Errors
    /// [`Error::Store`] or [`Error::File`] when it can be neither opened nor begun anew.
    pub fn open(store: &Path) -> Result<Self> {
        let path = place(store);
        let conn = match connect(&path) {
            Ok(conn) => conn,
            Err(_) => {
                let mut aside = path.clone().into_os_string();
                aside.push(".damaged");
                std::fs::rename(&path, &aside).map_err(|err| Error::file(&path, err))?;
                connect(&path)?
            }
        };
        Ok(Self { conn: Mutex::new(conn) })
    }

    /// Keeps samples, all or none of them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, samples: &[Sample]) -> Result<()> {
        let mut conn = self.conn();
        let tx = conn.transaction()?;
        {
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO samples (printer_id, span, at, nozzle, nozzle_target, bed, bed_target, chamber,
                     progress_permille) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?;
            let span = KEPT[0].0;
            for s in samples {
                let at = s.at.get().timestamp();
                insert.execute(params![
                    s.printer.get(),
                    span,
                    at - at.rem_euclid(span),
                    s.nozzle,
                    s.nozzle_target,
                    s.bed,
                    s.bed_target,
                    s.chamber,
                    s.progress_permille
                ])?;
            }
        }
        tx.commit()?;
        Ok(())
    }

    /// Lets fine samples of the past grow into coarser ones, and old ones go.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn roll_up(&self, now: Timestamp) -> Result<()> {
        let now = now.get().timestamp();
        let mut conn = self.conn();
        let tx = conn.transaction()?;
        for pair in KEPT.windows(2) {
            let [(fine, _), (coarse, _)] = *pair else { continue };
            let until = now - now.rem_euclid(coarse);
            tx.execute(
                "INSERT OR REPLACE INTO samples (printer_id, span, at, nozzle, nozzle_target, bed, bed_target, chamber,
                     progress_permille)
                 SELECT printer_id, ?2, at - at % ?2, CAST(round(avg(nozzle)) AS INTEGER), max(nozzle_target),
                     CAST(round(avg(bed)) AS INTEGER), max(bed_target), CAST(round(avg(chamber)) AS INTEGER),
                     max(progress_permille)
                 FROM samples AS f
                 WHERE span = ?1 AND at < ?3 AND at >= coalesce((SELECT max(c.at) + ?2 FROM samples AS c
                     WHERE c.printer_id = f.printer_id AND c.span = ?2), 0)
                 GROUP BY printer_id, at / ?2",
                params![fine, coarse, until],
            )?;
        }
        for (span, days) in KEPT {
            tx.execute("DELETE FROM samples WHERE span = ?1 AND at < ?2", params![span, now - days * DAY])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// The curves of a printer between two instants, as fine as they are kept and a screen can show.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn curve(
        &self,
        printer: PrinterId,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Point>> {
        let (from, to, now) = (from.get().timestamp(), to.get().timestamp(), now.get().timestamp());
        let wide = (to - from).max(0);
        let fits = |&&(span, days): &&(i64, i64)| from >= now - days * DAY && wide / span <= MOST_POINTS;
        let span = KEPT.iter().find(fits).unwrap_or(&KEPT[KEPT.len() - 1]).0;
        let conn = self.conn();
        let mut select = conn.prepare_cached(
            "SELECT at, nozzle, nozzle_target, bed, bed_target, chamber, progress_permille FROM samples
             WHERE printer_id = ?1 AND span = ?2 AND at BETWEEN ?3 AND ?4 ORDER BY at LIMIT ?5",
        )?;
        let mut rows = select.query(params![printer.get(), span, from, to, MOST_POINTS * 8])?;
        let mut points = Vec::new();
        while let Some(row) = rows.next()? {
            points.push(crate::db::FromRow::from_row(row)?);
        }
        Ok(points)
    }

    fn conn(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.conn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(Duration::from_secs(2))?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.execute_batch(SCHEMA)?;
    Ok(conn)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::new(chrono::DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap())
    }

    fn sample(seconds: i64, nozzle: i32) -> Sample {
        Sample {
            printer: PrinterId(1),
            at: at(seconds),
            nozzle: Some(nozzle),
            nozzle_target: Some(2200),
            bed: Some(600),
            bed_target: None,
            chamber: None,
            progress_permille: Some(5),
        }
    }

    #[test]
    fn fine_samples_grow_into_coarser_ones_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let telemetry = Telemetry::open(&folder.path().join("farm.sqlite")).unwrap();
        let day: Vec<Sample> =
            (0..8_640).map(|i| sample(i * 10, 2000 + i32::try_from(i % 6).unwrap())).collect();
        telemetry.keep(&day).unwrap();
        let hour = telemetry.curve(PrinterId(1), at(0), at(3_600), at(90_000)).unwrap();
        assert_eq!(hour.len(), 361);
        telemetry.roll_up(at(90_000)).unwrap();
        telemetry.roll_up(at(90_000)).unwrap();
        let later = 40 * DAY;
        telemetry.roll_up(at(later)).unwrap();
        let coarse = telemetry.curve(PrinterId(1), at(0), at(DAY), at(later)).unwrap();
        assert_eq!(coarse.len(), 24, "an hour each");
        assert!(coarse.iter().all(|p| p.nozzle == Some(2003) && p.nozzle_target == Some(2200)), "{coarse:?}");
        let rows: i64 = telemetry.conn().query_row("SELECT count(*) FROM samples", [], |r| r.get(0)).unwrap();
        assert_eq!(rows, 24, "the fine ones are gone");
    }

    #[test]
    fn a_damaged_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("farm.sqlite");
        std::fs::write(place(&store), vec![7_u8; 4096]).unwrap();
        let telemetry = Telemetry::open(&store).unwrap();
        telemetry.keep(&[sample(0, 1)]).unwrap();
        assert!(folder.path().join("farm.sqlite.telemetry.damaged").is_file());
    }
}
