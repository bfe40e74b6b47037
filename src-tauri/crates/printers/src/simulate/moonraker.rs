//! Klipper behind Moonraker.

use serde_json::{Value, json};

use super::machine::{Machine, Phase, Plan};
use super::server::{Brand, HttpAnswer, HttpQuestion, Session, Simulator, field_of_form, file_of_form};

/// A printer behind Moonraker.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moonraker;

impl Moonraker {
    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(plan: Plan) -> std::io::Result<Simulator> {
        Simulator::start(Self, plan).await
    }
}

fn state(machine: &Machine) -> &'static str {
    match machine.phase {
        Phase::Idle => "standby",
        Phase::Preparing | Phase::Printing => "printing",
        Phase::Paused => "paused",
        Phase::Finished => "complete",
        Phase::Cancelled => "cancelled",
        Phase::Failed => "error",
    }
}

fn objects(machine: &Machine) -> Value {
    let share = f64::from(machine.permille()) / 1000.0;
    let message = if machine.phase == Phase::Failed { "Heater extruder not heating" } else { "" };
    json!({
        "webhooks": { "state": "ready", "state_message": "Printer is ready" },
        "print_stats": {
            "filename": machine.file.clone().unwrap_or_default(),
            "state": state(machine),
            "print_duration": machine.seconds_printed(),
            "total_duration": machine.seconds_printed(),
            "filament_used": f64::from(machine.permille()) * 3.5,
            "message": message,
            "info": { "current_layer": machine.layer(), "total_layer": machine.plan.layers },
        },
        "display_status": { "progress": share, "message": null },
        "virtual_sdcard": { "progress": share, "file_position": 0 },
        "extruder": { "temperature": machine.nozzle_hundredths_c() as f64 / 100.0, "target": if machine.is_in_job() { 215.0 } else { 0.0 } },
        "heater_bed": { "temperature": 60.0, "target": 60.0 },
        "gcode_move": { "speed_factor": f64::from(machine.speed_percent) / 100.0 },
        "idle_timeout": { "state": if machine.is_in_job() { "Printing" } else { "Idle" } },
        "filament_switch_sensor runout": { "enabled": true, "filament_detected": machine.has_filament },
    })
}

/// The fields of `now` that differ from `before`.
fn changes(before: &Value, now: &Value) -> Value {
    let mut changed = serde_json::Map::new();
    for (name, fields) in now.as_object().into_iter().flatten() {
        let mut object = serde_json::Map::new();
        for (field, value) in fields.as_object().into_iter().flatten() {
            if before[name][field] != *value {
                object.insert(field.clone(), value.clone());
            }
        }
        if !object.is_empty() {
            changed.insert(name.clone(), Value::Object(object));
        }
    }
    Value::Object(changed)
}

fn job(number: u32, file: &str, status: &str) -> Value {
    json!({ "job_id": format!("{number:06X}"), "filename": file, "status": status, "print_duration": 1200.5, "filament_used": 3500.0 })
}

/// The history, newest first.
fn history(machine: &Machine) -> Vec<Value> {
    let mut jobs = Vec::new();
    if let (true, Some(file)) = (machine.is_in_job(), &machine.file) {
        jobs.push(job(machine.job_number, file, "in_progress"));
    }
    jobs.extend(machine.done.iter().rev().map(|done| {
        let status = match done.phase {
            Phase::Finished => "completed",
            Phase::Cancelled => "cancelled",
            _ => "error",
        };
        job(done.number, &done.file, status)
    }));
    jobs
}

impl Moonraker {
    fn call(
        method: &str,
        params: &Value,
        session: &mut Session,
        machine: &mut Machine,
    ) -> Result<Value, (i64, String)> {
        let done = |was_done: bool, why: &str| {
            if was_done { Ok(json!("ok")) } else { Err((400, why.to_owned())) }
        };
        if let Some(key) = &machine.plan.key
            && !session.memory["trusted"].as_bool().unwrap_or(false)
        {
            if method != "server.connection.identify" || params["api_key"] != json!(key) {
                return Err((401, "Unauthorized".to_owned()));
            }
            session.memory["trusted"] = json!(true);
        }
        match method {
            "server.connection.identify" => Ok(json!({ "connection_id": 1 })),
            "server.info" => {
                Ok(json!({ "klippy_connected": true, "klippy_state": "ready", "components": ["history"] }))
            }
            "server.history.list" => {
                let limit = params["limit"].as_u64().unwrap_or(50) as usize;
                let jobs: Vec<Value> = history(machine).into_iter().take(limit).collect();
                Ok(json!({ "count": jobs.len(), "jobs": jobs }))
            }
            "printer.info" => Ok(
                json!({ "hostname": "simulated", "software_version": "v0.12.0", "state_message": "Printer is ready" }),
            ),
            "printer.objects.list" => {
                let names: Vec<String> = objects(machine)
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone())
                    .collect();
                Ok(json!({ "objects": names }))
            }
            "printer.objects.subscribe" => {
                let now = objects(machine);
                session.is_open = true;
                session.memory["last"] = now.clone();
                session.memory["job"] = json!(machine.job_number);
                Ok(json!({ "eventtime": 1.0, "status": now }))
            }
            "server.files.metadata" => Ok(json!({
                "filename": params["filename"],
                "estimated_time": machine.plan.printing_ticks.saturating_mul(machine.plan.seconds_per_tick),
                "layer_count": machine.plan.layers,
            })),
            "printer.print.start" => {
                let file = params["filename"].as_str().unwrap_or_default().to_owned();
                if machine.has_file(&file) {
                    done(machine.start(&file), "SD busy")
                } else {
                    Err((400, "Unable to open file".to_owned()))
                }
            }
            "printer.print.pause" => done(machine.pause(), "not printing"),
            "printer.print.resume" => done(machine.resume(), "not paused"),
            "printer.print.cancel" => done(machine.cancel(), "not printing"),
            "printer.gcode.script" => {
                let script = params["script"].as_str().unwrap_or_default();
                if let Some(speed) = script.strip_prefix("M220 S").and_then(|speed| speed.parse().ok()) {
                    machine.speed_percent = speed;
                }
                Ok(json!("ok"))
            }
            _ => Err((-32601, "Method not found".to_owned())),
        }
    }
}

