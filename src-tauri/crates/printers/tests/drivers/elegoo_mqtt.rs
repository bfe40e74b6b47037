//! Centauri Carbon 2: what it sends, and what it is told.

use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_printers::elegoo_mqtt::merge::Merge;
use spoolyard_printers::elegoo_mqtt::request;
use spoolyard_printers::simulate::{Plan, Simulator, elegoo_mqtt::CentauriCarbon2};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Diagnosis, ElegooMqtt, HeatedPart, JobOutcome, Lamp, PauseReason, PrinterState,
    RefusalKind, SpeedMode,
};
use spoolyard_types::Secret;

use crate::captures;
use crate::kit::*;

/// A code that somebody has set at the printer.
fn locked() -> Plan {
    Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() }
}

fn driver(simulator: &Simulator, code: Option<&str>) -> ElegooMqtt {
    ElegooMqtt::new(address(simulator), None, code.map(Secret::new)).with_pace(Pace::brisk())
}

#[tokio::test]
async fn a_print_from_upload_to_end() {
    let printer = CentauriCarbon2::default();
    let simulator = printer.start(locked()).await.unwrap();
    let mut connection = connect(driver(&simulator, Some("right-key-1234")));
    print_to_the_end(&mut connection, &simulator).await;
    let last = connection.snapshot();
    assert_eq!(last.state, PrinterState::Finished);
    let job = last.job.as_ref().unwrap();
    assert_eq!((job.key.as_deref(), job.layers), (Some("job-1"), Some(20)), "layers are asked for");
    assert_eq!(last.device.serial.as_deref(), Some("CC2SIM00001"));
    assert_eq!(last.slots.len(), 4);
    assert_eq!(printer.times_asked(1002), 1, "the whole is asked for once, then what changed is enough");
    assert_no_secret(&connection);
    connection.close().await;
    simulator.until(|_| printer.clients() == 0).await;
}

#[tokio::test]
async fn a_file_of_several_pieces_arrives_whole() {
    let simulator = CentauriCarbon2::default().start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    let (_file, put) = upload(2_500_000);
    let path = Some("part_one.gcode".to_owned());
    assert_eq!(tell(&connection, put).await, CommandStatus::Confirmed { path, was_there: false });
    assert_eq!(simulator.machine(|machine| machine.files[0].1), 2_500_000);
}

#[tokio::test]
async fn pause_resume_stop_light_and_speed_are_seen() {
    let simulator = CentauriCarbon2::default().start(Plan::endless()).await.unwrap();
    let mut connection = connect(driver(&simulator, None));
    pause_resume_stop(&mut connection, &simulator).await;
    for command in [
        Command::Light { lamp: Lamp::On },
        Command::Speed { mode: SpeedMode::Silent },
        Command::Speed { mode: SpeedMode::Ludicrous },
        Command::Refresh,
    ] {
        assert_eq!(tell(&connection, command).await, CommandStatus::confirmed());
    }
    let gone = tell(&connection, start("nowhere.gcode")).await;
    assert_eq!(refusal(&gone), Some(RefusalKind::Printer), "{gone:?}");
    assert_eq!(refusal(&tell(&connection, Command::ClearError).await), Some(RefusalKind::Unsupported));
}

#[tokio::test]
async fn a_runout_pauses_and_a_failure_is_not_taken_for_a_good_end() {
    let plan = Plan { runout_at_permille: Some(300), fails_at_permille: Some(700), ..Plan::default() };
    let simulator = CentauriCarbon2::default().start(plan).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("a.gcode")).await;
    until_state(&connection, PrinterState::Paused { reason: PauseReason::Runout }).await;
    assert_eq!(tell(&connection, Command::Resume).await, CommandStatus::confirmed());
    assert_eq!(ended(&mut connection).await.0, JobOutcome::Unknown);
    assert_eq!(connection.snapshot().alerts[0].code, "1026");
}

