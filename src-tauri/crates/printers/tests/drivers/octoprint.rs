//! OctoPrint.

use serde_json::{Value, json};
use spoolyard_printers::octoprint::merge::Merge;
use spoolyard_printers::simulate::{Plan, Simulator, octoprint::OctoPrint as Simulated};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Diagnosis, JobOutcome, OctoPrint, PauseReason, PrinterState, RefusalKind,
};
use spoolyard_types::Secret;

use crate::captures;
use crate::kit::*;

fn driver(simulator: &Simulator, key: &str) -> OctoPrint {
    OctoPrint::new(address(simulator), Secret::new(key)).with_pace(Pace::brisk())
}

const PUSHING: Simulated = Simulated { without_socket: false };
const ASKED: Simulated = Simulated { without_socket: true };

#[tokio::test]
async fn a_print_from_upload_to_end_by_push_and_by_asking() {
    for kind in [PUSHING, ASKED] {
        let plan = Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() };
        let simulator = kind.start(plan).await.unwrap();
        let mut connection = connect(driver(&simulator, "right-key-1234"));
        print_to_the_end(&mut connection, &simulator).await;
        let last = until_state(&connection, PrinterState::Finished).await;
        assert_eq!(last.device.nozzles_um, [600]);
        assert_eq!(last.device.firmware.as_deref(), Some("OctoPrint 1.10.3"));
        assert_eq!(last.job.as_ref().and_then(|job| job.progress_permille), Some(1000));
        assert_no_secret(&connection);
        let kept = format!("{:?}", connection.recording());
        assert!(!kept.contains("5E55104"), "the session is a secret too");
        assert!(kept.contains("no push socket") == kind.without_socket, "{kept}");
        connection.close().await;
    }
}

#[tokio::test]
async fn pause_resume_and_stop_are_seen_by_push_and_by_asking() {
    for kind in [PUSHING, ASKED] {
        let simulator = kind.start(Plan::endless()).await.unwrap();
        let mut connection = connect(driver(&simulator, "any"));
        pause_resume_stop(&mut connection, &simulator).await;
        assert_eq!(tell(&connection, Command::Refresh).await, CommandStatus::confirmed());
        let gone = tell(&connection, start("nowhere.gcode")).await;
        assert_eq!(refusal(&gone), Some(RefusalKind::File));
    }
}

#[tokio::test]
async fn a_failure_is_told_by_its_event() {
    let simulator = PUSHING.start(Plan { fails_at_permille: Some(500), ..Plan::default() }).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator, "any"));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("a.gcode")).await;
    let codes = vec!["error".to_owned()];
    assert_eq!(ended(&mut connection).await.0, JobOutcome::Failed { codes });
}

#[tokio::test]
async fn a_wrong_key_is_named() {
    let plan = Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() };
    let simulator = PUSHING.start(plan).await.unwrap();
    let connection = connect(driver(&simulator, "wrong-key-9999"));
    let offline = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(matches!(offline.diagnosis, Some(Diagnosis::AccessRefused { .. })));
    assert_no_secret(&connection);
}

#[tokio::test]
async fn a_cut_and_a_print_that_ended_meanwhile() {
    let mut simulator = PUSHING.start(Plan { printing_ticks: 60, ..Plan::default() }).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator, "any"));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("a.gcode")).await;
    until_state(&connection, PrinterState::Printing).await;
    simulator.switch_off();
    until_state(&connection, PrinterState::Offline).await;
    let ended_unseen = simulator.until(|machine| !machine.is_in_job());
    tokio::time::timeout(DEADLINE, ended_unseen).await.unwrap();
    simulator.switch_on().await.unwrap();
    let (outcome, _, while_away) = ended(&mut connection).await;
    assert_eq!((outcome, while_away), (JobOutcome::Finished, true));
}

#[tokio::test]
async fn hostile_frames_do_no_harm() {
    let simulator = PUSHING.start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, "any"));
    until_state(&connection, PrinterState::Idle).await;
    for frame in ["", "{", "[]", r#"{"current":7}"#, r#"{"event":{"type":[],"payload":3}}"#] {
        simulator.say(frame);
    }
    simulator.say("x".repeat(2 << 20));
    until(&connection, "cut off", |snapshot| snapshot.diagnosis.is_some()).await;
    until_state(&connection, PrinterState::Idle).await;
    simulator.say(r#"{"reauthRequired":{"reason":"logout"}}"#);
    until(&connection, "signing in again", |snapshot| snapshot.diagnosis.is_some()).await;
    until_state(&connection, PrinterState::Idle).await;
}

