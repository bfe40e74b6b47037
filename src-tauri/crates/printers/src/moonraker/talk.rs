//! The conversation: numbered requests, their answers, and notices in between.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::merge::{Merge, PastJob};
use crate::command::{Command, RefusalKind};
use crate::event::LastKnown;
use crate::limits;
use crate::state::{Diagnosis, PrinterState, Snapshot};
use crate::wire::address::percent;
use crate::wire::engine::{Act, Boxed, Dialect};
use crate::wire::http::{Body, Http};
use crate::wire::json::{at, text};
use crate::wire::pursuit::No;
use crate::wire::socket::{Taken, Talk};
use crate::wire::sought::Look;
use crate::wire::tls::PrinterVerifier;
use crate::wire::transfer::{Sending, size_there, upload_failed};
use spoolyard_types::Secret;

/// Jobs of the history that are looked at after a connection: more than a farm prints in a night on one machine.
const PAST_JOBS: u32 = 50;
/// Requests that may wait for an answer; older ones are forgotten.
const MOST_ASKED: usize = 256;

/// What was asked under a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Identify,
    ServerInfo,
    History,
    NewestJob,
    PrinterInfo,
    Objects,
    Subscribe,
    Metadata,
    Command,
}

/// One connection's conversation.
pub(crate) struct Conversation {
    http: Http,
    key: Option<Secret>,
    merge: Merge,
    asked: HashMap<u64, Asked>,
    next_id: u64,
    /// The job to look for in the history.
    last: LastKnown,
}

impl Conversation {
    pub(crate) fn new(http: Http, key: Option<Secret>) -> Self {
        Self {
            http,
            key,
            merge: Merge::default(),
            asked: HashMap::new(),
            next_id: 1,
            last: LastKnown::default(),
        }
    }

    fn call(&mut self, asked: Asked, method: &str, params: Value) -> (u64, String) {
        let id = self.next_id;
        self.next_id += 1;
        if self.asked.len() >= MOST_ASKED {
            self.asked.retain(|old, _| id - old < MOST_ASKED as u64 / 2);
        }
        self.asked.insert(id, asked);
        let mut frame = json!({ "jsonrpc": "2.0", "method": method, "id": id });
        if !params.is_null() {
            frame["params"] = params;
        }
        (id, frame.to_string())
    }

    fn ask(&mut self, asked: Asked, method: &str, params: Value) -> String {
        self.call(asked, method, params).1
    }

    fn answered(&mut self, asked: Asked, id: u64, message: &Value, taken: &mut Taken) {
        if let Some(error) = message.get("error") {
            let said = text(at(error, &["message"])).unwrap_or_else(|| "an error".to_owned());
            let code = at(error, &["code"]).as_i64().unwrap_or(0);
            return self.failed(asked, id, code, said, taken);
        }
        let result = at(message, &["result"]);
        match asked {
            Asked::Identify => {}
            Asked::ServerInfo => {
                let was_ready = self.merge.is_ready();
                self.merge.server_info(result);
                taken.is_news = true;
                if self.merge.is_ready() && !was_ready {
                    self.begin(taken);
                }
            }
            Asked::History => {
                self.reconcile(result, taken);
                self.continue_after_history(taken);
            }
            Asked::NewestJob => {
                if let Some(job) = newest(result) {
                    self.merge.newest_job(job);
                    taken.is_news = true;
                }
            }
            Asked::PrinterInfo => self.merge.printer_info(result),
            Asked::Objects => {
                let wanted = Merge::subscription(result);
                taken.replies.push(self.ask(Asked::Subscribe, "printer.objects.subscribe", wanted));
            }
            Asked::Subscribe => self.take_status(at(result, &["status"]), taken),
            Asked::Metadata => {
                self.merge.metadata(result);
                taken.is_news = true;
            }
            Asked::Command => taken.answers.push((id, Ok(()))),
        }
    }

    fn failed(&mut self, asked: Asked, id: u64, code: i64, said: String, taken: &mut Taken) {
        match asked {
            Asked::Identify | Asked::ServerInfo | Asked::Objects | Asked::Subscribe
                if code == 401 || said.to_ascii_lowercase().contains("unauthorized") =>
            {
                let remedy = "Enter Moonraker's API key, or add this computer to its trusted clients.";
                taken.lost = Some(Diagnosis::AccessRefused { remedy: remedy.to_owned() });
            }
            // Without a history there is nothing to reconcile; the rest goes on.
            Asked::History => self.continue_after_history(taken),
            Asked::Command => taken.answers.push((id, Err(said))),
            Asked::Objects | Asked::Subscribe => {
                // Klipper went away in between: the next beat asks again.
                self.merge.klippy("disconnected");
                taken.is_news = true;
            }
            Asked::Identify | Asked::ServerInfo | Asked::NewestJob | Asked::PrinterInfo | Asked::Metadata => {
            }
        }
    }