#[tokio::test]
async fn a_wrong_code_a_full_printer_and_another_one_are_told_apart() {
    let simulator = CentauriCarbon2::default().start(locked()).await.unwrap();
    for code in [None, Some("wrong-key-9999")] {
        let connection = connect(driver(&simulator, code));
        let lost = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
        assert!(
            matches!(&lost.diagnosis, Some(Diagnosis::AccessRefused { remedy }) if remedy.contains("code"))
        );
    }
    let right = || Some(Secret::new("right-key-1234"));
    for serial in ["01PSOMETHING", "CC2SIM00001"] {
        let mut full = CentauriCarbon2::default();
        full.most_clients = 0;
        let simulator = full.start(locked()).await.unwrap();
        let driver = ElegooMqtt::new(address(&simulator), Some(serial.to_owned()), right());
        let connection = connect(driver.with_pace(Pace::brisk()));
        let lost = until(&connection, "lost", |snapshot| snapshot.diagnosis.is_some()).await;
        let is_right = match &lost.diagnosis {
            Some(Diagnosis::OtherPrinter { .. }) => serial == "01PSOMETHING",
            Some(Diagnosis::TooManyClients { .. }) => serial == "CC2SIM00001",
            _ => false,
        };
        assert!(is_right, "{serial}: {:?}", lost.diagnosis);
    }
}

#[tokio::test]
async fn a_serial_number_with_signs_of_topics_in_it_goes_no_further() {
    let mut odd = CentauriCarbon2::default();
    odd.serial = "a/#".to_owned();
    let simulator = odd.start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, None));
    let lost = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(
        matches!(&lost.diagnosis, Some(Diagnosis::Settings { sentence }) if sentence.contains("no serial number"))
    );
    assert_eq!(odd.clients(), 0);
}

#[tokio::test]
async fn missed_updates_are_asked_for_again_and_a_cut_is_mended() {
    // Slow enough that its own updates do not come between.
    let printer = CentauriCarbon2::default();
    let plan = Plan { tick: std::time::Duration::from_millis(400), ..Plan::default() };
    let mut simulator = printer.start(plan).await.unwrap();
    let connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    for number in [100, 102, 104, 106, 108, 110] {
        let update = json!({ "id": number, "method": 6000, "result": { "led": { "status": 1 } } });
        simulator.say(update.to_string());
    }
    simulator.until(|_| printer.times_asked(1002) == 2).await;
    until(&connection, "the light as it is", |snapshot| snapshot.light_on == Some(false)).await;
    for frame in ["{", "[]", r#"{"method":6000,"result":[1]}"#, r#"{"id":"x","method":"y"}"#] {
        simulator.say(frame);
    }
    simulator.cut();
    until(&connection, "cut off", |snapshot| snapshot.diagnosis.is_some()).await;
    until_state(&connection, PrinterState::Idle).await;
    simulator.switch_off();
    until_state(&connection, PrinterState::Offline).await;
}

