//! Printers are written down, changed, and taken out of service.

use serde_json::Value;
use spoolyard_types::ids::{PrinterId, WorkCenterId};
use spoolyard_types::{Code, Text};

use super::model::{PrinterStatus, model_or_none};
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

crate::wire! {
    /// A printer that stands on the floor. It is offline until somebody connects it.
    pub struct AddPrinter {
        /// Its short code, like `P01`.
        pub code: Text<50>,
        /// What people call it.
        pub name: Text<255>,
        /// The maker's model; left out where nobody knows it.
        #[serde(default)]
        #[ts(optional)]
        pub model: Option<Text<100>>,
        /// `bambu`, `prusa`, `klipper`, `octoprint`, `elegoo` or `generic`.
        pub brand: Text<50>,
        /// The maker's number.
        pub serial_number: Option<Text<100>>,
        /// Where it is reached.
        pub ip_address: Option<Text<50>>,
        /// Whose work it does.
        pub work_center_id: Option<WorkCenterId>,
        /// Where it stands.
        pub location: Option<Text<255>>,
        /// What it can do, as JSON: build volume, nozzle, slots, materials.
        #[ts(type = "unknown")]
        pub capabilities: Option<Value>,
        /// Anything else.
        pub notes: Option<Text<10000>>,
    }

    /// A printer as its form saves it.
    pub struct UpdatePrinter {
        /// Which one.
        pub id: PrinterId,
        /// Its short code, like `P01`.
        pub code: Text<50>,
        /// What people call it.
        pub name: Text<255>,
        /// The maker's model; left out where nobody knows it.
        #[serde(default)]
        #[ts(optional)]
        pub model: Option<Text<100>>,
        /// The maker, or `generic`.
        pub brand: Text<50>,
        /// The maker's number.
        #[serde(default)]
        #[ts(optional)]
        pub serial_number: Option<Text<100>>,
        /// Whose work it does.
        #[serde(default)]
        #[ts(optional)]
        pub work_center_id: Option<WorkCenterId>,
        /// Where it stands; printers of one place form a group on the wall.
        #[serde(default)]
        #[ts(optional)]
        pub location: Option<Text<255>>,
        /// What it can do, as JSON; unchanged when left out.
        #[serde(default)]
        #[ts(optional, type = "unknown")]
        pub capabilities: Option<Value>,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub notes: Option<Text<10000>>,
        /// Whether the farm still has it.
        pub active: bool,
    }

    /// Takes a printer out of service, or back.
    pub struct SetMaintenance {
        /// Which one.
        pub id: PrinterId,
        /// Out of service.
        pub on: bool,
    }

    /// Which printer.
    pub struct PrinterRef {
        /// Its row.
        pub id: PrinterId,
    }
}

/// Writes a printer down.
///
/// # Errors
/// [`Code::AlreadyExists`] for a code that is taken.
pub fn add_printer(w: &Write<'_>, req: AddPrinter) -> Result<PrinterRef> {
    let code = req.code.trim();
    free(w, None, code, req.serial_number.as_deref())?;
    let id = w.insert(
        "INSERT INTO printers (code, name, model, brand, serial_number, ip_address, work_center_id, location,
             capabilities, notes, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)",
        bind![
            code,
            req.name,
            model_or_none(req.model.as_deref()),
            req.brand,
            req.serial_number,
            req.ip_address,
            req.work_center_id,
            req.location,
            req.capabilities.unwrap_or_else(|| serde_json::json!({})),
            req.notes,
            w.now()
        ],
    )?;
    w.about("printer", id, Some(code));
    Ok(PrinterRef { id: PrinterId(id) })
}

/// Changes what is written down of a printer.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::AlreadyExists`] for a code or serial number that another has;
/// [`Code::InUse`] when it is to go while it prints.
pub fn update_printer(w: &Write<'_>, req: UpdatePrinter) -> Result<PrinterRef> {
    let code = req.code.trim();
    let status = status_of(w, req.id)?;
    free(w, Some(req.id), code, req.serial_number.as_deref())?;
    if !req.active
        && matches!(status, PrinterStatus::Printing | PrinterStatus::Paused | PrinterStatus::Preparing)
    {
        let text = format!("{code} is {status}. Let the print end, or stop it, before the printer goes.");
        return Err(refuse_field(Code::InUse, "active", text));
    }
    w.execute(
        "UPDATE printers SET code = ?2, name = ?3, model = ?4, brand = ?5, serial_number = ?6, work_center_id = ?7,
             location = ?8, capabilities = coalesce(?9, capabilities), notes = ?10, active = ?11,
             status = CASE WHEN ?11 = 0 THEN 'offline' ELSE status END, updated_at = ?12 WHERE id = ?1",
        bind![
            req.id,
            code,
            req.name,
            model_or_none(req.model.as_deref()),
            req.brand,
            req.serial_number,
            req.work_center_id,
            req.location,
            req.capabilities,
            req.notes,
            req.active,
            w.now()
        ],
    )?;
    w.about("printer", req.id.get(), Some(code));
    Ok(PrinterRef { id: req.id })
}

/// Takes a printer out of service, so that nothing is sent to it, or back. Back, it is offline until it is heard.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::WrongState`] while it prints.
pub fn set_maintenance(w: &Write<'_>, req: SetMaintenance) -> Result<PrinterRef> {
    let status = status_of(w, req.id)?;
    if req.on && matches!(status, PrinterStatus::Printing | PrinterStatus::Paused | PrinterStatus::Preparing)
    {
        let text = format!("The printer is {status}. Let the print end, or stop it, before you work on it.");
        return Err(refuse(Code::WrongState, text));
    }
    let next = match (req.on, status) {
        (true, _) => PrinterStatus::Maintenance,
        (false, PrinterStatus::Maintenance) => PrinterStatus::Offline,
        (false, other) => other,
    };
    w.execute(
        "UPDATE printers SET status = ?2, updated_at = ?3 WHERE id = ?1",
        bind![req.id, next, w.now()],
    )?;
    w.about("printer", req.id.get(), code_of(w, req.id)?.as_deref());
    Ok(PrinterRef { id: req.id })
}

pub(super) fn status_of(r: &Read<'_>, id: PrinterId) -> Result<PrinterStatus> {
    r.value("SELECT status FROM printers WHERE id = ?1", bind![id])?.ok_or_else(|| not_found("printer", id))
}

pub(super) fn code_of(r: &Read<'_>, id: PrinterId) -> Result<Option<String>> {
    r.value("SELECT code FROM printers WHERE id = ?1", bind![id])
}

/// Refuses a code or a serial number that another printer bears.
fn free(r: &Read<'_>, id: Option<PrinterId>, code: &str, serial_number: Option<&str>) -> Result<()> {
    let by_code: Option<PrinterId> =
        r.value("SELECT id FROM printers WHERE code = ?1 COLLATE NOCASE", bind![code])?;
    if by_code.is_some() && by_code != id {
        let text = format!("There is a printer {code} already. Choose another code.");
        return Err(refuse_field(Code::AlreadyExists, "code", text));
    }
    let Some(serial_number) = serial_number else { return Ok(()) };
    let other: Option<String> = r.value(
        "SELECT code FROM printers WHERE serial_number = ?1 AND active = 1 AND id IS NOT ?2",
        bind![serial_number, id],
    )?;
    match other {
        Some(other) => {
            let text =
                format!("{other} has the serial number {serial_number}. It is the same printer, or a slip.");
            Err(refuse_field(Code::AlreadyExists, "serial_number", text))
        }
        None => Ok(()),
    }
}
