//! How a printer is reached. The access code or key is sealed before it comes near the store.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Code, Role, Secret, Text};

use super::model::{PrinterStatus, Protocol};
use super::printers::{PrinterRef, code_of, status_of};
use crate::app::App;
use crate::bind;
use crate::db::{Intent, Read, Write};
use crate::error::{Error, Result, refuse_field};
use crate::seal::Seal;

crate::wire! {
    /// How a printer is reached from now on.
    pub struct ConnectPrinter {
        /// Which printer.
        pub id: PrinterId,
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
        /// The name to sign in with, where it wants one.
        #[serde(default)]
        #[ts(optional)]
        pub user: Option<Text<100>>,
        /// Access code, password or key. The one that is known stays when this is left out.
        #[serde(default)]
        #[ts(optional)]
        pub secret: Option<Text<500>>,
    }

    /// Ends the connection of a printer; its access code is forgotten.
    pub struct Disconnect {
        /// Which printer.
        pub id: PrinterId,
    }

    /// The certificate that a printer showed when it was first reached.
    pub struct Pin {
        /// Which printer.
        pub id: PrinterId,
        /// SHA-256 of the certificate, in hex; none forgets it, so that the next one is taken.
        #[serde(default)]
        #[ts(optional)]
        pub sha256: Option<Text<64>>,
    }

    /// A printer has another address than before.
    pub struct Address {
        /// Which printer.
        pub id: PrinterId,
        /// Its address now.
        pub host: Text<50>,
    }
}

/// What `connection_config` holds. Fields of later versions are kept as they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Config {
    protocol: Option<Protocol>,
    port: Option<u16>,
    user: Option<String>,
    /// Sealed.
    secret: Option<String>,
    /// SHA-256 of the certificate, in hex.
    pin: Option<String>,
    #[serde(flatten)]
    more: serde_json::Map<String, Value>,
}

/// A printer that can be reached, with what it takes.
#[derive(Debug, Clone)]
pub struct Reachable {
    /// Which printer.
    pub id: PrinterId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The maker's number.
    pub serial_number: Option<String>,
    /// The language it speaks.
    pub protocol: Protocol,
    /// Its address.
    pub host: String,
    /// Its port, where it is not the usual one.
    pub port: Option<u16>,
    /// The name to sign in with.
    pub user: Option<String>,
    /// The access code; none when it has none, or when the key that sealed it is gone.
    pub secret: Option<Secret>,
    /// It has a secret that does not open: the key that sealed it is gone, or another one.
    pub is_locked: bool,
    /// The certificate it showed first.
    pub pin: Option<String>,
    /// What it last did.
    pub status: PrinterStatus,
    /// Its last known state, as the monitor wrote it.
    pub state: Option<Value>,
}

/// What a secret of this printer is sealed for.
pub(super) fn place(id: PrinterId) -> String {
    format!("printer {id}")
}

fn config(r: &Read<'_>, id: PrinterId) -> Result<Config> {
    let json: Option<Value> = r.value("SELECT connection_config FROM printers WHERE id = ?1", bind![id])?;
    let Some(json) = json else { return Err(crate::error::not_found("printer", id)) };
    serde_json::from_value(json).map_err(|_| Error::Unreadable { column: String::from("connection_config") })
}

fn save(w: &Write<'_>, id: PrinterId, config: &Config) -> Result<()> {
    w.execute(
        "UPDATE printers SET connection_config = ?2, updated_at = ?3 WHERE id = ?1",
        bind![id, serde_json::json!(config), w.now()],
    )?;
    w.about("printer", id.get(), code_of(w, id)?.as_deref());
    Ok(())
}

/// What is wrong with an address, as a sentence.
pub(super) fn bad_host(host: &str) -> Option<&'static str> {
    let strange = |c: char| c.is_whitespace() || matches!(c, '@' | '?' | '#' | '\\');
    let text = "Only the address or name belongs here, like 192.168.1.40 or voron.local.";
    host.trim().contains(strange).then_some(text)
}

