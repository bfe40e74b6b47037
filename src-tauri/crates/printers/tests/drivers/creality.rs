//! Creality's websocket.

use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_printers::creality::merge::Merge;
use spoolyard_printers::simulate::{Plan, Simulator, creality::Creality as Simulated};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Creality, Diagnosis, JobOutcome, Lamp, PauseReason, PrinterState, SlotId,
    SpeedMode,
};

use crate::kit::*;

fn driver(simulator: &Simulator) -> Creality {
    let port = simulator.address().port();
    Creality::new(address(simulator)).with_upload_port(port).with_pace(Pace::brisk())
}

#[tokio::test]
async fn a_print_from_upload_to_end() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let mut connection = connect(driver(&simulator));
    print_to_the_end(&mut connection, &simulator).await;
    let last = connection.snapshot();
    assert_eq!(last.state, PrinterState::Finished);
    assert_eq!(last.device.firmware.as_deref(), Some("1.3.3.8"));
    assert_eq!(last.job.as_ref().and_then(|job| job.key.as_deref()), Some("part_one.gcode@1"));
    connection.close().await;
}

#[tokio::test]
async fn pause_resume_stop_light_and_speed_are_seen() {
    let simulator = Simulated::start(Plan::endless()).await.unwrap();
    let mut connection = connect(driver(&simulator));
    pause_resume_stop(&mut connection, &simulator).await;
    assert_eq!(connection.snapshot().state, PrinterState::Cancelled);
    for command in
        [Command::Light { lamp: Lamp::On }, Command::Speed { mode: SpeedMode::Sport }, Command::Refresh]
    {
        assert_eq!(tell(&connection, command).await, CommandStatus::confirmed());
    }
}

#[tokio::test]
async fn what_is_never_seen_times_out_and_is_not_repeated() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let pace = Pace { patience: Some(std::time::Duration::from_millis(300)), ..Pace::brisk() };
    let connection = connect(driver(&simulator).with_pace(pace));
    until_state(&connection, PrinterState::Idle).await;
    let never = tell(&connection, start("nowhere.gcode")).await;
    assert!(matches!(never, CommandStatus::TimedOut { .. }), "{never:?}");
    let starts = connection.recording().iter().filter(|frame| frame.text.contains("opGcodeFile")).count();
    assert_eq!(starts, 1);
}

#[tokio::test]
async fn a_failure_has_its_code_and_can_be_cleared() {
    let simulator = Simulated::start(Plan { fails_at_permille: Some(500), ..Plan::default() }).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("a.gcode")).await;
    assert_eq!(ended(&mut connection).await.0, JobOutcome::Failed { codes: vec!["2087".to_owned()] });
    assert_eq!(tell(&connection, Command::ClearError).await, CommandStatus::confirmed());
}

#[tokio::test]
async fn hostile_frames_and_a_cut_do_no_harm() {
    let mut simulator = Simulated::start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator));
    until_state(&connection, PrinterState::Idle).await;
    for frame in ["ok", "{", "[1]", r#"{"err":7,"boxsInfo":{"materialBoxs":[3,{"materials":[null]}]}}"#] {
        simulator.say(frame);
    }
    simulator.say("z".repeat(2 << 20));
    let lost = until(&connection, "cut off", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(matches!(lost.diagnosis, Some(Diagnosis::Protocol { .. })));
    until_state(&connection, PrinterState::Idle).await;
    simulator.switch_off();
    until_state(&connection, PrinterState::Offline).await;
}

#[test]
fn states_and_ends_are_told() {
    let of = |frame: Value| {
        let mut merge = Merge::default();
        merge.take(&frame);
        merge.snapshot().state
    };
    assert_eq!(of(json!({})), PrinterState::Connecting);
    assert_eq!(of(json!({ "state": 0 })), PrinterState::Idle);
    assert_eq!(of(json!({ "state": 0, "deviceState": 7 })), PrinterState::Busy);
    assert_eq!(
        of(json!({ "state": 0, "printProgress": 100, "printFileName": "/a/b.gcode" })),
        PrinterState::Finished
    );
    assert_eq!(of(json!({ "state": "1", "printProgress": 4 })), PrinterState::Printing);
    assert_eq!(
        of(json!({ "state": 1, "nozzleTemp": "24.0", "targetNozzleTemp": 220 })),
        PrinterState::Preparing
    );
    assert_eq!(of(json!({ "state": 5 })), PrinterState::Paused { reason: PauseReason::Unknown });
    assert_eq!(of(json!({ "state": 77 })), PrinterState::Busy);
    let mut merge = Merge::default();
    merge.take(&json!({ "state": 1, "printProgress": 30, "printFileName": "/a/b.gcode" }));
    merge.take(&json!({ "state": 0, "printProgress": 0 }));
    let snapshot = merge.snapshot();
    assert_eq!(snapshot.state, PrinterState::Cancelled);
    assert_eq!(snapshot.job.unwrap().progress_permille, Some(300), "how far it came is kept");
}

