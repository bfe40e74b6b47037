//! Moonraker.

use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_printers::moonraker::merge::{Merge, PastJob};
use spoolyard_printers::simulate::{Plan, moonraker::Moonraker as Simulated};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Diagnosis, HeatedPart, JobOutcome, JobReport, LastKnown, Moonraker, PauseReason,
    PrinterState, RefusalKind, SpeedMode,
};
use spoolyard_types::Secret;

use crate::captures;
use crate::kit::*;

fn driver(simulator: &spoolyard_printers::simulate::Simulator, key: Option<&str>) -> Moonraker {
    Moonraker::new(address(simulator), key.map(Secret::new)).with_pace(Pace::brisk())
}

#[tokio::test]
async fn a_print_from_upload_to_end() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let mut connection = connect(driver(&simulator, None));
    print_to_the_end(&mut connection, &simulator).await;
    let last = connection.snapshot();
    assert_eq!(last.state, PrinterState::Finished);
    let job = last.job.clone().unwrap();
    assert_eq!((job.progress_permille, job.layers), (Some(1000), Some(20)));
    assert_eq!(job.key.as_deref(), Some("000001"));
    assert_eq!(last.device.firmware.as_deref(), Some("v0.12.0"));
    connection.close().await;
}

#[tokio::test]
async fn pause_resume_stop_and_speed_are_seen() {
    let simulator = Simulated::start(Plan::endless()).await.unwrap();
    let mut connection = connect(driver(&simulator, None));
    pause_resume_stop(&mut connection, &simulator).await;
    let speed = tell(&connection, Command::Speed { mode: SpeedMode::Sport }).await;
    assert_eq!(speed, CommandStatus::confirmed());
    assert_eq!(connection.snapshot().speed_percent, Some(124));
    assert_eq!(tell(&connection, Command::Refresh).await, CommandStatus::confirmed());
    let light = tell(&connection, Command::Light { lamp: spoolyard_printers::Lamp::On }).await;
    assert_eq!(refusal(&light), Some(RefusalKind::Unsupported));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_the_printers_no() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    let no = tell(&connection, start("nowhere.gcode")).await;
    assert!(
        matches!(&no, CommandStatus::Refused { kind: RefusalKind::Printer, why } if why.contains("open file")),
        "{no:?}"
    );
}

#[tokio::test]
async fn a_runout_pauses_with_its_reason() {
    let plan = Plan { runout_at_permille: Some(400), ..Plan::default() };
    let simulator = Simulated::start(plan).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("a.gcode")).await;
    let paused = until_state(&connection, PrinterState::Paused { reason: PauseReason::Runout }).await;
    assert_eq!(paused.slots[0].is_loaded, Some(false));
    assert_eq!(tell(&connection, Command::Resume).await, CommandStatus::confirmed());
    assert_eq!(ended(&mut connection).await.0, JobOutcome::Finished);
}

#[tokio::test]
async fn a_failure_tells_its_words() {
    let plan = Plan { fails_at_permille: Some(500), ..Plan::default() };
    let simulator = Simulated::start(plan).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("a.gcode")).await;
    let codes = vec!["Heater extruder not heating".to_owned()];
    assert_eq!(ended(&mut connection).await.0, JobOutcome::Failed { codes });
    assert!(!connection.snapshot().alerts.is_empty());
}

#[tokio::test]
async fn a_wrong_key_is_named_and_kept_secret() {
    let plan = Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() };
    let simulator = Simulated::start(plan).await.unwrap();
    let connection = connect(driver(&simulator, Some("wrong-key-9999")));
    let offline = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(matches!(offline.diagnosis, Some(Diagnosis::AccessRefused { .. })), "{:?}", offline.diagnosis);
    assert_eq!(refusal(&tell(&connection, Command::Pause).await), Some(RefusalKind::Offline));
    assert_no_secret(&connection);
    let mut right = connect(driver(&simulator, Some("right-key-1234")));
    print_to_the_end(&mut right, &simulator).await;
    assert_no_secret(&right);
    assert!(!format!("{:?}", driver(&simulator, Some("right-key-1234"))).contains("right-key"));
}

