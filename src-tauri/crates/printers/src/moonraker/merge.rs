//! The status of Klipper's objects, and what it means.

use serde_json::{Value, json};

use super::feeding;
use crate::capability::{Access, Capabilities};
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Slot, SlotId, Snapshot,
    Temperature,
};
use crate::wire::json::{
    at, base_name, count, lay_fields, minutes_down, minutes_up, number, permille, tenths, text, truth, whole,
};

/// Objects that are asked for by name; heaters and sensors join by their kind.
const OBJECTS: &[&str] = &[
    "webhooks",
    "print_stats",
    "virtual_sdcard",
    "display_status",
    "pause_resume",
    "idle_timeout",
    "gcode_move",
    "heater_bed",
];
/// Most objects that are asked for: a machine with more has them for something else.
const MOST_OBJECTS: usize = 64;

/// How a job ended, by Moonraker's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastJob {
    /// Moonraker's number of the job.
    pub id: String,
    /// The file.
    pub file_name: String,
    /// `in_progress`, `completed`, `cancelled`, `error`, `klippy_shutdown`, …
    pub status: String,
    /// Millimetres of filament.
    pub filament_mm: Option<u32>,
    /// Minutes of printing.
    pub minutes_printed: Option<u32>,
}

/// Everything that was told so far.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    status: Value,
    /// `ready`, `startup`, `shutdown`, `error`, `disconnected`; none before the first word.
    klippy: Option<String>,
    klippy_message: Option<String>,
    host: Value,
    metadata: Value,
    job: Option<PastJob>,
    has_status: bool,
}

impl Merge {
    /// Takes the answer of `server.info` in.
    pub fn server_info(&mut self, info: &Value) {
        let state = text(at(info, &["klippy_state"])).unwrap_or_else(|| "disconnected".to_owned());
        self.klippy(&state);
    }

    /// Klipper's state changed.
    pub fn klippy(&mut self, state: &str) {
        if state != "ready" {
            self.has_status = false;
            self.status = Value::Null;
        }
        self.klippy = Some(crate::limits::tame(state));
    }