    /// Klipper is ready: the past first, then the present.
    fn begin(&mut self, taken: &mut Taken) {
        let params = json!({ "limit": PAST_JOBS, "order": "desc" });
        taken.replies.push(self.ask(Asked::History, "server.history.list", params));
    }

    fn continue_after_history(&mut self, taken: &mut Taken) {
        taken.replies.push(self.ask(Asked::PrinterInfo, "printer.info", Value::Null));
        taken.replies.push(self.ask(Asked::Objects, "printer.objects.list", Value::Null));
    }

    /// Tells the end of the job that was under way when the printer was last heard.
    fn reconcile(&mut self, result: &Value, taken: &mut Taken) {
        let jobs = at(result, &["jobs"]).as_array().map(Vec::as_slice).unwrap_or_default();
        let jobs: Vec<PastJob> = jobs.iter().take(PAST_JOBS as usize).filter_map(PastJob::read).collect();
        if let Some(running) = self.last.running.take() {
            let same = |job: &&PastJob| match &running.key {
                Some(key) => job.id == *key,
                None => running.file_name.as_ref() == Some(&job.file_name),
            };
            taken.moments.extend(jobs.iter().find(same).and_then(|past| self.merge.ended(past)));
        }
        if let Some(newest) = jobs.into_iter().next() {
            self.merge.newest_job(newest);
        }
    }

    fn take_status(&mut self, status: &Value, taken: &mut Taken) {
        let was_in_job = self.merge.is_in_job();
        let before = self.merge.wants_metadata();
        self.merge.status(status);
        taken.is_news = true;
        if let Some(file) = self.merge.wants_metadata().filter(|file| before.as_ref() != Some(file)) {
            let params = json!({ "filename": file });
            taken.replies.push(self.ask(Asked::Metadata, "server.files.metadata", params));
        }
        if self.merge.is_in_job() && !was_in_job {
            let params = json!({ "limit": 1, "order": "desc" });
            taken.replies.push(self.ask(Asked::NewestJob, "server.history.list", params));
        }
    }

    fn noticed(&mut self, method: &str, params: &Value, taken: &mut Taken) {
        match method {
            "notify_status_update" => self.take_status(at_place(params, 0), taken),
            "notify_klippy_ready" => {
                taken.replies.push(self.ask(Asked::ServerInfo, "server.info", Value::Null));
            }
            // A file that had just come was not looked through yet when it was asked about.
            "notify_metadata_update" | "notify_filelist_changed" => {
                if let Some(file) = self.merge.wants_metadata() {
                    let params = json!({ "filename": file });
                    taken.replies.push(self.ask(Asked::Metadata, "server.files.metadata", params));
                }
            }
            "notify_klippy_shutdown" => self.stop_short("shutdown", taken),
            "notify_klippy_disconnected" => self.stop_short("disconnected", taken),
            "notify_history_changed" => {
                if let Some(job) = PastJob::read(at(at_place(params, 0), &["job"])) {
                    self.merge.newest_job(job);
                    taken.is_news = true;
                }
            }
            _ => {}
        }
    }

    /// The firmware went away; a print under way is lost.
    fn stop_short(&mut self, why: &str, taken: &mut Taken) {
        let before = self.merge.snapshot();
        if before.state.is_in_job() {
            let state = PrinterState::Failed { codes: vec![format!("klippy_{why}")] };
            taken.moments.push(Snapshot { state, ..before });
        }
        self.merge.klippy(why);
        taken.is_news = true;
    }
}

fn at_place(list: &Value, place: usize) -> &Value {
    list.get(place).unwrap_or(&Value::Null)
}

fn newest(result: &Value) -> Option<PastJob> {
    at(result, &["jobs"]).get(0).and_then(PastJob::read)
}

impl Dialect for Conversation {
    fn snapshot(&self) -> Snapshot {
        self.merge.snapshot()
    }

    fn trust(&self) -> Option<Arc<PrinterVerifier>> {
        self.http.trust()
    }

    fn act(&mut self, command: &Command) -> Result<Act, No> {
        let (method, params) = match command {
            Command::Start(start) => {
                let file = start.path.strip_prefix("gcodes/").unwrap_or(&start.path);
                ("printer.print.start", json!({ "filename": file }))
            }
            Command::Pause => ("printer.print.pause", Value::Null),
            Command::Resume => ("printer.print.resume", Value::Null),
            Command::Stop => ("printer.print.cancel", Value::Null),
            Command::Speed { mode } => {
                ("printer.gcode.script", json!({ "script": format!("M220 S{}", mode.percent()) }))
            }
            Command::ClearError if self.merge.is_ready() => {
                ("printer.gcode.script", json!({ "script": "SDCARD_RESET_FILE" }))
            }
            Command::ClearError => ("printer.firmware_restart", Value::Null),
            Command::Refresh => ("server.info", Value::Null),
            Command::Light { .. } => return Err(No::unsupported(command)),
            Command::Upload(_) => return Err(No::new(RefusalKind::Unsupported, "An upload is no request.")),
        };
        let (id, frame) = self.call(Asked::Command, method, params);
        Ok(Act::Frames(vec![frame], Some(id)))
    }

