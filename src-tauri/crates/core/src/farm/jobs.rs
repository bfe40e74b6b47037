//! The list of prints, and the work order that one is for.

use serde_json::Value;
use spoolyard_types::ids::{OperationId, PrintFileId, PrintJobId, PrintPlateId, PrinterId, WorkOrderId};
use spoolyard_types::{Code, Entered, Percent, Quantity, Text, Timestamp};

use super::model::{JobPriority, JobStatus};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

crate::read_model! {
    /// A print in the list.
    pub struct PrintJobRow {
        /// Its row.
        pub id: PrintJobId,
        /// How far it is.
        pub status: JobStatus,
        /// Which goes first.
        pub priority: JobPriority,
        /// The file.
        pub gcode_file: Option<String>,
        /// Where.
        pub printer_id: Option<PrinterId>,
        /// That printer's code.
        pub printer_code: Option<String>,
        /// That printer's name.
        pub printer_name: Option<String>,
        /// What for.
        pub production_order_id: Option<WorkOrderId>,
        /// That work order's number.
        pub work_order: Option<String>,
        /// What it makes.
        pub product_name: Option<String>,
        /// How far, in percent, as it was last written down.
        pub progress_percent: Percent,
        /// Whether it is what its printer prints now, so that the printer's own word of how far it is goes for it.
        pub is_on_plate: bool,
        /// Minutes it was to take.
        pub estimated_time_minutes: Option<i32>,
        /// Minutes it took.
        pub actual_time_minutes: Option<i32>,
        /// Grams it was to take.
        pub estimated_material_grams: Option<Quantity>,
        /// Grams it took.
        pub actual_material_grams: Option<Quantity>,
        /// More than was said, in percent of it.
        pub variance_percent: Option<Percent>,
        /// When it was asked for.
        pub queued_at: Option<Timestamp>,
        /// When it began.
        pub started_at: Option<Timestamp>,
        /// When it ended.
        pub finished_at: Option<Timestamp>,
        /// Why it stands or went wrong.
        pub failure_reason: Option<String>,
        /// The plate it prints, where its file is in the library.
        pub print_plate_id: Option<PrintPlateId>,
        /// That plate's file.
        pub print_file_id: Option<PrintFileId>,
        /// Whether that file can be printed again.
        pub can_print_again: bool,
        /// Whether that plate has a picture.
        pub has_picture: bool,
        /// Grams, material and spool of each filament.
        #[ts(type = "Array<{ filament: number; slot: string | null; material: string | null; colour: string | null; planned_g: string | null; used_g: string | null; spool_id: number | null; spool_number: string | null }> | null")]
        #[serde(rename = "slots")]
        pub slots_json: Option<Value>,
    }

    /// A print.
    pub struct PrintJob {
        /// Its row.
        pub id: PrintJobId,
        /// How far it is.
        pub status: JobStatus,
        /// The file.
        pub gcode_file: Option<String>,
        /// Where.
        pub printer_id: Option<PrinterId>,
        /// What for.
        pub production_order_id: Option<WorkOrderId>,
        /// Which operation of it.
        pub operation_id: Option<OperationId>,
        /// The printer's own name for it.
        pub remote_job_key: Option<String>,
        /// Grams, material and spool of each slot.
        #[ts(type = "unknown")]
        pub slots_json: Option<Value>,
        /// Why it stands or went wrong.
        pub failure_reason: Option<String>,
        /// Anything else.
        pub notes: Option<String>,
        /// When it began.
        pub started_at: Option<Timestamp>,
        /// When it ended.
        pub finished_at: Option<Timestamp>,
        /// The plate it prints, where its file is in the library.
        pub print_plate_id: Option<PrintPlateId>,
        /// Where the grams come from, and which part of the slice they are.
        #[ts(type = "unknown")]
        pub evidence_json: Option<Value>,
    }
}

crate::wire! {
    /// Which print.
    pub struct PrintJobRef {
        /// Its row.
        pub id: PrintJobId,
    }

    /// Says how a print came out that ended while nobody watched, or that the printer told wrongly.
    pub struct SettleJob {
        /// Which print.
        pub id: PrintJobId,
        /// How it came out: `completed`, `failed` or `cancelled`.
        pub status: JobStatus,
        /// Grams it took, where they are known.
        #[serde(default)]
        #[ts(optional)]
        pub actual_material_grams: Option<Entered<Quantity, 18, 4>>,
        /// Why it went wrong.
        #[serde(default)]
        #[ts(optional)]
        pub reason: Option<Text<500>>,
    }

    /// Says what a print is for.
    pub struct LinkJob {
        /// Which print.
        pub id: PrintJobId,
        /// The work order; none when it was for none.
        #[serde(default)]
        #[ts(optional)]
        pub production_order_id: Option<WorkOrderId>,
        /// The operation of it.
        #[serde(default)]
        #[ts(optional)]
        pub operation_id: Option<OperationId>,
    }
}

