//! Printers are written down.

use serde_json::Value;
use spoolyard_types::ids::{PrinterId, WorkCenterId};
use spoolyard_types::{Code, Text};

use crate::bind;
use crate::db::Write;
use crate::error::{Result, refuse_field};

wire! {
    /// A printer that stands on the floor. It is offline until somebody connects it.
    pub struct AddPrinter {
        /// Its short code, like `P01`.
        pub code: Text<50>,
        /// What people call it.
        pub name: Text<255>,
        /// The maker's model.
        pub model: Text<100>,
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
    if w.value::<i64>("SELECT 1 FROM printers WHERE code = ?1 COLLATE NOCASE", bind![code])?.is_some() {
        let text = format!("There is a printer {code} already. Choose another code.");
        return Err(refuse_field(Code::AlreadyExists, "code", text));
    }
    let id = w.insert(
        "INSERT INTO printers (code, name, model, brand, serial_number, ip_address, work_center_id, location,
             capabilities, notes, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)",
        bind![
            code,
            req.name,
            req.model,
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
