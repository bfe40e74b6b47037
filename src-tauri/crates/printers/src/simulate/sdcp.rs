//! An Elegoo Centauri Carbon.

use serde_json::{Value, json};

use super::machine::{Machine, Phase, Plan};
use super::server::{Brand, HttpAnswer, HttpQuestion, Session, Simulator, field_of_form, file_of_form};

/// A Centauri Carbon.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sdcp;

impl Sdcp {
    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(plan: Plan) -> std::io::Result<Simulator> {
        Simulator::start(Self, plan).await
    }
}

fn status(machine: &Machine) -> Value {
    let (doing, step) = match machine.phase {
        Phase::Idle => (0, 0),
        Phase::Preparing => (1, 16),
        Phase::Printing => (1, 13),
        Phase::Paused if !machine.has_filament => (1, 26),
        Phase::Paused => (1, 6),
        Phase::Finished => (0, 9),
        Phase::Cancelled => (0, 8),
        Phase::Failed => (0, 14),
    };
    json!({
        "CurrentStatus": [doing],
        "TempOfNozzle": machine.nozzle_hundredths_c() as f64 / 100.0,
        "TempTargetNozzle": 215,
        "TempOfHotbed": 60.0,
        "TempTargetHotbed": 60,
        "CurrenCoord": "0,0,0",
        "LightStatus": { "SecondLight": i32::from(machine.light_on), "RgbLight": [0, 0, 0] },
        "PrintInfo": {
            "Status": step,
            "CurrentLayer": machine.layer(),
            "TotalLayer": machine.plan.layers,
            "CurrentTicks": machine.seconds_printed(),
            "TotalTicks": machine.plan.printing_ticks.saturating_mul(30),
            "Filename": machine.file.clone().unwrap_or_default(),
            "ErrorNumber": if machine.phase == Phase::Failed { 2 } else { 0 },
            "TaskId": if machine.job_number > 0 { format!("task-{}", machine.job_number) } else { String::new() },
            "Progress": machine.permille() / 10,
            "PrintSpeedPct": machine.speed_percent,
        },
    })
}

/// The serial number of the machine with this seed.
#[must_use]
pub fn board(seed: u64) -> String {
    format!("b0a4d{seed:04}")
}

fn pushed(machine: &Machine) -> String {
    let board = board(machine.plan.seed);
    let topic = format!("sdcp/status/{board}");
    json!({ "Status": status(machine), "MainboardID": board, "TimeStamp": machine.ticks, "Topic": topic })
        .to_string()
}

/// Its files, as a filament printer lists them.
fn listed(machine: &Machine, request: &Value) -> Value {
    let files: Vec<Value> = machine
        .files
        .iter()
        .map(|(name, bytes)| json!({ "name": format!("/local/{name}"), "type": 1, "CreateTime": 1_789_329_328, "FileSize": bytes, "LayerHeight": 0, "TotalLayers": 2, "EstFilamentLength": 0 }))
        .collect();
    let board = board(machine.plan.seed);
    json!({
        "Id": "979d4C788A4a78bC777A870F1A02867A",
        "Data": { "Cmd": 258, "Data": { "FileList": files }, "RequestID": request, "MainboardID": board },
        "Topic": format!("sdcp/response/{board}"),
    })
}

impl Sdcp {
    fn command(number: i64, data: &Value, machine: &mut Machine) -> i64 {
        let done = |was_done: bool| i64::from(!was_done);
        match number {
            0 | 1 | 64 | 258 => 0,
            128 => {
                let file = data["Filename"].as_str().unwrap_or_default().to_owned();
                let name = file.trim_start_matches("/local/").to_owned();
                if machine.has_file(&name) { done(machine.start(&file)) } else { 2 }
            }
            129 => done(machine.pause()),
            130 => done(machine.cancel()),
            131 => done(machine.resume()),
            403 => {
                if let Some(light) = data["LightStatus"]["SecondLight"].as_bool() {
                    machine.light_on = light;
                }
                if let Some(speed) = data["PrintSpeedPct"].as_u64() {
                    machine.speed_percent = u16::try_from(speed).unwrap_or(100);
                }
                0
            }
            _ => 1,
        }
    }
}

impl Brand for Sdcp {
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        if question.path != "/uploadFile/upload" {
            return HttpAnswer::status(404);
        }
        let (Some((name, bytes)), Some(offset)) = (file_of_form(question), field_of_form(question, "Offset"))
        else {
            return HttpAnswer::json(200, &json!({ "code": "-1", "success": false }));
        };
        let held = machine.files.iter().find(|(file, _)| *file == name).map_or(0, |(_, held)| *held);
        let offset: usize = offset.parse().unwrap_or(usize::MAX);
        if offset != 0 && offset != held {
            return HttpAnswer::json(200, &json!({ "code": "-2", "success": false }));
        }
        machine.store(&name, offset + bytes.len());
        HttpAnswer::json(200, &json!({ "code": "000000", "success": true, "data": {} }))
    }

    fn streams(&self, question: &HttpQuestion) -> bool {
        question.path == "/video"
    }

    fn admits(&self, question: &HttpQuestion, _machine: &Machine) -> Result<(), u16> {
        if question.path == "/websocket" { Ok(()) } else { Err(404) }
    }

    fn heard(&self, frame: &str, session: &mut Session, machine: &mut Machine) -> Vec<String> {
        if frame == "ping" {
            return vec!["pong".to_owned()];
        }
        let message: Value = serde_json::from_str(frame).unwrap_or_default();
        let data = &message["Data"];
        let number = data["Cmd"].as_i64().unwrap_or(-1);
        let board = board(machine.plan.seed);
        let ack = Self::command(number, &data["Data"], machine);
        let told = match number {
            // Without a scheme, as the printer writes it.
            386 => json!({ "Ack": 0, "VideoUrl": format!("{}/video", session.host) }),
            _ => json!({ "Ack": ack }),
        };
        let answer = json!({
            "Id": "979d4C788A4a78bC777A870F1A02867A",
            "Data": { "Cmd": number, "Data": told, "RequestID": data["RequestID"], "MainboardID": board },
            "Topic": format!("sdcp/response/{board}"),
        });
        let mut frames = vec![answer.to_string()];
        match number {
            0 => frames.push(pushed(machine)),
            1 => frames.push(
                json!({
                    "Attributes": { "Name": "Simulated", "MachineName": "Centauri Carbon", "MainboardID": board, "ProtocolVersion": "V3.0.0", "FirmwareVersion": "V1.1.29" },
                    "Topic": format!("sdcp/attributes/{board}"),
                })
                .to_string(),
            ),
            // Behind the frame that says that it comes.
            258 => frames.push(listed(machine, &data["RequestID"]).to_string()),
            64 => session.closes = true,
            _ => {}
        }
        frames
    }

    fn pushes(&self, session: &mut Session, machine: &Machine) -> Vec<String> {
        let now = json!([format!("{:?}", machine.phase), machine.layer()]);
        if session.memory == now {
            return Vec::new();
        }
        session.memory = now;
        vec![pushed(machine)]
    }
}
