//! What the monitor saw, written down: the state of a printer and the life of its prints.

use serde_json::Value;
use spoolyard_types::ids::{PrintJobId, PrinterId};
use spoolyard_types::{Quantity, Timestamp};

use super::files::{plate, stem};
use super::model::{JobStatus, PrinterStatus};
use super::printers::{code_of, status_of};
use super::slots::{SlotSeen, see_slots};
use super::{evidence, sending};
use crate::bind;
use crate::db::Write;
use crate::error::Result;

/// A printer as it was seen at one instant.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// Which printer.
    pub printer: PrinterId,
    /// What it does.
    pub status: PrinterStatus,
    /// When it last said something; none when it was not heard.
    pub heard_at: Option<Timestamp>,
    /// The state by which the monitor goes on after a restart.
    pub state: Value,
    /// What its slots hold, when that is another thing than before.
    pub slots: Option<Vec<SlotSeen>>,
    /// Its model, where it tells it.
    pub model: Option<String>,
    /// What happened to a print, if anything did.
    pub job: Option<JobSighting>,
}

/// What happened to one print.
#[derive(Debug, Clone)]
pub struct JobSighting {
    /// The printer's own name for this print, by which it is known again after a restart.
    pub key: String,
    /// The file it prints.
    pub file: Option<String>,
    /// What the printer calls the print, where that is another name.
    pub title: Option<String>,
    /// The print that Spoolyard has sent and told it to start, and that has not been seen before.
    pub sent: Option<PrintJobId>,
    /// What happened.
    pub event: JobEvent,
    /// How far it is, in percent.
    pub progress: Option<Quantity>,
    /// Minutes it was to take.
    pub estimated_minutes: Option<i32>,
    /// Minutes it took, as the printer counts.
    pub actual_minutes: Option<i32>,
    /// Grams it was to take.
    pub estimated_grams: Option<Quantity>,
    /// Grams it took: all of the estimate when it ended well, its part when it did not.
    pub actual_grams: Option<Quantity>,
    /// When it happened. For a print that ended unseen, when its printer says that it did.
    pub at: Timestamp,
}

/// What happened to a print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEvent {
    /// It began.
    Started,
    /// It is under way: seen first in the middle, or further than before.
    Underway,
    /// It stopped for the moment.
    Paused {
        /// Why, in words for a person.
        reason: String,
    },
    /// It goes on.
    Resumed,
    /// It ended well.
    Completed,
    /// It went wrong.
    Failed {
        /// Why, in words for a person.
        reason: String,
    },
    /// A person stopped it.
    Cancelled,
    /// It is over, and nobody saw how: a person has to say ([`super::settle_job`]).
    Unclear {
        /// What is asked, in words for a person.
        reason: String,
    },
}

impl JobEvent {
    fn status(&self) -> JobStatus {
        match self {
            Self::Started | Self::Underway | Self::Resumed => JobStatus::Printing,
            Self::Paused { .. } | Self::Unclear { .. } => JobStatus::Paused,
            Self::Completed => JobStatus::Completed,
            Self::Failed { .. } => JobStatus::Failed,
            Self::Cancelled => JobStatus::Cancelled,
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Paused { reason } | Self::Failed { reason } | Self::Unclear { reason } => Some(reason),
            Self::Started | Self::Underway | Self::Resumed | Self::Completed | Self::Cancelled => None,
        }
    }
}

/// What became of a sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Observed {
    /// The print it was about.
    pub job: Option<PrintJobId>,
    /// Whether that print ended just now, for the first time.
    pub ended: bool,
}

/// Writes a sighting down. A printer in maintenance stays there whatever it says. Telling the same twice
/// changes nothing that a window shows: a print that has ended stays as it ended.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`] for a printer that is not written down.
pub fn observe(w: &Write<'_>, seen: &Sighting) -> Result<Observed> {
    let status = match status_of(w, seen.printer)? {
        PrinterStatus::Maintenance => PrinterStatus::Maintenance,
        _ => seen.status,
    };
    let model = seen.model.as_deref().map(|model| model.chars().take(100).collect::<String>());
    let model = model.filter(|model| !model.trim().is_empty());
    w.execute(
        "UPDATE printers SET status = ?2, last_seen = coalesce(?3, last_seen), updated_at = ?4,
             model = CASE WHEN model = 'Unknown' THEN coalesce(?5, model) ELSE model END
         WHERE id = ?1 AND (status <> ?2 OR (model = 'Unknown' AND ?5 IS NOT NULL))",
        bind![seen.printer, status, seen.heard_at, w.now(), model],
    )?;
    w.execute(
        "INSERT INTO printer_states (printer_id, state_json) VALUES (?1, ?2)
         ON CONFLICT (printer_id) DO UPDATE SET state_json = excluded.state_json",
        bind![seen.printer, seen.state],
    )?;
    w.about("printer", seen.printer.get(), code_of(w, seen.printer)?.as_deref());
    if let Some(slots) = &seen.slots {
        see_slots(w, seen.printer, slots)?;
    }
    match &seen.job {
        Some(job) => observe_job(w, seen.printer, job),
        None => Ok(Observed::default()),
    }
}

struct Known {
    id: PrintJobId,
    status: JobStatus,
}

