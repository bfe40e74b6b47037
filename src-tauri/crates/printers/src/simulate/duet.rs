//! A Duet board, alone or with a computer beside it.

use serde_json::{Value, json};

use super::machine::{Machine, Phase, Plan};
use super::server::{Brand, HttpAnswer, HttpQuestion, Simulator};

/// A Duet board; a [`Plan::key`] is its password.
#[derive(Debug, Clone, Copy, Default)]
pub struct Duet {
    /// A computer stands beside it and speaks for it.
    pub with_computer: bool,
}

const FOLDER: &str = "0:/gcodes/";
/// The session that is open: another seed ends it.
fn session(machine: &Machine) -> String {
    (4710 + machine.plan.seed).to_string()
}

impl Duet {
    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(self, plan: Plan) -> std::io::Result<Simulator> {
        Simulator::start(self, plan).await
    }

    fn code(code: &str, machine: &mut Machine) {
        if let Some(file) = code.strip_prefix("M32 \"").and_then(|rest| rest.strip_suffix('"')) {
            if machine.has_file(file.strip_prefix(FOLDER).unwrap_or(file)) {
                machine.start(file);
            }
            return;
        }
        match code {
            "M25" => drop(machine.pause()),
            "M24" => drop(machine.resume()),
            "M0" if machine.phase == Phase::Paused => drop(machine.cancel()),
            _ => {}
        }
    }

    fn signed_in(&self, question: &HttpQuestion, machine: &Machine) -> HttpAnswer {
        let wanted = machine.plan.key.as_deref().unwrap_or("reprap");
        let is_right = question.query.split('&').any(|pair| pair == format!("password={wanted}"));
        match (self.with_computer, is_right) {
            (true, true) => HttpAnswer::json(200, &json!({ "sessionKey": session(machine) })),
            (true, false) => HttpAnswer::status(403),
            (false, true) => HttpAnswer::json(
                200,
                &json!({ "err": 0, "sessionTimeout": 8000, "sessionKey": 4710 + machine.plan.seed, "apiLevel": 1 }),
            ),
            (false, false) => HttpAnswer::json(200, &json!({ "err": 1 })),
        }
    }
}

fn model(machine: &Machine) -> Value {
    let status = match machine.phase {
        Phase::Preparing | Phase::Printing => "processing",
        Phase::Paused => "paused",
        Phase::Idle | Phase::Finished | Phase::Cancelled | Phase::Failed => "idle",
    };
    json!({
        "state": { "status": status, "upTime": machine.seconds_on() },
        "seqs": { "job": machine.job_number * 2 + u32::from(!machine.is_in_job()), "tools": 1 },
        "heat": {
            "bedHeaters": [0], "chamberHeaters": [-1],
            "heaters": [
                { "current": 60.1, "active": 60, "standby": 0, "state": "active" },
                { "current": machine.nozzle_hundredths_c() as f64 / 100.0, "active": 215, "standby": 100, "state": "active" },
            ],
        },
        "tools": [{ "heaters": [1] }],
        "boards": [{ "name": "Duet 3 Mini 5+", "firmwareVersion": "3.5.2", "uniqueId": "SIM-D" }],
        "network": { "name": "simulated" },
        "job": job(machine),
    })
}

fn job(machine: &Machine) -> Value {
    let last = machine.done.last();
    let file = machine.file.as_ref().filter(|_| machine.is_in_job());
    json!({
        "file": { "fileName": file, "size": 1000, "numLayers": machine.plan.layers, "filament": [3500.0] },
        "filePosition": machine.permille(),
        "layer": if machine.seconds_printed() > 0 { json!(machine.layer().max(1)) } else { Value::Null },
        "rawExtrusion": machine.seconds_printed(),
        "duration": machine.seconds_printed(),
        "pauseDuration": machine.seconds_stood(),
        "timesLeft": { "slicer": machine.seconds_left(), "filament": null, "file": null },
        "lastFileName": last.filter(|_| !machine.is_in_job()).map(|done| done.file.clone()),
        "lastFileAborted": last.is_some_and(|done| done.phase == Phase::Failed),
        "lastFileCancelled": last.is_some_and(|done| done.phase == Phase::Cancelled),
        "lastFileSimulated": false,
    })
}

/// A value of the query, its percent form undone.
fn value_of(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

impl Brand for Duet {
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        let path = question.path.as_str();
        if path.starts_with("/rr_") == self.with_computer {
            return HttpAnswer::status(404);
        }
        if matches!(path, "/rr_connect" | "/machine/connect") {
            return self.signed_in(question, machine);
        }
        if question.headers.get("x-session-key") != Some(&session(machine)) {
            return HttpAnswer::status(401);
        }
        match path {
            "/rr_model" => {
                let key = value_of(&question.query, "key").unwrap_or_default();
                let whole = model(machine);
                let result = if key.is_empty() {
                    // The frequently changing part knows the place in the file, not its name.
                    let job = json!({ "filePosition": whole["job"]["filePosition"], "layer": whole["job"]["layer"], "rawExtrusion": whole["job"]["rawExtrusion"], "duration": whole["job"]["duration"], "timesLeft": whole["job"]["timesLeft"] });
                    json!({ "state": whole["state"], "seqs": whole["seqs"], "heat": { "heaters": whole["heat"]["heaters"] }, "job": job })
                } else {
                    whole[key.as_str()].clone()
                };
                HttpAnswer::json(200, &json!({ "key": key, "flags": "", "result": result }))
            }
            "/rr_gcode" => {
                Self::code(&value_of(&question.query, "gcode").unwrap_or_default(), machine);
                HttpAnswer::json(200, &json!({ "buff": 200 }))
            }
            "/rr_upload" => {
                let name = value_of(&question.query, "name").unwrap_or_default();
                let told =
                    value_of(&question.query, "crc32").and_then(|sum| u32::from_str_radix(&sum, 16).ok());
                if told != Some(crc32fast::hash(&question.body)) {
                    return HttpAnswer::json(200, &json!({ "err": 1 }));
                }
                machine.store(name.strip_prefix(FOLDER).unwrap_or(&name), question.body.len());
                HttpAnswer::json(200, &json!({ "err": 0 }))
            }
            "/rr_fileinfo" => {
                let name = value_of(&question.query, "name").unwrap_or_default();
                match machine.size_of(name.strip_prefix(FOLDER).unwrap_or(&name)) {
                    Some(size) => HttpAnswer::json(200, &json!({ "err": 0, "fileName": name, "size": size })),
                    None => HttpAnswer::json(200, &json!({ "err": 1 })),
                }
            }
            "/machine/model" => HttpAnswer::json(200, &model(machine)),
            "/machine/code" => {
                Self::code(&String::from_utf8_lossy(&question.body), machine);
                HttpAnswer::status(200)
            }
            "/rr_disconnect" | "/machine/disconnect" => HttpAnswer::status(204),
            _ if path.starts_with("/machine/fileinfo/0%3A/gcodes/") => {
                let name = path.trim_start_matches("/machine/fileinfo/0%3A/gcodes/");
                match machine.size_of(name) {
                    Some(size) => HttpAnswer::json(200, &json!({ "fileName": name, "size": size })),
                    None => HttpAnswer::status(404),
                }
            }
            _ => match path.strip_prefix("/machine/file/0%3A/gcodes/") {
                Some(name) => {
                    machine.store(name, question.body.len());
                    HttpAnswer::status(201)
                }
                None => HttpAnswer::status(404),
            },
        }
    }
}
