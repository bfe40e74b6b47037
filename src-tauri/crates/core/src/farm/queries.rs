//! What the window reads about the farm.

use serde_json::Value;
use spoolyard_types::ids::{PrintJobId, PrintPlateId, PrinterId, WorkCenterId, WorkOrderId};
use spoolyard_types::{Percent, Quantity, Timestamp};

use super::model::{PrinterStatus, Protocol};
use super::printers::PrinterRef;
use crate::bind;
use crate::db::Read;
use crate::error::{Result, not_found};

crate::read_model! {
    /// The farm in one line.
    pub struct FarmLine {
        /// At work, or about to be.
        pub printing: u32,
        /// Ready.
        pub idle: u32,
        /// Waiting for a person.
        pub attention: u32,
        /// Not reachable, or never connected.
        pub offline: u32,
    }

    /// A printer on the wall.
    pub struct PrinterRow {
        /// Its row.
        pub id: PrinterId,
        /// Its code.
        pub code: String,
        /// What people call it.
        pub name: String,
        /// The maker's model; none where nobody knows it.
        pub model: Option<String>,
        /// The maker.
        pub brand: String,
        /// What it does.
        pub status: PrinterStatus,
        /// When it last said something.
        pub last_seen: Option<Timestamp>,
        /// Where it stands.
        pub location: Option<String>,
        /// Whose work it does.
        pub work_center_id: Option<WorkCenterId>,
        /// That work center's name.
        pub work_center: Option<String>,
        /// Its address.
        pub ip_address: Option<String>,
        /// The language it speaks; none until it is connected.
        pub protocol: Option<Protocol>,
        /// Whether the farm still has it.
        pub active: bool,
        /// The print on its plate.
        pub job_id: Option<PrintJobId>,
        /// That print's file.
        pub job_file: Option<String>,
        /// When it began.
        pub job_started_at: Option<Timestamp>,
        /// How far it is, as it was last written down.
        pub job_progress_percent: Option<Percent>,
        /// Minutes it was to take.
        pub job_estimated_minutes: Option<i32>,
        /// Grams it was to take.
        pub job_estimated_grams: Option<Quantity>,
        /// Its plate, where its file is in the library.
        pub job_plate_id: Option<PrintPlateId>,
        /// Whether that plate has a picture.
        pub job_has_picture: bool,
        /// Slots whose spool has to be asked for.
        pub doubtful_slots: i64,
        /// The work order it is for.
        pub production_order_id: Option<WorkOrderId>,
        /// That order's number.
        pub work_order: Option<String>,
    }

    /// A printer.
    pub struct Printer {
        /// Its row.
        pub id: PrinterId,
        /// Its code.
        pub code: String,
        /// What people call it.
        pub name: String,
        /// The maker's model; none where nobody knows it.
        pub model: Option<String>,
        /// The maker.
        pub brand: String,
        /// The maker's number.
        pub serial_number: Option<String>,
        /// What it does.
        pub status: PrinterStatus,
        /// When it last said something.
        pub last_seen: Option<Timestamp>,
        /// Where it stands.
        pub location: Option<String>,
        /// Whose work it does.
        pub work_center_id: Option<WorkCenterId>,
        /// Its address.
        pub ip_address: Option<String>,
        /// The language it speaks; none until it is connected.
        pub protocol: Option<Protocol>,
        /// Its port, where it is not the usual one.
        pub port: Option<u16>,
        /// The name it is signed in to with.
        pub user: Option<String>,
        /// Whether an access code or key is kept for it.
        pub has_secret: bool,
        /// SHA-256 of the certificate it showed first, in hex.
        pub pin: Option<String>,
        /// What it can do.
        #[ts(type = "unknown")]
        pub capabilities: Value,
        /// Anything else.
        pub notes: Option<String>,
        /// Whether the farm still has it.
        pub active: bool,
        /// Prints that ended well.
        pub completed_jobs: i64,
        /// Prints that went wrong.
        pub failed_jobs: i64,
        /// Minutes it has printed in all.
        pub printed_minutes: i64,
    }
}

