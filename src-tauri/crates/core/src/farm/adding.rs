//! Several printers are written down and connected in one step: those that were found, or the rows of a table.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Code, Secret, Text};

use super::connection::{bad_host, config_of, place};
use super::model::{Protocol, model_or_none};
use crate::app::App;
use crate::bind;
use crate::db::{Intent, Read, Write};
use crate::error::{Result, refuse};
use crate::seal::Seal;

/// Most printers that are added in one step.
pub(super) const MOST: usize = 500;

crate::wire! {
    /// A printer that is written down and connected in one step.
    pub struct NewPrinter {
        /// Its short code, like `P01`.
        pub code: Text<50>,
        /// What people call it; the code when left out.
        #[serde(default)]
        #[ts(optional)]
        pub name: Option<Text<255>>,
        /// The maker's model.
        #[serde(default)]
        #[ts(optional)]
        pub model: Option<Text<100>>,
        /// The language it speaks.
        pub protocol: Protocol,
        /// Its address or name on the LAN. A printer that is kept by hand has none.
        #[serde(default)]
        #[ts(optional)]
        pub host: Option<Text<50>>,
        /// Its port, where it is not the usual one.
        #[serde(default)]
        #[ts(optional)]
        pub port: Option<u16>,
        /// The maker's number.
        #[serde(default)]
        #[ts(optional)]
        pub serial_number: Option<Text<100>>,
        /// The name to sign in with, where it wants one.
        #[serde(default)]
        #[ts(optional)]
        pub user: Option<Text<100>>,
        /// Access code, password or key. It can be entered later.
        #[serde(default)]
        #[ts(optional)]
        pub secret: Option<Text<500>>,
        /// Where it stands.
        #[serde(default)]
        #[ts(optional)]
        pub location: Option<Text<255>>,
    }

    /// Printers that are added together: all of them, or none.
    pub struct AddPrinters {
        /// 1 to 500.
        pub printers: Vec<NewPrinter>,
    }

    /// Printers that were added.
    pub struct PrintersAdded {
        /// In the order of the request.
        pub ids: Vec<PrinterId>,
    }
}

/// What is wrong with one printer of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Which one, from 0.
    pub(super) index: usize,
    /// The field at fault.
    pub(super) field: &'static str,
    pub(super) code: Code,
    pub(super) text: String,
}

impl Protocol {
    /// How its printers' maker is written down.
    #[must_use]
    pub fn brand(self) -> &'static str {
        match self {
            Self::Bambu => "bambu",
            Self::Moonraker => "klipper",
            Self::Octoprint => "octoprint",
            Self::Prusalink => "prusa",
            Self::Sdcp | Self::ElegooMqtt => "elegoo",
            Self::Creality | Self::Duet | Self::Generic => "generic",
        }
    }
}

/// What the history holds of them: everything but the secrets.
#[must_use]
pub fn without_secrets(printers: &[NewPrinter]) -> Value {
    let told = printers.iter().map(|printer| {
        let mut told = json!(printer);
        if printer.secret.is_some() {
            told["secret"] = json!("…");
        }
        told
    });
    Value::Array(told.collect())
}

/// Adds them all, or none. Secrets are sealed before they touch the store.
///
/// # Errors
/// [`Code::InvalidValue`] or [`Code::AlreadyExists`] at the first field that is wrong, with every other one in the
/// details; what [`App::seal`] and [`App::write`] refuse.
pub fn add_printers(app: &App, intent: &Intent, req: &AddPrinters) -> Result<PrintersAdded> {
    if req.printers.is_empty() || req.printers.len() > MOST {
        let text = format!("Choose 1 to {MOST} printers; these are {}.", req.printers.len());
        return Err(crate::error::refuse_field(Code::InvalidValue, "printers", text));
    }
    let seal = app.seal()?;
    app.write(intent, |w| {
        let wrong = wrong_with(w, &req.printers)?;
        if let Some(first) = wrong.first() {
            let all: Vec<Value> = wrong
                .iter()
                .map(|w| json!({ "field": format!("printers[{}].{}", w.index, w.field), "message": w.text }))
                .collect();
            let refusal = spoolyard_types::Refusal::new(first.code, first.text.clone());
            return Err(refusal
                .at(format!("printers[{}].{}", first.index, first.field))
                .with(json!({ "wrong": all }))
                .into());
        }
        write_all(w, &seal, &req.printers)
    })
}

