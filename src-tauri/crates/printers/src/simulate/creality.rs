//! A Creality K1.

use serde_json::{Value, json};

use super::machine::{Machine, Phase, Plan};
use super::server::{Brand, HttpAnswer, HttpQuestion, Session, Simulator, file_of_form};

/// A K1.
#[derive(Debug, Clone, Copy, Default)]
pub struct Creality;

const FOLDER: &str = "/usr/data/printer_data/gcodes/";

impl Creality {
    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(plan: Plan) -> std::io::Result<Simulator> {
        Simulator::start(Self, plan).await
    }
}

fn everything(machine: &Machine) -> Value {
    let state = match machine.phase {
        Phase::Preparing | Phase::Printing => 1,
        Phase::Paused => 5,
        Phase::Idle | Phase::Finished | Phase::Cancelled | Phase::Failed => 0,
    };
    let error = if machine.phase == Phase::Failed { 2087 } else { 0 };
    json!({
        "model": "K1C",
        "hostname": "simulated",
        "modelVersion": "printer hw ver:;printer sw ver:;DWIN hw ver:CR4CU220812S11;DWIN sw ver:1.3.3.8;",
        "state": state,
        "deviceState": 0,
        "printProgress": machine.permille() / 10,
        "printFileName": machine.file.clone().unwrap_or_default(),
        "printStartTime": machine.job_number,
        "printLeftTime": machine.seconds_left(),
        "printJobTime": machine.seconds_printed(),
        "layer": machine.layer(),
        "TotalLayer": machine.plan.layers,
        "nozzleTemp": format!("{:.6}", machine.nozzle_hundredths_c() as f64 / 100.0),
        "targetNozzleTemp": if machine.is_in_job() { 215 } else { 0 },
        "bedTemp0": "60.010000",
        "targetBedTemp0": 60,
        "lightSw": i32::from(machine.light_on),
        "curFeedratePct": machine.speed_percent,
        "withSelfTest": if machine.phase == Phase::Preparing { 50 } else { 100 },
        "err": { "errcode": error, "key": 0, "value": "" },
    })
}

/// Its files; a machine with an odd seed lists them as older firmware does.
fn listed(machine: &Machine) -> Value {
    let files = machine.files.iter();
    if machine.plan.seed.is_multiple_of(2) {
        let files: Vec<Value> = files
            .map(|(name, bytes)| json!({ "name": name, "path": format!("{FOLDER}{name}"), "file_size": bytes, "create_time": 1_784_086_071 }))
            .collect();
        return json!({ "retGcodeFileInfo2": files });
    }
    let number = files.len();
    let files: String = files
        .map(|(name, bytes)| {
            format!("{}:{name}:{bytes}:200:1784086071:1261:7468;", FOLDER.trim_end_matches('/'))
        })
        .collect();
    json!({ "retGcodeFileInfo": { "totalNum": number, "fileInfo": files } })
}

impl Brand for Creality {
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        if question.path == "/info" {
            return HttpAnswer::json(
                200,
                &json!({ "model": "K1C", "mac": "02005e000001", "hostname": "simulated" }),
            );
        }
        match (question.path.strip_prefix("/upload/"), file_of_form(question)) {
            (Some(name), Some((_, bytes))) => {
                machine.store(name, bytes.len());
                HttpAnswer::json(200, &json!({ "code": 200, "message": "OK" }))
            }
            _ => HttpAnswer::status(404),
        }
    }

    fn streams(&self, question: &HttpQuestion) -> bool {
        question.path == "/" && question.query == "action=stream"
    }

    fn admits(&self, _question: &HttpQuestion, _machine: &Machine) -> Result<(), u16> {
        Ok(())
    }

    fn opened(&self, session: &mut Session, machine: &Machine) -> Vec<String> {
        session.memory = everything(machine);
        let beat = json!({ "ModeCode": "heart_beat", "msg": "2026-01-01 00:00:00" });
        vec![session.memory.to_string(), beat.to_string()]
    }

    fn heard(&self, frame: &str, _session: &mut Session, machine: &mut Machine) -> Vec<String> {
        let message: Value = serde_json::from_str(frame).unwrap_or_default();
        let params = &message["params"];
        if message["method"] == json!("get") {
            return if params.get("ReqPrinterPara").is_some() {
                vec![everything(machine).to_string()]
            } else if params.get("reqGcodeFile").is_some() {
                vec![listed(machine).to_string()]
            } else {
                vec!["ok".to_owned()]
            };
        }
        if let Some(file) = params["opGcodeFile"].as_str().and_then(|told| told.strip_prefix("printprt:")) {
            let name = file.strip_prefix(FOLDER).unwrap_or(file);
            if machine.has_file(name) {
                machine.start(file);
            }
        }
        match params["pause"].as_i64() {
            Some(1) => drop(machine.pause()),
            Some(0) => drop(machine.resume()),
            _ => {}
        }
        if params["stop"].as_i64() == Some(1) {
            machine.cancel();
        }
        if let Some(light) = params["lightSw"].as_i64() {
            machine.light_on = light == 1;
        }
        if let Some(speed) = params["setFeedratePct"].as_u64() {
            machine.speed_percent = u16::try_from(speed).unwrap_or(100);
        }
        if params.get("cleanErr").is_some() && machine.phase == Phase::Failed {
            machine.phase = Phase::Idle;
        }
        vec!["ok".to_owned()]
    }

    fn pushes(&self, session: &mut Session, machine: &Machine) -> Vec<String> {
        let now = everything(machine);
        let changed: serde_json::Map<String, Value> = now
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, value)| session.memory[name.as_str()] != **value)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        session.memory = now;
        if changed.is_empty() { Vec::new() } else { vec![Value::Object(changed).to_string()] }
    }
}
