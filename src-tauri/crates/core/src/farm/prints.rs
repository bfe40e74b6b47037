//! Prints and upkeep are written down as they were: who printed what, how long, how much of what.

use spoolyard_types::ids::{OperationId, PrintJobId, PrinterId, WorkOrderId};
use spoolyard_types::{Money, Quantity, Timestamp};

use crate::bind;
use crate::db::Write;
use crate::error::Result;

crate::stored_enum! {
    /// Where a print is in its life.
    pub enum PrintState {
        /// Waits for a printer.
        Queued = "queued",
        /// On its way to the printer.
        Sending = "sending",
        /// At work.
        Printing = "printing",
        /// Stopped for a while.
        Paused = "paused",
        /// Done.
        Completed = "completed",
        /// Given up by the printer.
        Failed = "failed",
        /// Given up by a person.
        Cancelled = "cancelled",
    }

    /// Why a printer was opened.
    pub enum UpkeepKind {
        /// By the calendar or the hours.
        Preventive = "preventive",
        /// Something broke.
        Corrective = "corrective",
        /// It was measured and set.
        Calibration = "calibration",
    }
}

/// A print as it stands.
#[derive(Debug, Clone)]
pub(crate) struct Print {
    /// For which work order.
    pub(crate) work_order: WorkOrderId,
    /// For which of its operations.
    pub(crate) operation: OperationId,
    /// On which printer; none while it waits.
    pub(crate) printer: Option<PrinterId>,
    /// What is printed.
    pub(crate) gcode_file: Option<String>,
    /// How far it is.
    pub(crate) status: PrintState,
    /// What the slicer said, minutes.
    pub(crate) estimated_minutes: i64,
    /// What it took, minutes; none until it is over.
    pub(crate) actual_minutes: Option<i64>,
    /// What the slicer said.
    pub(crate) estimated_g: Quantity,
    /// What it took; none until it is over.
    pub(crate) actual_g: Option<Quantity>,
    /// When it was put in the queue.
    pub(crate) queued_at: Timestamp,
    /// When it began.
    pub(crate) started_at: Option<Timestamp>,
    /// When it ended.
    pub(crate) finished_at: Option<Timestamp>,
    /// How much of it is done, per cent.
    pub(crate) progress_percent: i64,
    /// Why it failed.
    pub(crate) failure_reason: Option<String>,
}

const WHOLE_MICROS: i64 = 1_000_000;

/// Writes a print down.
///
/// # Errors
/// When the store refuses.
pub(crate) fn record_print(w: &Write<'_>, print: &Print) -> Result<PrintJobId> {
    let variance = print
        .actual_minutes
        .filter(|_| print.estimated_minutes > 0)
        .map(|actual| (actual - print.estimated_minutes) * 100 * WHOLE_MICROS / print.estimated_minutes);
    let id = w.insert(
        "INSERT INTO print_jobs (production_order_id, operation_id, printer_id, gcode_file, status,
             estimated_time_minutes, actual_time_minutes, estimated_material_grams, actual_material_grams,
             variance_percent, queued_at, started_at, finished_at, progress_percent, failure_reason, created_at,
             updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?11, ?16)",
        bind![
            print.work_order,
            print.operation,
            print.printer,
            print.gcode_file,
            print.status,
            print.estimated_minutes,
            print.actual_minutes,
            print.estimated_g,
            print.actual_g,
            variance,
            print.queued_at,
            print.started_at,
            print.finished_at,
            print.progress_percent.clamp(0, 100) * WHOLE_MICROS,
            print.failure_reason,
            w.now()
        ],
    )?;
    w.about("print_job", id, None);
    Ok(PrintJobId(id))
}

/// Work that was done on a printer.
#[derive(Debug, Clone)]
pub(crate) struct Upkeep {
    /// On which.
    pub(crate) printer: PrinterId,
    /// Why.
    pub(crate) kind: UpkeepKind,
    /// What was done.
    pub(crate) description: String,
    /// By whom.
    pub(crate) performed_by: String,
    /// When it is due again.
    pub(crate) next_due_at: Option<Timestamp>,
    /// What it cost.
    pub(crate) cost: Option<Money>,
    /// How long the printer stood, minutes.
    pub(crate) downtime_minutes: Option<u32>,
    /// What was put in.
    pub(crate) parts_used: Option<String>,
}

/// Writes work on a printer down, as done now.
///
/// # Errors
/// When the store refuses.
pub(crate) fn record_upkeep(w: &Write<'_>, upkeep: &Upkeep) -> Result<()> {
    w.insert(
        "INSERT INTO maintenance_logs (printer_id, maintenance_type, description, performed_by, performed_at,
             next_due_at, cost, downtime_minutes, parts_used, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?5)",
        bind![
            upkeep.printer,
            upkeep.kind,
            upkeep.description,
            upkeep.performed_by,
            w.now(),
            upkeep.next_due_at,
            upkeep.cost,
            upkeep.downtime_minutes,
            upkeep.parts_used
        ],
    )?;
    w.about("printer", upkeep.printer.get(), None);
    Ok(())
}

/// Writes down how a printer was last seen.
///
/// # Errors
/// When the store refuses.
pub(crate) fn seen(w: &Write<'_>, printer: PrinterId, status: &str) -> Result<()> {
    w.execute(
        "UPDATE printers SET status = ?2, last_seen = ?3, updated_at = ?3 WHERE id = ?1",
        bind![printer, status, w.now()],
    )?;
    w.about("printer", printer.get(), None);
    Ok(())
}
