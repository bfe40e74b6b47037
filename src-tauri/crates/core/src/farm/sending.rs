//! A plate goes to a printer: what is written down before, and what after, of what was seen.

use std::path::PathBuf;

use serde_json::{Value, json};
use spoolyard_types::ids::{PrintFileId, PrintJobId, PrintPlateId, PrinterId};
use spoolyard_types::{Code, Text};

use super::evidence;
use super::files::{plate, stem};
use super::fit::kind_refusal;
use super::model::{PrinterStatus, Protocol};
use super::slots::slot_of_key;
use crate::db::{Intent, Write};
use crate::error::{Result, not_found, refuse, refuse_field};
use crate::{App, attachments, bind};

crate::wire! {
    /// Which slot feeds which filament.
    pub struct SlotPick {
        /// The filament's place in the sliced project, from 0.
        pub filament: u16,
        /// The slot: `0/2`, `ext/0`.
        pub slot: Text<20>,
    }

    /// Sends a plate to a printer.
    pub struct SendPlate {
        /// The plate.
        pub plate_id: PrintPlateId,
        /// The printer.
        pub printer_id: PrinterId,
        /// Whether it is printed as soon as it is there.
        pub start: bool,
        /// Which slot feeds which filament, where the printer has slots.
        #[serde(default)]
        pub slots: Vec<SlotPick>,
        /// Whether the bed is levelled first, where the printer can; as the maker does when left out.
        #[serde(default)]
        #[ts(optional)]
        pub level_bed: Option<bool>,
        /// Whether a timelapse is taken, where the printer can.
        #[serde(default)]
        #[ts(optional)]
        pub timelapse: Option<bool>,
    }

    /// What was seen of a plate that was sent.
    pub struct PlateSent {
        /// The file's path on the printer.
        pub path: String,
        /// It lay there already and was not sent again.
        pub was_there: bool,
        /// Whether the printer was seen printing it.
        pub started: bool,
        /// The print.
        pub print_job_id: Option<PrintJobId>,
        /// The same as a sentence.
        pub text: String,
    }
}

/// A file on its way.
#[derive(Debug, Clone)]
pub struct Dispatch {
    /// To which printer.
    pub printer: PrinterId,
    /// That printer's code.
    pub printer_code: String,
    /// Which file.
    pub file: PrintFileId,
    /// Where it lies on this computer.
    pub local: PathBuf,
    /// The name it gets on the printer.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The plate in it, from 1.
    pub plate: u16,
    /// Whether a file of this name and size on the printer is this one, as far as is known.
    pub may_be_there: bool,
    /// The print that it will be; none when it is only sent.
    pub job: Option<PrintJobId>,
    /// Filament, unit and slot of each filament.
    pub slots: Vec<(u16, u16, u16)>,
}

/// How the sending of a print ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendEnd {
    /// The printer was seen printing it.
    Started,
    /// It was not started, and will not be.
    NotStarted {
        /// Why, as a sentence.
        why: String,
    },
    /// The printer was told, and was not seen doing it: it may print.
    Unclear {
        /// What was waited for, as a sentence.
        why: String,
    },
}

crate::read_model! {
    struct Target {
        code: String,
        status: PrinterStatus,
        protocol: Option<Protocol>,
        active: bool,
    }
}

/// Looks whether a plate can go to a printer and, when it is to be printed, writes the print down as being sent.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::WrongState`] for a printer that is out of service, does not print such files, or gets
/// another one now, and for a file that was deleted; [`Code::InvalidValue`] for a slot that is none.
pub fn begin_send(app: &App, intent: &Intent, req: &SendPlate) -> Result<Dispatch> {
    let folder = app.db.files_dir();
    let mut dispatch = app.write(intent, |w| Ok(Prepared(begin(w, req)?)))?.0;
    dispatch.local = folder.join(&dispatch.local);
    let there = std::fs::metadata(&dispatch.local).is_ok_and(|facts| facts.len() == dispatch.size);
    if there {
        return Ok(dispatch);
    }
    let why = format!("The content of {} is no longer on the disk. Add the file again.", dispatch.name);
    end_send(app, &dispatch, &SendEnd::NotStarted { why: why.clone() })?;
    Err(refuse(Code::NotFound, why))
}

