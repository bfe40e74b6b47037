//! The raw state read as a snapshot.

use serde_json::Value;

use super::access::{Evidence, access};
use super::merge::Merged;
use super::model::{self, Family};
use super::read::{count, flags, int, micrometres, tenths, text};
use super::{ams, codes, stages};
use crate::capability::Capabilities;
use crate::limits::LIST_ENTRIES;
use crate::state::{
    Alert, Device, HeatedPart, JobReport, PauseReason, PrinterState, Severity, Snapshot, Temperature,
};

/// What is known beside the raw state.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The printer's serial number.
    pub serial: &'a str,
    /// What answers have shown about access.
    pub evidence: Evidence,
    /// The last job was ended by a person (its error shows this for two seconds only).
    pub was_cancelled: bool,
}

/// The snapshot; its time of the last word and its staleness are the transport's to say.
#[must_use]
pub fn snapshot(merged: &Merged, context: Context<'_>) -> Snapshot {
    let family = model::family(merged, context.serial);
    let alerts = alerts(merged, context.was_cancelled);
    let state = state(merged, context.was_cancelled, &alerts);
    let slots = ams::slots(merged);
    let lights = merged.get("lights_report").and_then(Value::as_array);
    Snapshot {
        stage: stage(merged, &state),
        job: job(merged, &state),
        temperatures: temperatures(merged, family),
        capabilities: Capabilities {
            access: access(merged, context.evidence),
            slots: !slots.is_empty(),
            camera: merged.get("ipcam").is_some(),
            upload: has_card(merged),
            light: lights.is_some_and(|lights| !lights.is_empty()),
            speed: true,
            clear_error: true,
        },
        slots,
        alerts,
        device: device(merged, context.serial),
        light_on: lights.and_then(|lights| chamber_light(lights)),
        speed_percent: merged.get("spd_mag").and_then(count).and_then(|percent| u16::try_from(percent).ok()),
        state,
        ..Snapshot::default()
    }
}

/// What the printer calls its state.
#[must_use]
pub fn gcode_state(merged: &Merged) -> &str {
    merged.get("gcode_state").and_then(Value::as_str).unwrap_or("")
}

fn state(merged: &Merged, was_cancelled: bool, alerts: &[Alert]) -> PrinterState {
    let resting = |resting: PrinterState| if is_busy(merged) { PrinterState::Busy } else { resting };
    match gcode_state(merged) {
        "" => PrinterState::Connecting,
        "IDLE" if alerts.iter().any(|alert| alert.severity == Severity::Fatal) => PrinterState::Attention,
        "IDLE" => resting(PrinterState::Idle),
        "FINISH" => resting(PrinterState::Finished),
        "FAILED" if was_cancelled => resting(PrinterState::Cancelled),
        "FAILED" => resting(PrinterState::Failed { codes: failure_codes(merged) }),
        "PREPARE" | "SLICING" => PrinterState::Preparing,
        // A calibration that someone started at the display is no job.
        "RUNNING" if merged.get("print_type").and_then(Value::as_str) == Some("system") => PrinterState::Busy,
        "RUNNING" => PrinterState::Printing,
        "PAUSE" => PrinterState::Paused { reason: pause_reason(merged) },
        // INIT, OFFLINE (its motion controller does not answer) and whatever firmware invents next.
        _ => PrinterState::Busy,
    }
}

/// Loading filament or updating itself, outside of any job.
fn is_busy(merged: &Merged) -> bool {
    let feeding = merged.get("ams_status").and_then(flags).unwrap_or(0);
    let is_changing = feeding >> 8 & 0xFF == 1 && feeding & 0xFF != 0;
    is_changing || is_updating(merged)
}

fn is_updating(merged: &Merged) -> bool {
    let status = merged.at(&["upgrade_state", "status"]).and_then(Value::as_str).unwrap_or("");
    matches!(status, "DOWNLOADING" | "FLASHING" | "UPGRADE_REQUEST" | "PRE_FLASH_START" | "PRE_FLASH_SUCCESS")
}

/// Whether there is storage for a file: a truth, on older firmware a word.
fn has_card(merged: &Merged) -> bool {
    match merged.get("sdcard") {
        Some(Value::Bool(is_there)) => *is_there,
        Some(Value::String(word)) => word != "NO_SDCARD",
        _ => true,
    }
}

