//! A printer with PrusaLink.

use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::machine::{Machine, Phase, Plan};
use super::server::{Brand, HttpAnswer, HttpQuestion, Simulator};

/// A printer with PrusaLink; a [`Plan::key`] is the password of `maker`, asked for by digest.
#[derive(Debug, Clone, Copy, Default)]
pub struct PrusaLink;

/// The question of the digest changes every so many ticks, as it does on printers.
const TICKS_PER_QUESTION: u64 = 40;

impl PrusaLink {
    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(plan: Plan) -> std::io::Result<Simulator> {
        Simulator::start(Self, plan).await
    }
}

fn hash(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the answer to the digest's question is right, and to which question it was.
fn proven(question: &HttpQuestion, password: &str) -> Option<String> {
    let header = question.headers.get("authorization")?.strip_prefix("Digest ")?;
    let of = |name: &str| {
        let at = header.find(&format!("{name}=\""))? + name.len() + 2;
        header[at..].split_once('"').map(|(value, _)| value.to_owned())
    };
    let counter = header.split_once("nc=")?.1.split(',').next()?;
    let who = hash(&format!("maker:Printer API:{password}"));
    let what = hash(&format!("{}:{}", question.method, of("uri")?));
    let right = hash(&format!("{who}:{}:{counter}:{}:auth:{what}", of("nonce")?, of("cnonce")?));
    (of("response")? == right && of("uri")? == question.path).then(|| of("nonce"))?
}

fn status(machine: &Machine) -> Value {
    let state = match machine.phase {
        Phase::Idle => "IDLE",
        Phase::Preparing | Phase::Printing => "PRINTING",
        Phase::Paused if !machine.has_filament => "ATTENTION",
        Phase::Paused => "PAUSED",
        Phase::Finished => "FINISHED",
        Phase::Cancelled => "STOPPED",
        Phase::Failed => "ERROR",
    };
    let heating = machine.phase == Phase::Preparing;
    let mut answer = json!({
        "printer": {
            "state": state,
            "temp_nozzle": if heating { 120.0 } else { machine.nozzle_hundredths_c() as f64 / 100.0 },
            "target_nozzle": if machine.is_in_job() { 215.0 } else { 0.0 },
            "temp_bed": 59.5,
            "target_bed": 60.0,
            "speed": machine.speed_percent,
        },
        "storage": { "path": "/usb/", "name": "usb", "read_only": false },
    });
    if machine.phase != Phase::Idle {
        answer["job"] = json!({
            "id": machine.job_number,
            "progress": f64::from(machine.permille()) / 10.0,
            "time_printing": machine.seconds_printed(),
            "time_remaining": machine.seconds_left(),
        });
    }
    answer
}

impl PrusaLink {
    fn control(question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        let mut pieces = question.path.split('/').skip(4);
        let number = pieces.next().and_then(|number| number.parse::<u32>().ok());
        if number != Some(machine.job_number) {
            return HttpAnswer::status(404);
        }
        let was_done = match (question.method.as_str(), pieces.next()) {
            ("PUT", Some("pause")) => machine.pause(),
            ("PUT", Some("resume")) => machine.resume(),
            ("DELETE", None) => machine.cancel(),
            _ => return HttpAnswer::status(404),
        };
        HttpAnswer::status(if was_done { 204 } else { 409 })
    }

    fn file(question: &HttpQuestion, name: &str, machine: &mut Machine) -> HttpAnswer {
        match question.method.as_str() {
            "PUT" if question.headers.get("overwrite").map(String::as_str) == Some("?1") => {
                let told = question.headers.get("content-length").and_then(|length| length.parse().ok());
                if told != Some(question.body.len()) {
                    return HttpAnswer::status(411);
                }
                machine.store(name, question.body.len());
                HttpAnswer::status(201)
            }
            "GET" => match machine.size_of(name) {
                Some(size) => {
                    HttpAnswer::json(200, &json!({ "name": name, "size": size, "type": "PRINT_FILE" }))
                }
                None => HttpAnswer::status(404),
            },
            "POST" if !machine.has_file(name) => HttpAnswer::status(404),
            "POST" if machine.start(name) => HttpAnswer::status(204),
            _ => HttpAnswer::status(409),
        }
    }
}

impl Brand for PrusaLink {
    fn answer(&self, question: &HttpQuestion, machine: &mut Machine) -> HttpAnswer {
        if let Some(password) = &machine.plan.key {
            let nonce = format!("{:x}", machine.ticks / TICKS_PER_QUESTION);
            let proven = proven(question, password);
            if proven.as_ref() != Some(&nonce) {
                let stale = if proven.is_some() { ", stale=true" } else { "" };
                let header = format!("Digest realm=\"Printer API\", nonce=\"{nonce}\", qop=\"auth\"{stale}");
                let headers = vec![("www-authenticate", header)];
                return HttpAnswer {
                    headers,
                    ..HttpAnswer::json(401, &json!({ "error": "401 Unauthorized" }))
                };
            }
        }
        if let Some(name) = question.path.strip_prefix("/api/v1/files/usb/") {
            return Self::file(question, name, machine);
        }
        match question.path.as_str() {
            "/api/version" => HttpAnswer::json(
                200,
                &json!({ "api": "2.0.0", "server": "2.1.2", "text": "PrusaLink", "hostname": "simulated", "firmware": "6.5.3+1" }),
            ),
            "/api/v1/info" => HttpAnswer::json(
                200,
                &json!({ "serial": "SIM-0001", "nozzle_diameter": 0.4, "hostname": "simulated", "mmu": false }),
            ),
            "/api/v1/storage" => HttpAnswer::json(
                200,
                &json!({ "storage_list": [{ "name": "usb", "path": "/usb/", "available": true, "read_only": false }] }),
            ),
            "/api/v1/status" => HttpAnswer::json(200, &status(machine)),
            "/api/v1/job" => match (&machine.file, machine.phase) {
                (Some(file), phase) if phase != Phase::Idle => HttpAnswer::json(
                    200,
                    &json!({ "id": machine.job_number, "file": { "name": "PART~1.GCO", "display_name": file } }),
                ),
                _ => HttpAnswer::status(204),
            },
            "/api/v1/cameras/snap" => HttpAnswer::picture(machine),
            "/api/printer" => HttpAnswer::json(200, &json!({ "telemetry": { "material": "PETG" } })),
            path if path.starts_with("/api/v1/job/") => Self::control(question, machine),
            _ => HttpAnswer::status(404),
        }
    }
}
