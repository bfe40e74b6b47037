//! Who looked after which printer, and when it is due again.

use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Code, Entered, Money, Text, Timestamp};

use super::printers::{code_of, status_of};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Write};
use crate::error::{Result, refuse_field};

crate::stored_enum! {
    /// Why a printer was worked on.
    pub enum MaintenanceType {
        /// Before anything went wrong.
        Preventive = "preventive",
        /// Because something went wrong.
        Corrective = "corrective",
        /// To bring it back into measure.
        Calibration = "calibration",
    }
}

crate::read_model! {
    /// Work on a printer.
    pub struct MaintenanceLogRow {
        /// Its row.
        pub id: i64,
        /// Which printer.
        pub printer_id: PrinterId,
        /// Its code.
        pub printer_code: String,
        /// Its name.
        pub printer_name: String,
        /// Why.
        pub maintenance_type: MaintenanceType,
        /// What was done.
        pub description: Option<String>,
        /// By whom.
        pub performed_by: Option<String>,
        /// When.
        pub performed_at: Timestamp,
        /// When it is due again.
        pub next_due_at: Option<Timestamp>,
        /// What it cost.
        pub cost: Option<Money>,
        /// How long the printer stood, in minutes.
        pub downtime_minutes: Option<i32>,
        /// What was put in.
        pub parts_used: Option<String>,
        /// Anything else.
        pub notes: Option<String>,
    }

    /// Work that is due on a printer.
    pub struct MaintenanceDue {
        /// Which printer.
        pub printer_id: PrinterId,
        /// Its code.
        pub printer_code: String,
        /// Its name.
        pub printer_name: String,
        /// What kind.
        pub maintenance_type: MaintenanceType,
        /// What was done the last time.
        pub description: Option<String>,
        /// When it is due.
        pub next_due_at: Timestamp,
        /// Whether that has passed.
        pub overdue: bool,
        /// Minutes it has printed since the last time.
        pub printed_minutes: i64,
    }
}

crate::wire! {
    /// Work that was done on a printer.
    pub struct LogMaintenance {
        /// Which printer.
        pub printer_id: PrinterId,
        /// Why.
        pub maintenance_type: MaintenanceType,
        /// What was done.
        pub description: Text<5000>,
        /// By whom; whoever writes it down when left out.
        #[serde(default)]
        #[ts(optional)]
        pub performed_by: Option<Text<100>>,
        /// When; now when left out.
        #[serde(default)]
        #[ts(optional)]
        pub performed_at: Option<Timestamp>,
        /// When it is due again.
        #[serde(default)]
        #[ts(optional)]
        pub next_due_at: Option<Timestamp>,
        /// What it cost.
        #[serde(default)]
        #[ts(optional)]
        pub cost: Option<Entered<Money, 10, 2>>,
        /// How long the printer stood, in minutes.
        #[serde(default)]
        #[ts(optional)]
        pub downtime_minutes: Option<u32>,
        /// What was put in.
        #[serde(default)]
        #[ts(optional)]
        pub parts_used: Option<Text<2000>>,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<5000>>,
    }
}

const LIST: ListSpec = ListSpec {
    select: "m.id, m.printer_id, p.code AS printer_code, p.name AS printer_name, m.maintenance_type, m.description,
         m.performed_by, m.performed_at, m.next_due_at, m.cost, m.downtime_minutes, m.parts_used, m.notes",
    from: "maintenance_logs AS m JOIN printers AS p ON p.id = m.printer_id",
    always: "",
    id: "m.id",
    fields: &[
        Field::new("performed_at", "m.performed_at", Kind::Timestamp),
        Field::new("printer_id", "m.printer_id", Kind::Integer),
        Field::new("printer_code", "p.code", Kind::Text),
        Field::new("maintenance_type", "m.maintenance_type", Kind::Text),
        Field::nullable("next_due_at", "m.next_due_at", Kind::Timestamp),
        Field::nullable("downtime_minutes", "m.downtime_minutes", Kind::Integer),
        Field::nullable("description", "m.description", Kind::Text),
    ],
    search: None,
    order: ("performed_at", true),
};

/// Work that was done, the latest first.
///
/// # Errors
/// As [`Read::list`].
pub fn maintenance_logs(r: &Read<'_>, req: &ListRequest) -> Result<Page<MaintenanceLogRow>> {
    r.list(&LIST, req)
}

/// What is due: the last word of each kind of work on each printer in use, the most urgent first.
///
/// # Errors
/// When the store cannot be read.
pub fn due(r: &Read<'_>) -> Result<Vec<MaintenanceDue>> {
    r.all(
        "SELECT m.printer_id, p.code AS printer_code, p.name AS printer_name, m.maintenance_type, m.description,
             m.next_due_at, m.next_due_at <= ?1 AS overdue,
             coalesce((SELECT sum(j.actual_time_minutes) FROM print_jobs AS j
                       WHERE j.printer_id = m.printer_id AND j.finished_at > m.performed_at), 0) AS printed_minutes
         FROM maintenance_logs AS m JOIN printers AS p ON p.id = m.printer_id
         WHERE p.active = 1 AND m.next_due_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM maintenance_logs AS n
               WHERE n.printer_id = m.printer_id AND n.maintenance_type = m.maintenance_type
                 AND (n.performed_at, n.id) > (m.performed_at, m.id))
         ORDER BY m.next_due_at, m.id",
        bind![r.now()],
    )
}

/// Writes down that somebody worked on a printer.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for work in the future, or due before it was done.
pub fn log_maintenance(w: &Write<'_>, req: LogMaintenance) -> Result<MaintenanceLogRow> {
    status_of(w, req.printer_id)?;
    let at = req.performed_at.unwrap_or_else(|| w.now());
    if at > w.now() {
        let text = "This lies in the future. Write it down once it is done, and use the due date until then.";
        return Err(refuse_field(Code::InvalidValue, "performed_at", text));
    }
    if req.next_due_at.is_some_and(|due| due <= at) {
        let text = "It is due again before it was done. Choose a later date.";
        return Err(refuse_field(Code::InvalidValue, "next_due_at", text));
    }
    if req.cost.is_some_and(|c| c.0.is_negative()) {
        return Err(refuse_field(Code::InvalidValue, "cost", "A cost cannot be below 0."));
    }
    let by = match req.performed_by {
        Some(by) => Some(String::from(by)),
        None => w.value(
            "SELECT first_name || ' ' || last_name FROM users WHERE id = ?1",
            bind![w.actor().user_id],
        )?,
    };
    let id = w.insert(
        "INSERT INTO maintenance_logs (printer_id, maintenance_type, description, performed_by, performed_at,
             next_due_at, cost, downtime_minutes, parts_used, notes, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        bind![
            req.printer_id,
            req.maintenance_type,
            req.description,
            by,
            at,
            req.next_due_at,
            req.cost,
            req.downtime_minutes,
            req.parts_used,
            req.notes,
            w.now()
        ],
    )?;
    w.about("printer", req.printer_id.get(), code_of(w, req.printer_id)?.as_deref());
    let sql = format!("SELECT {} FROM {} WHERE m.id = ?1", LIST.select, LIST.from);
    w.maybe(&sql, bind![id])?.ok_or_else(|| crate::error::not_found("maintenance log", id))
}
