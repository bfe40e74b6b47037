//! The object model, and what it means.

use serde_json::{Value, json};

use super::begun::{Begun, Sighting};
use crate::capability::{Access, Capabilities};
use crate::event::LastKnown;
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Snapshot, Temperature,
};
use crate::wire::json::{
    at, base_name, count, lay_deep, minutes_down, minutes_up, number, permille, tenths, text, truth, whole,
};

/// Heaters and tools that are believed.
const MOST_PARTS: usize = 32;

/// Everything that was told so far.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    model: Value,
    begun: Begun,
}

impl Merge {
    /// Takes a piece of the model in; an empty key means the whole.
    pub fn take(&mut self, key: &str, result: &Value) {
        if key.is_empty() {
            if result.is_object() {
                lay_deep(&mut self.model, result);
            }
        } else {
            lay_deep(&mut self.model, &json!({ key: result }));
        }
    }

    /// For a new connection to a printer whose last job is remembered.
    #[must_use]
    pub fn after(last: LastKnown) -> Self {
        Self { begun: Begun::after(last), ..Self::default() }
    }

    /// Forgets the model, which comes as a whole, and keeps which print it is.
    pub fn forget_model(&mut self) {
        self.model = Value::Null;
    }

    /// What was taken in is so at this time, in seconds of our own clock: it tells which print it is. The board's own
    /// clock goes before, which nobody sets.
    pub fn seen_at(&mut self, now_s: i64) {
        let now_s = whole(at(&self.model, &["state", "upTime"])).filter(|up_s| *up_s > 0).unwrap_or(now_s);
        // Also while it asks something in the middle of it.
        let is_at_rest = matches!(self.status(), None | Some("idle" | "halted" | "off" | "disconnected"));
        let file = text(self.job_at(&["file", "fileName"])).filter(|_| !is_at_rest);
        let seconds = |name: &str| whole(self.job_at(&[name]));
        let (printed_s, stood_s) = (seconds("duration").unwrap_or(0), seconds("pauseDuration"));
        let seen = file.as_deref().map(|file| Sighting { file, printed_s, stood_s });
        self.begun.see(now_s, seen.as_ref());
    }

    /// The counter of a piece: it has changed since when this number is another.
    #[must_use]
    pub fn sequence(&self, key: &str) -> i64 {
        whole(at(&self.model, &["seqs", key])).unwrap_or(0)
    }

