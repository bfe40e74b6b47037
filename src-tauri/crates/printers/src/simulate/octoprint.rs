//! A printer behind OctoPrint.

use serde_json::{Value, json};

use super::machine::{Machine, Phase, Plan};
use super::server::{Brand, HttpAnswer, HttpQuestion, Session, Simulator, file_of_form};

/// A printer behind OctoPrint; a [`Plan::key`] is its API key.
#[derive(Debug, Clone, Copy, Default)]
pub struct OctoPrint {
    /// No push socket: a web server in front does not let it through.
    pub without_socket: bool,
}

impl OctoPrint {
    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(self, plan: Plan) -> std::io::Result<Simulator> {
        Simulator::start(self, plan).await
    }
}

fn state(machine: &Machine) -> Value {
    let is = |phases: &[Phase]| phases.contains(&machine.phase);
    let printing = is(&[Phase::Preparing, Phase::Printing]);
    let text = match machine.phase {
        Phase::Preparing | Phase::Printing => "Printing",
        Phase::Paused => "Paused",
        _ => "Operational",
    };
    json!({ "text": text, "flags": {
        "operational": true, "printing": printing, "paused": machine.phase == Phase::Paused,
        "pausing": false, "resuming": false, "cancelling": false, "finishing": false,
        "error": false, "closedOrError": false, "ready": !machine.is_in_job(), "sdReady": false,
    } })
}

fn job(machine: &Machine) -> (Value, Value) {
    let file = machine.file.as_ref().map_or(
        json!({ "name": null, "path": null, "origin": null, "size": null, "date": null }),
        |file| json!({ "name": file, "display": file, "path": file, "origin": "local", "size": 1000, "date": 1_700_000_000 }),
    );
    let progress = match machine.phase {
        Phase::Idle | Phase::Cancelled | Phase::Failed => {
            json!({ "completion": null, "printTime": null, "printTimeLeft": null, "filepos": null })
        }
        _ => json!({
            "completion": f64::from(machine.permille()) / 10.0,
            "printTime": machine.seconds_printed(),
            "printTimeLeft": machine.seconds_left(),
            "filepos": 12,
        }),
    };
    (json!({ "file": file, "estimatedPrintTime": null }), progress)
}

fn temperatures(machine: &Machine) -> Value {
    let nozzle = machine.nozzle_hundredths_c() as f64 / 100.0;
    json!({ "tool0": { "actual": nozzle, "target": 215.0, "offset": 0 }, "bed": { "actual": 60.0, "target": 60.0 } })
}

impl OctoPrint {
    fn control(question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        let body: Value = serde_json::from_slice(&question.body).unwrap_or_default();
        let was_done = match (body["command"].as_str(), body["action"].as_str()) {
            (Some("pause"), Some("pause")) => machine.pause(),
            (Some("pause"), Some("resume")) => machine.resume(),
            (Some("cancel"), _) => machine.cancel(),
            _ => return HttpAnswer::status(400),
        };
        HttpAnswer::status(if was_done { 204 } else { 409 })
    }

    fn upload(question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        let Some((name, bytes)) = file_of_form(question) else {
            return HttpAnswer::json(400, &json!({ "error": "No file to upload and no folder to create" }));
        };
        machine.store(&name, bytes.len());
        HttpAnswer::json(
            201,
            &json!({ "done": true, "files": { "local": { "name": name, "path": name, "origin": "local" } } }),
        )
    }
}

