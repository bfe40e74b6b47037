//! OctoPrint's state, job and events, and what they mean.
//!
//! OctoPrint has no word for a finished print: it is operational again. How a job ended is told by an event, or
//! read from how far it had come.

use serde_json::{Value, json};

use crate::capability::{Access, Capabilities};
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Snapshot, Temperature,
};
use crate::wire::json::{
    at, base_name, lay_fields, micrometres, minutes_down, minutes_up, number, permille, tenths, text,
};

/// From here on a print counts as done: the last commands of a file come after its last filament.
const DONE_PERCENT: f64 = 99.9;
/// Pushes to wait for the event that says how a job ended.
const PUSHES_TO_WAIT: u32 = 3;

/// Everything that was told so far.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    flags: Value,
    state_text: Option<String>,
    job: Value,
    progress: Value,
    temperatures: Value,
    version: Option<String>,
    profile: Value,
    /// How the job that is shown ended.
    ended: Option<PrinterState>,
    /// Pushes since a job ended without a word how; none where it is known or nothing ended.
    waiting: Option<u32>,
    /// Events come: it is worth waiting for them.
    is_pushed: bool,
    /// The furthest that the running job was seen.
    furthest_percent: f64,
}

impl Merge {
    /// Takes `/api/version` in.
    pub fn version(&mut self, answer: &Value) {
        self.version = text(at(answer, &["server"]));
    }

    /// Takes `/api/printerprofiles` in: the one that is in use.
    pub fn profiles(&mut self, answer: &Value) {
        let profiles = at(answer, &["profiles"]).as_object().into_iter().flatten();
        let current = profiles.map(|(_, profile)| profile).find(|profile| {
            at(profile, &["current"]).as_bool() == Some(true)
                || at(profile, &["default"]).as_bool() == Some(true)
        });
        self.profile = current.map_or(Value::Null, |profile| {
            json!({
                "name": at(profile, &["name"]),
                "model": at(profile, &["model"]),
                "nozzle": at(profile, &["extruder", "nozzleDiameter"]),
            })
        });
    }

    /// Takes `/api/printer` in; null where OctoPrint has no printer to speak of.
    pub fn printer(&mut self, answer: &Value) {
        if answer.is_null() {
            self.take_state(&json!({ "text": "Offline", "flags": { "closedOrError": true } }));
            self.temperatures = Value::Null;
            return;
        }
        self.take_state(at(answer, &["state"]));
        self.temperatures = at(answer, &["temperature"]).clone();
    }

    /// Takes `/api/job` in.
    pub fn job(&mut self, answer: &Value) {
        self.take_job(at(answer, &["job"]), at(answer, &["progress"]));
    }

    /// Takes a push in: `current`, or `history` after a connection.
    pub fn current(&mut self, push: &Value) {
        self.is_pushed = true;
        if push.get("job").is_some() || push.get("progress").is_some() {
            self.take_job(at(push, &["job"]), at(push, &["progress"]));
        }
        if push.get("state").is_some() {
            self.take_state(at(push, &["state"]));
        }
        if let Some(newest) = at(push, &["temps"]).as_array().and_then(|list| list.last()) {
            lay_fields(&mut self.temperatures, newest);
        }
        if let Some(pushes) = self.waiting.as_mut() {
            *pushes += 1;
            if *pushes > PUSHES_TO_WAIT {
                self.end_by_progress();
            }
        }
    }

    /// Takes an event in; true where it changes something.
    pub fn event(&mut self, kind: &str, payload: &Value) -> bool {
        let ended = match kind {
            "PrintStarted" => {
                self.begin();
                return true;
            }
            "PrintDone" => PrinterState::Finished,
            "PrintCancelled" => PrinterState::Cancelled,
            "PrintFailed" if at(payload, &["reason"]).as_str() == Some("cancelled") => {
                PrinterState::Cancelled
            }
            "PrintFailed" => {
                let reason = text(at(payload, &["reason"])).unwrap_or_else(|| "error".to_owned());
                PrinterState::Failed { codes: vec![reason] }
            }
            _ => return false,
        };
        self.ended = Some(ended);
        self.waiting = None;
        true
    }

    fn begin(&mut self) {
        self.ended = None;
        self.waiting = None;
        self.furthest_percent = 0.0;
    }

    fn take_job(&mut self, job: &Value, progress: &Value) {
        let path = |job: &Value| text(at(job, &["file", "path"]));
        // Another file was chosen: the end of the last one is no longer shown.
        if path(job) != path(&self.job) && !self.job.is_null() && !self.is_in_job() {
            self.begin();
        }
        let is_first = self.job.is_null();
        self.job = if job.is_object() { job.clone() } else { json!({}) };
        self.progress = progress.clone();
        let percent = number(at(progress, &["completion"])).unwrap_or(0.0);
        if self.is_in_job() {
            self.furthest_percent = self.furthest_percent.max(percent);
        } else if is_first && percent >= DONE_PERCENT && path(job).is_some() {
            // It was printed before we came.
            self.ended = Some(PrinterState::Finished);
        }
    }

