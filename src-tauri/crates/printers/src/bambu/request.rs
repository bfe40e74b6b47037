//! Commands as the printer reads them.

use serde_json::{Value, json};

use super::ams::tray_number;
use super::merge::Merged;
use super::model::Family;
use super::{codes, view};
use crate::command::{Command, Lamp, RefusalKind, SpeedMode, StartPrint};
use crate::state::SlotId;

/// Longest name of a file on the printer.
const NAME_CHARS: usize = 80;

/// A request: what to publish, and what its answer will name.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The number that the answer repeats.
    pub sequence_id: String,
    /// The messages, in order; all carry the same number.
    pub messages: Vec<Value>,
}

/// Why a command cannot be written.
pub type Refused = (RefusalKind, String);

/// Asks for everything. Costly for small printers: only after connecting and when a person asks.
#[must_use]
pub fn push_all(sequence: u32) -> Value {
    json!({"pushing": {"sequence_id": sequence.to_string(), "command": "pushall", "version": 1, "push_target": 1}})
}

/// Asks for the list of firmware modules: harmless, and answered at once by a printer that listens.
#[must_use]
pub fn get_version(sequence: u32) -> Value {
    json!({"info": {"sequence_id": sequence.to_string(), "command": "get_version"}})
}

/// Wakes a printer that stopped reporting.
#[must_use]
pub fn nudge() -> Value {
    json!({"pushing": {"sequence_id": "0", "command": "start"}})
}

/// Writes a command; a file is carried by another way.
///
/// # Errors
/// When this printer cannot be told so.
pub fn write(command: &Command, sequence: u32, merged: &Merged, family: Family) -> Result<Request, Refused> {
    let id = sequence.to_string();
    let print =
        |name: &str, param: &str| json!({"print": {"sequence_id": id, "command": name, "param": param}});
    let messages = match command {
        Command::Pause => vec![print("pause", "")],
        Command::Resume => vec![resume(merged, &id)],
        Command::Stop => vec![print("stop", "")],
        Command::Speed { mode } => vec![print("print_speed", speed_level(*mode))],
        Command::Light { lamp } => lights(merged, *lamp, &id),
        Command::ClearError => {
            let error = codes::print_error(merged);
            vec![json!({"print": {"sequence_id": id, "command": "clean_print_error",
                "subtask_id": merged.get("subtask_id").cloned().unwrap_or_else(|| json!("0")), "print_error": error}})]
        }
        Command::Refresh => vec![push_all(sequence)],
        Command::Start(start) => vec![project_file(start, &id, merged, family)?],
        Command::Upload(_) => {
            return Err((RefusalKind::Unsupported, "Files do not travel with commands.".to_owned()));
        }
    };
    Ok(Request { sequence_id: id, messages })
}

/// Goes on. A print that an error stopped goes on only when told which error is meant, as a decimal text.
fn resume(merged: &Merged, id: &str) -> Value {
    let error = codes::print_error(merged);
    let mut body = json!({"sequence_id": id, "command": "resume", "param": ""});
    if error != 0 {
        body["param"] = json!("reserve");
        body["err"] = json!(error.to_string());
        body["job_id"] = merged.get("job_id").cloned().unwrap_or_else(|| json!("0"));
    }
    json!({ "print": body })
}

const fn speed_level(mode: SpeedMode) -> &'static str {
    match mode {
        SpeedMode::Silent => "1",
        SpeedMode::Standard => "2",
        SpeedMode::Sport => "3",
        SpeedMode::Ludicrous => "4",
    }
}