/// What `connection_config` holds of a printer that is connected for the first time.
pub(super) fn config_of(
    protocol: Protocol,
    port: Option<u16>,
    user: Option<&str>,
    secret: Option<String>,
) -> Value {
    let user = user.map(str::to_owned);
    serde_json::json!(Config { protocol: Some(protocol), port, user, secret, ..Config::default() })
}

/// Says how a printer is reached. The history keeps all but the secret.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for a network printer without an address;
/// what [`Seal::of`] and [`App::write`] refuse.
pub fn connect(app: &App, intent: &Intent, req: &ConnectPrinter) -> Result<PrinterRef> {
    if req.protocol.is_network() && req.host.is_none() {
        let text = "Enter the printer's address: it stands in its network menu, like 192.168.1.40.";
        return Err(refuse_field(Code::InvalidValue, "host", text));
    }
    let host = req.host.as_deref().map(str::trim);
    if let Some(text) = host.and_then(bad_host) {
        return Err(refuse_field(Code::InvalidValue, "host", text));
    }
    let sealed = match &req.secret {
        Some(secret) => Some(app.seal()?.close(&Secret::new(secret.as_str()), &place(req.id))?),
        None => None,
    };
    app.write(intent, |w| {
        let known = config(w, req.id)?;
        let same = known.protocol == Some(req.protocol);
        let next = Config {
            protocol: Some(req.protocol),
            port: req.port,
            user: req.user.clone().map(String::from),
            secret: sealed.clone().or(known.secret.filter(|_| same)),
            pin: known.pin.filter(|_| same),
            more: known.more,
        };
        save(w, req.id, &next)?;
        w.execute("UPDATE printers SET ip_address = ?2 WHERE id = ?1", bind![req.id, host])?;
        Ok(PrinterRef { id: req.id })
    })
}

/// Forgets how a printer is reached.
///
/// # Errors
/// [`Code::NotFound`].
pub fn disconnect(w: &Write<'_>, req: Disconnect) -> Result<PrinterRef> {
    let known = config(w, req.id)?;
    save(w, req.id, &Config { more: known.more, ..Config::default() })?;
    let next = match status_of(w, req.id)? {
        PrinterStatus::Maintenance => PrinterStatus::Maintenance,
        _ => PrinterStatus::Offline,
    };
    w.execute("UPDATE printers SET status = ?2 WHERE id = ?1", bind![req.id, next])?;
    Ok(PrinterRef { id: req.id })
}

/// Remembers the certificate of a printer, or forgets it after a person has said that the new one is right.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for what is no SHA-256.
pub fn pin(w: &Write<'_>, req: Pin) -> Result<PrinterRef> {
    if req.sha256.as_ref().is_some_and(|p| p.len() != 64 || !p.bytes().all(|b| b.is_ascii_hexdigit())) {
        return Err(refuse_field(Code::InvalidValue, "sha256", "A SHA-256 is 64 hex digits."));
    }
    let known = config(w, req.id)?;
    save(w, req.id, &Config { pin: req.sha256.map(|p| p.to_lowercase()), ..known })?;
    Ok(PrinterRef { id: req.id })
}

/// Notes that a printer, known by its serial number, answers at another address.
///
/// # Errors
/// [`Code::NotFound`].
pub fn moved(w: &Write<'_>, req: Address) -> Result<PrinterRef> {
    status_of(w, req.id)?;
    w.execute(
        "UPDATE printers SET ip_address = ?2, updated_at = ?3 WHERE id = ?1",
        bind![req.id, req.host, w.now()],
    )?;
    w.about("printer", req.id.get(), code_of(w, req.id)?.as_deref());
    Ok(PrinterRef { id: req.id })
}

/// A printer that is in use, as far as it is needed to know it again on the network.
#[derive(Debug, Clone)]
pub struct KnownPrinter {
    /// Which printer.
    pub id: PrinterId,
    /// Its code.
    pub code: String,
    /// The maker's number.
    pub serial_number: Option<String>,
    /// The language it speaks.
    pub protocol: Option<Protocol>,
    /// Its address.
    pub host: Option<String>,
    /// Its port, where it is not the usual one.
    pub port: Option<u16>,
    /// Whether a certificate of it is remembered.
    pub is_pinned: bool,
}