    /// Whether a file is being printed.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.status() == Some("paused")
    }

    fn status(&self) -> Option<&str> {
        at(&self.model, &["state", "status"]).as_str()
    }

    fn job_at(&self, path: &[&str]) -> &Value {
        at(at(&self.model, &["job"]), path)
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let board = at(&self.model, &["boards"]).get(0).unwrap_or(&Value::Null);
        Snapshot {
            state: self.state(),
            job: self.job(),
            temperatures: self.temperatures(),
            alerts: self.alerts(),
            device: Device {
                serial: text(at(board, &["uniqueId"])),
                // It tells its board, not the machine that was built around it.
                model: None,
                firmware: text(at(board, &["firmwareVersion"])),
                name: text(at(&self.model, &["network", "name"])),
                ..Device::default()
            },
            capabilities: Capabilities {
                access: Access::Control,
                upload: true,
                clear_error: true,
                ..Capabilities::default()
            },
            ..Snapshot::default()
        }
    }

    /// A question on its display that stops everything until somebody answers.
    fn question(&self) -> Option<&Value> {
        let asked = at(&self.model, &["state", "messageBox"]);
        whole(at(asked, &["mode"])).filter(|mode| *mode >= 2).map(|_| asked)
    }

    fn pause_reason(&self) -> PauseReason {
        let monitors = at(&self.model, &["sensors", "filamentMonitors"]).as_array();
        let mut reason = PauseReason::Unknown;
        for monitor in monitors.map(Vec::as_slice).unwrap_or_default().iter().take(MOST_PARTS) {
            // A truth up to 3.4, a number since.
            let is_on = ["enableMode", "enabled"].iter().find_map(|name| truth(at(monitor, &[name])));
            match at(monitor, &["status"]).as_str() {
                Some("noFilament") if is_on == Some(true) => return PauseReason::Runout,
                Some("tooLittleMovement" | "tooMuchMovement") if is_on == Some(true) => {
                    reason = PauseReason::Feeding;
                }
                _ => {}
            }
        }
        reason
    }

    fn state(&self) -> PrinterState {
        if self.question().is_some()
            && matches!(self.status(), Some("processing" | "busy" | "idle" | "paused"))
        {
            return PrinterState::Attention;
        }
        let has_job = text(self.job_at(&["file", "fileName"])).is_some();
        match self.status() {
            None => PrinterState::Connecting,
            Some("processing") if self.is_heating() => PrinterState::Preparing,
            Some("processing" | "pausing" | "cancelling") => PrinterState::Printing,
            Some("changingTool" | "busy") if has_job => PrinterState::Printing,
            Some("paused" | "resuming") => PrinterState::Paused { reason: self.pause_reason() },
            Some("halted" | "off" | "disconnected") => PrinterState::Maintenance,
            Some("idle") => self.at_rest(),
            // Starting, updating, simulating, and what newer firmware does: not free.
            Some(_) => PrinterState::Busy,
        }
    }

    /// No layer begun: the start of a file heats and probes.
    fn is_heating(&self) -> bool {
        let layer = whole(self.job_at(&["layer"])).unwrap_or(0);
        let pushed = number(self.job_at(&["rawExtrusion"])).unwrap_or(0.0);
        layer <= 0 && pushed <= 0.0
    }

    /// The firmware remembers how the last file ended until the next one.
    fn at_rest(&self) -> PrinterState {
        if text(self.job_at(&["lastFileName"])).is_none() {
            return PrinterState::Idle;
        }
        let was = |name: &str| truth(self.job_at(&[name])) == Some(true);
        if was("lastFileSimulated") {
            PrinterState::Idle
        } else if was("lastFileCancelled") {
            PrinterState::Cancelled
        } else if was("lastFileAborted") {
            PrinterState::Failed { codes: vec!["aborted".to_owned()] }
        } else {
            PrinterState::Finished
        }
    }

    fn job(&self) -> Option<JobReport> {
        let running = text(self.job_at(&["file", "fileName"]));
        let is_running = running.is_some();
        let file_name = running.or_else(|| text(self.job_at(&["lastFileName"])))?;
        let size = number(self.job_at(&["file", "size"])).filter(|size| *size > 0.0);
        let place = number(self.job_at(&["filePosition"]));
        let share = match self.state() {
            PrinterState::Finished => Some(1.0),
            _ => size.zip(place).map(|(size, place)| place / size),
        };
        let left = ["slicer", "filament", "file"]
            .iter()
            .find_map(|source| number(self.job_at(&["timesLeft", source])))
            .filter(|_| is_running);
        // Without the time that it stood.
        let duration = number(self.job_at(&["duration"])).or_else(|| number(self.job_at(&["lastDuration"])));
        Some(JobReport {
            key: self.begun.key().map(str::to_owned).filter(|_| is_running),
            title: Some(base_name(&file_name).to_owned()),
            progress_permille: share.and_then(permille),
            layer: count(self.job_at(&["layer"])),
            layers: count(self.job_at(&["file", "numLayers"])).filter(|layers| *layers > 0),
            minutes_left: left.and_then(minutes_up),
            minutes_printed: duration.and_then(minutes_down),
            filament_mm: number(self.job_at(&["rawExtrusion"]))
                .filter(|mm| (0.0..4.0e9).contains(mm))
                .map(|mm| mm.round() as u32),
            file_name: Some(file_name),
        })
    }

    fn temperatures(&self) -> Vec<Temperature> {
        let heaters = at(&self.model, &["heat", "heaters"]);
        let list = |value: &Value| -> Vec<Option<usize>> {
            let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
            list.iter().take(MOST_PARTS).map(|n| whole(n).and_then(|n| usize::try_from(n).ok())).collect()
        };
        let mut parts: Vec<(HeatedPart, usize)> = Vec::new();
        let tools = at(&self.model, &["tools"]).as_array().map(Vec::as_slice).unwrap_or_default();
        for (place, tool) in tools.iter().take(MOST_PARTS).enumerate() {
            let heater = list(at(tool, &["heaters"])).first().copied().flatten();
            if let (Some(heater), Ok(place)) = (heater, u8::try_from(place)) {
                parts.push((HeatedPart::Nozzle(place), heater));
            }
        }
        let of = |name: &str| list(at(&self.model, &["heat", name])).into_iter().flatten().next();
        parts.extend(of("bedHeaters").map(|heater| (HeatedPart::Bed, heater)));
        parts.extend(of("chamberHeaters").map(|heater| (HeatedPart::Chamber, heater)));
        let read = |(part, heater): (HeatedPart, usize)| {
            let heater = heaters.get(heater)?;
            let target = match at(heater, &["state"]).as_str() {
                Some("active" | "tuning") => tenths(at(heater, &["active"])),
                Some("standby") => tenths(at(heater, &["standby"])),
                _ => Some(0),
            };
            let actual_tenths_c = tenths(at(heater, &["current"]))?;
            Some(Temperature { part, actual_tenths_c, target_tenths_c: target })
        };
        parts.into_iter().filter_map(read).collect()
    }

    fn alerts(&self) -> Vec<Alert> {
        let mut alerts = Vec::new();
        if let Some(asked) = self.question() {
            let told = text(at(asked, &["message"])).or_else(|| text(at(asked, &["title"])));
            alerts.push(Alert {
                code: "question".to_owned(),
                severity: Severity::Warning,
                sentence: told.unwrap_or_else(|| "The printer asks something.".to_owned()),
                remedy: "Answer at its display or on its own web page: it waits for that.".to_owned(),
                link: None,
            });
        }
        if self.status() == Some("halted") {
            alerts.push(Alert {
                code: "halted".to_owned(),
                severity: Severity::Fatal,
                sentence: "The firmware has stopped.".to_owned(),
                remedy: "Look at the printer, then clear the error: it starts again.".to_owned(),
                link: None,
            });
        }
        let heaters = at(&self.model, &["heat", "heaters"]).as_array().map(Vec::as_slice).unwrap_or_default();
        let faults = heaters.iter().take(MOST_PARTS).enumerate();
        let faults = faults.filter(|(_, heater)| at(heater, &["state"]).as_str() == Some("fault"));
        alerts.extend(faults.map(|(number, _)| Alert {
            code: format!("heater_{number}_fault"),
            severity: Severity::Error,
            sentence: format!("Heater {number} reports a fault."),
            remedy: "Check its cables, then clear the fault with M562.".to_owned(),
            link: None,
        }));
        alerts
    }
}
