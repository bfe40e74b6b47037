//! Printers, their prints and who looks after them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod kit;

use kit::Farm;
use proptest::prelude::*;
use serde_json::json;
use spoolyard_core::App;
use spoolyard_core::db::{Db, Intent, ListRequest};
use spoolyard_core::farm::{self, *};
use spoolyard_types::ids::PrinterId;
use spoolyard_types::{Actor, Code, FixedClock, Quantity, Role, Text, Timestamp};

fn text<const N: usize>(text: &str) -> Text<N> {
    Text::new(text).unwrap()
}

fn add(farm: &Farm, code: &str) -> PrinterId {
    farm.act(|w| {
        farm::add_printer(
            w,
            AddPrinter {
                code: text(code),
                name: text(code),
                model: Some(text("A1")),
                brand: text("bambu"),
                serial_number: Some(text(&format!("SN-{code}"))),
                ip_address: None,
                work_center_id: None,
                location: None,
                capabilities: None,
                notes: None,
            },
        )
    })
    .id
}

fn sighting(printer: PrinterId, status: PrinterStatus, job: Option<JobSighting>) -> Sighting {
    Sighting {
        printer,
        status,
        heard_at: Timestamp::parse("2026-03-02T09:00:00Z"),
        state: json!({}),
        slots: None,
        model: None,
        job,
    }
}

fn print(key: &str, event: JobEvent, at: &str) -> JobSighting {
    JobSighting {
        key: key.to_owned(),
        file: Some(format!("{key}.gcode")),
        event,
        progress: None,
        estimated_minutes: Some(60),
        actual_minutes: None,
        estimated_grams: Some(Quantity::from_micros(40_000_000)),
        actual_grams: None,
        title: None,
        sent: None,
        at: Timestamp::parse(at).unwrap(),
    }
}

#[test]
fn a_print_is_one_job_from_its_start_to_its_end() {
    let farm = Farm::new();
    let printer = add(&farm, "P01");
    let see = |status, job| farm.act(|w| farm::observe(w, &sighting(printer, status, Some(job))));
    let began = see(PrinterStatus::Printing, print("7", JobEvent::Started, "2026-03-02T09:00:00Z"));
    let reason = String::from("The spool ran out.");
    see(
        PrinterStatus::Paused,
        print("7", JobEvent::Paused { reason: reason.clone() }, "2026-03-02T09:20:00Z"),
    );
    let row = &farm.look(|r| farm::jobs(r, &ListRequest::default())).rows[0];
    assert_eq!((row.status, row.failure_reason.as_ref()), (JobStatus::Paused, Some(&reason)));
    see(PrinterStatus::Printing, print("7", JobEvent::Resumed, "2026-03-02T09:30:00Z"));
    let done = JobSighting {
        actual_grams: Some(Quantity::from_micros(42_000_000)),
        ..print("7", JobEvent::Completed, "2026-03-02T10:10:00Z")
    };
    let ended = see(PrinterStatus::Finished, done.clone());
    assert_eq!((ended.job, ended.ended), (began.job, true));
    assert!(!see(PrinterStatus::Finished, done).ended, "an end is told once");
    see(PrinterStatus::Printing, print("7", JobEvent::Underway, "2026-03-02T10:20:00Z"));
    let page = farm.look(|r| farm::jobs(r, &ListRequest::default()));
    assert_eq!(page.rows.len(), 1);
    let row = &page.rows[0];
    assert_eq!(row.status, JobStatus::Completed);
    assert_eq!(row.actual_time_minutes, Some(70), "from start to end, where the printer does not count");
    assert_eq!(row.variance_percent.unwrap().to_string(), "5");
    assert_eq!(row.failure_reason, None);
    assert_eq!(row.finished_at, Timestamp::parse("2026-03-02T10:10:00Z"));
}

#[test]
fn what_spoolyard_has_sent_becomes_the_print_that_is_seen() {
    let farm = Farm::new();
    let printer = add(&farm, "P01");
    let sent = farm.sql(&format!(
        "INSERT INTO print_jobs (printer_id, gcode_file, status) VALUES ({printer}, 'a.gcode', 'sending')"
    ));
    let seen = print("a", JobEvent::Started, "2026-03-02T09:00:00Z");
    let seen = farm.act(|w| farm::observe(w, &sighting(printer, PrinterStatus::Printing, Some(seen))));
    assert_eq!(seen.job.unwrap().get(), sent);
}