/// What the log of commands keeps of it.
struct Prepared(Dispatch);

impl serde::Serialize for Prepared {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&json!({ "print_job_id": self.0.job, "name": self.0.name }), serializer)
    }
}

fn begin(w: &Write<'_>, req: &SendPlate) -> Result<Dispatch> {
    let plate = plate(w, req.plate_id)?;
    if plate.is_deleted {
        let text = format!("{} was deleted from the library. Add it again to print it.", plate.file_name);
        return Err(refuse_field(Code::WrongState, "plate_id", text));
    }
    let target = target(w, req.printer_id)?;
    let refusal = kind_refusal(plate.kind, target.protocol)
        .or_else(|| (!target.active).then(|| String::from("The farm does not have it any more.")))
        .or_else(|| {
            let is_out = target.status == PrinterStatus::Maintenance;
            is_out.then(|| String::from("It is out of service. Take it back into service on its page first."))
        });
    if let Some(why) = refusal {
        return Err(refuse_field(Code::WrongState, "printer_id", format!("{}: {why}", target.code)));
    }
    let slots = read_slots(&req.slots)?;
    let other: Option<i64> = w.value(
        "SELECT 1 FROM printer_files WHERE printer_id = ?1 AND stem = ?2 AND print_file_id <> ?3",
        bind![req.printer_id, stem(&plate.file_name), plate.file],
    )?;
    let job = if req.start { Some(insert(w, req, &plate, &target, &slots)?) } else { None };
    w.about("printer", req.printer_id.get(), Some(&target.code));
    Ok(Dispatch {
        printer: req.printer_id,
        printer_code: target.code,
        file: plate.file,
        local: attachments::place_of(&plate.sha256),
        name: plate.file_name,
        size: u64::try_from(plate.size).unwrap_or_default(),
        plate: plate.number,
        may_be_there: other.is_none(),
        job,
        slots,
    })
}

fn target(w: &Write<'_>, printer: PrinterId) -> Result<Target> {
    let found = w.maybe(
        "SELECT code, status, connection_config ->> '$.protocol' AS protocol, active FROM printers WHERE id = ?1",
        bind![printer],
    )?;
    found.ok_or_else(|| not_found("printer", printer))
}

fn read_slots(picks: &[SlotPick]) -> Result<Vec<(u16, u16, u16)>> {
    let mut slots: Vec<(u16, u16, u16)> = Vec::with_capacity(picks.len());
    for (nth, pick) in picks.iter().enumerate() {
        let Some((unit, slot)) = slot_of_key(&pick.slot) else {
            let text = format!("“{}” is no slot. Slots are called like 0/2, or ext/0.", pick.slot);
            return Err(refuse_field(Code::InvalidValue, format!("slots[{nth}].slot"), text));
        };
        if slots.iter().any(|known| known.0 == pick.filament) {
            let text = "This filament has a slot already. Give each filament one.";
            return Err(refuse_field(Code::InvalidValue, format!("slots[{nth}].filament"), text));
        }
        slots.push((pick.filament, unit, slot));
    }
    Ok(slots)
}

fn insert(
    w: &Write<'_>,
    req: &SendPlate,
    plate: &super::files::StoredPlate,
    target: &Target,
    slots: &[(u16, u16, u16)],
) -> Result<PrintJobId> {
    let other: Option<String> = w.value(
        "SELECT coalesce(gcode_file, 'a file') FROM print_jobs WHERE printer_id = ?1 AND status = 'sending' LIMIT 1",
        bind![req.printer_id],
    )?;
    if let Some(other) = other {
        let text = format!("{} is being sent {other} now. Wait for its end, or cancel it.", target.code);
        return Err(refuse_field(Code::WrongState, "printer_id", text));
    }
    let used = evidence::planned(w, req.printer_id, &plate.filaments, &evidence::picked(slots))?;
    let id = w.insert(
        "INSERT INTO print_jobs (printer_id, gcode_file, status, print_plate_id, plate_index, estimated_time_minutes,
             estimated_material_grams, slots_json, queued_at, created_at, updated_at)
         VALUES (?1, ?2, 'sending', ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8)",
        bind![
            req.printer_id,
            plate.file_name,
            plate.id,
            i64::from(plate.number),
            plate.minutes,
            plate.grams,
            json!(used),
            w.now()
        ],
    )?;
    Ok(PrintJobId(id))
}