fn state(text: &str, flags: &[&str]) -> Value {
    let flags: serde_json::Map<String, Value> =
        flags.iter().map(|flag| ((*flag).to_owned(), json!(true))).collect();
    json!({ "state": { "text": text, "flags": flags } })
}

#[test]
fn flags_are_read_and_words_are_not() {
    for (flags, want) in [
        (&["operational", "ready"][..], PrinterState::Idle),
        (&["operational", "printing"], PrinterState::Printing),
        (&["operational", "paused"], PrinterState::Paused { reason: PauseReason::Unknown }),
        (&["operational", "cancelling", "printing"], PrinterState::Printing),
        (&["closedOrError", "error"], PrinterState::Attention),
        (&["something_new"], PrinterState::Busy),
    ] {
        let mut merge = Merge::default();
        assert_eq!(merge.snapshot().state, PrinterState::Connecting);
        merge.printer(&state("Whatever it is called here", flags));
        assert_eq!(merge.snapshot().state, want);
    }
    let mut merge = Merge::default();
    merge.printer(&Value::Null);
    assert_eq!(merge.snapshot().state, PrinterState::Attention);
    assert_eq!(merge.snapshot().alerts.len(), 1);
}

#[test]
fn how_a_job_ended_is_waited_for_and_else_guessed_from_how_far_it_was() {
    let printing = |percent: f64| {
        let mut push = state("Printing", &["operational", "printing"]);
        push["job"] = json!({ "file": { "path": "a.gcode", "date": 5 } });
        push["progress"] = json!({ "completion": percent });
        push
    };
    let idle = state("Operational", &["operational", "ready"]);
    for (percent, event, want) in [
        (40.0, Some("PrintFailed"), PrinterState::Failed { codes: vec!["error".to_owned()] }),
        (40.0, Some("PrintCancelled"), PrinterState::Cancelled),
        (40.0, None, PrinterState::Cancelled),
        (100.0, None, PrinterState::Finished),
        (98.0, Some("PrintDone"), PrinterState::Finished),
    ] {
        let mut merge = Merge::default();
        merge.current(&printing(percent));
        assert_eq!(merge.snapshot().state, PrinterState::Printing);
        merge.current(&idle);
        assert_eq!(merge.snapshot().state, PrinterState::Busy, "not known yet");
        match event {
            Some(name) => assert!(merge.event(name, &json!({}))),
            None => (0..4).for_each(|_| merge.current(&idle)),
        }
        assert_eq!(merge.snapshot().state, want, "{percent} {event:?}");
        assert!(merge.event("PrintStarted", &json!({})));
        assert_eq!(merge.snapshot().state, PrinterState::Idle);
    }
}

#[test]
fn real_answers_are_understood() {
    let Some(printer) = captures::one("octoprint", "py_printer.json") else { return };
    let mut merge = Merge::default();
    merge.printer(&printer);
    merge.job(&captures::one("octoprint", "py_job.json").unwrap());
    let snapshot = merge.snapshot();
    assert_eq!((snapshot.state, snapshot.job), (PrinterState::Idle, None), "no file, no job");
    assert_eq!(snapshot.temperatures[0].actual_tenths_c, 142);
    let recorded = captures::one("octoprint", "job_get.json").unwrap();
    merge.printer(&state("Printing", &["operational", "printing"]));
    merge.job(&recorded[0]["response"]);
    let job = merge.snapshot().job.unwrap();
    assert_eq!(job.file_name.as_deref(), Some("fidget_star_standing_15_48 (1).gcode"));
    assert_eq!((job.progress_permille, job.minutes_left), (Some(0), Some(519)));
    let version = captures::one("octoprint", "server_version_get.json").unwrap();
    merge.version(&version[0]["response"]);
    assert_eq!(merge.snapshot().device.firmware.as_deref(), Some("OctoPrint 1.9.1"));
    let profiles = captures::one("octoprint", "printer_profiles_list.json").unwrap();
    merge.profiles(&profiles[0]["response"]);
    assert!(merge.snapshot().device.name.is_some());
}

#[test]
fn every_recording_is_survived() {
    for (_, value) in captures::of("octoprint") {
        let exchanges = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for exchange in exchanges {
            let answer = exchange.get("response").cloned().unwrap_or(exchange);
            let mut merge = Merge::default();
            merge.version(&answer);
            merge.profiles(&answer);
            merge.printer(&answer);
            merge.job(&answer);
            merge.current(&answer);
            merge.event("PrintDone", &answer);
            let _ = merge.snapshot();
        }
    }
}