#[test]
fn the_feeding_unit_is_told_slot_by_slot() {
    let mut merge = Merge::default();
    merge.take(&json!({ "state": 0, "boxsInfo": { "materialBoxs": [
        { "id": 0, "type": 1, "materials": [{ "id": 0, "state": 0 }] },
        { "id": 1, "type": 0, "materials": [
            { "id": 0, "vendor": "Creality", "type": "PLA", "name": "Hyper PLA", "color": "#0ff8000", "percent": 63, "rfid": "01001", "state": 2, "selected": 1 },
            { "id": 1, "state": 0, "type": "PETG" },
        ] },
    ] } }));
    let slots = merge.snapshot().slots;
    assert_eq!(slots.len(), 3);
    assert_eq!((slots[0].id, slots[0].is_loaded), (SlotId::external(0), Some(false)));
    let first = &slots[1];
    assert_eq!((first.label.as_str(), first.material.as_deref()), ("CFS 1 slot 1", Some("PLA")));
    assert_eq!((first.colours.as_slice(), first.left_percent), (&["FF8000FF".to_owned()][..], Some(63)));
    assert!(first.is_feeding && slots[2].material.is_none());
}

fn after(frames: &[Value]) -> spoolyard_printers::Snapshot {
    let mut merge = Merge::default();
    frames.iter().for_each(|frame| merge.take(frame));
    merge.snapshot()
}

#[test]
fn a_change_of_filament_in_the_middle_ends_nothing() {
    let running = json!({ "state": 1, "deviceState": 1, "printProgress": 40, "printFileName": "/g/a.gcode" });
    let swap = after(&[running.clone(), json!({ "state": 0 })]);
    assert_eq!(swap.state, PrinterState::Printing);
    assert_eq!(swap.job.as_ref().and_then(|job| job.progress_permille), Some(400));
    assert_eq!(
        after(&[running.clone(), json!({ "state": 0 }), json!({ "state": 1 })]).state,
        PrinterState::Printing
    );
    let stopped = [running.clone(), json!({ "state": 0, "deviceState": 0, "printProgress": 0 })];
    assert_eq!(after(&stopped).state, PrinterState::Cancelled);
    let finished = [running, json!({ "printProgress": 100 }), json!({ "state": 2, "deviceState": 0 })];
    assert_eq!(after(&finished).state, PrinterState::Finished);
}

#[test]
fn a_test_of_itself_comes_before_a_print_whatever_the_state_says() {
    let testing = json!({ "state": 2, "deviceState": 1, "withSelfTest": 30, "printProgress": 0, "printFileName": "/g/a.gcode" });
    assert_eq!(after(&[testing]).state, PrinterState::Preparing);
    assert_eq!(
        after(&[json!({ "state": 0, "deviceState": 1, "printFileName": "" })]).state,
        PrinterState::Busy
    );
    assert_eq!(
        after(&[json!({ "state": 0, "deviceState": 0, "withSelfTest": 30 })]).state,
        PrinterState::Idle
    );
}

#[test]
fn a_pause_tells_when_the_filament_ran_out() {
    let running = json!({ "state": 1, "deviceState": 1, "printProgress": 40, "printFileName": "/g/a.gcode" });
    let paused = after(&[running.clone(), json!({ "state": 5, "materialStatus": 1 })]);
    assert_eq!(paused.state, PrinterState::Paused { reason: PauseReason::Runout });
    let by_flag = after(&[running.clone(), json!({ "pause": 1 })]);
    assert_eq!(by_flag.state, PrinterState::Paused { reason: PauseReason::Unknown });
    // A printer that starts up again blanks what it knows: nothing has ended by that.
    let blank = after(&[running, json!({ "state": "" })]);
    assert_eq!(blank.state, PrinterState::Connecting);
}

#[test]
fn a_bare_error_and_a_spool_of_two_colours() {
    let shown =
        after(&[json!({ "state": 0, "err": 2087, "boxsInfo": { "materialBoxs": [{ "id": 1, "materials": [
        { "state": 1, "type": "PLA", "color": "#0ff8000, #000ae42" }] }] } })]);
    assert_eq!(shown.alerts[0].code, "2087");
    assert_eq!(shown.slots[0].colours, ["FF8000FF", "00AE42FF"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_frame_is_survived(
        values in proptest::collection::vec((proptest::sample::select(vec!["state", "printProgress", "layer", "err", "boxsInfo", "printFileName", "nozzleTemp", "model"]), prop_oneof![any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from), "[#0-9a-zé]{0,9}".prop_map(Value::from), Just(Value::Null)]), 0..12),
    ) {
        let mut merge = Merge::default();
        for (name, value) in values {
            merge.take(&json!({ name: value }));
            let _ = merge.snapshot();
        }
    }
}
