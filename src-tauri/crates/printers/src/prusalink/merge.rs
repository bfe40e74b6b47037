//! The answers of `/api/v1`, and what they mean.

use serde_json::Value;

use crate::capability::{Access, Capabilities};
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Slot, SlotId, Snapshot,
    Temperature,
};
use crate::wire::json::{
    at, count, micrometres, minutes_down, minutes_up, number, permille, tenths, text, truth, whole,
};

/// Everything that was told so far.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    version: Value,
    info: Value,
    status: Value,
    job: Value,
    material: Option<String>,
    storage: Option<String>,
}

impl Merge {
    /// Takes `/api/version` in.
    pub fn version(&mut self, answer: Value) {
        self.version = answer;
    }

    /// Takes `/api/v1/info` in.
    pub fn info(&mut self, answer: Value) {
        self.info = answer;
    }

    /// Takes `/api/v1/storage` in: a stick before what is inside, never one that cannot be written.
    pub fn storage(&mut self, answer: &Value) {
        let list = at(answer, &["storage_list"]).as_array().map(Vec::as_slice).unwrap_or_default();
        let usable = list.iter().take(16).filter(|storage| {
            truth(at(storage, &["available"])) != Some(false)
                && truth(at(storage, &["read_only"])) != Some(true)
        });
        let names: Vec<String> = usable
            .filter_map(|storage| text(at(storage, &["path"])))
            .map(|path| path.trim_matches('/').to_owned())
            .collect();
        self.storage = names.iter().find(|name| *name == "usb").or(names.first()).cloned();
    }

    /// Takes `/api/v1/status` in.
    pub fn status(&mut self, answer: Value) {
        self.status = answer;
        if self.job_id().is_none() || self.job_id() != whole(at(&self.job, &["id"])) {
            self.job = Value::Null;
        }
    }

    /// Takes `/api/v1/job` in; null where there is none.
    pub fn job(&mut self, answer: Value) {
        self.job = answer;
    }

    /// Takes the old `/api/printer` in: it alone knows the material.
    pub fn old_printer(&mut self, answer: &Value) {
        let material = text(at(answer, &["telemetry", "material"]));
        self.material = material.filter(|name| !name.trim().trim_matches('-').is_empty());
    }

    /// Where files go, as the first piece of their path.
    #[must_use]
    pub fn storage_name(&self) -> &str {
        self.storage.as_deref().unwrap_or("usb")
    }

    /// The number of the job that the printer shows.
    #[must_use]
    pub fn job_id(&self) -> Option<i64> {
        whole(at(&self.status, &["job", "id"]))
    }

    /// Whether the name of the job's file is still to be asked.
    #[must_use]
    pub fn wants_job(&self) -> bool {
        self.job_id().is_some() && self.job.is_null()
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let printer = at(&self.status, &["printer"]);
        let capabilities = Capabilities { access: Access::Control, upload: true, ..Capabilities::default() };
        Snapshot {
            state: self.state(),
            stage: (at(printer, &["state"]).as_str() == Some("READY")).then(|| "Set ready".to_owned()),
            job: self.job_report(),
            temperatures: temperatures(printer),
            slots: self.slots(),
            alerts: alerts(printer),
            device: self.device(),
            capabilities,
            speed_percent: count(at(printer, &["speed"])).and_then(|speed| u16::try_from(speed).ok()),
            ..Snapshot::default()
        }
    }

    fn state(&self) -> PrinterState {
        let printer = at(&self.status, &["printer"]);
        match at(printer, &["state"]).as_str() {
            None => PrinterState::Connecting,
            Some("IDLE" | "READY") => PrinterState::Idle,
            Some("PRINTING") if self.is_heating() => PrinterState::Preparing,
            Some("PRINTING") => PrinterState::Printing,
            Some("PAUSED") => PrinterState::Paused { reason: PauseReason::Unknown },
            Some("FINISHED") => PrinterState::Finished,
            Some("STOPPED") => PrinterState::Cancelled,
            Some("ERROR") => PrinterState::Failed { codes: Vec::new() },
            Some("ATTENTION") => PrinterState::Attention,
            // BUSY, and whatever a newer firmware calls it: not free.
            Some(_) => PrinterState::Busy,
        }
    }