fn pause_reason(merged: &Merged) -> PauseReason {
    let by_error = codes::pause_reason(codes::print_error(merged));
    by_error.unwrap_or_else(|| stages::pause_reason(merged.get("stg_cur").and_then(int).unwrap_or(-1)))
}

fn failure_codes(merged: &Merged) -> Vec<String> {
    let error = codes::print_error(merged);
    let serious = codes::health(merged).into_iter().filter(|alert| alert.severity >= Severity::Error);
    let own = (error != 0).then(|| codes::written(error));
    own.into_iter().chain(serious.map(|alert| alert.code)).take(LIST_ENTRIES).collect()
}

fn alerts(merged: &Merged, was_cancelled: bool) -> Vec<Alert> {
    let error = codes::print_error(merged);
    let mut alerts = Vec::new();
    // How bad an error number is, the state says: beside a print that ended well it is a remark.
    let severity = match gcode_state(merged) {
        "PAUSE" => Severity::Error,
        "FAILED" if !was_cancelled => Severity::Error,
        "RUNNING" | "PREPARE" | "SLICING" => Severity::Warning,
        _ => Severity::Info,
    };
    if error != 0 && !codes::CANCELLED.contains(&error) {
        alerts.push(codes::alert(error, severity));
    }
    alerts.extend(codes::health(merged));
    alerts.truncate(LIST_ENTRIES);
    alerts
}

fn stage(merged: &Merged, state: &PrinterState) -> Option<String> {
    let number = merged.get("stg_cur").and_then(int).unwrap_or(-1);
    match state {
        PrinterState::Preparing => {
            let fetched =
                merged.get("gcode_file_prepare_percent").and_then(int).filter(|p| (1..100).contains(p));
            fetched
                .map(|percent| format!("Fetching the file, {percent} %"))
                .or_else(|| stages::sentence(number).map(str::to_owned))
        }
        PrinterState::Printing | PrinterState::Paused { .. } => stages::sentence(number).map(str::to_owned),
        PrinterState::Busy if is_updating(merged) => Some("Updating its firmware".to_owned()),
        PrinterState::Busy => Some(match gcode_state(merged) {
            "INIT" => "Starting up".to_owned(),
            "OFFLINE" => "Waiting for its motion controller".to_owned(),
            "RUNNING" => stages::sentence(number).unwrap_or("Calibrating").to_owned(),
            "IDLE" | "FINISH" | "FAILED" => "Changing filament".to_owned(),
            other => crate::limits::tame(other),
        }),
        PrinterState::Offline
        | PrinterState::Connecting
        | PrinterState::Idle
        | PrinterState::Finished
        | PrinterState::Cancelled
        | PrinterState::Failed { .. }
        | PrinterState::Attention
        | PrinterState::Maintenance => None,
    }
}

fn job(merged: &Merged, state: &PrinterState) -> Option<JobReport> {
    let title = merged.get("subtask_name").and_then(text);
    let file_name = merged.get("gcode_file").and_then(text).or_else(|| title.clone());
    if !state.is_in_job() && file_name.is_none() {
        return None;
    }
    let number = |key: &str| merged.get(key).and_then(count);
    // While a print is prepared the numbers of the last one still stand there.
    let has_begun = *state != PrinterState::Preparing;
    let of_this = |key: &str| number(key).filter(|_| has_begun);
    let percent = if has_begun { number("mc_percent") } else { Some(0) };
    let progress = percent.map(|percent| u16::try_from(percent.min(100) * 10).unwrap_or(1000));
    Some(JobReport {
        // "0" is what jobs have that nobody numbered.
        key: merged.get("subtask_id").and_then(text).filter(|id| id != "0"),
        file_name,
        title,
        progress_permille: progress,
        layer: of_this("layer_num"),
        layers: of_this("total_layer_num").filter(|layers| *layers > 0),
        minutes_left: of_this("mc_remaining_time").filter(|_| state.is_in_job()),
        minutes_printed: None,
        filament_mm: None,
    })
}