/// Every chamber light that the printer reports; the one that all have where it reports none.
fn lights(merged: &Merged, lamp: Lamp, id: &str) -> Vec<Value> {
    let mode = match lamp {
        Lamp::On => "on",
        Lamp::Off => "off",
    };
    let mut nodes: Vec<String> = merged
        .get("lights_report")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|light| light.get("node").and_then(Value::as_str))
        .filter(|node| node.starts_with("chamber_light"))
        .take(4)
        .map(str::to_owned)
        .collect();
    if nodes.is_empty() {
        nodes.push("chamber_light".to_owned());
    }
    let one = |node: String| {
        json!({"system": {"sequence_id": id, "command": "ledctrl", "led_node": node, "led_mode": mode,
            "led_on_time": 500, "led_off_time": 500, "loop_times": 0, "interval_time": 0}})
    };
    nodes.into_iter().map(one).collect()
}

fn project_file(start: &StartPrint, id: &str, merged: &Merged, family: Family) -> Result<Value, Refused> {
    if !start.path.to_ascii_lowercase().ends_with(".3mf") {
        return Err((
            RefusalKind::File,
            format!(
                "{} is plain G-code, which these printers accept and then do not print. Export it as a sliced 3MF.",
                start.path
            ),
        ));
    }
    if start.job_number == 0 || i32::try_from(start.job_number).is_err() {
        return Err((RefusalKind::File, format!("{} is no job number (1 to 2147483647).", start.job_number)));
    }
    let (mapping, mapping2) = mapping(start)?;
    let has_two_nozzles = super::view::snapshot(merged, view::Context::default()).device.nozzles_um.len() > 1;
    let uses_ams = has_two_nozzles || start.slots.iter().any(|choice| choice.slot.unit != SlotId::EXTERNAL);
    let number = start.job_number.to_string();
    let path = start.path.trim_start_matches('/');
    Ok(json!({"print": {
        "sequence_id": id, "command": "project_file",
        "param": format!("Metadata/plate_{}.gcode", start.plate.max(1)),
        "url": format!("ftp:///{path}"), "file": path, "md5": "",
        "subtask_name": crate::limits::tame(&start.title),
        "project_id": number, "profile_id": "0", "task_id": number, "subtask_id": number,
        "bed_type": "auto", "timelapse": start.timelapse,
        "bed_leveling": start.level_bed, "auto_bed_leveling": u8::from(start.level_bed),
        "flow_cali": start.calibrate_flow, "extrude_cali_flag": u8::from(start.calibrate_flow),
        "vibration_cali": family.measures_vibrations(), "layer_inspect": false, "nozzle_offset_cali": 0, "cfg": "0",
        "use_ams": uses_ams, "ams_mapping": mapping, "ams_mapping2": mapping2,
    }}))
}

/// Both forms of the table "filament of the project → slot"; filaments that the plate does not use are −1.
fn mapping(start: &StartPrint) -> Result<(Vec<i64>, Vec<Value>), Refused> {
    let length = start.slots.iter().map(|choice| usize::from(choice.filament) + 1).max().unwrap_or(0).min(64);
    let mut flat = vec![-1_i64; length];
    let mut pairs = vec![json!({"ams_id": 255, "slot_id": 255}); length];
    for choice in &start.slots {
        let place = usize::from(choice.filament);
        let pair = if choice.slot.unit == SlotId::EXTERNAL {
            // A spool on a holder stays −1 in the flat list: its own number there stops some machines.
            json!({"ams_id": if choice.slot.slot == 0 { 255 } else { 254 }, "slot_id": 0})
        } else {
            let number = tray_number(choice.slot).filter(|_| place < length).ok_or_else(|| {
                (
                    RefusalKind::File,
                    format!(
                        "There is no slot {} in unit {} of this printer.",
                        choice.slot.slot, choice.slot.unit
                    ),
                )
            })?;
            flat[place] = number;
            json!({"ams_id": choice.slot.unit, "slot_id": choice.slot.slot})
        };
        if let Some(held) = pairs.get_mut(place) {
            *held = pair;
        }
    }
    Ok((flat, pairs))
}