#[test]
fn maintenance_stands_whatever_the_printer_says() {
    let farm = Farm::new();
    let id = add(&farm, "P01");
    farm.act(|w| farm::set_maintenance(w, SetMaintenance { id, on: true }));
    farm.act(|w| farm::observe(w, &sighting(id, PrinterStatus::Idle, None)));
    assert_eq!(farm.look(|r| farm::printer(r, PrinterRef { id })).status, PrinterStatus::Maintenance);
    farm.act(|w| farm::set_maintenance(w, SetMaintenance { id, on: false }));
    farm.act(|w| farm::observe(w, &sighting(id, PrinterStatus::Printing, None)));
    let told =
        farm.refused_as(Code::WrongState, |w| farm::set_maintenance(w, SetMaintenance { id, on: true }));
    assert!(told.contains("printing"), "{told}");
}

#[test]
fn only_what_a_window_shows_is_a_change() {
    let farm = Farm::new();
    let id = add(&farm, "P01");
    let intent = Intent::new(Actor::spoolyard(), Role::Admin, "monitor.observe");
    let see = |status, state: serde_json::Value| {
        let seen = Sighting { state, ..sighting(id, status, None) };
        farm.db.write(&intent, |w| farm::observe(w, &seen)).unwrap().1.tables
    };
    assert!(see(PrinterStatus::Idle, json!({ "heard": 1 })).contains("printers"));
    assert!(see(PrinterStatus::Idle, json!({ "heard": 2 })).is_empty(), "nothing that is shown");
    let kept: String = farm.look(|r| r.value("SELECT state_json FROM printer_states", [])).unwrap();
    assert_eq!(kept, r#"{"heard":2}"#, "and yet it is kept for the next start");
    assert!(see(PrinterStatus::Printing, json!({ "heard": 3 })).contains("printers"));
}

#[test]
fn a_model_that_nobody_knows_is_none_until_somebody_or_the_printer_says_it() {
    let farm = Farm::new();
    let bare = |code: &str| {
        let printer = json!({ "code": code, "name": code, "brand": "generic" });
        farm.act(|w| farm::add_printer(w, serde_json::from_value(printer).unwrap())).id
    };
    let (told, silent) = (bare("P01"), bare("P02"));
    let model = |id| farm.look(|r| farm::printer(r, PrinterRef { id })).model;
    assert_eq!((model(told), model(silent)), (None, None));
    let see = |id, model: Option<&str>| {
        let seen = Sighting { model: model.map(str::to_owned), ..sighting(id, PrinterStatus::Idle, None) };
        farm.act(|w| farm::observe(w, &seen));
    };
    see(silent, None);
    see(told, Some("MK4S"));
    see(told, Some("a name that a later firmware tells"));
    assert_eq!((model(told).as_deref(), model(silent)), (Some("MK4S"), None));
    let known = add(&farm, "P03");
    see(known, Some("N2S"));
    assert_eq!(model(known).as_deref(), Some("A1"), "what a person wrote stays");
    assert_eq!(farm.look(farm::printers).iter().find(|row| row.id == silent).unwrap().model, None);
}

#[test]
fn two_printers_share_neither_code_nor_serial_number() {
    let farm = Farm::new();
    let first = farm.look(|_| Ok(add(&farm, "P01")));
    let second = add(&farm, "P02");
    let form = |id, code: &str, serial: &str| UpdatePrinter {
        id,
        code: text(code),
        name: text("Left"),
        model: Some(text("A1")),
        brand: text("bambu"),
        serial_number: Some(text(serial)),
        work_center_id: None,
        location: None,
        capabilities: None,
        notes: None,
        active: true,
    };
    farm.refused_as(Code::AlreadyExists, |w| farm::update_printer(w, form(second, "p01", "X")));
    farm.refused_as(Code::AlreadyExists, |w| farm::update_printer(w, form(second, "P02", "SN-P01")));
    farm.act(|w| farm::update_printer(w, form(first, "P01", "SN-P01")));
}

#[test]
fn an_access_code_is_sealed_kept_and_never_written_into_the_history() {
    let folder = tempfile::tempdir().unwrap();
    let clock = std::sync::Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T09:00:00Z").unwrap()));
    let app = App::new(Db::open(&folder.path().join("farm.sqlite"), clock).unwrap());
    let actor = Actor::spoolyard();
    let intent = |command: &str| Intent::new(actor.clone(), Role::Admin, command);
    let id = app
        .write(&intent("printers.add"), |w| {
            w.insert("INSERT INTO printers (code, name, model) VALUES ('P1', 'P1', 'A1')", [])
        })
        .map(PrinterId)
        .unwrap();
    let connect = |secret: Option<&str>, host: Option<&str>| {
        let request = ConnectPrinter {
            id,
            protocol: Protocol::Bambu,
            host: host.map(text),
            port: None,
            user: None,
            secret: secret.map(text),
        };
        farm::connect(&app, &intent("printers.connect"), &request)
    };
    let without = connect(None, None).unwrap_err().into_refusal();
    assert_eq!((without.code, without.field.as_deref()), (Code::InvalidValue, Some("host")));
    assert_eq!(connect(None, Some("nora@10.0.0.7")).unwrap_err().code(), Code::InvalidValue);
    connect(Some("87654321"), Some("10.0.0.7")).unwrap();
    connect(None, Some("10.0.0.8")).unwrap();
    let seal = app.seal().unwrap();
    let found = app.look(|r| farm::reachable(r, Some(&seal))).unwrap();
    assert_eq!(found[0].host, "10.0.0.8");
    assert_eq!(found[0].secret.as_ref().unwrap().reveal(), "87654321", "it stays when none is given");
    assert!(!format!("{found:?}").contains("87654321"));
    let shown = app.look(|r| farm::printer(r, PrinterRef { id })).unwrap();
    assert!(shown.has_secret);
    assert!(!serde_json::to_string(&shown).unwrap().contains("87654321"));
    let pin = "ab".repeat(32);
    app.write(&intent("printers.pin"), |w| farm::pin(w, Pin { id, sha256: Some(text(&pin)) })).unwrap();
    assert_eq!(app.look(|r| farm::reachable(r, Some(&seal))).unwrap()[0].pin.as_deref(), Some(pin.as_str()));
    let kept = farm::kept_access(&app, id, Protocol::Bambu).unwrap();
    assert_eq!(
        (kept.secret.as_ref().unwrap().reveal(), kept.pin.as_deref()),
        ("87654321", Some(pin.as_str()))
    );
    assert!(!format!("{kept:?}").contains("87654321"));
    let other = farm::kept_access(&app, id, Protocol::Octoprint).unwrap();
    assert!(other.secret.is_none() && other.pin.is_none(), "the code of one protocol is none of another");
    assert_eq!(farm::kept_access(&app, PrinterId(999), Protocol::Bambu).unwrap_err().code(), Code::NotFound);
    drop(app);
    let stored = std::fs::read(folder.path().join("farm.sqlite")).unwrap();
    assert!(!stored.windows(8).any(|bytes| bytes == b"87654321"));
}

#[test]
fn maintenance_is_due_by_the_last_work_of_its_kind() {
    let farm = Farm::new();
    let printer = add(&farm, "P01");
    let log = |at: &str, due: Option<&str>| LogMaintenance {
        printer_id: printer,
        maintenance_type: MaintenanceType::Preventive,
        description: text("Rods greased"),
        performed_by: Some(text("Nora")),
        performed_at: Timestamp::parse(at),
        next_due_at: due.and_then(Timestamp::parse),
        cost: None,
        downtime_minutes: Some(20),
        parts_used: None,
        notes: None,
    };
    farm.act(|w| farm::log_maintenance(w, log("2026-01-02T09:00:00Z", Some("2026-02-01T09:00:00Z"))));
    let due = farm.look(farm::due);
    assert!(due[0].overdue);
    farm.act(|w| farm::log_maintenance(w, log("2026-03-01T09:00:00Z", Some("2026-06-01T09:00:00Z"))));
    let due = farm.look(farm::due);
    assert_eq!(due.len(), 1);
    assert!(!due[0].overdue);
    farm.refused_as(Code::InvalidValue, |w| farm::log_maintenance(w, log("2026-03-03T09:00:00Z", None)));
    let early = log("2026-03-01T09:00:00Z", Some("2026-02-01T09:00:00Z"));
    farm.refused_as(Code::InvalidValue, |w| farm::log_maintenance(w, early));
}

fn events() -> impl Strategy<Value = JobEvent> {
    prop_oneof![
        Just(JobEvent::Started),
        Just(JobEvent::Underway),
        Just(JobEvent::Paused { reason: String::from("a person") }),
        Just(JobEvent::Resumed),
        Just(JobEvent::Completed),
        Just(JobEvent::Failed { reason: String::from("a clog") }),
        Just(JobEvent::Cancelled),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever a printer tells, in whatever order and however often: a print is one row, ends at most once,
    /// and never changes after its end.
    #[test]
    fn a_print_ends_at_most_once(told in prop::collection::vec((0..3_u8, events()), 1..40)) {
        let farm = Farm::new();
        let printer = add(&farm, "P01");
        let mut ends = [0; 3];
        for (key, event) in told {
            let job = print(&key.to_string(), event, "2026-03-02T09:00:00Z");
            let seen = farm.act(|w| farm::observe(w, &sighting(printer, PrinterStatus::Printing, Some(job))));
            ends[usize::from(key)] += u32::from(seen.ended);
            let row = farm.look(|r| farm::job(r, PrintJobRef { id: seen.job.unwrap() }));
            prop_assert_eq!(row.status.has_ended(), ends[usize::from(key)] == 1);
            prop_assert_eq!(row.finished_at.is_some(), row.status.has_ended());
        }
        prop_assert!(ends.iter().all(|&n| n <= 1));
    }
}
