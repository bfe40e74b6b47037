//! A farm over printers that print: written down, connected and watched through the table of commands, as a window
//! does it. The printers are simulated on loopback and begin, pause and end when the test says so.

use serde_json::{Value, json};
use spoolyard_printers::simulate::{Hall, HallPlan, Make, Phase, Simulator};

use crate::floor::Floor;

/// Six printers of three makes, on a runtime of their own.
pub(crate) struct Workshop {
    halls: Vec<Hall>,
    _runtime: tokio::runtime::Runtime,
}

impl Workshop {
    fn open() -> Self {
        Self::of(&[(Make::Moonraker, 3), (Make::Octoprint, 2), (Make::Duet, 1)])
    }

    /// Printers of these makes.
    pub(crate) fn of(makes: &[(Make, u16)]) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let hall = |make, printers| {
            let plan = HallPlan { make, printers, speed_up: 1000, seed: 11, set_back: None, again: false };
            runtime.block_on(Hall::open(&plan)).unwrap()
        };
        let halls: Vec<Hall> = makes.iter().map(|(make, printers)| hall(*make, *printers)).collect();
        for simulator in halls.iter().flat_map(|hall| &hall.simulators) {
            // No print ends before the test has seen it.
            simulator.machine(|machine| machine.plan.printing_ticks = 1_000_000);
        }
        Self { halls, _runtime: runtime }
    }

    pub(crate) fn simulators(&self) -> impl Iterator<Item = &Simulator> {
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
    pub(crate) fn let_end(&self) {
        self.simulators().for_each(|simulator| simulator.machine(|machine| machine.plan.printing_ticks = 1));
    }
}

pub(crate) fn connect(floor: &Floor, workshop: &Workshop) -> Vec<i64> {
    let stands = workshop.halls.iter().flat_map(Hall::stands);
    let add = |(number, stand): (usize, &spoolyard_printers::simulate::Stand)| {
        let id = floor.add(&format!("P{number}"));
        let mut reach =
            json!({ "id": id, "protocol": stand.protocol.code(), "host": stand.host, "port": stand.port });
        if let Some(secret) = &stand.secret {
            reach["secret"] = json!(secret);
        }
        if let Some(user) = &stand.user {
            reach["user"] = json!(user);
        }
        floor.done("printers.connect", reach);
        id
    };
    stands.enumerate().map(add).collect()
}

#[test]
fn six_printers_are_watched_through_a_restart_and_every_print_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("farm.sqlite");
    let workshop = Workshop::open();
    let floor = Floor::open(&file);
    let ids = connect(&floor, &workshop);
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
    assert!(!sent.started() && machine().machine(|m| m.has_file(&sent.path)), "{sent:?}");
    let sent = floor.host.send_file(ids[0], &part, true, &mut |_| true).unwrap();
    assert!(sent.started() && machine().machine(|m| m.phase != Phase::Idle && m.job_number == 2), "{sent:?}");
    floor.until("a seventh print", |f| f.jobs().len() == 7 && f.status_of(ids[0]) == "printing");
    floor.host.leave_printers();
}
