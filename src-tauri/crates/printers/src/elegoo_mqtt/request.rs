//! What the printer is told: topics, and numbered requests.

use serde_json::{Value, json};

use crate::command::{Command, Lamp, SpeedMode};
use crate::state::SlotId;

/// Topics of one client on one printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topics {
    /// Where a client makes itself known.
    pub register: String,
    /// Where the answer to that comes.
    pub registered: String,
    /// Where requests go.
    pub request: String,
    /// Where their answers come.
    pub response: String,
    /// Where the status comes.
    pub status: String,
}

impl Topics {
    /// For a printer's serial number, a client of ours, and the number of its registration.
    #[must_use]
    pub fn new(serial: &str, client: &str, registration: &str) -> Self {
        Self {
            register: format!("elegoo/{serial}/api_register"),
            registered: format!("elegoo/{serial}/{registration}/register_response"),
            request: format!("elegoo/{serial}/{client}/api_request"),
            response: format!("elegoo/{serial}/{client}/api_response"),
            status: format!("elegoo/{serial}/api_status"),
        }
    }
}

/// Whether a registration was taken; else what the printer said.
///
/// # Errors
/// The printer's own word, such as `too many clients`.
pub fn registered(answer: &Value) -> Result<(), String> {
    match answer.get("error").and_then(Value::as_str) {
        Some("ok") => Ok(()),
        Some(other) => Err(crate::limits::tame(other)),
        None => Err("no word".to_owned()),
    }
}

/// A sign of life, due every ten seconds.
#[must_use]
pub fn ping() -> Value {
    json!({ "type": "PING" })
}

/// Asks for something by its method: 1001 attributes, 1002 the whole status, 2005 the feeding unit.
#[must_use]
pub fn ask(id: u64, method: u32) -> Value {
    json!({ "id": id, "method": method, "params": {} })
}

/// Asks for the details of a file, its layers among them.
#[must_use]
pub fn detail(id: u64, file: &str) -> Value {
    json!({ "id": id, "method": 1046, "params": { "storage_media": "local", "filename": file } })
}

/// A command; none where the printer has no word for it.
#[must_use]
pub fn command(id: u64, command: &Command) -> Option<Value> {
    let (method, params) = match command {
        Command::Start(start) => {
            let slots = start.slots.iter().filter(|choice| choice.slot.unit != SlotId::EXTERNAL);
            let slots: Vec<Value> = slots
                .map(|choice| {
                    json!({ "slot": choice.filament, "canvas_id": choice.slot.unit, "tray_id": choice.slot.slot })
                })
                .collect();
            let config = json!({
                "delay_video": start.timelapse,
                "printer_check": true,
                "print_layout": "A",
                "bedlevel_force": start.level_bed,
                "slot_map": slots,
            });
            (1020, json!({ "storage_media": "local", "filename": start.path, "config": config }))
        }
        Command::Pause => (1021, json!({})),
        Command::Stop => (1022, json!({})),
        Command::Resume => (1023, json!({})),
        Command::Light { lamp } => (1029, json!({ "power": i32::from(*lamp == Lamp::On) })),
        Command::Speed { mode } => (1031, json!({ "mode": speed(*mode) })),
        Command::Refresh => (1002, json!({})),
        Command::ClearError | Command::Upload(_) => return None,
    };
    Some(json!({ "id": id, "method": method, "params": params }))
}

const fn speed(mode: SpeedMode) -> u8 {
    match mode {
        SpeedMode::Silent => 0,
        SpeedMode::Standard => 1,
        SpeedMode::Sport => 2,
        SpeedMode::Ludicrous => 3,
    }
}
