//! Prints are written down as they were: who printed what, how long, how much of what.

use spoolyard_types::ids::{OperationId, PrintJobId, PrinterId, WorkOrderId};
use spoolyard_types::{Quantity, Timestamp};

use super::model::{JobStatus, PrinterStatus};
use super::observe::compare;
use crate::bind;
use crate::db::Write;
use crate::error::Result;

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
    pub(crate) status: JobStatus,
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
    let id = w.insert(
        "INSERT INTO print_jobs (production_order_id, operation_id, printer_id, gcode_file, status,
             estimated_time_minutes, actual_time_minutes, estimated_material_grams, actual_material_grams,
             queued_at, started_at, finished_at, progress_percent, failure_reason, created_at,
             updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?10, ?15)",
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
            print.queued_at,
            print.started_at,
            print.finished_at,
            print.progress_percent.clamp(0, 100) * WHOLE_MICROS,
            print.failure_reason,
            w.now()
        ],
    )?;
    compare(w, PrintJobId(id))?;
    w.about("print_job", id, None);
    Ok(PrintJobId(id))
}

/// Writes down how a printer was last seen.
///
/// # Errors
/// When the store refuses.
pub(crate) fn seen(w: &Write<'_>, printer: PrinterId, status: PrinterStatus) -> Result<()> {
    w.execute(
        "UPDATE printers SET status = ?2, last_seen = ?3, updated_at = ?3 WHERE id = ?1",
        bind![printer, status, w.now()],
    )?;
    w.about("printer", printer.get(), None);
    Ok(())
}
