//! `spoolyard-cli printer …`: printers written down, tried, told and fed from a terminal.

use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Code, Host, Leg, Refusal};

use crate::args::{AddPrinterArgs, Args, PrinterVerb, SendArgs};
use crate::{call, find, library, out, signal};

/// How long a printer may take to say its first word.
const FIRST_WORD: Duration = Duration::from_secs(30);
/// The longest secret that is read.
const LONGEST_SECRET: usize = 500;

pub(crate) fn run(args: &Args, verb: &PrinterVerb) -> Result<(), Refusal> {
    match verb {
        PrinterVerb::Add(order) => add(args, order),
        PrinterVerb::Find(order) => find::find(args, order),
        PrinterVerb::Import(order) => find::import(args, order),
        PrinterVerb::Test(which) => test(args, &which.printer),
        PrinterVerb::Send(order) => match (&order.file, order.library) {
            (Some(file), _) => send(args, order, file),
            (None, Some(id)) => send_from_library(args, order, id),
            (None, None) => {
                Err(Refusal::new(Code::InvalidValue, "Name a file, or one of the library.").at("FILE"))
            }
        },
        PrinterVerb::Files(order) => library::files(args, order),
        PrinterVerb::Pause(which) => tell(args, &which.printer, "pause"),
        PrinterVerb::Resume(which) => tell(args, &which.printer, "resume"),
        PrinterVerb::Stop(which) => tell(args, &which.printer, "stop"),
        PrinterVerb::LightOn(which) => tell(args, &which.printer, "light_on"),
        PrinterVerb::LightOff(which) => tell(args, &which.printer, "light_off"),
        PrinterVerb::Silent(which) => tell(args, &which.printer, "silent"),
        PrinterVerb::Standard(which) => tell(args, &which.printer, "standard"),
        PrinterVerb::Sport(which) => tell(args, &which.printer, "sport"),
        PrinterVerb::Ludicrous(which) => tell(args, &which.printer, "ludicrous"),
        PrinterVerb::ClearError(which) => tell(args, &which.printer, "clear_error"),
        PrinterVerb::Refresh(which) => tell(args, &which.printer, "refresh"),
    }
}

/// Writes a printer down and says how it is reached.
fn add(args: &Args, order: &AddPrinterArgs) -> Result<(), Refusal> {
    let host = call::host(args)?;
    let (address, port) = address(&order.host)?;
    let secret = secret(order)?;
    let brand = match order.protocol.as_str() {
        "bambu" => "bambu",
        "prusalink" => "prusa",
        "moonraker" => "klipper",
        "octoprint" => "octoprint",
        "sdcp" | "elegoo_mqtt" => "elegoo",
        _ => "generic",
    };
    let written = json!({
        "code": order.code,
        "name": order.name.as_ref().unwrap_or(&order.code),
        "model": order.model,
        "brand": brand,
        "serial_number": order.serial,
    });
    let id = call::ask(&host, "printers.add", written)?["id"].clone();
    let mut reach = json!({ "id": id, "protocol": order.protocol, "host": address });
    for (field, value) in [
        ("port", port.map(Value::from)),
        ("user", order.user.clone().map(Value::from)),
        ("secret", secret.map(Value::from)),
    ] {
        if let Some(value) = value {
            reach[field] = value;
        }
    }
    call::ask(&host, "printers.connect", reach).map_err(|mut refusal| {
        refusal.message =
            format!("{} is written down, but not how it is reached: {}", order.code, refusal.message);
        refusal
    })?;
    if args.json {
        out::line(&json!({ "id": id, "code": order.code }).to_string());
    } else {
        out::line(&format!(
            "{} is written down. Try it: spoolyard-cli printer test --printer {}",
            order.code, order.code
        ));
    }
    Ok(())
}