#[tokio::test]
async fn a_printer_that_is_switched_off_comes_back_and_its_job_is_reconciled() {
    let mut simulator = Simulated::start(Plan { printing_ticks: 60, ..Plan::default() }).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("a.gcode")).await;
    until_state(&connection, PrinterState::Printing).await;
    simulator.switch_off();
    until_state(&connection, PrinterState::Offline).await;
    // The print ends, and another job begins, while nobody listens.
    let ended_unseen = simulator.until(|machine| !machine.is_in_job());
    tokio::time::timeout(DEADLINE, ended_unseen).await.unwrap();
    simulator.machine(|machine| {
        machine.plan.printing_ticks = 1_000_000;
        machine.start("b.gcode")
    });
    simulator.switch_on().await.unwrap();
    let (outcome, key, while_away) = ended(&mut connection).await;
    assert_eq!((outcome, key.as_deref(), while_away), (JobOutcome::Finished, Some("000001"), true));
    until(&connection, "the other job", |snapshot| {
        snapshot.job.as_ref().is_some_and(|job| job.file_name.as_deref() == Some("b.gcode"))
    })
    .await;
}

#[tokio::test]
async fn what_happened_before_the_program_started_is_reconciled() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    simulator.machine(|machine| {
        machine.start("night.gcode");
        machine.cancel();
        machine.phase = spoolyard_printers::simulate::Phase::Idle;
    });
    let running = JobReport { key: Some("000001".into()), ..JobReport::default() };
    let mut connection = connect_remembering(driver(&simulator, None), LastKnown { running: Some(running) });
    let (outcome, _, while_away) = ended(&mut connection).await;
    assert_eq!((outcome, while_away), (JobOutcome::Cancelled, true));
}

#[tokio::test]
async fn hostile_frames_do_no_harm() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    for frame in [
        b"".to_vec(),
        b"{".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        "[".repeat(5000).into_bytes(),
        br#"{"method":"notify_status_update","params":[{"print_stats":7,"x":{"y":{}}},1]}"#.to_vec(),
        br#"{"id":999999,"result":null}"#.to_vec(),
        br#"{"method":"notify_history_changed","params":"no"}"#.to_vec(),
    ] {
        simulator.say(frame);
    }
    assert_eq!(tell(&connection, Command::Refresh).await, CommandStatus::confirmed());
    simulator.say("x".repeat(2 * 1024 * 1024));
    let lost = until(&connection, "cut off", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(
        matches!(&lost.diagnosis, Some(Diagnosis::Protocol { detail }) if detail.contains("longer")),
        "{lost:?}"
    );
    until(&connection, "back", |snapshot| snapshot.state == PrinterState::Idle).await;
}