impl Brand for OctoPrint {
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        if question.path == "/sockjs/info" {
            let about = json!({ "websocket": true, "origins": ["*:*"], "cookie_needed": false, "entropy": 4_217_301_877_u32 });
            return HttpAnswer::json(200, &about);
        }
        if machine.plan.key.is_some() && question.headers.get("x-api-key") != machine.plan.key.as_ref() {
            let words = "You don't have the permission to access the requested resource.";
            return HttpAnswer::json(403, &json!({ "error": words }));
        }
        let (job, progress) = job(machine);
        match (question.method.as_str(), question.path.as_str()) {
            ("GET", "/api/version") => HttpAnswer::json(
                200,
                &json!({ "api": "0.1", "server": "1.10.3", "text": "OctoPrint 1.10.3" }),
            ),
            ("POST", "/api/login") => HttpAnswer::json(200, &json!({ "name": "farm", "session": "5E55104" })),
            ("GET", "/api/printerprofiles") => HttpAnswer::json(
                200,
                &json!({ "profiles": { "_default": { "name": "Simulated", "model": "Ender", "current": true, "extruder": { "nozzleDiameter": 0.6 } } } }),
            ),
            ("GET", "/api/printer") => HttpAnswer::json(
                200,
                &json!({ "state": state(machine), "temperature": temperatures(machine) }),
            ),
            ("GET", "/api/job") => HttpAnswer::json(
                200,
                &json!({ "job": job, "progress": progress, "state": state(machine)["text"] }),
            ),
            ("GET", "/api/settings") => HttpAnswer::json(
                200,
                &json!({ "webcam": { "webcamEnabled": true, "streamUrl": "/webcam/?action=stream", "snapshotUrl": "http://127.0.0.1:8080/?action=snapshot" } }),
            ),
            ("POST", "/api/job") => Self::control(question, machine),
            ("POST", "/api/files/local") => Self::upload(question, machine),
            ("GET", path) if path.starts_with("/api/files/local/") => {
                let name = path.trim_start_matches("/api/files/local/");
                match machine.size_of(name) {
                    Some(size) => HttpAnswer::json(200, &json!({ "name": name, "path": name, "size": size })),
                    None => HttpAnswer::status(404),
                }
            }
            ("POST", path) => match path.strip_prefix("/api/files/local/") {
                Some(file) if !machine.has_file(file) => HttpAnswer::status(404),
                Some(file) if machine.start(file) => HttpAnswer::status(204),
                Some(_) => HttpAnswer::status(409),
                None => HttpAnswer::status(404),
            },
            _ => HttpAnswer::status(404),
        }
    }

    fn streams(&self, question: &HttpQuestion) -> bool {
        question.path == "/webcam/" && question.query == "action=stream"
    }

    fn admits(&self, question: &HttpQuestion, _machine: &Machine) -> Result<(), u16> {
        if question.path == "/sockjs/websocket" && !self.without_socket { Ok(()) } else { Err(404) }
    }

    fn opened(&self, session: &mut Session, machine: &Machine) -> Vec<String> {
        session.memory = json!({ "done": machine.done.len(), "job": machine.job_number });
        vec![json!({ "connected": { "version": "1.10.3" } }).to_string()]
    }

    fn heard(&self, frame: &str, session: &mut Session, machine: &mut Machine) -> Vec<String> {
        let message: Value = serde_json::from_str(frame).unwrap_or_default();
        if message["auth"] == json!("farm:5E55104") {
            session.is_open = true;
            let (job, progress) = job(machine);
            let history = json!({ "state": state(machine), "job": job, "progress": progress, "temps": [] });
            return vec![json!({ "history": history }).to_string()];
        }
        Vec::new()
    }

    fn pushes(&self, session: &mut Session, machine: &Machine) -> Vec<String> {
        if !session.is_open {
            return Vec::new();
        }
        let (job, progress) = job(machine);
        let temps = json!([temperatures(machine)]);
        let current = json!({ "state": state(machine), "job": job, "progress": progress, "temps": temps });
        let mut frames = Vec::new();
        let event =
            |kind: &str, payload: Value| json!({ "event": { "type": kind, "payload": payload } }).to_string();
        if session.memory["job"] != json!(machine.job_number) {
            frames.push(event("PrintStarted", json!({ "path": machine.file })));
        }
        frames.push(json!({ "current": current }).to_string());
        let told = session.memory["done"].as_u64().unwrap_or(0) as usize;
        for done in machine.done.iter().skip(told) {
            frames.push(match done.phase {
                Phase::Finished => event("PrintDone", json!({ "path": done.file })),
                Phase::Cancelled => event("PrintCancelled", json!({ "path": done.file })),
                _ => event("PrintFailed", json!({ "path": done.file, "reason": "error" })),
            });
        }
        session.memory = json!({ "done": machine.done.len(), "job": machine.job_number });
        frames
    }
}
