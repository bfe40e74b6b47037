//! `spoolyard-cli monitor`: the printers of a farm as they are now, without a window.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Host, Refusal};

use crate::args::{Args, MonitorArgs};
use crate::{call, out, signal};

/// How often it is looked at, also when nothing is heard.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Events that may wait to be shown; newer ones are dropped while nobody reads, as what is live comes again.
const WAITING: usize = 4096;

/// Watches until Ctrl+C, or until `--for` or `--until-idle` says so; then every printer hears a goodbye.
pub(crate) fn run(args: &Args, order: &MonitorArgs) -> Result<(), Refusal> {
    let host = call::host(args)?;
    let (sender, events) = mpsc::sync_channel(WAITING);
    let (told, json) = (sender.clone(), args.json);
    host.subscribe(move |event| {
        let text = if json { serde_json::to_string(event).unwrap_or_default() } else { String::new() };
        let _ = told.try_send(text);
    });
    let stopped = signal::flag(move || drop(sender.try_send(String::new())))?;
    host.watch_printers()?;
    let end = order.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut table = Table::default();
    let outcome = loop {
        let wait =
            end.map_or(LOOK_EVERY, |end| end.saturating_duration_since(Instant::now()).min(LOOK_EVERY));
        match events.recv_timeout(wait) {
            Ok(text) if json && !text.is_empty() => out::line(&text),
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break Ok(()),
        }
        if stopped.load(Ordering::Relaxed) || end.is_some_and(|end| Instant::now() >= end) {
            break Ok(());
        }
        let rows = match rows(&host) {
            Ok(rows) => rows,
            Err(refusal) => break Err(refusal),
        };
        if !json {
            table.show(&rows);
        }
        if order.until_idle && rows.iter().all(Row::is_at_rest) {
            break Ok(());
        }
    };
    host.leave_printers();
    if json {
        events.try_iter().filter(|text| !text.is_empty()).for_each(|text| out::line(&text));
    }
    outcome
}

/// One printer in the table.
#[derive(Clone, PartialEq, Eq)]
struct Row {
    code: String,
    status: String,
    job: String,
    percent: String,
    layer: String,
    left: String,
    trouble: String,
}

impl Row {
    fn of(code: &str, live: Option<&Value>) -> Self {
        let text = |at: &str| {
            let found = live.and_then(|live| live.pointer(at)).filter(|value| !value.is_null());
            found.map(|value| value.as_str().map_or_else(|| value.to_string(), printable)).unwrap_or_default()
        };
        let number = |at: &str| live.and_then(|live| live.pointer(at)).and_then(Value::as_u64);
        let layer = match (number("/job/layer"), number("/job/layers")) {
            (Some(layer), Some(layers)) => format!("{layer}/{layers}"),
            (Some(layer), None) => layer.to_string(),
            (None, _) => String::new(),
        };
        let (trouble, stage, alert) = (text("/trouble"), text("/stage"), text("/alerts/0/sentence"));
        Self {
            code: printable(code),
            status: live.map_or_else(|| String::from("waiting"), |_| text("/status")),
            job: text("/job/title"),
            percent: number("/job/progress_permille").map(|p| format!("{} %", p / 10)).unwrap_or_default(),
            layer,
            left: number("/job/minutes_left").map(left).unwrap_or_default(),
            trouble: [trouble, alert, stage].into_iter().find(|text| !text.is_empty()).unwrap_or_default(),
        }
    }

    /// Nothing is under way: it was heard and does not work, or it cannot be heard at all.
    fn is_at_rest(&self) -> bool {
        match self.status.as_str() {
            "waiting" | "connecting" | "preparing" | "printing" | "paused" | "busy" => false,
            "offline" => !self.trouble.is_empty(),
            _ => true,
        }
    }

    fn line(&self) -> String {
        format!(
            "{:<8} {:<11} {:<28} {:>5} {:>9} {:>8}  {}",
            self.code,
            self.status,
            short(&self.job, 28),
            self.percent,
            self.layer,
            self.left,
            short(&self.trouble, 60)
        )
    }
}

/// What a printer says, without signs that would steer the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

fn left(minutes: u64) -> String {
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02}", minutes / 60, minutes % 60) }
}

/// Every printer that is reached over the network, in the order of the codes.
fn rows(host: &Host) -> Result<Vec<Row>, Refusal> {
    let live = call::ask(host, "printers.live", json!({}))?;
    let live: BTreeMap<i64, &Value> =
        live.as_array().into_iter().flatten().filter_map(|one| Some((one["id"].as_i64()?, one))).collect();
    let list = call::ask(host, "printers.list", json!({}))?;
    let known = list.as_array().into_iter().flatten().filter(|row| {
        row["active"] == true && row["protocol"].as_str().is_some_and(|protocol| protocol != "generic")
    });
    let mut rows: Vec<Row> = known
        .map(|row| {
            Row::of(
                row["code"].as_str().unwrap_or_default(),
                row["id"].as_i64().and_then(|id| live.get(&id)).copied(),
            )
        })
        .collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(rows)
}

/// The table on the screen; elsewhere a line for each printer that changed.
#[derive(Default)]
struct Table {
    shown: Vec<Row>,
    lines: usize,
}

impl Table {
    fn show(&mut self, rows: &[Row]) {
        if self.shown == rows && self.lines > 0 {
            return;
        }
        if std::io::stdout().is_terminal() {
            self.redraw(rows);
        } else {
            if self.lines == 0 {
                out::line(&head());
                self.lines = 1;
            }
            for row in rows.iter().filter(|row| !self.shown.contains(row)) {
                out::line(&row.line());
            }
        }
        self.shown = rows.to_vec();
    }

    /// Over what stands there: up by as many lines, each cleared to its end.
    fn redraw(&mut self, rows: &[Row]) {
        let mut text = if self.lines > 0 { format!("\u{1b}[{}A", self.lines) } else { String::new() };
        let body = rows.iter().map(Row::line);
        let none = rows.is_empty().then(|| String::from("No printer is connected. See `printer add`."));
        self.lines = 0;
        for line in std::iter::once(head()).chain(body).chain(none) {
            text.push_str(&line);
            text.push_str("\u{1b}[K\n");
            self.lines += 1;
        }
        text.push_str("\u{1b}[J");
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

fn head() -> String {
    format!(
        "{:<8} {:<11} {:<28} {:>5} {:>9} {:>8}  {}",
        "Printer", "State", "Print", "Done", "Layer", "Left", "Note"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_what_is_known_and_nothing_that_steers_the_terminal() {
        let live = json!({ "status": "printing", "trouble": null, "stage": null, "alerts": [],
            "job": { "title": "hook\u{1b}[2J.gcode", "progress_permille": 437, "layer": 12, "layers": 60, "minutes_left": 75 } });
        let line = Row::of("P13", Some(&live)).line();
        for part in ["P13", "printing", "hook[2J.gcode", "43 %", "12/60", "1 h 15"] {
            assert!(line.contains(part), "{part} is missing: {line}");
        }
        assert!(!line.contains('\u{1b}'));
    }

    #[test]
    fn a_farm_rests_when_nothing_prints_and_everybody_was_heard_or_given_up() {
        let at = |status: &str, trouble: Option<&str>| {
            Row::of("P1", Some(&json!({ "status": status, "trouble": trouble }))).is_at_rest()
        };
        assert!(at("idle", None) && at("finished", None) && at("failed", None));
        assert!(at("offline", Some("Nothing answers.")));
        assert!(
            !at("offline", None) && !at("printing", None) && !at("paused", None) && !at("connecting", None)
        );
        assert!(!Row::of("P1", None).is_at_rest());
    }
}