    /// Whether Klipper can be asked.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.klippy.as_deref() == Some("ready")
    }

    /// Takes the answer of `printer.info` in.
    pub fn printer_info(&mut self, info: &Value) {
        self.host = json!({
            "hostname": at(info, &["hostname"]),
            "software_version": at(info, &["software_version"]),
        });
        self.klippy_message = text(at(info, &["state_message"]));
    }

    /// What to subscribe to, of the objects that this machine has.
    #[must_use]
    pub fn subscription(list: &Value) -> Value {
        let names = at(list, &["objects"]).as_array().map(Vec::as_slice).unwrap_or_default();
        let wanted = names.iter().filter_map(Value::as_str).filter(|name| {
            OBJECTS.contains(name)
                || is_extruder(name)
                || is_runout_sensor(name)
                || feeding::is_feeding_unit(name)
                || (is_sensor(name) && name.to_ascii_lowercase().contains("chamber"))
        });
        let objects = wanted.take(MOST_OBJECTS).map(|name| (name.to_owned(), Value::Null)).collect();
        json!({ "objects": Value::Object(objects) })
    }

    /// Takes objects with all their fields, or with those that changed.
    pub fn status(&mut self, news: &Value) {
        let Some(objects) = news.as_object() else {
            return;
        };
        let file_before = self.file_name();
        let was_in_job = self.is_in_job();
        if !self.status.is_object() {
            self.status = json!({});
        }
        for (name, fields) in objects {
            // An object that was not there before begins empty.
            let mut object = self.status.get(name).cloned().unwrap_or(Value::Null);
            if fields.is_object() {
                lay_fields(&mut object, fields);
                lay_fields(&mut self.status, &json!({ name: object }));
            }
        }
        self.has_status |= objects.contains_key("print_stats") || objects.contains_key("webhooks");
        if let Some(state) = text(at(&self.status, &["webhooks", "state"])) {
            self.klippy = Some(state);
        }
        if self.file_name() != file_before {
            self.metadata = Value::Null;
        }
        // What has ended is over, also where the history was not heard to say so.
        if was_in_job && !self.is_in_job() {
            self.job = self.job.take().map(|job| match job.status.as_str() {
                "in_progress" => PastJob { status: "over".to_owned(), ..job },
                _ => job,
            });
        }
        // A new start is another job, even of the same file; its number comes with the history.
        if self.is_in_job() && !was_in_job && self.job.as_ref().is_some_and(|job| job.status != "in_progress")
        {
            self.job = None;
        }
    }

    /// Takes the description of a file in, if it is the one on the printer.
    pub fn metadata(&mut self, metadata: &Value) {
        if text(at(metadata, &["filename"])) == self.file_name() {
            self.metadata = json!({
                "filename": at(metadata, &["filename"]),
                "estimated_time": at(metadata, &["estimated_time"]),
                "layer_count": at(metadata, &["layer_count"]),
                "layer_height": at(metadata, &["layer_height"]),
                "first_layer_height": at(metadata, &["first_layer_height"]),
                "object_height": at(metadata, &["object_height"]),
                "gcode_start_byte": at(metadata, &["gcode_start_byte"]),
                "gcode_end_byte": at(metadata, &["gcode_end_byte"]),
            });
        }
    }

    /// Whether the file on the printer is still to be asked about.
    #[must_use]
    pub fn wants_metadata(&self) -> Option<String> {
        self.file_name().filter(|_| self.metadata.is_null())
    }

    /// The newest job of the history.
    pub fn newest_job(&mut self, job: PastJob) {
        self.job = Some(job);
    }

    /// The file on the printer.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        text(at(&self.status, &["print_stats", "filename"]))
    }

    /// Whether Klipper says that it prints.
    #[must_use]
    pub fn is_in_job(&self) -> bool {
        matches!(at(&self.status, &["print_stats", "state"]).as_str(), Some("printing" | "paused"))
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            state: self.state(),
            stage: text(at(&self.status, &["display_status", "message"])),
            job: self.job(),
            temperatures: self.temperatures(),
            slots: self.slots(),
            alerts: self.alerts(),
            device: Device {
                name: text(at(&self.host, &["hostname"])),
                firmware: text(at(&self.host, &["software_version"])),
                ..Device::default()
            },
            capabilities: Capabilities {
                access: Access::Control,
                slots: self.status.as_object().is_some_and(|status| !feeding::slots(status).is_empty()),
                upload: true,
                speed: true,
                clear_error: true,
                ..Capabilities::default()
            },
            speed_percent: number(at(&self.status, &["gcode_move", "speed_factor"]))
                .map(|factor| (factor.clamp(0.0, 100.0) * 100.0).round() as u16),
            ..Snapshot::default()
        }
    }

    fn state(&self) -> PrinterState {
        match self.klippy.as_deref() {
            None => return PrinterState::Connecting,
            Some("startup") => return PrinterState::Busy,
            Some("shutdown" | "error" | "disconnected") => return PrinterState::Maintenance,
            Some(_) if !self.has_status => return PrinterState::Connecting,
            Some(_) => {}
        }
        let stats = at(&self.status, &["print_stats"]);
        match at(stats, &["state"]).as_str() {
            // The clock of the print starts with the first filament: before, it heats and levels.
            Some("printing") if number(at(stats, &["print_duration"])).unwrap_or(1.0) <= 0.0 => {
                PrinterState::Preparing
            }
            Some("printing") => PrinterState::Printing,
            Some("paused") => PrinterState::Paused { reason: self.pause_reason() },
            Some("complete") => PrinterState::Finished,
            Some("cancelled") => PrinterState::Cancelled,
            Some("error") => {
                PrinterState::Failed { codes: text(at(stats, &["message"])).into_iter().collect() }
            }
            // What a maker's own Klipper calls it is not known: not free.
            Some(other) if other != "standby" => PrinterState::Busy,
            // Also while it homes, or runs a macro.
            _ if at(&self.status, &["idle_timeout", "state"]).as_str() == Some("Printing") => {
                PrinterState::Busy
            }
            _ => PrinterState::Idle,
        }
    }

    fn sensors(&self) -> impl Iterator<Item = &Value> {
        let objects = self.status.as_object().into_iter().flatten();
        objects.filter(|(name, _)| is_runout_sensor(name)).map(|(_, fields)| fields)
    }

    fn pause_reason(&self) -> PauseReason {
        let ran_out = self.sensors().any(|sensor| {
            truth(at(sensor, &["enabled"])) == Some(true)
                && truth(at(sensor, &["filament_detected"])) == Some(false)
        });
        if ran_out {
            return PauseReason::Runout;
        }
        self.status.as_object().and_then(feeding::pause_reason).unwrap_or_default()
    }

    fn slots(&self) -> Vec<Slot> {
        // Behind a feeding unit the sensors tell nothing that it does not tell better.
        let fed = self.status.as_object().map(feeding::slots).unwrap_or_default();
        if !fed.is_empty() {
            return fed;
        }
        let sensors = self.sensors().take(8).enumerate();
        let slots = sensors.filter_map(|(place, sensor)| {
            let place = u16::try_from(place).ok()?;
            let mut slot = Slot::empty(SlotId::external(place), format!("Spool {}", place + 1));
            slot.is_loaded = truth(at(sensor, &["filament_detected"]));
            Some(slot)
        });
        slots.collect()
    }

    fn job(&self) -> Option<JobReport> {
        let file_name = self.file_name()?;
        let stats = at(&self.status, &["print_stats"]);
        let printed = number(at(stats, &["print_duration"])).unwrap_or(0.0);
        let is_complete = at(stats, &["state"]).as_str() == Some("complete");
        let share = if is_complete { Some(1.0) } else { self.share() };
        let layers = |name: &str| count(at(stats, &["info", name])).filter(|layers| *layers > 0);
        Some(JobReport {
            key: self.job.as_ref().filter(|job| job.file_name == file_name).map(|job| job.id.clone()),
            title: Some(base_name(&file_name).to_owned()),
            progress_permille: share.and_then(permille),
            layer: layers("current_layer").or_else(|| self.layer_by_height()),
            layers: layers("total_layer")
                .or_else(|| count(at(&self.metadata, &["layer_count"])))
                .or_else(|| self.layers_by_height(number(at(&self.metadata, &["object_height"]))?)),
            minutes_left: self.seconds_left(printed, share).filter(|_| self.is_in_job()).and_then(minutes_up),
            minutes_printed: minutes_down(printed),
            filament_mm: number(at(stats, &["filament_used"]))
                .filter(|mm| (0.0..4.0e9).contains(mm))
                .map(|mm| mm.round() as u32),
            file_name: Some(file_name),
        })
    }

    /// Of a file that does not count its layers: where the nozzle is. A hop counts a layer too far for its moment.
    fn layer_by_height(&self) -> Option<u32> {
        let begun = number(at(&self.status, &["print_stats", "print_duration"]))? > 0.0;
        let height = number(at(&self.status, &["gcode_move", "gcode_position"]).get(2)?)?;
        self.layers_by_height(height).filter(|_| self.is_in_job() && begun)
    }

    fn layers_by_height(&self, height: f64) -> Option<u32> {
        let of = |name: &str| number(at(&self.metadata, &[name])).filter(|mm| (0.01..=10.0).contains(mm));
        let (first, next) = (of("first_layer_height").or_else(|| of("layer_height"))?, of("layer_height")?);
        let layers = ((height - first) / next + 1.0).ceil();
        (1.0..=1.0e6).contains(&layers).then_some(layers as u32)
    }

    /// What the file's own marks say, else how much of its moves was read, else how much of its bytes.
    fn share(&self) -> Option<f64> {
        let marked = number(at(&self.status, &["display_status", "progress"])).filter(|share| *share > 0.0);
        let card = at(&self.status, &["virtual_sdcard"]);
        let of_moves = || {
            let start = whole(at(&self.metadata, &["gcode_start_byte"]))?;
            let end = whole(at(&self.metadata, &["gcode_end_byte"]))?;
            let place = whole(at(card, &["file_position"]))?;
            (end > start).then(|| (place - start).max(0) as f64 / (end - start) as f64)
        };
        marked.or_else(of_moves).or_else(|| number(at(card, &["progress"])))
    }

    fn seconds_left(&self, printed: f64, share: Option<f64>) -> Option<f64> {
        let estimated = number(at(&self.metadata, &["estimated_time"])).map(|whole| whole - printed);
        estimated.filter(|left| *left > 0.0).or_else(|| {
            let share = share.filter(|share| *share > 0.02)?;
            Some((printed / share - printed).max(0.0))
        })
    }

    fn temperatures(&self) -> Vec<Temperature> {
        let mut found = Vec::new();
        for (name, fields) in self.status.as_object().into_iter().flatten().take(MOST_OBJECTS) {
            let part = if name == "heater_bed" {
                HeatedPart::Bed
            } else if is_extruder(name) {
                let number = name.strip_prefix("extruder").and_then(|n| n.parse().ok()).unwrap_or(0);
                HeatedPart::Nozzle(number)
            } else if is_sensor(name) && name.to_ascii_lowercase().contains("chamber") {
                HeatedPart::Chamber
            } else {
                continue;
            };
            if let Some(actual_tenths_c) = tenths(at(fields, &["temperature"])) {
                let target_tenths_c = tenths(at(fields, &["target"]));
                found.push(Temperature { part, actual_tenths_c, target_tenths_c });
            }
        }
        // Several sensors of one part: the one with a heater tells most.
        found.sort_by_key(|temperature| (temperature.part, temperature.target_tenths_c.is_none()));
        found.dedup_by_key(|temperature| temperature.part);
        found
    }

    fn alerts(&self) -> Vec<Alert> {
        let mut alerts = Vec::new();
        if let Some(state @ ("shutdown" | "error" | "disconnected")) = self.klippy.as_deref() {
            let told = text(at(&self.status, &["webhooks", "state_message"]));
            alerts.push(Alert {
                code: format!("klippy_{state}"),
                severity: Severity::Fatal,
                sentence: told.or_else(|| self.klippy_message.clone()).unwrap_or_default(),
                remedy: "Look at the printer, then clear the error: its firmware starts again.".to_owned(),
                link: None,
            });
        }
        if at(&self.status, &["print_stats", "state"]).as_str() == Some("error") {
            alerts.push(Alert {
                code: "print_error".to_owned(),
                severity: Severity::Error,
                sentence: text(at(&self.status, &["print_stats", "message"])).unwrap_or_default(),
                remedy: String::new(),
                link: None,
            });
        }
        alerts
    }

    /// How a past job is shown, for the moment in which its end is told.
    #[must_use]
    pub fn ended(&self, past: &PastJob) -> Option<Snapshot> {
        let state = match past.status.as_str() {
            "in_progress" => return None,
            "completed" => PrinterState::Finished,
            "cancelled" => PrinterState::Cancelled,
            other => PrinterState::Failed { codes: vec![other.to_owned()] },
        };
        let job = JobReport {
            key: Some(past.id.clone()),
            file_name: Some(past.file_name.clone()),
            title: Some(base_name(&past.file_name).to_owned()),
            progress_permille: (state == PrinterState::Finished).then_some(1000),
            minutes_printed: past.minutes_printed,
            filament_mm: past.filament_mm,
            ..JobReport::default()
        };
        Some(Snapshot { state, job: Some(job), ..self.snapshot() })
    }
}

impl PastJob {
    /// Reads a job of the history; none where it has no number.
    #[must_use]
    pub fn read(job: &Value) -> Option<Self> {
        Some(Self {
            id: text(at(job, &["job_id"])).or_else(|| whole(at(job, &["job_id"])).map(|n| n.to_string()))?,
            file_name: text(at(job, &["filename"]))?,
            status: text(at(job, &["status"])).unwrap_or_else(|| "unknown".to_owned()),
            filament_mm: number(at(job, &["filament_used"]))
                .filter(|mm| (0.0..4.0e9).contains(mm))
                .map(|mm| mm.round() as u32),
            minutes_printed: number(at(job, &["print_duration"])).and_then(minutes_down),
        })
    }
}

fn is_extruder(name: &str) -> bool {
    name.strip_prefix("extruder").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_runout_sensor(name: &str) -> bool {
    name.starts_with("filament_switch_sensor ") || name.starts_with("filament_motion_sensor ")
}

fn is_sensor(name: &str) -> bool {
    ["temperature_sensor ", "heater_generic ", "temperature_fan "].iter().any(|kind| name.starts_with(kind))
}
