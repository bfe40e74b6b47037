//! Status and attributes, and what their numbers mean. The numbers of a print differ between resin and filament.

use serde_json::{Value, json};

use crate::capability::{Access, Capabilities};
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Snapshot, Temperature,
};
use crate::wire::json::{
    at, base_name, count, lay_deep, minutes_down, minutes_up, number, permille, tenths, text, truth, whole,
};

/// Everything that was told so far.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    status: Value,
    attributes: Value,
}

impl Merge {
    /// Takes a message in, however it is wrapped; true where it was status or attributes.
    pub fn take(&mut self, message: &Value) -> bool {
        let inner = at(message, &["Data"]);
        let mut is_news = false;
        for holder in [message, inner, at(inner, &["Data"])] {
            if at(holder, &["Status"]).is_object() {
                lay_deep(&mut self.status, at(holder, &["Status"]));
                is_news = true;
            }
            if at(holder, &["Attributes"]).is_object() {
                lay_deep(&mut self.attributes, at(holder, &["Attributes"]));
                is_news = true;
            }
        }
        // Some firmware leaves the wrapping out.
        if message.get("CurrentStatus").is_some() {
            lay_deep(&mut self.status, message);
            is_news = true;
        } else if message.get("CurrentLayer").is_some() && message.get("Status").is_some() {
            lay_deep(&mut self.status, &json!({ "PrintInfo": message }));
            is_news = true;
        } else if message.get("MainboardID").is_some() && message.get("MachineName").is_some() {
            lay_deep(&mut self.attributes, message);
            is_news = true;
        }
        is_news
    }

    /// The board's number, which some printers want to see in every request.
    #[must_use]
    pub fn board(&self) -> Option<String> {
        text(at(&self.attributes, &["MainboardID"]))
    }

