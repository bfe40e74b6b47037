//! Centauri Carbon 2: what it sends, and what it is told.

use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_printers::elegoo_mqtt::merge::Merge;
use spoolyard_printers::elegoo_mqtt::request;
use spoolyard_printers::{Command, HeatedPart, PauseReason, PrinterState};

use crate::captures;
use crate::kit::start;

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