#[tokio::test]
async fn a_message_without_end_is_not_read() {
    let simulator = CentauriCarbon2::default().start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    simulator.say("y".repeat(2 << 20));
    let lost = until(&connection, "cut off", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(matches!(lost.diagnosis, Some(Diagnosis::Protocol { .. })), "{:?}", lost.diagnosis);
    until_state(&connection, PrinterState::Idle).await;
}

fn recorded(section: &str) -> Option<Value> {
    let all = captures::one("sdcp", "cc2_protocol_examples.json")?;
    let found = all.as_array().unwrap().iter().find(|example| example["section"] == json!(section)).cloned();
    Some(found.unwrap()["json"].clone())
}

#[test]
fn recorded_messages_are_understood() {
    let Some(full) = recorded("Full Status Response") else { return };
    let mut merge = Merge::default();
    assert_eq!(merge.snapshot().state, PrinterState::Connecting);
    assert!(merge.take(&full).is_news);
    merge.take(&recorded("Attributes Response").unwrap());
    merge.take(&recorded("Canvas Status Response").unwrap());
    let snapshot = merge.snapshot();
    assert_eq!(snapshot.state, PrinterState::Printing);
    let job = snapshot.job.unwrap();
    assert_eq!((job.layer, job.layers, job.progress_permille), (Some(225), Some(500), Some(450)));
    assert_eq!((job.minutes_left, job.minutes_printed), (Some(74), Some(60)));
    let parts: Vec<_> = snapshot.temperatures.iter().map(|t| (t.part, t.actual_tenths_c)).collect();
    assert_eq!(parts, [(HeatedPart::Nozzle(0), 2150), (HeatedPart::Bed, 585), (HeatedPart::Chamber, 330)]);
    assert_eq!(snapshot.device.firmware.as_deref(), Some("1.0.5.2"));
    assert_eq!((snapshot.light_on, snapshot.speed_percent), (Some(true), Some(100)));
    assert_eq!(snapshot.slots.len(), 4);
    assert!(snapshot.slots[3].is_feeding && !snapshot.slots[0].is_feeding);
    assert_eq!(snapshot.slots[0].colours, ["2850DFFF"]);
    merge.take(&recorded("Delta Update Example").unwrap());
    let job = merge.snapshot().job.unwrap();
    assert_eq!((job.layer, job.layers), (Some(230), Some(500)), "what is not named stays");
    assert_eq!(request::registered(&recorded("Registration Response - Success").unwrap()), Ok(()));
    let full = recorded("Registration Response - Failure").unwrap();
    assert_eq!(request::registered(&full), Err("too many clients".to_owned()));
    assert_eq!(recorded("Heartbeat Request"), Some(request::ping()));
    for (section, command) in
        [("Pause Print", Command::Pause), ("Resume Print", Command::Resume), ("Stop Print", Command::Stop)]
    {
        assert_eq!(recorded(section), request::command(1, &command), "{section}");
    }
    let Command::Start(mut wanted) = start("benchy.gcode") else { unreachable!() };
    wanted.level_bed = false;
    assert_eq!(recorded("Start Print"), request::command(1, &Command::Start(wanted)));
}

fn status(machine: i64, step: i64) -> PrinterState {
    let mut merge = Merge::default();
    merge.take(&json!({ "id": 1, "method": 1002, "result": { "error_code": 0, "machine_status": { "status": machine, "sub_status": step } } }));
    merge.snapshot().state
}

#[test]
fn states_are_told_and_an_unknown_one_is_not_free() {
    for (machine, step, want) in [
        (0, 0, PrinterState::Busy),
        (1, 0, PrinterState::Idle),
        (1, 2077, PrinterState::Finished),
        (1, 2504, PrinterState::Cancelled),
        (2, 1405, PrinterState::Preparing),
        (2, 2075, PrinterState::Printing),
        (2, 2502, PrinterState::Paused { reason: PauseReason::Unknown }),
        (14, 0, PrinterState::Maintenance),
        (99, 0, PrinterState::Busy),
    ] {
        assert_eq!(status(machine, step), want, "{machine} {step}");
    }
}

#[test]
fn missed_updates_ask_for_the_whole() {
    let mut merge = Merge::default();
    let update =
        |id: i64| json!({ "id": id, "method": 6000, "result": { "machine_status": { "status": 1 } } });
    let asks: Vec<bool> = [1, 2, 3, 5, 7, 9, 11, 13, 14].map(|id| merge.take(&update(id)).wants_all).to_vec();
    assert_eq!(asks, [false, false, false, false, false, false, false, true, false]);
    let refused = merge.take(&json!({ "id": 4, "method": 1020, "result": { "error_code": 1003 } }));
    assert_eq!((refused.answered, refused.is_news), (Some((4, 1003)), false));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_message_is_survived(
        method in proptest::sample::select(vec![1001_i64, 1002, 2005, 6000, 6008, 7]),
        name in proptest::sample::select(vec!["machine_status", "print_status", "canvas_info", "extruder", "led"]),
        inner in proptest::sample::select(vec!["status", "sub_status", "filename", "canvas_list", "temperature", "progress"]),
        value in prop_oneof![any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from), "[a-z#]{0,8}".prop_map(Value::from), Just(json!([1, {"tray_list": [null, {}]}]))],
        id in any::<i64>(),
    ) {
        let mut merge = Merge::default();
        merge.take(&json!({ "id": id, "method": method, "result": { name: { inner: value } } }));
        let _ = merge.snapshot();
    }
}