const LIST: ListSpec = ListSpec {
    select: "j.id, j.status, j.priority, j.gcode_file, j.printer_id, p.code AS printer_code, p.name AS printer_name,
         j.production_order_id, wo.code AS work_order, pr.name AS product_name, j.progress_percent,
         j.status IN ('printing', 'paused') AND j.id IS (SELECT max(x.id) FROM print_jobs AS x
             WHERE x.printer_id = j.printer_id AND x.status IN ('sending', 'printing', 'paused')) AS is_on_plate,
         j.estimated_time_minutes, j.actual_time_minutes, j.estimated_material_grams, j.actual_material_grams,
         j.variance_percent, j.queued_at, j.started_at, j.finished_at, j.failure_reason, j.print_plate_id,
         pl.print_file_id, pf.id IS NOT NULL AND pf.deleted_at IS NULL AS can_print_again,
         pl.picture_sha256 IS NOT NULL AS has_picture, j.slots_json",
    from: "print_jobs AS j LEFT JOIN printers AS p ON p.id = j.printer_id
         LEFT JOIN production_orders AS wo ON wo.id = j.production_order_id
         LEFT JOIN products AS pr ON pr.id = wo.product_id
         LEFT JOIN print_plates AS pl ON pl.id = j.print_plate_id LEFT JOIN print_files AS pf ON pf.id = pl.print_file_id",
    always: "",
    id: "j.id",
    fields: &[
        Field::new("id", "j.id", Kind::Integer),
        Field::new("status", "j.status", Kind::Text),
        Field::nullable("printer_id", "j.printer_id", Kind::Integer),
        Field::nullable("printer_code", "p.code", Kind::Text),
        Field::nullable("production_order_id", "j.production_order_id", Kind::Integer),
        Field::nullable("gcode_file", "j.gcode_file", Kind::Text),
        Field::nullable("print_plate_id", "j.print_plate_id", Kind::Integer),
        Field::nullable("print_file_id", "pl.print_file_id", Kind::Integer),
        Field::nullable("started_at", "j.started_at", Kind::Timestamp),
        Field::nullable("finished_at", "j.finished_at", Kind::Timestamp),
        Field::nullable("actual_time_minutes", "j.actual_time_minutes", Kind::Integer),
        Field::nullable("actual_material_grams", "j.actual_material_grams", Kind::Decimal),
    ],
    search: None,
    order: ("id", true),
};

/// Prints, the latest first.
///
/// # Errors
/// As [`Read::list`].
pub fn jobs(r: &Read<'_>, req: &ListRequest) -> Result<Page<PrintJobRow>> {
    r.list(&LIST, req)
}

/// One print.
///
/// # Errors
/// [`Code::NotFound`].
pub fn job(r: &Read<'_>, req: PrintJobRef) -> Result<PrintJob> {
    let found = r.maybe(
        "SELECT id, status, gcode_file, printer_id, production_order_id, operation_id, remote_job_key, slots_json,
             failure_reason, notes, started_at, finished_at, print_plate_id, evidence_json
         FROM print_jobs WHERE id = ?1",
        bind![req.id],
    )?;
    found.ok_or_else(|| not_found("print", req.id))
}

/// Says which work order a print was for, or that it was for none.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for an operation of another work order.
pub fn link_job(w: &Write<'_>, req: LinkJob) -> Result<PrintJob> {
    let known = job(w, PrintJobRef { id: req.id })?;
    let order = match (req.production_order_id, req.operation_id) {
        (given, Some(operation)) => {
            let of: Option<WorkOrderId> = w.value(
                "SELECT production_order_id FROM production_order_operations WHERE id = ?1",
                bind![operation],
            )?;
            let of = of.ok_or_else(|| not_found("operation", operation))?;
            if given.is_some_and(|g| g != of) {
                let text = "This operation belongs to another work order. Choose one of the same.";
                return Err(refuse_field(Code::InvalidValue, "operation_id", text));
            }
            Some(of)
        }
        (given, None) => given,
    };
    if let Some(order) = order {
        let state: Option<String> =
            w.value("SELECT status FROM production_orders WHERE id = ?1", bind![order])?;
        match state.as_deref() {
            None => return Err(not_found("work order", order)),
            Some("cancelled") => {
                return Err(refuse(Code::WrongState, "This work order is cancelled. Choose another one."));
            }
            Some(_) => {}
        }
    }
    w.execute(
        "UPDATE print_jobs SET production_order_id = ?2, operation_id = ?3, updated_at = ?4 WHERE id = ?1",
        bind![req.id, order, req.operation_id, w.now()],
    )?;
    w.about("print_job", req.id.get(), known.gcode_file.as_deref());
    job(w, PrintJobRef { id: req.id })
}

/// A person says how a print came out.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for a word that is no end; [`Code::WrongState`] for a print that
/// has ended already, or that has not begun.
pub fn settle_job(w: &Write<'_>, req: SettleJob) -> Result<PrintJob> {
    let known = job(w, PrintJobRef { id: req.id })?;
    if !req.status.has_ended() {
        let text = "Say how the print came out: completed, failed or cancelled.";
        return Err(refuse_field(Code::InvalidValue, "status", text));
    }
    if known.status.has_ended() {
        let text = format!("This print is {} already; what a print has come to stays.", known.status);
        return Err(refuse(Code::WrongState, text));
    }
    w.execute(
        "UPDATE print_jobs SET status = ?2, finished_at = ?3, started_at = coalesce(started_at, ?3),
             actual_material_grams = coalesce(?4, actual_material_grams), failure_reason = ?5, updated_at = ?3,
             progress_percent = CASE WHEN ?2 = 'completed' THEN 100000000 ELSE progress_percent END
         WHERE id = ?1",
        bind![req.id, req.status, w.now(), req.actual_material_grams, req.reason],
    )?;
    super::evidence::note_use(w, req.id)?;
    super::observe::compare(w, req.id)?;
    w.about("print_job", req.id.get(), known.gcode_file.as_deref());
    job(w, PrintJobRef { id: req.id })
}
