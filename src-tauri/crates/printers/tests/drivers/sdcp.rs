//! Elegoo's SDCP version 3.

use serde_json::json;
use spoolyard_printers::sdcp::merge::Merge;
use spoolyard_printers::simulate::{Plan, Simulator, sdcp::Sdcp as Simulated};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Diagnosis, JobOutcome, Lamp, PauseReason, PrinterState, RefusalKind, Sdcp,
    SpeedMode,
};

use crate::captures;
use crate::kit::*;

fn driver(simulator: &Simulator) -> Sdcp {
    Sdcp::new(address(simulator)).with_pace(Pace::brisk())
}

#[tokio::test]
async fn a_print_from_upload_to_end() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let mut connection = connect(driver(&simulator));
    print_to_the_end(&mut connection, &simulator).await;
    let last = connection.snapshot();
    assert_eq!(last.state, PrinterState::Finished);
    assert_eq!(last.job.as_ref().and_then(|job| job.key.as_deref()), Some("task-1"));
    assert_eq!(last.device.serial.as_deref(), Some("b0a4d0001"));
    connection.close().await;
}

#[tokio::test]
async fn a_file_of_several_pieces_arrives_whole() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator));
    until_state(&connection, PrinterState::Idle).await;
    let (_file, put) = upload(2_500_000);
    assert_eq!(
        tell(&connection, put).await,
        CommandStatus::Confirmed { path: Some("/local/part_one.gcode".to_owned()), was_there: false }
    );
    assert_eq!(simulator.machine(|machine| machine.files[0].1), 2_500_000);
}

#[tokio::test]
async fn pause_resume_stop_light_and_speed_are_seen() {
    let simulator = Simulated::start(Plan::endless()).await.unwrap();
    let mut connection = connect(driver(&simulator));
    pause_resume_stop(&mut connection, &simulator).await;
    for command in
        [Command::Light { lamp: Lamp::On }, Command::Speed { mode: SpeedMode::Silent }, Command::Refresh]
    {
        assert_eq!(tell(&connection, command).await, CommandStatus::confirmed());
    }
    let gone = tell(&connection, start("/local/nowhere.gcode")).await;
    assert!(
        matches!(&gone, CommandStatus::Refused { kind: RefusalKind::Printer, why } if why.contains("not there"))
    );
}

#[tokio::test]
async fn a_runout_pauses_and_a_failure_has_its_code() {
    let plan = Plan { runout_at_permille: Some(300), fails_at_permille: Some(700), ..Plan::default() };
    let simulator = Simulated::start(plan).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("/local/a.gcode")).await;
    until_state(&connection, PrinterState::Paused { reason: PauseReason::Feeding }).await;
    assert_eq!(tell(&connection, Command::Resume).await, CommandStatus::confirmed());
    assert_eq!(ended(&mut connection).await.0, JobOutcome::Failed { codes: vec!["2".to_owned()] });
}

#[tokio::test]
async fn hostile_frames_and_a_cut_do_no_harm() {
    let mut simulator = Simulated::start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator));
    until_state(&connection, PrinterState::Idle).await;
    for frame in [
        "pong",
        "{",
        "[]",
        r#"{"Status":{"CurrentStatus":"x","PrintInfo":[]}}"#,
        r#"{"Data":{"Data":{"Ack":0}}}"#,
    ] {
        simulator.say(frame);
    }
    simulator.say("y".repeat(2 << 20));
    let lost = until(&connection, "cut off", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(matches!(lost.diagnosis, Some(Diagnosis::Protocol { .. })));
    until_state(&connection, PrinterState::Idle).await;
    simulator.switch_off();
    until_state(&connection, PrinterState::Offline).await;
}

#[test]
fn real_messages_are_understood() {
    let Some(status) = captures::one("sdcp", "eha_test_status_0.json") else { return };
    let mut merge = Merge::default();
    assert!(merge.take(&status));
    let snapshot = merge.snapshot();
    assert_eq!(snapshot.state, PrinterState::Printing);
    let job = snapshot.job.unwrap();
    assert_eq!((job.layer, job.layers, job.progress_permille), (Some(150), Some(500), Some(300)));
    assert_eq!(job.file_name.as_deref(), Some("test_print.gcode"));
    assert_eq!(snapshot.temperatures[0].actual_tenths_c, 2105);
    let resin = captures::one("sdcp", "eha_test_printer_1.json").unwrap();
    let mut merge = Merge::default();
    assert!(merge.take(&resin));
    let snapshot = merge.snapshot();
    assert_eq!(snapshot.state, PrinterState::Finished, "an older resin printer says 16");
    assert_eq!(snapshot.device.model.as_deref(), Some("ELEGOO Saturn 3 Ultra"));
}

#[test]
fn every_recording_is_survived() {
    for (name, value) in captures::of("sdcp") {
        let messages = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for message in messages {
            let mut merge = Merge::default();
            let taken = merge.take(&message);
            assert!(taken || name.starts_with("cc2"), "{name}");
            let _ = merge.snapshot();
        }
    }
}

#[test]
fn resin_and_filament_count_their_steps_and_ticks_apart() {
    let of = |status: serde_json::Value| {
        let mut merge = Merge::default();
        merge.take(&json!({ "Status": status }));
        merge.snapshot()
    };
    let resin = of(
        json!({ "CurrentStatus": [1], "PrintInfo": { "Status": 3, "Filename": "a.ctb", "CurrentTicks": 60_000, "TotalTicks": 180_000 } }),
    );
    assert_eq!((resin.state, resin.job.unwrap().minutes_left), (PrinterState::Printing, Some(2)));
    let filament = of(
        json!({ "CurrentStatus": [1], "TempOfNozzle": 20, "PrintInfo": { "Status": 15, "Filename": "a.gcode", "CurrentTicks": 60, "TotalTicks": 180 } }),
    );
    assert_eq!((filament.state, filament.job.unwrap().minutes_left), (PrinterState::Preparing, Some(2)));
    assert_eq!(of(json!({ "CurrentStatus": 0 })).state, PrinterState::Idle);
    assert_eq!(of(json!({ "CurrentStatus": [9] })).state, PrinterState::Busy);
    // It also calls itself stopped when a file has arrived.
    let stopped =
        |step| of(json!({ "CurrentStatus": [8], "TempOfNozzle": 20, "PrintInfo": { "Status": step } })).state;
    assert_eq!(
        [0, 9, 8, 20].map(stopped),
        [PrinterState::Idle, PrinterState::Finished, PrinterState::Cancelled, PrinterState::Cancelled,]
    );
    assert_eq!(of(json!({})).state, PrinterState::Connecting);
}