#[tokio::test]
async fn nothing_at_the_address_is_said_plainly() {
    let mut simulator = Simulated::start(Plan::default()).await.unwrap();
    simulator.switch_off();
    let connection = connect(driver(&simulator, None));
    let offline = until(&connection, "unreachable", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(matches!(offline.diagnosis, Some(Diagnosis::Unreachable { .. })));
    assert_eq!(refusal(&tell(&connection, start("a.gcode")).await), Some(RefusalKind::Offline));
}

#[test]
fn a_real_status_is_understood() {
    let Some(data) = captures::one("moonraker", "ha_get_data.json") else { return };
    let mut merge = Merge::default();
    merge.server_info(&json!({ "klippy_state": "ready" }));
    merge.printer_info(&captures::one("moonraker", "ha_get_printer_info.json").unwrap());
    let list = captures::one("moonraker", "ha_get_printer_objects_list.json").unwrap();
    let wanted = Merge::subscription(&list);
    assert!(
        wanted["objects"].get("extruder1").is_some() && wanted["objects"].get("bme280 bme280_temp").is_none()
    );
    merge.status(&data["status"]);
    assert_eq!(merge.wants_metadata().as_deref(), Some("CE3E3V2_picture_frame_holder.gcode"));
    merge.metadata(&data);
    let snapshot = merge.snapshot();
    assert_eq!(snapshot.state, PrinterState::Printing);
    let job = snapshot.job.unwrap();
    assert_eq!((job.layer, job.layers, job.progress_permille), (Some(22), Some(33), Some(908)));
    assert_eq!((job.minutes_printed, job.minutes_left, job.filament_mm), (Some(133), Some(4), Some(5000)));
    let parts: Vec<_> = snapshot.temperatures.iter().map(|t| (t.part, t.actual_tenths_c)).collect();
    let want = [(HeatedPart::Nozzle(0), 2050), (HeatedPart::Nozzle(1), 2200), (HeatedPart::Bed, 600)];
    assert_eq!(parts, want);
    assert_eq!(snapshot.device.name.as_deref(), Some("mainsail"));
    assert_eq!(snapshot.speed_percent, Some(200));
}

#[test]
fn every_recording_is_survived() {
    for (name, value) in captures::of("moonraker") {
        let mut merge = Merge::default();
        merge.server_info(&value);
        merge.status(&value);
        merge.printer_info(&value);
        merge.metadata(&value);
        assert!(Merge::subscription(&value).is_object(), "{name}");
        let _ = merge.snapshot();
    }
}

#[test]
fn klippers_states_and_shutdowns_are_told() {
    let ready = || {
        let mut merge = Merge::default();
        merge.server_info(&json!({ "klippy_state": "ready" }));
        merge
    };
    for (stats, want) in [
        (json!({"state": "standby"}), PrinterState::Idle),
        (json!({"state": "printing", "print_duration": 0.0, "filename": "a"}), PrinterState::Preparing),
        (json!({"state": "printing", "print_duration": 3.0, "filename": "a"}), PrinterState::Printing),
        (json!({"state": "paused", "filename": "a"}), PrinterState::Paused { reason: PauseReason::Unknown }),
        (json!({"state": "complete"}), PrinterState::Finished),
        (json!({"state": "cancelled"}), PrinterState::Cancelled),
        (json!({"state": "something new"}), PrinterState::Busy),
    ] {
        let mut merge = ready();
        assert_eq!(merge.snapshot().state, PrinterState::Connecting, "nothing is said before the status");
        merge.status(&json!({ "print_stats": stats }));
        assert_eq!(merge.snapshot().state, want);
    }
    let mut merge = ready();
    merge.status(&json!({ "webhooks": { "state": "shutdown", "state_message": "MCU 'mcu' shutdown" } }));
    assert_eq!(merge.snapshot().state, PrinterState::Maintenance);
    assert!(merge.snapshot().alerts[0].sentence.contains("MCU"));
    let past =
        PastJob::read(&json!({"job_id": "0A", "filename": "a.gcode", "status": "klippy_shutdown"})).unwrap();
    let codes = vec!["klippy_shutdown".to_owned()];
    assert_eq!(merge.ended(&past).unwrap().state, PrinterState::Failed { codes });
}

#[test]
fn parts_of_a_status_add_up_to_the_whole() {
    let mut merge = Merge::default();
    merge.server_info(&json!({ "klippy_state": "ready" }));
    merge.status(&json!({ "print_stats": { "state": "printing", "filename": "a", "print_duration": 5.0, "info": { "current_layer": 1, "total_layer": 9 } } }));
    merge.status(&json!({ "print_stats": { "print_duration": 65.0 } }));
    merge.status(&json!({ "print_stats": { "info": { "current_layer": 2, "total_layer": 9 } } }));
    let job = merge.snapshot().job.unwrap();
    assert_eq!((job.layer, job.layers, job.minutes_printed), (Some(2), Some(9), Some(1)));
}

fn printing(objects: Value) -> Merge {
    let mut merge = Merge::default();
    merge.server_info(&json!({ "klippy_state": "ready" }));
    merge.status(
        &json!({ "print_stats": { "state": "printing", "filename": "a.gcode", "print_duration": 60.0 } }),
    );
    merge.status(&objects);
    merge
}

#[test]
fn a_file_that_counts_no_layers_is_followed_by_its_height() {
    let mut merge =
        printing(json!({ "gcode_move": { "speed_factor": 1.0, "gcode_position": [1.0, 2.0, 2.3, 0.0] } }));
    assert_eq!(
        merge.snapshot().job.unwrap().layer,
        None,
        "how high a layer is, the file's description tells"
    );
    merge.metadata(&json!({ "filename": "a.gcode", "layer_height": 0.2, "first_layer_height": 0.3, "object_height": 10.3 }));
    let job = merge.snapshot().job.unwrap();
    assert_eq!((job.layer, job.layers), (Some(11), Some(51)));
    merge.status(&json!({ "print_stats": { "info": { "current_layer": 12, "total_layer": 60 } } }));
    let job = merge.snapshot().job.unwrap();
    assert_eq!((job.layer, job.layers), (Some(12), Some(60)), "the printer's own word counts");
}

#[test]
fn a_second_print_of_a_file_does_not_bear_the_number_of_the_first() {
    let told = |merge: &mut Merge, state: &str| merge.status(&json!({ "print_stats": { "state": state } }));
    let number = |id: &str| {
        PastJob::read(&json!({ "job_id": id, "filename": "a.gcode", "status": "in_progress" })).unwrap()
    };
    let key = |merge: &Merge| merge.snapshot().job.unwrap().key;
    let mut merge = printing(json!({}));
    merge.newest_job(number("000001"));
    // The history was not heard to say that it ended.
    told(&mut merge, "complete");
    assert_eq!(key(&merge).as_deref(), Some("000001"), "its end is its own");
    told(&mut merge, "printing");
    assert_eq!(key(&merge), None);
    merge.newest_job(number("000002"));
    assert_eq!(key(&merge).as_deref(), Some("000002"));
    // A history that is quicker than the status.
    told(&mut merge, "complete");
    merge.newest_job(number("000003"));
    told(&mut merge, "printing");
    assert_eq!(key(&merge).as_deref(), Some("000003"));
}

#[test]
fn one_chamber_has_one_temperature() {
    let merge = printing(json!({
        "temperature_sensor chamber_air": { "temperature": 39.0 },
        "heater_generic chamber": { "temperature": 41.5, "target": 45.0 },
        "temperature_fan chamber_fan": { "temperature": 38.0, "target": 40.0 },
    }));
    let chamber: Vec<_> =
        merge.snapshot().temperatures.into_iter().filter(|t| t.part == HeatedPart::Chamber).collect();
    assert_eq!(chamber.len(), 1);
    assert!(chamber[0].target_tenths_c.is_some());
}

#[test]
fn the_gates_of_a_feeding_unit_are_slots() {
    let list = json!({ "objects": ["mmu", "print_stats", "AFC_stepper lane1", "mmu_machine"] });
    assert_eq!(Merge::subscription(&list)["objects"].as_object().unwrap().len(), 3);
    let mut merge = printing(json!({
        "filament_switch_sensor toolhead": { "enabled": true, "filament_detected": true },
        "mmu": { "enabled": true, "gate": 1, "filament": "Loaded", "gate_status": [0, 2, -1],
            "gate_material": ["PLA", "PETG", ""], "gate_color": ["red", "ff8000", ""], "gate_filament_name": ["", "Glow", ""] },
    }));
    let shown = merge.snapshot();
    let loaded: Vec<_> = shown.slots.iter().map(|slot| (slot.is_loaded, slot.is_feeding)).collect();
    assert_eq!(loaded, [(Some(false), false), (Some(true), true), (None, false)]);
    let second = &shown.slots[1];
    assert_eq!((second.label.as_str(), second.material.as_deref()), ("Gate 1", Some("PETG")));
    assert_eq!(
        (second.colours.as_slice(), second.material_name.as_deref()),
        (&["FF8000FF".to_owned()][..], Some("Glow"))
    );
    assert!(shown.capabilities.slots && shown.slots[0].material.is_none());
    merge.status(&json!({ "print_stats": { "state": "paused" }, "mmu": { "print_state": "pause_locked" } }));
    assert_eq!(merge.snapshot().state, PrinterState::Paused { reason: PauseReason::Feeding });
    merge.status(&json!({ "mmu": { "runout": true } }));
    assert_eq!(merge.snapshot().state, PrinterState::Paused { reason: PauseReason::Runout });
}

#[test]
fn the_lanes_of_a_filament_control_are_slots() {
    let merge = printing(json!({
        "AFC_stepper lane1": { "prep": true, "load": true, "tool_loaded": true, "material": "ASA", "color": "#00ae42" },
        "AFC_stepper lane2": { "prep": true, "load": false, "tool_loaded": false, "material": "NONE", "color": "" },
    }));
    let slots = merge.snapshot().slots;
    assert_eq!(slots.len(), 2);
    assert_eq!((slots[0].label.as_str(), slots[0].material.as_deref()), ("lane1", Some("ASA")));
    assert!(slots[0].is_feeding && slots[0].colours == ["00AE42FF"]);
    assert_eq!((slots[1].is_loaded, slots[1].material.as_deref()), (Some(false), None));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let names = proptest::sample::select(vec![
            "print_stats",
            "state",
            "info",
            "extruder",
            "filename",
            "webhooks",
            "status",
            "virtual_sdcard",
            "temperature",
            "x",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names, inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

/// A status with all fields of two objects.
fn full_status() -> impl Strategy<Value = Value> {
    let state =
        proptest::sample::select(vec!["standby", "printing", "paused", "complete", "cancelled", "error"]);
    let file = proptest::sample::select(vec!["", "a.gcode", "b.gcode"]);
    (state, file, 0_u32..100_000, 0_u32..900, -200_i32..3000, 0_u32..101).prop_map(
        |(state, file, seconds, layer, tenths, percent)| {
            json!({
                "print_stats": { "state": state, "filename": file, "print_duration": seconds, "filament_used": seconds, "info": { "current_layer": layer, "total_layer": 900 } },
                "extruder": { "temperature": f64::from(tenths) / 10.0, "target": 210 },
                "display_status": { "progress": f64::from(percent) / 100.0, "message": null },
            })
        },
    )
}

/// The fields that differ, as Klipper sends them.
fn difference(before: &Value, after: &Value) -> Value {
    let mut changed = json!({});
    for (name, fields) in after.as_object().unwrap() {
        for (field, value) in fields.as_object().unwrap() {
            if before[name][field] != *value {
                changed[name][field] = value.clone();
            }
        }
    }
    changed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_status_is_survived(values in proptest::collection::vec(any_json(), 1..5)) {
        let mut merge = Merge::default();
        merge.server_info(&json!({ "klippy_state": "ready" }));
        for value in &values {
            merge.status(value);
            merge.metadata(value);
            let snapshot = merge.snapshot();
            prop_assert!(snapshot.job.is_none_or(|job| job.progress_permille.is_none_or(|p| p <= 1000)));
        }
    }

    #[test]
    fn differences_lead_to_the_same_as_the_whole(steps in proptest::collection::vec(full_status(), 2..12)) {
        let begin = |status: &Value| {
            let mut merge = Merge::default();
            merge.server_info(&json!({ "klippy_state": "ready" }));
            merge.status(status);
            merge
        };
        let mut by_steps = begin(&steps[0]);
        for pair in steps.windows(2) {
            by_steps.status(&difference(&pair[0], &pair[1]));
            prop_assert_eq!(by_steps.snapshot(), begin(&pair[1]).snapshot());
        }
    }
}