/// A name that every firmware takes: plain letters, digits, dots, hyphens and underscores; ending in `.gcode.3mf` or
/// `.3mf`; at most 80 characters.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let end = if lower.ends_with(".gcode.3mf") || !lower.ends_with(".3mf") { ".gcode.3mf" } else { ".3mf" };
    let stem_length = [".gcode.3mf", ".3mf", ".gcode"]
        .iter()
        .find(|end| lower.ends_with(**end))
        .map_or(name.len(), |end| name.len() - end.len());
    let stem: String = name[..stem_length]
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .take(NAME_CHARS - end.len())
        .collect();
    let stem = stem.trim_matches(['.', '_']);
    format!("{}{end}", if stem.is_empty() { "print" } else { stem })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::command::SlotChoice;

    fn start(slots: Vec<SlotChoice>) -> Command {
        Command::Start(StartPrint {
            path: "/bracket.gcode.3mf".into(),
            title: "Bracket".into(),
            plate: 8,
            job_number: 42,
            slots,
            level_bed: true,
            calibrate_flow: false,
            timelapse: false,
        })
    }

    fn choice(filament: u16, unit: u16, slot: u16) -> SlotChoice {
        SlotChoice { filament, slot: SlotId { unit, slot } }
    }

    #[test]
    fn filaments_are_mapped_in_the_order_of_the_project() {
        let slots = vec![choice(2, 1, 1), choice(0, 128, 0), choice(3, SlotId::EXTERNAL, 0)];
        let request = write(&start(slots), 5, &Merged::default(), Family::P1).unwrap();
        let print = &request.messages[0]["print"];
        assert_eq!(print["ams_mapping"], json!([128, -1, 5, -1]));
        assert_eq!(print["ams_mapping2"][1], json!({"ams_id": 255, "slot_id": 255}));
        assert_eq!(print["ams_mapping2"][3], json!({"ams_id": 255, "slot_id": 0}));
        assert_eq!(print["use_ams"], true);
        assert_eq!(print["url"], "ftp:///bracket.gcode.3mf");
        assert_eq!(print["param"], "Metadata/plate_8.gcode");
        assert_eq!((print["subtask_id"].as_str(), print["sequence_id"].as_str()), (Some("42"), Some("5")));
    }

    #[test]
    fn a_spool_on_the_holder_alone_uses_no_feeding_unit() {
        let request =
            write(&start(vec![choice(0, SlotId::EXTERNAL, 0)]), 5, &Merged::default(), Family::P2).unwrap();
        let print = &request.messages[0]["print"];
        assert_eq!(
            (print["use_ams"].as_bool(), print["vibration_cali"].as_bool()),
            (Some(false), Some(false))
        );
        assert!(matches!(
            write(&start(vec![choice(0, 7, 9)]), 5, &Merged::default(), Family::P1),
            Err((RefusalKind::File, _))
        ));
    }

    #[test]
    fn a_print_that_an_error_stopped_goes_on_by_its_error() {
        let mut merged = Merged::default();
        let resume = |merged: &Merged| write(&Command::Resume, 5, merged, Family::P1).unwrap().messages;
        assert_eq!(
            resume(&merged)[0]["print"],
            json!({"sequence_id": "5", "command": "resume", "param": ""})
        );
        merged.take_value(&json!({"print": {"msg": 0, "print_error": 0x0300_8015, "job_id": "77"}}));
        let print = &resume(&merged)[0]["print"];
        assert_eq!((print["err"].as_str(), print["job_id"].as_str()), (Some("50364437"), Some("77")));
    }

    #[test]
    fn names_are_made_safe() {
        assert_eq!(safe_name("Füße/50 %.gcode.3mf"), "F__e_50.gcode.3mf");
        assert_eq!(safe_name("part.3mf"), "part.3mf");
        assert_eq!(safe_name("part.gcode"), "part.gcode.3mf");
        assert_eq!(safe_name("…"), "print.gcode.3mf");
        assert!(safe_name(&"x".repeat(300)).len() <= NAME_CHARS);
    }
}
