//! An Elegoo Centauri Carbon 2: a broker, and a web server for files, on one port.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::machine::{Machine, Phase, Plan};
use super::mqtt_side::{MqttBrand, Topical};
use super::server::{Brand, HttpAnswer, HttpQuestion, Session, Simulator};

/// What it takes where nobody has set a code.
const USUAL_CODE: &str = "123456";

/// A Centauri Carbon 2.
#[derive(Debug, Clone)]
pub struct CentauriCarbon2 {
    /// Its serial number.
    pub serial: String,
    /// How many clients it takes on.
    pub most_clients: usize,
    clients: Arc<Mutex<Vec<String>>>,
    asked: Arc<Mutex<Vec<u64>>>,
}

impl Default for CentauriCarbon2 {
    fn default() -> Self {
        Self {
            serial: "CC2SIM00001".to_owned(),
            most_clients: 4,
            clients: Arc::default(),
            asked: Arc::default(),
        }
    }
}

impl CentauriCarbon2 {
    /// One of several, each with a serial number of its own.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        Self { serial: format!("CC2SIM{:05}", number % 100_000), ..Self::default() }
    }

    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(&self, plan: Plan) -> std::io::Result<Simulator> {
        Simulator::start(self.clone(), plan).await
    }

    /// How often it was asked for this.
    #[must_use]
    pub fn times_asked(&self, method: u64) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).iter().filter(|m| **m == method).count()
    }

    /// How many clients it holds.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn register(&self, payload: &Value, session: &mut Session) -> Topical {
        let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
        let (client, request) = (text("client_id"), text("request_id"));
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let word = if clients.len() >= self.most_clients { "too many clients" } else { "ok" };
        if word == "ok" {
            clients.push(client.clone());
            session.memory = json!({ "client": client, "updates": 0 });
        }
        let answer = json!({ "client_id": client, "error": word });
        (format!("elegoo/{}/{request}/register_response", self.serial), answer.to_string())
    }

    fn answer(&self, message: &Value, machine: &mut Machine) -> Value {
        let done = |was_done: bool| json!({ "error_code": if was_done { 0 } else { 1009 } });
        let params = &message["params"];
        let method = message["method"].as_u64().unwrap_or_default();
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(method);
        match method {
            1001 => json!({
                "error_code": 0, "hostname": "Simulated", "machine_model": "Centauri Carbon 2", "sn": self.serial,
                "software_version": { "ota_version": "1.0.5.2" }, "camera_connected": true,
            }),
            1002 => status(machine),
            1020 => {
                let file = params["filename"].as_str().unwrap_or_default().to_owned();
                if machine.has_file(&file) {
                    done(machine.start(&file))
                } else {
                    json!({ "error_code": 1004 })
                }
            }
            1021 => done(machine.pause()),
            1022 => done(machine.cancel()),
            1023 => done(machine.resume()),
            1029 => {
                machine.light_on = params["power"] == 1;
                done(true)
            }
            1031 => {
                machine.speed_percent =
                    params["mode"].as_u64().and_then(|m| u16::try_from(m).ok()).unwrap_or(1);
                done(true)
            }
            1046 => match machine.files.iter().find(|(name, _)| params["filename"] == **name) {
                Some((name, bytes)) => {
                    json!({ "error_code": 0, "filename": name, "size": bytes, "layer": machine.plan.layers })
                }
                None if machine.file.as_deref() == params["filename"].as_str() => {
                    json!({ "error_code": 0, "filename": params["filename"], "layer": machine.plan.layers })
                }
                None => json!({ "error_code": 1021 }),
            },
            2005 => json!({ "error_code": 0, "canvas_info": canvas() }),
            _ => json!({ "error_code": 1001 }),
        }
    }
}

fn canvas() -> Value {
    let tray = |id: u8, kind: &str, colour: &str, status: u8| json!({ "tray_id": id, "brand": "ELEGOO", "filament_type": kind, "filament_name": kind, "filament_color": colour, "status": status });
    json!({
        "active_canvas_id": 0, "active_tray_id": 1, "auto_refill": false,
        "canvas_list": [{ "canvas_id": 0, "connected": 1, "tray_list": [
            tray(0, "PLA", "#2850DF", 1), tray(1, "PLA", "#FFFFFF", 2), tray(2, "PETG", "#000000", 1), tray(3, "", "", 0),
        ]}],
    })
}