/// Every printer that is in use, without its secrets.
///
/// # Errors
/// When the store cannot be read.
pub fn known_printers(r: &Read<'_>) -> Result<Vec<KnownPrinter>> {
    let mut found = Vec::new();
    let sql = "SELECT id, code, serial_number, ip_address, connection_config FROM printers WHERE active = 1 ORDER BY id";
    r.each(sql, [], |row| {
        let config: Config = serde_json::from_value(crate::db::column(row, "connection_config")?)
            .map_err(|_| Error::Unreadable { column: String::from("connection_config") })?;
        found.push(KnownPrinter {
            id: crate::db::column(row, "id")?,
            code: crate::db::column(row, "code")?,
            serial_number: crate::db::column(row, "serial_number")?,
            protocol: config.protocol,
            host: crate::db::column(row, "ip_address")?,
            port: config.port,
            is_pinned: config.pin.is_some(),
        });
        Ok(())
    })?;
    Ok(found)
}

/// What is kept of the way to a printer that no window is shown.
#[derive(Debug, Clone, Default)]
pub struct KeptAccess {
    /// Its access code or key; none when it has none, or when the key that sealed it is gone.
    pub secret: Option<Secret>,
    /// The certificate it showed first.
    pub pin: Option<String>,
}

/// What a trial of a printer's connection takes of what is kept. Of another protocol nothing is kept.
///
/// # Errors
/// [`Code::NotFound`]; what [`App::seal`] refuses.
pub fn kept_access(app: &App, id: PrinterId, protocol: Protocol) -> Result<KeptAccess> {
    let known = app.look(|r| config(r, id))?;
    if known.protocol != Some(protocol) {
        return Ok(KeptAccess::default());
    }
    let secret = match &known.secret {
        None => None,
        Some(sealed) => app.seal()?.open(sealed, &place(id)),
    };
    Ok(KeptAccess { secret, pin: known.pin })
}

/// Every printer that is in use and can be reached, with its secret in clear, for the monitor alone. No command
/// of the table answers with it. Without a seal no secret opens.
///
/// # Errors
/// [`Code::Forbidden`] unless Spoolyard itself or an admin asks.
pub fn reachable(r: &Read<'_>, seal: Option<&Seal>) -> Result<Vec<Reachable>> {
    crate::db::allow(r.actor(), Role::Admin)?;
    let mut found = Vec::new();
    let sql = "SELECT p.id, p.code, p.name, p.serial_number, p.ip_address, p.connection_config, p.status, s.state_json
         FROM printers AS p LEFT JOIN printer_states AS s ON s.printer_id = p.id
         WHERE p.active = 1 AND p.ip_address IS NOT NULL ORDER BY p.id";
    r.each(sql, [], |row| {
        let id: PrinterId = crate::db::column(row, "id")?;
        let config: Config = serde_json::from_value(crate::db::column(row, "connection_config")?)
            .map_err(|_| Error::Unreadable { column: String::from("connection_config") })?;
        let Some(protocol) = config.protocol.filter(|p| p.is_network()) else { return Ok(()) };
        let sealed = config.secret.as_deref();
        let secret = sealed.zip(seal).and_then(|(sealed, seal)| seal.open(sealed, &place(id)));
        found.push(Reachable {
            id,
            is_locked: sealed.is_some() && secret.is_none(),
            code: crate::db::column(row, "code")?,
            name: crate::db::column(row, "name")?,
            serial_number: crate::db::column(row, "serial_number")?,
            protocol,
            host: crate::db::column(row, "ip_address")?,
            port: config.port,
            user: config.user,
            secret,
            pin: config.pin,
            status: crate::db::column(row, "status")?,
            state: crate::db::column(row, "state_json")?,
        });
        Ok(())
    })?;
    Ok(found)
}