fn device(merged: &Merged, serial: &str) -> Device {
    let several = merged.at(&["device", "nozzle", "info"]).and_then(Value::as_array);
    // Numbers beyond the two mounted ones are those of a rack.
    let is_mounted = |nozzle: &&Value| nozzle.get("id").and_then(int).is_none_or(|id| matches!(id, 0 | 1));
    let mut nozzles_um: Vec<u32> = several
        .into_iter()
        .flatten()
        .take(LIST_ENTRIES)
        .filter(is_mounted)
        .filter_map(|nozzle| nozzle.get("diameter").and_then(micrometres))
        .collect();
    if nozzles_um.is_empty() {
        nozzles_um.extend(merged.get("nozzle_diameter").and_then(micrometres));
    }
    Device {
        serial: (!serial.is_empty()).then(|| serial.to_owned()),
        model: model::name(merged, serial),
        firmware: model::firmware(merged),
        name: None,
        nozzles_um,
        certificate_sha256: None,
    }
}

fn chamber_light(lights: &[Value]) -> Option<bool> {
    let is_chamber = |light: &&Value| {
        light.get("node").and_then(Value::as_str).is_some_and(|n| n.starts_with("chamber_light"))
    };
    let mut seen = lights.iter().filter(is_chamber).peekable();
    seen.peek()?;
    Some(seen.any(|light| light.get("mode").and_then(Value::as_str).is_some_and(|mode| mode != "off")))
}

fn temperatures(merged: &Merged, family: Family) -> Vec<Temperature> {
    let mut list = nozzles(merged);
    let plain = |part, actual: &str, target: Option<&str>| {
        let actual_tenths_c = merged.get(actual).and_then(tenths)?;
        let target_tenths_c = target.and_then(|target| merged.get(target)).and_then(tenths);
        Some(Temperature { part, actual_tenths_c, target_tenths_c })
    };
    let packed_at = |part, path: &[&str]| merged.at(path).and_then(flags).and_then(|bits| packed(part, bits));
    list.extend(
        packed_at(HeatedPart::Bed, &["device", "bed", "info", "temp"])
            .or_else(|| plain(HeatedPart::Bed, "bed_temper", Some("bed_target_temper"))),
    );
    list.extend(
        packed_at(HeatedPart::Chamber, &["device", "ctc", "info", "temp"])
            .or_else(|| chamber(merged, family)),
    );
    list
}

fn nozzles(merged: &Merged) -> Vec<Temperature> {
    let extruders = merged.at(&["device", "extruder", "info"]).and_then(Value::as_array);
    let mut list: Vec<Temperature> = extruders
        .into_iter()
        .flatten()
        .take(8)
        .filter_map(|extruder| {
            let id = extruder.get("id").and_then(int).and_then(|id| u8::try_from(id).ok())?;
            packed(HeatedPart::Nozzle(id), extruder.get("temp").and_then(flags)?)
        })
        .collect();
    list.sort_by_key(|temperature| temperature.part);
    if list.is_empty()
        && let Some(actual_tenths_c) = merged.get("nozzle_temper").and_then(tenths)
    {
        let target_tenths_c = merged.get("nozzle_target_temper").and_then(tenths);
        list.push(Temperature { part: HeatedPart::Nozzle(0), actual_tenths_c, target_tenths_c });
    }
    list
}

/// Two whole degrees in one number: the measured one low, the set one high.
fn packed(part: HeatedPart, bits: u64) -> Option<Temperature> {
    let degrees = |bits: u64| i32::try_from(bits & 0xFFFF).ok().filter(|degrees| *degrees < 1000);
    let actual = degrees(bits)?;
    let target = degrees(bits >> 16)?;
    Some(Temperature { part, actual_tenths_c: actual * 10, target_tenths_c: Some(target * 10) })
}

/// Machines without a sensor send 5 for ever; the H2's packs two numbers when its heater is on.
fn chamber(merged: &Merged, family: Family) -> Option<Temperature> {
    let value = merged.get("chamber_temper")?;
    let measures = family.measures_chamber().unwrap_or_else(|| int(value) != Some(5));
    if !measures {
        return None;
    }
    match flags(value) {
        Some(bits) if bits > 500 && int(value).is_some_and(|n| n > 500) => packed(HeatedPart::Chamber, bits),
        _ => tenths(value).map(|actual_tenths_c| Temperature {
            part: HeatedPart::Chamber,
            actual_tenths_c,
            target_tenths_c: None,
        }),
    }
}