fn spoolyard(command: &str, request: Value) -> Intent {
    let own = Intent::new(spoolyard_types::Actor::spoolyard(), spoolyard_types::Role::Admin, command);
    Intent { request, ..own }
}

/// Notes that a file lies on a printer now.
///
/// # Errors
/// When the store refuses.
pub fn note_copy(app: &App, sent: &Dispatch, path: &str) -> Result<()> {
    app.write(&spoolyard("print_files.lies_there", json!({ "printer_id": sent.printer, "path": path })), |w| {
        w.execute(
            "INSERT INTO printer_files (printer_id, path, print_file_id, plate_number, stem, size, seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (printer_id, path) DO UPDATE SET print_file_id = excluded.print_file_id,
                 plate_number = excluded.plate_number, stem = excluded.stem, size = excluded.size, seen_at = excluded.seen_at",
            bind![
                sent.printer,
                path.chars().take(500).collect::<String>(),
                sent.file,
                i64::from(sent.plate),
                stem(path),
                i64::try_from(sent.size).unwrap_or(i64::MAX),
                w.now()
            ],
        )?;
        Ok(())
    })
}

/// Writes down how the sending of a print ended. The rest of its life is what the monitor sees.
///
/// # Errors
/// When the store refuses.
pub fn end_send(app: &App, sent: &Dispatch, end: &SendEnd) -> Result<()> {
    let Some(job) = sent.job else { return Ok(()) };
    let (status, why) = match end {
        SendEnd::Started => ("printing", None),
        SendEnd::NotStarted { why } => ("cancelled", Some(why.clone())),
        SendEnd::Unclear { why } => {
            ("paused", Some(format!("{why} Look at the printer and say how it came out.")))
        }
    };
    app.write(&spoolyard("print_jobs.sent", json!({ "id": job, "status": status })), |w| {
        // What the monitor has seen of it already stays.
        w.execute(
            "UPDATE print_jobs SET status = ?2, failure_reason = ?3, updated_at = ?4,
                 started_at = CASE WHEN ?2 = 'printing' THEN coalesce(started_at, ?4) ELSE started_at END,
                 finished_at = CASE WHEN ?2 = 'cancelled' THEN ?4 END
             WHERE id = ?1 AND status = 'sending'",
            bind![job, status, why, w.now()],
        )?;
        w.about("print_job", job.get(), None);
        Ok(())
    })
}

/// What was on its way when the program ended never arrived, or is found on its printer again.
///
/// # Errors
/// When the store refuses.
pub fn forget_unsent(app: &App) -> Result<()> {
    let waiting: Option<i64> =
        app.look(|r| r.value("SELECT count(*) FROM print_jobs WHERE status = 'sending'", []))?;
    if waiting.unwrap_or_default() == 0 {
        return Ok(());
    }
    app.write(&spoolyard("print_jobs.forget_unsent", json!({})), |w| {
        let why = "Spoolyard was closed while the file was on its way.";
        w.execute(
            "UPDATE print_jobs SET status = 'cancelled', failure_reason = ?1, finished_at = ?2, updated_at = ?2
             WHERE status = 'sending' AND remote_job_key IS NULL",
            bind![why, w.now()],
        )?;
        Ok(())
    })
}

/// The plate that a print of this file on this printer is made of, where it was sent from here: for prints that
/// somebody starts at the printer.
pub(super) fn plate_on_printer(
    w: &Write<'_>,
    printer: PrinterId,
    file: &str,
) -> Result<Option<PrintPlateId>> {
    let wanted = stem(file);
    if wanted.is_empty() {
        return Ok(None);
    }
    w.value(
        "SELECT p.id FROM printer_files AS c JOIN print_plates AS p ON p.print_file_id = c.print_file_id
             AND p.number = coalesce(c.plate_number, 1)
         WHERE c.printer_id = ?1 AND c.stem = ?2 ORDER BY c.seen_at DESC LIMIT 1",
        bind![printer, wanted],
    )
}