/// Everything, as method 1002 tells it.
fn status(machine: &Machine) -> Value {
    let (doing, step) = match machine.phase {
        Phase::Idle => (1, 0),
        Phase::Preparing => (2, 1405),
        Phase::Printing => (2, 2075),
        Phase::Paused => (2, 2502),
        Phase::Finished => (1, 2077),
        Phase::Cancelled => (1, 2504),
        // It says nothing more of a print that went wrong than that it has stopped, and the code of why.
        Phase::Failed => (1, 0),
    };
    let exceptions: &[u32] = if machine.phase == Phase::Failed { &[1026] } else { &[] };
    // The modes are counted; what was never set is the second.
    let mode = if machine.speed_percent == 100 { 1 } else { machine.speed_percent };
    json!({
        "error_code": 0,
        "machine_status": { "status": doing, "sub_status": step, "exception_status": exceptions, "progress": machine.permille() / 10 },
        "print_status": {
            "filename": machine.file.clone().unwrap_or_default(),
            "uuid": if machine.job_number > 0 { format!("job-{}", machine.job_number) } else { String::new() },
            "current_layer": machine.layer(),
            "print_duration": machine.seconds_printed(),
            "remaining_time_sec": machine.seconds_left(),
            "progress": machine.permille() / 10,
        },
        "extruder": {
            "temperature": machine.nozzle_hundredths_c() as f64 / 100.0,
            "target": if machine.is_in_job() { 215 } else { 0 },
            "filament_detect_enable": 1,
            "filament_detected": i32::from(machine.has_filament),
        },
        "heater_bed": { "temperature": 60.0, "target": 60 },
        "led": { "status": i32::from(machine.light_on) },
        "gcode_move_inf": { "speed_mode": mode },
        "external_device": { "camera": true },
    })
}

/// What of `now` differs from `before`, at any depth.
fn changes(before: &Value, now: &Value) -> Map<String, Value> {
    let mut changed = Map::new();
    for (name, value) in now.as_object().into_iter().flatten() {
        let held = &before[name];
        if value.is_object() {
            let inner = changes(held, value);
            if !inner.is_empty() {
                changed.insert(name.clone(), Value::Object(inner));
            }
        } else if held != value {
            changed.insert(name.clone(), value.clone());
        }
    }
    changed
}

impl MqttBrand for CentauriCarbon2 {
    fn lets_in(&self, user: &str, password: &str, machine: &Machine) -> bool {
        user == "elegoo" && password == machine.plan.key.as_deref().unwrap_or(USUAL_CODE)
    }

    fn heard(
        &self,
        topic: &str,
        payload: &str,
        session: &mut Session,
        machine: &mut Machine,
    ) -> Vec<Topical> {
        let message: Value = serde_json::from_str(payload).unwrap_or_default();
        let own = format!("elegoo/{}/", self.serial);
        let Some(place) = topic.strip_prefix(&own) else { return Vec::new() };
        if place == "api_register" {
            return vec![self.register(&message, session)];
        }
        let client = session.memory["client"].as_str().unwrap_or_default().to_owned();
        // Who is not registered, or speaks in another's name, is not heard.
        if client.is_empty() || place != format!("{client}/api_request") {
            return Vec::new();
        }
        let answer = if message["type"] == "PING" {
            json!({ "type": "PONG" })
        } else {
            let result = self.answer(&message, machine);
            json!({ "id": message["id"], "method": message["method"], "result": result })
        };
        vec![(format!("{own}{client}/api_response"), answer.to_string())]
    }

    fn pushes(&self, session: &mut Session, machine: &Machine) -> Vec<Topical> {
        if session.memory["client"].is_null() {
            return Vec::new();
        }
        let now = status(machine);
        let changed = changes(&session.memory["last"], &now);
        if changed.is_empty() {
            return Vec::new();
        }
        let number = session.memory["updates"].as_u64().unwrap_or_default() + 1;
        session.memory["updates"] = json!(number);
        session.memory["last"] = now;
        let update = json!({ "id": number, "method": 6000, "result": changed });
        vec![(self.status_topic(), update.to_string())]
    }

    fn status_topic(&self) -> String {
        format!("elegoo/{}/api_status", self.serial)
    }

    fn left(&self, session: &Session) {
        let client = session.memory["client"].as_str().unwrap_or_default();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.retain(|held| held != client);
    }
}

impl Brand for CentauriCarbon2 {
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        let code = machine.plan.key.as_deref().unwrap_or(USUAL_CODE);
        if question.headers.get("x-token").map(String::as_str) != Some(code) {
            return HttpAnswer::json(401, &json!({ "error_code": 1000 }));
        }
        match (question.method.as_str(), question.path.as_str()) {
            ("GET", "/system/info") => {
                HttpAnswer::json(200, &json!({ "error_code": 0, "system_info": { "sn": self.serial } }))
            }
            ("PUT", "/upload") => HttpAnswer::json(200, &take_piece(question, machine)),
            _ => HttpAnswer::status(404),
        }
    }

    fn streams(&self, question: &HttpQuestion) -> bool {
        question.path == "/" && question.query == "action=stream"
    }

    fn as_broker(&self) -> Option<&dyn MqttBrand> {
        Some(self)
    }
}

/// A piece of a file, which must follow on the one before.
fn take_piece(question: &HttpQuestion, machine: &mut Machine) -> Value {
    let header = |name: &str| question.headers.get(name).map(String::as_str).unwrap_or_default();
    let name = header("x-file-name").to_owned();
    let range = header("content-range").strip_prefix("bytes ").and_then(|range| range.split_once('-'));
    let from = range.and_then(|(from, _)| from.parse::<usize>().ok());
    let held = machine.files.iter().find(|(file, _)| *file == name).map_or(0, |(_, held)| *held);
    match from {
        Some(from) if !name.is_empty() && (from == 0 || from == held) => {
            machine.store(&name, from + question.body.len());
            json!({ "error_code": 0, "offset": from + question.body.len() })
        }
        _ => json!({ "error_code": 1003 }),
    }
}