fn observe_job(w: &Write<'_>, printer: PrinterId, job: &JobSighting) -> Result<Observed> {
    let known = match known(w, printer, job)? {
        Some(known) => known,
        None => insert(w, printer, job)?,
    };
    let Ok(status) = known.status.becomes(job.event.status()) else {
        return Ok(Observed { job: Some(known.id), ended: false });
    };
    if known.status.has_ended() {
        return Ok(Observed { job: Some(known.id), ended: false });
    }
    let ended = status.has_ended();
    // What the slicer says of a plate is nearer than what a printer guesses in its first minutes, and the library's name
    // of its file than the printer's, which is often a path.
    w.execute(
        "UPDATE print_jobs SET status = ?2, remote_job_key = ?3,
             gcode_file = CASE WHEN print_plate_id IS NOT NULL THEN coalesce(gcode_file, ?4) ELSE coalesce(?4, gcode_file) END,
             started_at = coalesce(started_at, ?5), finished_at = CASE WHEN ?6 THEN ?5 END,
             estimated_time_minutes = CASE WHEN print_plate_id IS NOT NULL AND estimated_time_minutes > 0
                 THEN estimated_time_minutes ELSE coalesce(?7, estimated_time_minutes) END,
             actual_time_minutes = CASE WHEN ?6 THEN coalesce(?8, actual_time_minutes,
                 CAST(round((julianday(?5) - julianday(coalesce(started_at, ?5))) * 1440) AS INTEGER)) ELSE ?8 END,
             estimated_material_grams = coalesce(?9, estimated_material_grams),
             actual_material_grams = coalesce(?10, actual_material_grams),
             progress_percent = coalesce(?11, CASE WHEN ?2 = 'completed' THEN 100000000 END, progress_percent),
             failure_reason = ?12, updated_at = ?13
         WHERE id = ?1",
        bind![
            known.id,
            status,
            job.key,
            job.file,
            job.at,
            ended,
            job.estimated_minutes,
            job.actual_minutes,
            job.estimated_grams,
            job.actual_grams,
            job.progress,
            job.event.reason(),
            w.now()
        ],
    )?;
    if ended {
        evidence::note_use(w, known.id)?;
        compare(w, known.id)?;
    }
    w.about("print_job", known.id.get(), job.file.as_deref());
    Ok(Observed { job: Some(known.id), ended })
}

/// A print that nobody knew of. Where its file was sent from here once, its plate is known all the same.
fn insert(w: &Write<'_>, printer: PrinterId, job: &JobSighting) -> Result<Known> {
    let id = PrintJobId(w.insert(
        "INSERT INTO print_jobs (printer_id, remote_job_key, gcode_file, status, queued_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, 'printing', ?4, ?5, ?5)",
        bind![printer, job.key, job.file, job.at, w.now()],
    )?);
    let names = [job.file.as_deref(), job.title.as_deref()];
    for name in names.into_iter().flatten() {
        if let Some(found) = sending::plate_on_printer(w, printer, name)? {
            let used = evidence::planned(w, printer, &plate(w, found)?.filaments, &[])?;
            evidence::note_plate(w, id, found, &used)?;
            break;
        }
    }
    Ok(Known { id, status: JobStatus::Printing })
}

/// The print that is meant: by the printer's own key; else the one that Spoolyard has just told it to start; else one
/// that was sent, by its file's name.
fn known(w: &Write<'_>, printer: PrinterId, job: &JobSighting) -> Result<Option<Known>> {
    let mut by_key = None;
    let mut unheard = Vec::new();
    let sql = "SELECT id, status, remote_job_key, gcode_file FROM print_jobs
         WHERE printer_id = ?1 AND (remote_job_key = ?2
             OR (remote_job_key IS NULL AND (status = 'sending' OR (status IN ('printing', 'paused') AND print_plate_id IS NOT NULL))))
         ORDER BY id DESC LIMIT 50";
    w.each(sql, bind![printer, job.key], |row| {
        let known = Known { id: crate::db::column(row, "id")?, status: crate::db::column(row, "status")? };
        match crate::db::column::<Option<String>>(row, "remote_job_key")? {
            Some(_) => by_key = Some(known),
            None => unheard.push((known, crate::db::column::<Option<String>>(row, "gcode_file")?)),
        }
        Ok(())
    })?;
    if by_key.is_some() {
        return Ok(by_key);
    }
    if let Some(at) = unheard.iter().position(|(known, _)| Some(known.id) == job.sent) {
        return Ok(Some(unheard.swap_remove(at).0));
    }
    let names: Vec<String> = [&job.file, &job.title].into_iter().flatten().map(|name| stem(name)).collect();
    let same = |file: &Option<String>| {
        file.as_deref().map(stem).is_some_and(|sent| !sent.is_empty() && names.contains(&sent))
    };
    Ok(unheard.into_iter().find(|(_, file)| same(file)).map(|(known, _)| known))
}

/// How much more or less material the print took than was said, in percent of what was said.
pub(super) fn compare(w: &Write<'_>, id: PrintJobId) -> Result<()> {
    w.execute(
        "UPDATE print_jobs SET variance_percent =
             CAST(round((actual_material_grams - estimated_material_grams) * 100000000.0 / estimated_material_grams) AS INTEGER)
         WHERE id = ?1 AND status = 'completed' AND estimated_material_grams > 0 AND actual_material_grams IS NOT NULL",
        bind![id],
    )?;
    Ok(())
}
