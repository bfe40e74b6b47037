//! A farm with its printers watched, as one start of the program has it.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Actor, Host, Refusal, Request, SystemClock};

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The farm, its table of commands, and an ear at its events.
pub(crate) struct Floor {
    pub(crate) host: Host,
    heard: Arc<(Mutex<u64>, Condvar)>,
}

impl Floor {
    pub(crate) fn open(file: &Path) -> Self {
        let host = Host::open(file, Arc::new(SystemClock));
        let heard = Arc::<(Mutex<u64>, Condvar)>::default();
        let told = Arc::clone(&heard);
        host.subscribe(move |_| {
            *told.0.lock().unwrap() += 1;
            told.1.notify_all();
        });
        Self { host, heard }
    }

    pub(crate) fn ask(&self, name: &str, payload: Value) -> Result<Value, Refusal> {
        let request = Request { name: name.into(), payload, request_id: None, token: None };
        self.host.call(Actor::spoolyard(), request)
    }

    pub(crate) fn done(&self, name: &str, payload: Value) -> Value {
        self.ask(name, payload).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
    }

    /// Writes a printer down.
    pub(crate) fn add(&self, code: &str) -> i64 {
        let written = json!({ "code": code, "name": code, "model": "Simulated", "brand": "generic" });
        self.done("printers.add", written)["id"].as_i64().unwrap()
    }

    /// Waits until it is so; everything that happens is heard.
    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = *self.heard.0.lock().unwrap();
        while !is_so(self) {
            let shown = || json!([self.done("printers.live", json!({})), self.jobs()]);
            assert!(Instant::now() < deadline, "never: {what}; {:#}", shown());
            let held = self.heard.0.lock().unwrap();
            let wait = self.heard.1.wait_timeout_while(held, Duration::from_secs(1), |now| *now == seen);
            seen = *wait.unwrap().0;
        }
    }

    /// What is written down of each printer.
    pub(crate) fn statuses(&self) -> Vec<String> {
        let rows = self.done("printers.list", json!({}));
        rows.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn all_are(&self, status: &str) -> bool {
        self.statuses().iter().all(|s| s == status)
    }

    /// The prints that are written down, the newest first.
    pub(crate) fn jobs(&self) -> Vec<Value> {
        self.done("print_jobs.list", json!({ "limit": 50 }))["rows"].as_array().unwrap().clone()
    }

    pub(crate) fn jobs_are(&self, count: usize, status: &str) -> bool {
        let jobs = self.jobs();
        jobs.len() == count && jobs.iter().all(|job| job["status"] == status)
    }

    pub(crate) fn status_of(&self, printer: i64) -> String {
        self.done("printers.get", json!({ "id": printer }))["status"].as_str().unwrap().to_owned()
    }

    /// How a printer is now; null as long as it is not connected.
    pub(crate) fn live(&self, printer: i64) -> Value {
        let all = self.done("printers.live", json!({}));
        all.as_array().unwrap().iter().find(|live| live["id"] == printer).cloned().unwrap_or_default()
    }

    /// Tells a printer something and waits until it is in the state that follows.
    pub(crate) fn tell(&self, printer: i64, action: &str, status: &str) {
        self.done("printers.tell", json!({ "id": printer, "action": action }));
        self.until(action, |floor| floor.status_of(printer) == status);
    }
}