impl Brand for Moonraker {
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        if machine.plan.key.is_some() && question.headers.get("x-api-key") != machine.plan.key.as_ref() {
            return HttpAnswer::json(401, &json!({ "error": { "code": 401, "message": "Unauthorized" } }));
        }
        match question.path.as_str() {
            "/server/info" => {
                let told = json!({ "klippy_connected": true, "klippy_state": "ready", "moonraker_version": "v0.9.3-1", "components": ["history"] });
                return HttpAnswer::json(200, &json!({ "result": told }));
            }
            "/printer/info" => {
                let told =
                    json!({ "state": "ready", "hostname": "simulated", "software_version": "v0.12.0" });
                return HttpAnswer::json(200, &json!({ "result": told }));
            }
            "/server/webcams/list" => {
                let camera = json!({ "name": "bed", "enabled": true, "service": "mjpegstreamer", "stream_url": "/webcam/?action=stream", "snapshot_url": "" });
                return HttpAnswer::json(200, &json!({ "result": { "webcams": [camera] } }));
            }
            "/webcam/" if question.query == "action=snapshot" => return HttpAnswer::picture(machine),
            "/server/files/metadata" => {
                let name = question.query.strip_prefix("filename=").unwrap_or_default();
                return match machine.size_of(name) {
                    Some(size) => {
                        HttpAnswer::json(200, &json!({ "result": { "filename": name, "size": size } }))
                    }
                    None => HttpAnswer::status(404),
                };
            }
            "/server/files/upload" => {}
            _ => return HttpAnswer::status(404),
        }
        let Some((name, bytes)) = file_of_form(question) else {
            return HttpAnswer::json(400, &json!({ "error": { "message": "no file" } }));
        };
        let sum: String = {
            use sha2::{Digest, Sha256};
            Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()
        };
        if field_of_form(question, "checksum").is_some_and(|told| told != sum) {
            return HttpAnswer::json(422, &json!({ "error": { "message": "File checksum mismatch" } }));
        }
        machine.store(&name, bytes.len());
        HttpAnswer::json(
            201,
            &json!({ "item": { "path": name, "root": "gcodes" }, "action": "create_file", "print_started": false }),
        )
    }

    fn streams(&self, question: &HttpQuestion) -> bool {
        question.path == "/webcam/" && question.query == "action=stream"
    }

    fn admits(&self, question: &HttpQuestion, _machine: &Machine) -> Result<(), u16> {
        if question.path == "/websocket" { Ok(()) } else { Err(404) }
    }

    fn heard(&self, frame: &str, session: &mut Session, machine: &mut Machine) -> Vec<String> {
        let Ok(message) = serde_json::from_str::<Value>(frame) else {
            return Vec::new();
        };
        let method = message["method"].as_str().unwrap_or_default();
        let answer = match Self::call(method, &message["params"], session, machine) {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }),
            Err((code, why)) => {
                json!({ "jsonrpc": "2.0", "id": message["id"], "error": { "code": code, "message": why } })
            }
        };
        vec![answer.to_string()]
    }

    fn pushes(&self, session: &mut Session, machine: &Machine) -> Vec<String> {
        if !session.is_open {
            return Vec::new();
        }
        let now = objects(machine);
        let changed = changes(&session.memory["last"], &now);
        let mut frames = Vec::new();
        if changed.as_object().is_some_and(|changed| !changed.is_empty()) {
            let params = json!([changed, machine.ticks]);
            frames.push(
                json!({ "jsonrpc": "2.0", "method": "notify_status_update", "params": params }).to_string(),
            );
        }
        if session.memory["job"] != json!(machine.job_number) {
            let job = job(machine.job_number, machine.file.as_deref().unwrap_or_default(), "in_progress");
            let params = json!([{ "action": "added", "job": job }]);
            frames.push(
                json!({ "jsonrpc": "2.0", "method": "notify_history_changed", "params": params }).to_string(),
            );
        }
        session.memory["last"] = now;
        session.memory["job"] = json!(machine.job_number);
        frames
    }
}