    fn send_file(&self, sending: Sending) -> Boxed<'static, Result<String, No>> {
        Box::pin(send_file(self.http.clone(), sending))
    }

    fn find_file(&mut self, sending: &Sending) -> Look {
        let sending = sending.clone();
        let http = self.http.clone();
        Look::aside(async move {
            let question = format!("/server/files/metadata?filename={}", percent(&sending.name));
            let size = size_there(&http, &question, &["result", "size"]).await?;
            (size == sending.bytes).then_some(sending.name)
        })
    }
}

impl Talk for Conversation {
    fn greet(&mut self, last: LastKnown) -> Vec<String> {
        self.merge = Merge::default();
        self.asked.clear();
        self.last = last;
        let mut who = json!({
            "client_name": "Spoolyard",
            "version": env!("CARGO_PKG_VERSION"),
            "type": "desktop",
            "url": "https://spoolyard.invalid",
        });
        if let Some(key) = &self.key {
            who["api_key"] = json!(key.reveal());
        }
        vec![
            self.ask(Asked::Identify, "server.connection.identify", who),
            self.ask(Asked::ServerInfo, "server.info", Value::Null),
        ]
    }

    fn take(&mut self, frame: &[u8]) -> Taken {
        let mut taken = Taken::default();
        let message = match limits::read_json(frame) {
            Ok(message) => message,
            Err(error) => {
                tracing::debug!("a frame of Moonraker was left out: {error}");
                return taken;
            }
        };
        let id = at(&message, &["id"]).as_u64();
        if let Some(asked) = id.and_then(|id| self.asked.remove(&id)) {
            self.answered(asked, id.unwrap_or_default(), &message, &mut taken);
        } else if let Some(method) = at(&message, &["method"]).as_str() {
            self.noticed(method, at(&message, &["params"]), &mut taken);
        }
        taken
    }

    fn beat(&mut self) -> Vec<String> {
        vec![self.ask(Asked::ServerInfo, "server.info", Value::Null)]
    }
}

/// Sends a file with its sum, by which Moonraker finds a broken one.
async fn send_file(http: Http, sending: Sending) -> Result<String, No> {
    use sha2::{Digest, Sha256};
    let mut sum = Sha256::new();
    sending.each_piece(|piece| sum.update(piece)).await?;
    let sum: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let form = reqwest::multipart::Form::new()
        .text("root", "gcodes")
        .text("checksum", sum)
        .part("file", sending.part().await?);
    let reply = http.send(reqwest::Method::POST, "/server/files/upload", &[], Body::Form(form)).await;
    let reply = reply.map_err(|error| upload_failed(&error))?;
    match reply.status {
        413 => Err(No::new(
            RefusalKind::File,
            "The web server in front of the printer takes no file of this size (client_max_body_size).",
        )),
        422 => Err(No::new(RefusalKind::Interrupted, "The file was damaged on its way: send it again.")),
        _ if reply.is_good() => {
            let body = reply.json().unwrap_or_default();
            let item = body.get("result").unwrap_or(&body);
            Ok(text(at(item, &["item", "path"])).unwrap_or_else(|| sending.name.clone()))
        }
        _ => Err(No::printer(reply.complaint())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::wire::address::Address;
    use crate::wire::http::Access;

    #[test]
    fn a_file_that_was_not_looked_through_yet_is_asked_about_again() {
        let address = Address::parse("127.0.0.1:9", 9).unwrap();
        let http = Http::new(address, Access::Open, Duration::from_secs(1)).unwrap();
        let mut conversation = Conversation::new(http, None);
        conversation.greet(LastKnown::default());
        let asks =
            |taken: Taken| taken.replies.iter().filter(|frame| frame.contains("files.metadata")).count();
        let say = |frame: Value| frame.to_string().into_bytes();
        conversation.take(&say(json!({ "id": 2, "result": { "klippy_state": "ready" } })));
        let status = json!({ "print_stats": { "state": "printing", "filename": "a.gcode" } });
        let began = say(json!({ "method": "notify_status_update", "params": [status, 1.0] }));
        assert_eq!(asks(conversation.take(&began)), 1);
        let missing = say(json!({ "id": 4, "error": { "code": 404, "message": "Metadata not available" } }));
        assert_eq!(asks(conversation.take(&missing)), 0);
        let news = say(json!({ "method": "notify_metadata_update", "params": [{ "filename": "a.gcode" }] }));
        assert_eq!(asks(conversation.take(&news)), 1);
        let described = json!({ "filename": "a.gcode", "layer_count": 7 });
        conversation.take(&say(json!({ "id": 6, "result": described })));
        assert_eq!(conversation.snapshot().job.unwrap().layers, Some(7));
        assert_eq!(asks(conversation.take(&news)), 0, "it is known now");
    }
}