/// `host`, `host:port`, `[v6]:port`; a whole address with `https://` stays as it is.
fn address(text: &str) -> Result<(&str, Option<u16>), Refusal> {
    if text.contains("://") {
        return Ok((text, None));
    }
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match text.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') => (host, Some(port)),
            _ => (text, None),
        },
    };
    let wrong = |port: &str| {
        Refusal::new(Code::InvalidValue, format!("“{port}” is no port: use a number from 1 to 65535."))
            .at("--host")
    };
    let port = port.map(|p| p.parse::<u16>().ok().filter(|p| *p > 0).ok_or_else(|| wrong(p))).transpose()?;
    Ok((host, port))
}

/// The access code, key or password: from a file, or asked for. It is never an argument, which every program of
/// this computer could read.
fn secret(order: &AddPrinterArgs) -> Result<Option<String>, Refusal> {
    let asks = matches!(order.protocol.as_str(), "bambu" | "octoprint" | "prusalink");
    let text = match &order.secret_file {
        Some(path) => call::read(path)?,
        None if asks => {
            let line = if std::io::stdin().is_terminal() {
                rpassword::prompt_password("Access code, key or password (nothing shows as you type): ")
            } else {
                let mut line = String::new();
                std::io::stdin().read_line(&mut line).map(|_| line)
            };
            line.map_err(|err| Refusal::new(Code::FileTrouble, format!("Standard input: {err}.")))?
        }
        None => return Ok(None),
    };
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_SECRET || text.contains('\n') {
        let text = "The secret is one line of 1 to 500 characters. Give it on standard input, or with --secret-file.";
        return Err(Refusal::new(Code::InvalidValue, text).at("--secret-file"));
    }
    Ok(Some(text.to_owned()))
}

/// The row of the printer with this code.
fn find(host: &Host, code: &str) -> Result<i64, Refusal> {
    let list = call::ask(host, "printers.list", json!({}))?;
    let rows = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let found = rows.iter().find(|row| row["code"].as_str().is_some_and(|c| c.eq_ignore_ascii_case(code)));
    found.and_then(|row| row["id"].as_i64()).ok_or_else(|| {
        let text =
            format!("No printer is called “{code}”. `spoolyard-cli call printers.list` shows them all.");
        Refusal::new(Code::NotFound, text).at("--printer")
    })
}

/// A connection to one printer, which hears a goodbye at the end.
struct Line {
    host: Host,
    id: i64,
    events: mpsc::Receiver<()>,
}

