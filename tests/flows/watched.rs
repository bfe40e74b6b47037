//! A farm over printers that print: written down, connected and watched through the table of commands, as a window
//! does it. The printers are simulated on loopback and begin, pause and end when the test says so.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Actor, Host, Refusal, Request, SystemClock};
use spoolyard_printers::simulate::{Hall, HallPlan, Make, Phase, Simulator};

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Six printers of three makes, on a runtime of their own.
struct Workshop {
    halls: Vec<Hall>,
    _runtime: tokio::runtime::Runtime,
}

impl Workshop {
    fn open() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let hall = |make, printers| {
            let plan = HallPlan { make, printers, speed_up: 1000, seed: 11, set_back: None, again: false };
            runtime.block_on(Hall::open(&plan)).unwrap()
        };
        let halls = vec![hall(Make::Moonraker, 3), hall(Make::Octoprint, 2), hall(Make::Duet, 1)];
        for simulator in halls.iter().flat_map(|hall| &hall.simulators) {
            // No print ends before the test has seen it.
            simulator.machine(|machine| machine.plan.printing_ticks = 1_000_000);
        }
        Self { halls, _runtime: runtime }
    }

    fn simulators(&self) -> impl Iterator<Item = &Simulator> {
        self.halls.iter().flat_map(|hall| &hall.simulators)
    }

    /// Somebody starts a file at every printer.
    fn begin(&self, file: &str) {
        for simulator in self.simulators() {
            simulator.machine(|machine| {
                machine.store(file, 1000);
                assert!(machine.start(file));
            });
        }
    }

    /// Every print comes to its end.
    fn let_end(&self) {
        self.simulators().for_each(|simulator| simulator.machine(|machine| machine.plan.printing_ticks = 1));
    }
}

/// The farm as one start of the program has it.
struct Floor {
    host: Host,
    heard: Arc<(Mutex<u64>, Condvar)>,
}

impl Floor {
    fn open(file: &Path) -> Self {
        let host = Host::open(file, Arc::new(SystemClock));
        let heard = Arc::<(Mutex<u64>, Condvar)>::default();
        let told = Arc::clone(&heard);
        host.subscribe(move |_| {
            *told.0.lock().unwrap() += 1;
            told.1.notify_all();
        });
        Self { host, heard }
    }

    fn ask(&self, name: &str, payload: Value) -> Result<Value, Refusal> {
        let request = Request { name: name.into(), payload, request_id: None, token: None };
        self.host.call(Actor::spoolyard(), request)
    }

    fn done(&self, name: &str, payload: Value) -> Value {
        self.ask(name, payload).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
    }

    fn connect(&self, workshop: &Workshop) -> Vec<i64> {
        let stands = workshop.halls.iter().flat_map(Hall::stands);
        let add = |(number, stand): (usize, &spoolyard_printers::simulate::Stand)| {
            let code = format!("P{number}");
            let written = json!({ "code": code, "name": code, "model": "Simulated", "brand": "generic" });
            let id = self.done("printers.add", written)["id"].as_i64().unwrap();
            let mut reach = json!({ "id": id, "protocol": stand.protocol.code(), "host": stand.host, "port": stand.port });
            if let Some(secret) = &stand.secret {
                reach["secret"] = json!(secret);
            }
            self.done("printers.connect", reach);
            id
        };
        stands.enumerate().map(add).collect()
    }

    /// Waits until it is so; everything that happens is heard.
    fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = *self.heard.0.lock().unwrap();
        while !is_so(self) {
            assert!(Instant::now() < deadline, "never: {what}; {:#}", json!([self.statuses(), self.jobs()]));
            let held = self.heard.0.lock().unwrap();
            let wait = self.heard.1.wait_timeout_while(held, Duration::from_secs(1), |now| *now == seen);
            seen = *wait.unwrap().0;
        }
    }

    /// What is written down of each printer.
    fn statuses(&self) -> Vec<String> {
        let rows = self.done("printers.list", json!({}));
        rows.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    }

    fn all_are(&self, status: &str) -> bool {
        self.statuses().iter().all(|s| s == status)
    }

    fn jobs(&self) -> Vec<Value> {
        self.done("print_jobs.list", json!({ "limit": 50 }))["rows"].as_array().unwrap().clone()
    }

    fn jobs_are(&self, count: usize, status: &str) -> bool {
        let jobs = self.jobs();
        jobs.len() == count && jobs.iter().all(|job| job["status"] == status)
    }

    fn status_of(&self, printer: i64) -> String {
        self.done("printers.get", json!({ "id": printer }))["status"].as_str().unwrap().to_owned()
    }
}