    /// A job that has not printed yet and waits for its nozzle.
    fn is_heating(&self) -> bool {
        let of = |name: &str| number(at(&self.status, &["printer", name])).unwrap_or(0.0);
        let progress = number(at(&self.status, &["job", "progress"])).unwrap_or(0.0);
        progress <= 0.0 && of("temp_nozzle") + 10.0 < of("target_nozzle")
    }

    fn job_report(&self) -> Option<JobReport> {
        let id = self.job_id()?;
        let job = at(&self.status, &["job"]);
        let file = at(&self.job, &["file"]);
        let name = text(at(file, &["display_name"])).or_else(|| text(at(file, &["name"])));
        let share = number(at(job, &["progress"])).map(|percent| percent / 100.0);
        Some(JobReport {
            key: Some(id.to_string()),
            title: name.clone(),
            file_name: name,
            progress_permille: share.and_then(permille),
            minutes_left: number(at(job, &["time_remaining"])).and_then(minutes_up),
            minutes_printed: number(at(job, &["time_printing"])).and_then(minutes_down),
            ..JobReport::default()
        })
    }

    fn device(&self) -> Device {
        let nozzle = micrometres(at(&self.info, &["nozzle_diameter"]))
            .or_else(|| micrometres(at(&self.version, &["nozzle_diameter"])));
        Device {
            serial: text(at(&self.info, &["serial"])),
            model: text(at(&self.version, &["printer"]))
                .and_then(|told| model_name(&told))
                .or_else(|| text(at(&self.version, &["original"])).and_then(|told| model_name(&told))),
            firmware: text(at(&self.version, &["firmware"])).or_else(|| text(at(&self.version, &["server"]))),
            name: text(at(&self.info, &["name"]))
                .or_else(|| text(at(&self.info, &["hostname"])))
                .or_else(|| text(at(&self.version, &["hostname"]))),
            nozzles_um: nozzle.into_iter().collect(),
            ..Device::default()
        }
    }

    fn slots(&self) -> Vec<Slot> {
        let material = self.material.iter().map(|material| {
            let mut slot = Slot::empty(SlotId::external(0), "Spool");
            slot.material = Some(material.clone());
            slot.is_loaded = Some(true);
            slot
        });
        material.collect()
    }
}

/// Models as newer firmware tells them: three numbers.
const MODELS: &[(&str, &str)] = &[
    ("1.3.5", "MK3.5"),
    ("1.3.9", "MK3.9"),
    ("1.4.0", "MK4"),
    ("1.4.1", "MK4S"),
    ("2.1.0", "MINI"),
    ("3.1.0", "XL"),
    ("4.1.0", "iX"),
    ("7.1.0", "CORE One"),
];

/// The model of what a printer calls itself: a code, or words behind the name of the software. A code that is not known
/// says nothing to anybody.
#[must_use]
pub fn model_name(told: &str) -> Option<String> {
    if let Some((_, name)) = MODELS.iter().find(|(code, _)| *code == told) {
        return Some((*name).to_owned());
    }
    let is_code = told.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (!is_code).then(|| told.trim_start_matches("PrusaLink ").to_owned())
}

fn temperatures(printer: &Value) -> Vec<Temperature> {
    let parts =
        [(HeatedPart::Nozzle(0), "nozzle"), (HeatedPart::Bed, "bed"), (HeatedPart::Chamber, "chamber")];
    let read = |(part, name): (HeatedPart, &str)| {
        Some(Temperature {
            part,
            actual_tenths_c: tenths(at(printer, &[&format!("temp_{name}")]))?,
            target_tenths_c: tenths(at(printer, &[&format!("target_{name}")])),
        })
    };
    parts.into_iter().filter_map(read).collect()
}

fn alerts(printer: &Value) -> Vec<Alert> {
    let state = at(printer, &["state"]).as_str();
    let severity = match state {
        Some("ERROR") => Severity::Error,
        Some("ATTENTION") => Severity::Warning,
        _ => return Vec::new(),
    };
    let said = text(at(printer, &["status_printer", "message"])).filter(|said| said != "OK");
    vec![Alert {
        code: state.unwrap_or_default().to_owned(),
        severity,
        sentence: said.unwrap_or_else(|| "The printer waits for a person.".to_owned()),
        remedy: "Read its display and answer there.".to_owned(),
        link: None,
    }]
}