/// Everything that is wrong with them, alone, among each other, and beside the printers that are there.
pub(super) fn wrong_with(r: &Read<'_>, printers: &[NewPrinter]) -> Result<Vec<Wrong>> {
    let (mut codes, mut serials) = (BTreeMap::new(), BTreeMap::new());
    r.each("SELECT code, serial_number, active FROM printers", [], |row| {
        let code: String = crate::db::column(row, "code")?;
        let serial: Option<String> = crate::db::column(row, "serial_number")?;
        if let (Some(serial), true) = (serial, crate::db::column(row, "active")?) {
            serials.insert(serial, code.clone());
        }
        codes.insert(code.to_lowercase(), code);
        Ok(())
    })?;
    let mut wrong = Vec::new();
    for (index, printer) in printers.iter().enumerate() {
        let mut say = |field, code, text| wrong.push(Wrong { index, field, code, text });
        let code = printer.code.trim();
        if codes.insert(code.to_lowercase(), code.to_owned()).is_some() {
            let text = format!("There is a printer {code} already. Choose another code.");
            say("code", Code::AlreadyExists, text);
        }
        if let Some(serial) = printer.serial_number.as_deref().map(str::trim)
            && let Some(other) = serials.insert(serial.to_owned(), code.to_owned())
        {
            let text = format!("{other} has the serial number {serial}. It is the same printer, or a slip.");
            say("serial_number", Code::AlreadyExists, text);
        }
        if printer.protocol.is_network() && printer.host.is_none() {
            let text = "Enter the printer's address: it stands in its network menu, like 192.168.1.40.";
            say("host", Code::InvalidValue, text.to_owned());
        } else if let Some(text) = printer.host.as_deref().and_then(bad_host) {
            say("host", Code::InvalidValue, text.to_owned());
        }
        if printer.port == Some(0) {
            say("port", Code::InvalidValue, String::from("A port is a whole number from 1 to 65535."));
        }
    }
    Ok(wrong)
}

/// Writes them down; what is wrong with them was found before.
pub(super) fn write_all(w: &Write<'_>, seal: &Seal, printers: &[NewPrinter]) -> Result<PrintersAdded> {
    let mut ids = Vec::with_capacity(printers.len());
    for printer in printers {
        let code = printer.code.trim();
        let name = printer.name.as_deref().map_or(code, str::trim);
        let model = model_or_none(printer.model.as_deref());
        let host = printer.host.as_deref().map(str::trim).filter(|_| printer.protocol.is_network());
        let id = w.insert(
            "INSERT INTO printers (code, name, model, brand, serial_number, ip_address, location, capabilities,
                 created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '{}', ?8, ?8)",
            bind![
                code,
                name,
                model,
                printer.protocol.brand(),
                printer.serial_number.as_deref().map(str::trim),
                host,
                printer.location,
                w.now()
            ],
        )?;
        let id = PrinterId(id);
        let sealed = match &printer.secret {
            Some(secret) => Some(seal.close(&Secret::new(secret.as_str()), &place(id))?),
            None => None,
        };
        let config = config_of(printer.protocol, printer.port, printer.user.as_deref(), sealed);
        w.execute("UPDATE printers SET connection_config = ?2 WHERE id = ?1", bind![id, config])?;
        ids.push(id);
    }
    match (ids.as_slice(), printers) {
        ([id], [printer]) => w.about("printer", id.get(), Some(printer.code.trim())),
        ([], _) => return Err(refuse(Code::InvalidValue, "There is no printer in it; nothing was added.")),
        _ => {}
    }
    Ok(PrintersAdded { ids })
}