    /// Whether it lays filament: then it has a nozzle.
    fn has_nozzle(&self) -> bool {
        self.status.get("TempOfNozzle").is_some()
            || text(at(&self.attributes, &["MachineName"])).is_some_and(|name| name.contains("Centauri"))
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: self.state(),
            job: self.job(),
            temperatures: self.temperatures(),
            alerts: self.alerts(),
            device: Device {
                serial: self.board(),
                model: text(at(&self.attributes, &["MachineName"])),
                firmware: text(at(&self.attributes, &["FirmwareVersion"])),
                name: text(at(&self.attributes, &["Name"])),
                ..Device::default()
            },
            capabilities: Capabilities {
                access: Access::Control,
                upload: true,
                light: self.light().is_some(),
                speed: self.has_nozzle(),
                ..Capabilities::default()
            },
            light_on: self.light(),
            speed_percent: count(at(&self.status, &["PrintInfo", "PrintSpeedPct"]))
                .and_then(|speed| u16::try_from(speed).ok()),
            ..Snapshot::default()
        }
    }

    fn light(&self) -> Option<bool> {
        truth(at(&self.status, &["LightStatus", "SecondLight"]))
    }

    /// What the machine does: a list, or a single number on older ones.
    fn doing(&self) -> Vec<i64> {
        match at(&self.status, &["CurrentStatus"]) {
            Value::Array(list) => list.iter().take(16).filter_map(whole).collect(),
            other => whole(other).into_iter().collect(),
        }
    }

    fn state(&self) -> PrinterState {
        let doing = self.doing();
        let step = whole(at(&self.status, &["PrintInfo", "Status"]));
        if doing.is_empty() {
            return PrinterState::Connecting;
        }
        if doing.contains(&1) {
            return self.printing(step.unwrap_or(0));
        }
        // Stopped: a print, or only the sending of a file, after which the printer says the same.
        let is_stopped = doing.contains(&8);
        if is_stopped && !matches!(step, None | Some(0 | 9 | 16)) {
            return PrinterState::Cancelled;
        }
        if doing.contains(&12) {
            return PrinterState::Preparing;
        }
        // Transferring, exposing a test, levelling, shaping, stopping, homing, feeding.
        if doing.iter().any(|what| !matches!(what, 0 | 8)) {
            return PrinterState::Busy;
        }
        // The step of the last print stays on display.
        match (step, self.error()) {
            (Some(8), _) => PrinterState::Cancelled,
            (Some(14), _) if self.has_nozzle() => self.failed(),
            (Some(9), _) => PrinterState::Finished,
            (Some(16), _) if !self.has_nozzle() => PrinterState::Finished,
            (_, Some(_)) => self.failed(),
            _ => PrinterState::Idle,
        }
    }

    fn printing(&self, step: i64) -> PrinterState {
        let paused = |reason| PrinterState::Paused { reason };
        match (step, self.has_nozzle()) {
            (6, _) => paused(PauseReason::Unknown),
            (8, _) => PrinterState::Cancelled,
            (9, _) => PrinterState::Finished,
            (1 | 10, _) => PrinterState::Preparing,
            (11 | 15..=23, true) => PrinterState::Preparing,
            (14, true) => self.failed(),
            (25 | 26, true) => paused(PauseReason::Feeding),
            (12, true) => paused(PauseReason::Unknown),
            (0, _) => PrinterState::Preparing,
            (16, false) => PrinterState::Finished,
            _ => PrinterState::Printing,
        }
    }

    fn error(&self) -> Option<i64> {
        whole(at(&self.status, &["PrintInfo", "ErrorNumber"])).filter(|number| *number != 0)
    }

    fn failed(&self) -> PrinterState {
        PrinterState::Failed { codes: self.error().map(|number| number.to_string()).into_iter().collect() }
    }

    fn alerts(&self) -> Vec<Alert> {
        let Some(number) = self.error() else {
            return Vec::new();
        };
        let sentence = match number {
            1 => "The file was damaged on its way.",
            2 => "The printer could not read the file.",
            3 => "The file was made for another resolution.",
            4 => "The printer does not know this kind of file.",
            5 => "The file was made for another model.",
            _ => "",
        };
        vec![Alert {
            code: number.to_string(),
            severity: Severity::Error,
            sentence: sentence.to_owned(),
            remedy: if sentence.is_empty() { "" } else { "Slice it for this printer and send it again." }
                .to_owned(),
            link: None,
        }]
    }

    fn job(&self) -> Option<JobReport> {
        let info = at(&self.status, &["PrintInfo"]);
        let file_name = text(at(info, &["Filename"]));
        let key = text(at(info, &["TaskId"]));
        if file_name.is_none() && key.is_none() {
            return None;
        }
        let (layer, layers) = (count(at(info, &["CurrentLayer"])), count(at(info, &["TotalLayer"])));
        let layers = layers.filter(|layers| *layers > 0);
        let by_layers = || Some(f64::from(layer?) / f64::from(layers?));
        let stated = number(at(info, &["Progress"])).map(|percent| percent / 100.0);
        // Filament printers count seconds, resin printers milliseconds.
        let tick = if self.has_nozzle() { 1.0 } else { 0.001 };
        let ticks = |name: &str| number(at(info, &[name])).map(|ticks| ticks * tick);
        let (now, whole) = (ticks("CurrentTicks"), ticks("TotalTicks"));
        let left = whole.zip(now).map(|(whole, now)| whole - now).filter(|_| self.state().is_in_job());
        Some(JobReport {
            key,
            title: file_name.as_deref().map(|name| base_name(name).to_owned()),
            file_name,
            progress_permille: stated.filter(|share| *share > 0.0).or_else(by_layers).and_then(permille),
            layer,
            layers,
            minutes_left: left.and_then(minutes_up),
            minutes_printed: now.and_then(minutes_down),
            ..JobReport::default()
        })
    }

    fn temperatures(&self) -> Vec<Temperature> {
        let parts =
            [(HeatedPart::Nozzle(0), "Nozzle"), (HeatedPart::Bed, "Hotbed"), (HeatedPart::Chamber, "Box")];
        let read = |(part, name): (HeatedPart, &str)| {
            Some(Temperature {
                part,
                actual_tenths_c: tenths(at(&self.status, &[&format!("TempOf{name}")]))?,
                target_tenths_c: tenths(at(&self.status, &[&format!("TempTarget{name}")])),
            })
        };
        parts.into_iter().filter_map(read).collect()
    }
}

/// What a printer's answer to a command says.
#[must_use]
pub fn refusal(ack: i64) -> Option<&'static str> {
    match ack {
        0 => None,
        1 => Some("it is busy"),
        2 => Some("the file is not there"),
        3 => Some("the file's sum does not match"),
        4 => Some("the file cannot be read"),
        5 => Some("the file is for another resolution"),
        6 => Some("the file is of another kind"),
        7 => Some("the file is for another model"),
        _ => Some("it does not say why"),
    }
}

/// The size in bytes of the file at a path, as a list of files tells it: filament printers say `FileSize`, resin
/// printers `usedSize`.
#[must_use]
pub fn size_in_list(told: &Value, path: &str) -> Option<u64> {
    let files = at(told, &["FileList"]).as_array()?;
    let full = |name: &str| if name.starts_with('/') { name.to_owned() } else { format!("/local/{name}") };
    let is_it = |file: &&Value| {
        at(file, &["name"]).as_str().is_some_and(|name| full(name) == path)
            && whole(at(file, &["type"])) != Some(0)
    };
    let file = files.iter().find(is_it)?;
    ["FileSize", "usedSize"].iter().find_map(|name| at(file, &[name]).as_u64())
}