/// How many printers are in which state.
///
/// # Errors
/// When the store cannot be read.
pub fn farm_line(r: &Read<'_>) -> Result<FarmLine> {
    let line = r.maybe(
        "SELECT coalesce(sum(status IN ('printing', 'preparing', 'busy')), 0) AS printing,
             coalesce(sum(status IN ('online', 'idle', 'finished', 'cancelled')), 0) AS idle,
             coalesce(sum(status IN ('paused', 'failed', 'attention', 'error', 'maintenance')), 0) AS attention,
             coalesce(sum(status IN ('offline', 'connecting')), 0) AS offline
         FROM printers WHERE active = 1",
        [],
    )?;
    line.ok_or_else(|| not_found("farm", ""))
}

/// Every printer that the farm ever had, those in use first, by place and code.
///
/// # Errors
/// When the store cannot be read.
pub fn printers(r: &Read<'_>) -> Result<Vec<PrinterRow>> {
    r.all(
        "SELECT p.id, p.code, p.name, nullif(p.model, 'Unknown') AS model, p.brand, p.status, p.last_seen, p.location, p.work_center_id,
             wc.name AS work_center, p.ip_address, p.connection_config ->> '$.protocol' AS protocol, p.active,
             j.id AS job_id, j.gcode_file AS job_file, j.started_at AS job_started_at,
             j.progress_percent AS job_progress_percent, j.estimated_time_minutes AS job_estimated_minutes,
             j.estimated_material_grams AS job_estimated_grams, j.print_plate_id AS job_plate_id,
             pl.picture_sha256 IS NOT NULL AS job_has_picture,
             (SELECT count(*) FROM printer_slots AS t WHERE t.printer_id = p.id AND t.doubt IS NOT NULL) AS doubtful_slots,
             j.production_order_id,
             wo.code AS work_order
         FROM printers AS p
         LEFT JOIN work_centers AS wc ON wc.id = p.work_center_id
         LEFT JOIN print_jobs AS j ON j.id = (SELECT max(x.id) FROM print_jobs AS x
             WHERE x.printer_id = p.id AND x.status IN ('sending', 'printing', 'paused'))
         LEFT JOIN print_plates AS pl ON pl.id = j.print_plate_id
         LEFT JOIN production_orders AS wo ON wo.id = j.production_order_id
         ORDER BY p.active DESC, p.location IS NULL, p.location, p.code",
        [],
    )
}

/// One printer.
///
/// # Errors
/// [`spoolyard_types::Code::NotFound`].
pub fn printer(r: &Read<'_>, req: PrinterRef) -> Result<Printer> {
    let found = r.maybe(
        "SELECT p.id, p.code, p.name, nullif(p.model, 'Unknown') AS model, p.brand, p.serial_number, p.status, p.last_seen, p.location,
             p.work_center_id, p.ip_address, p.connection_config ->> '$.protocol' AS protocol,
             p.connection_config ->> '$.port' AS port, p.connection_config ->> '$.user' AS user,
             p.connection_config ->> '$.secret' IS NOT NULL AS has_secret, p.connection_config ->> '$.pin' AS pin,
             p.capabilities, p.notes, p.active,
             (SELECT count(*) FROM print_jobs AS j WHERE j.printer_id = p.id AND j.status = 'completed') AS completed_jobs,
             (SELECT count(*) FROM print_jobs AS j WHERE j.printer_id = p.id AND j.status = 'failed') AS failed_jobs,
             (SELECT coalesce(sum(j.actual_time_minutes), 0) FROM print_jobs AS j WHERE j.printer_id = p.id) AS printed_minutes
         FROM printers AS p WHERE p.id = ?1",
        bind![req.id],
    )?;
    found.ok_or_else(|| not_found("printer", req.id))
}
