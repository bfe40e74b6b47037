//! `spoolyard-cli printer find` and `printer import`: printers looked for on the network, or read from a table.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use spoolyard_api::{Event, JobState, Refusal, counted};

use crate::args::{Args, FindArgs, ImportArgs};
use crate::{call, out, signal};

/// No printer has this row: looking leaves the printers of the farm in peace.
const NOBODY: i64 = 0;

/// Looks for printers and shows each as it is found.
pub(crate) fn find(args: &Args, order: &FindArgs) -> Result<(), Refusal> {
    let host = call::host(args)?;
    host.watch_printer(NOBODY)?;
    let at = order.address.as_ref().or(order.range.as_ref());
    let request = at.map_or_else(|| json!({}), |at| json!({ "at": at }));
    let shown = Arc::<Mutex<BTreeSet<String>>>::default();
    if !args.json {
        let shown = Arc::clone(&shown);
        host.subscribe(move |event| {
            if let Event::Job { job } = event
                && job.state == JobState::Running
            {
                show(&job.result, &mut shown.lock().unwrap_or_else(PoisonError::into_inner));
            }
        });
    }
    let looking = host.clone();
    let stopped = signal::flag(move || {
        let jobs = call::ask(&looking, "jobs.list", json!({})).unwrap_or_default();
        for job in jobs["jobs"].as_array().into_iter().flatten() {
            // One that has ended is not there any more.
            let _ = call::ask(&looking, "jobs.cancel", json!({ "id": job["id"] }));
        }
    })?;
    let found = call::ask(&host, "printers.find", request);
    host.leave_printers();
    let found = found?;
    if args.json {
        out::value(&found["printers"]);
        return Ok(());
    }
    let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
    show(&found, &mut shown);
    out::line(&match (shown.len(), stopped.load(Ordering::Relaxed)) {
        (_, true) => String::from("Given up."),
        (0, false) => String::from(
            "No printer was found. Is it on, on this network, and set to be used there? Try its address: printer find --address 192.168.1.40",
        ),
        (1, false) => String::from("One printer was found."),
        (n, false) => format!("{n} printers were found."),
    });
    Ok(())
}

/// Shows those that were not shown yet.
fn show(found: &Value, shown: &mut BTreeSet<String>) {
    for one in found["printers"].as_array().into_iter().flatten() {
        let key = format!("{} {} {}", one["protocol"], one["host"], one["port"]);
        if shown.insert(key) {
            out::line(&line(one));
        }
    }
}

fn line(one: &Value) -> String {
    let text = |name: &str| {
        let value = one[name].as_str().unwrap_or_default();
        value.chars().filter(|c| !c.is_control()).collect::<String>()
    };
    let place = match one["port"].as_u64() {
        Some(port) => format!("{}:{port}", text("host")),
        None => text("host"),
    };
    let needs = match one["needs"].as_str() {
        Some("access_code") => "needs its access code",
        Some("api_key") => "needs an API key",
        Some("password") => "needs its password",
        _ => "needs nothing",
    };
    let note = match (one["known_code"].as_str(), one["moved"].as_bool()) {
        (Some(code), Some(true)) => format!("{code}, which has moved here"),
        (Some(code), _) => format!("{code}, known already"),
        (None, _) => needs.to_owned(),
    };
    let what: Vec<String> =
        ["make", "model", "name"].iter().map(|name| text(name)).filter(|t| !t.is_empty()).collect();
    format!(
        "{place:<22} {:<11} {:<40} {:<20} {note}",
        text("protocol"),
        what.join(" · "),
        text("serial_number")
    )
}

/// Adds the printers of a table, or shows everything that is wrong with it.
pub(crate) fn import(args: &Args, order: &ImportArgs) -> Result<(), Refusal> {
    let text = call::read(&order.file)?;
    let host = call::host(args)?;
    let request = json!({ "text": text, "check_only": order.check });
    let done = call::ask(&host, "printers.import", request).inspect_err(|refusal| {
        if !args.json {
            for slip in refusal.details["slips"].as_array().into_iter().flatten() {
                let text = |name: &str| slip[name].as_str().unwrap_or_default();
                eprintln!("line {}, {}: {}", slip["line"], text("field"), text("message"));
            }
        }
    })?;
    if args.json {
        out::value(&done);
    } else if order.check {
        out::line(&format!("{} could be added; nothing was.", counted(&done["rows"], "printer")));
    } else {
        out::line(&match done["added"].as_u64() {
            Some(1) => String::from("One printer was added."),
            _ => format!("{} printers were added.", done["added"]),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_where_what_and_what_is_needed_and_steers_no_terminal() {
        let one = json!({ "protocol": "bambu", "make": "Bambu Lab", "model": "P1S", "name": "Left\u{1b}[2J", "host": "10.0.0.4",
            "port": null, "serial_number": "01P00A", "needs": "access_code", "known_code": null, "moved": false });
        let text = line(&one);
        for part in ["10.0.0.4", "Bambu Lab · P1S · Left[2J", "01P00A", "needs its access code"] {
            assert!(text.contains(part), "{part} is missing: {text}");
        }
        assert!(!text.contains('\u{1b}'));
        let known = json!({ "host": "10.0.0.4", "port": 7126, "known_code": "P07", "moved": true });
        assert!(line(&known).contains("10.0.0.4:7126") && line(&known).contains("P07, which has moved here"));
    }
}