impl Line {
    /// Connects and waits for its first word, or for what stands in the way of it.
    fn open(args: &Args, code: &str) -> Result<(Self, Value), Refusal> {
        let host = call::host(args)?;
        let id = find(&host, code)?;
        let (sender, events) = mpsc::sync_channel(1);
        host.subscribe(move |_| {
            // One word that waits is enough to wake.
            let _ = sender.try_send(());
        });
        host.watch_printer(id)?;
        let line = Self { host, id, events };
        let end = Instant::now() + FIRST_WORD;
        loop {
            let live = call::ask(&line.host, "printers.live", json!({}))?;
            let own = live.as_array().into_iter().flatten().find(|one| one["id"] == line.id);
            if let Some(own) = own {
                let is_known = !matches!(own["status"].as_str(), Some("offline" | "connecting") | None);
                if is_known {
                    return Ok((line, own.clone()));
                }
                if let Some(trouble) = own["trouble"].as_str() {
                    return Err(Refusal::new(Code::WrongState, trouble));
                }
            }
            if Instant::now() >= end {
                let text = "The printer said nothing for half a minute. Is it written down with an address?";
                return Err(Refusal::new(Code::WrongState, text));
            }
            // Nothing heard is looked at, too.
            let _ = line.events.recv_timeout(Duration::from_millis(500));
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.host.leave_printers();
    }
}

fn test(args: &Args, code: &str) -> Result<(), Refusal> {
    let (_line, live) = Line::open(args, code)?;
    if args.json {
        out::value(&live);
        return Ok(());
    }
    let status = live["status"].as_str().unwrap_or_default();
    let mut text = format!("{code} answers: {status}.");
    if let Some(firmware) = live["firmware"].as_str() {
        text.push_str(&format!(" Firmware {firmware}."));
    }
    if live["obeys"] != true {
        text.push_str(" It can only be watched.");
    }
    out::line(&text);
    Ok(())
}

fn tell(args: &Args, code: &str, action: &str) -> Result<(), Refusal> {
    let (line, _) = Line::open(args, code)?;
    let told = call::ask(&line.host, "printers.tell", json!({ "id": line.id, "action": action }))?;
    if args.json {
        out::value(&told);
    } else {
        out::line(told["text"].as_str().unwrap_or_default());
    }
    Ok(())
}

/// Sends a plate of the library, as a window does it.
fn send_from_library(args: &Args, order: &SendArgs, id: i64) -> Result<(), Refusal> {
    let (line, _) = Line::open(args, &order.printer)?;
    let plate = library::plate(&line.host, id, order.plate)?;
    let request = json!({ "plate_id": plate, "printer_id": line.id, "start": order.start });
    let sent = library::follow(&line.host, "print_files.send", request, args.json)?;
    if args.json {
        out::line(&sent.to_string());
    } else {
        out::line(sent["text"].as_str().unwrap_or_default());
    }
    Ok(())
}

fn send(args: &Args, order: &SendArgs, file: &Path) -> Result<(), Refusal> {
    if !file.is_file() {
        let text = format!("There is no file {}. Check the path.", file.display());
        return Err(Refusal::new(Code::NotFound, text).at("FILE"));
    }
    let stopped = signal::flag(|| {})?;
    let (line, _) = Line::open(args, &order.printer)?;
    let mut shown = Shown { json: args.json, last: None };
    let sent = line.host.send_file(line.id, file, order.start, &mut |leg| {
        shown.leg(leg);
        !stopped.load(Ordering::Relaxed)
    })?;
    if args.json {
        out::line(&json!({ "path": sent.path, "started": sent.started() }).to_string());
    } else if sent.started() {
        out::line(&format!("{} prints {}.", order.printer, name(file)));
    } else {
        out::line(&format!("{} holds {} as {}.", order.printer, name(file), sent.path));
    }
    Ok(())
}

fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What was said last, so that each word is said once.
struct Shown {
    json: bool,
    last: Option<(bool, u64)>,
}

impl Shown {
    fn leg(&mut self, leg: Leg) {
        let now = match leg {
            Leg::Waiting | Leg::Uploading { total_bytes: 0, .. } => return,
            Leg::Uploading { sent_bytes, total_bytes } => {
                (false, sent_bytes.saturating_mul(10) / total_bytes)
            }
            Leg::Starting => (true, 0),
        };
        if self.last == Some(now) {
            return;
        }
        self.last = Some(now);
        let text = match (leg, self.json) {
            (Leg::Waiting, _) => return,
            (Leg::Uploading { sent_bytes, total_bytes }, true) => {
                json!({ "sent_bytes": sent_bytes, "total_bytes": total_bytes }).to_string()
            }
            (Leg::Uploading { .. }, false) => format!("{} % sent", now.1 * 10),
            (Leg::Starting, true) => json!({ "starting": true }).to_string(),
            (Leg::Starting, false) => String::from("It is there; starting the print."),
        };
        out::line(&text);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_and_without_its_port() {
        assert_eq!(address("192.168.1.40").unwrap(), ("192.168.1.40", None));
        assert_eq!(address("voron.local:7125").unwrap(), ("voron.local", Some(7125)));
        assert_eq!(address("[fe80::1]:80").unwrap(), ("fe80::1", Some(80)));
        assert_eq!(address("fe80::1").unwrap(), ("fe80::1", None));
        let whole = "https://octopi.local:8443/octoprint";
        assert_eq!(address(whole).unwrap(), (whole, None));
        for bad in ["host:", "host:0", "host:99999", "host:http"] {
            assert!(address(bad).unwrap_err().message.contains("is no port"), "{bad}");
        }
    }
}