#[test]
fn six_printers_are_watched_through_a_restart_and_every_print_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("farm.sqlite");
    let workshop = Workshop::open();
    let floor = Floor::open(&file);
    let ids = floor.connect(&workshop);
    assert_eq!(ids.len(), 6);
    floor.host.watch_printers().unwrap();
    floor.until("all idle", |f| f.all_are("idle"));

    workshop.begin("bracket.gcode");
    floor.until("six prints", |f| f.jobs_are(6, "printing") && f.all_are("printing"));

    // A person pauses one and lets it go on: what was seen is told, and the machine did it.
    let machine = || workshop.simulators().next().unwrap();
    let told = floor.done("printers.tell", json!({ "id": ids[0], "action": "pause" }));
    assert_eq!(told["confirmed"], true, "{told}");
    assert_eq!(machine().machine(|m| m.phase), Phase::Paused);
    let stands = |f: &Floor| f.jobs().iter().filter(|job| job["status"] == "paused").count() == 1;
    floor.until("one stands", |f| f.status_of(ids[0]) == "paused" && stands(f));
    let told = floor.done("printers.tell", json!({ "id": ids[0], "action": "resume" }));
    assert_eq!(told["confirmed"], true, "{told}");
    floor.until("it goes on", |f| f.jobs_are(6, "printing"));
    let refused = floor.ask("printers.tell", json!({ "id": 9999, "action": "pause" })).unwrap_err();
    assert_eq!(refused.code.as_str(), "not_found");

    // A print is never started on a printer that prints: not even the file is sent.
    let part = folder.path().join("hook.gcode");
    std::fs::write(&part, "G28\n").unwrap();
    let busy = floor.host.send_file(ids[0], &part, true, &mut |_| true).unwrap_err();
    assert_eq!(busy.code.as_str(), "wrong_state", "{busy}");
    assert!(!machine().machine(|m| m.has_file("hook.gcode")));

    // The program ends in the middle of all of it, and is started again.
    floor.host.leave_printers();
    assert!(floor.all_are("offline"), "{:?}", floor.statuses());
    drop(floor);
    let floor = Floor::open(&file);
    floor.host.watch_printers().unwrap();
    floor.until("found again", |f| f.all_are("printing"));
    assert!(floor.jobs_are(6, "printing"), "a print is known again: {:#}", json!(floor.jobs()));

    workshop.let_end();
    floor.until("all ended", |f| f.jobs_are(6, "completed"));
    let files: Vec<Value> = floor.jobs().iter().map(|job| job["gcode_file"].clone()).collect();
    assert!(files.iter().all(|file| file.as_str().is_some_and(|f| f.contains("bracket.gcode"))), "{files:?}");
    for simulator in workshop.simulators() {
        simulator.machine(|machine| assert_eq!(machine.done.len(), 1));
    }

    // Now that it is free it takes a file, and prints it when told to.
    machine().machine(|m| m.plan.printing_ticks = 1_000_000);
    let sent = floor.host.send_file(ids[0], &part, false, &mut |_| true).unwrap();
    assert!(!sent.started && machine().machine(|m| m.has_file(&sent.path)), "{sent:?}");
    let sent = floor.host.send_file(ids[0], &part, true, &mut |_| true).unwrap();
    assert!(sent.started && machine().machine(|m| m.phase != Phase::Idle && m.job_number == 2), "{sent:?}");
    floor.until("a seventh print", |f| f.jobs().len() == 7 && f.status_of(ids[0]) == "printing");
    floor.host.leave_printers();
}