    fn take_state(&mut self, state: &Value) {
        let was_in_job = self.is_in_job();
        self.flags = at(state, &["flags"]).clone();
        self.state_text = text(at(state, &["text"]));
        if self.is_in_job() {
            if !was_in_job {
                self.begin();
            }
        } else if was_in_job && self.ended.is_none() {
            if self.is_pushed {
                self.waiting = Some(0);
            } else {
                self.end_by_progress();
            }
        }
    }

    fn end_by_progress(&mut self) {
        self.waiting = None;
        let percent = number(at(&self.progress, &["completion"])).unwrap_or(0.0).max(self.furthest_percent);
        self.ended = Some(if percent >= DONE_PERCENT {
            PrinterState::Finished
        } else if self.flag("error") || self.flag("closedOrError") {
            PrinterState::Failed { codes: self.state_text.iter().cloned().collect() }
        } else {
            PrinterState::Cancelled
        });
    }

    fn flag(&self, name: &str) -> bool {
        at(&self.flags, &[name]).as_bool() == Some(true)
    }

    fn is_in_job(&self) -> bool {
        ["printing", "paused", "pausing", "resuming", "cancelling", "finishing"]
            .iter()
            .any(|name| self.flag(name))
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let is_reached = self.flags.is_object();
        Snapshot {
            state: self.state(),
            stage: self.state_text.clone().filter(|_| self.is_in_job()),
            job: self.job_report(),
            temperatures: self.temperatures(),
            alerts: self.alerts(),
            device: Device {
                name: text(at(&self.profile, &["name"])),
                model: text(at(&self.profile, &["model"])).filter(|model| model != "Generic RepRap Printer"),
                firmware: self.version.as_ref().map(|version| format!("OctoPrint {version}")),
                nozzles_um: micrometres(at(&self.profile, &["nozzle"])).into_iter().collect(),
                ..Device::default()
            },
            capabilities: Capabilities {
                access: if is_reached { Access::Control } else { Access::Unknown },
                upload: true,
                clear_error: true,
                ..Capabilities::default()
            },
            ..Snapshot::default()
        }
    }

    fn state(&self) -> PrinterState {
        if !self.flags.is_object() {
            return PrinterState::Connecting;
        }
        if self.waiting.is_some() {
            return PrinterState::Busy;
        }
        if self.flag("paused") || self.flag("resuming") {
            return PrinterState::Paused { reason: PauseReason::Unknown };
        }
        if self.is_in_job() {
            return PrinterState::Printing;
        }
        // A print that broke off with the cable is first of all a print that failed.
        if let Some(failed @ PrinterState::Failed { .. }) = &self.ended {
            return failed.clone();
        }
        if self.flag("closedOrError") || self.flag("error") {
            return PrinterState::Attention;
        }
        if self.flag("operational") || self.flag("ready") {
            return self.ended.clone().unwrap_or(PrinterState::Idle);
        }
        // Connecting, transferring files: not free.
        PrinterState::Busy
    }

    fn job_report(&self) -> Option<JobReport> {
        let file = at(&self.job, &["file"]);
        let path = text(at(file, &["path"])).or_else(|| text(at(file, &["name"])))?;
        let of = |name: &str| number(at(&self.progress, &[name]));
        let percent = if self.ended == Some(PrinterState::Finished) { Some(100.0) } else { of("completion") };
        Some(JobReport {
            // OctoPrint names the file, not the print: the same file printed twice would look like one print.
            key: None,
            title: text(at(file, &["display"])).or_else(|| Some(base_name(&path).to_owned())),
            file_name: Some(path),
            progress_permille: percent.and_then(|percent| permille(percent / 100.0)),
            minutes_left: of("printTimeLeft").filter(|_| self.is_in_job()).and_then(minutes_up),
            minutes_printed: of("printTime").and_then(minutes_down),
            ..JobReport::default()
        })
    }

    fn temperatures(&self) -> Vec<Temperature> {
        let mut found = Vec::new();
        for (name, fields) in self.temperatures.as_object().into_iter().flatten().take(64) {
            let part = match name.as_str() {
                "bed" => HeatedPart::Bed,
                "chamber" => HeatedPart::Chamber,
                tool => match tool.strip_prefix("tool").and_then(|number| number.parse().ok()) {
                    Some(number) => HeatedPart::Nozzle(number),
                    None => continue,
                },
            };
            if let Some(actual_tenths_c) = tenths(at(fields, &["actual"])) {
                found.push(Temperature {
                    part,
                    actual_tenths_c,
                    target_tenths_c: tenths(at(fields, &["target"])),
                });
            }
        }
        found.sort_by_key(|temperature| temperature.part);
        found
    }

    fn alerts(&self) -> Vec<Alert> {
        if !self.flag("closedOrError") && !self.flag("error") {
            return Vec::new();
        }
        vec![Alert {
            code: "octoprint_offline".to_owned(),
            severity: Severity::Error,
            sentence: format!(
                "OctoPrint is not connected to its printer: {}.",
                self.state_text.as_deref().unwrap_or("no reason given")
            ),
            remedy: "Switch the printer on, then clear the error: OctoPrint connects to it again.".to_owned(),
            link: None,
        }]
    }
}
