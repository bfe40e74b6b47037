//! Moonraker: Klipper of several years, and makers' own.

use serde_json::{Value, json};
use spoolyard_printers::moonraker::merge::Merge;
use spoolyard_printers::{HeatedPart, PauseReason, PrinterState, SlotId, Snapshot};

use super::{failed, job, paused};

/// A machine that is ready, with these objects told one after the other.
fn ready(told: &[Value]) -> Snapshot {
    let mut merge = Merge::default();
    merge.server_info(&json!({ "klippy_connected": true, "klippy_state": "ready" }));
    for objects in told {
        merge.status(objects);
    }
    merge.snapshot()
}

fn stats(state: &str, more: Value) -> Value {
    let mut stats = json!({ "state": state, "filename": "racks/hook.gcode", "print_duration": 600.0, "total_duration": 700.0, "filament_used": 1234.5, "message": "" });
    for (name, value) in more.as_object().unwrap() {
        stats[name] = value.clone();
    }
    json!({ "print_stats": stats })
}

#[test]
fn each_state_of_klipper_is_told() {
    for (state, more, want) in [
        ("standby", json!({ "filename": "" }), PrinterState::Idle),
        ("printing", json!({ "print_duration": 0.0 }), PrinterState::Preparing),
        ("printing", json!({}), PrinterState::Printing),
        ("paused", json!({}), paused(PauseReason::Unknown)),
        ("complete", json!({}), PrinterState::Finished),
        ("cancelled", json!({}), PrinterState::Cancelled),
        (
            "error",
            json!({ "message": "Move out of range: 251.0 10.0 0.2" }),
            failed(&["Move out of range: 251.0 10.0 0.2"]),
        ),
        // A maker's own word.
        ("reprinting", json!({}), PrinterState::Busy),
    ] {
        assert_eq!(ready(&[stats(state, more)]).state, want, "{state}");
    }
}

#[test]
fn an_older_moonraker_knows_neither_layers_nor_information() {
    let shown = ready(&[
        stats("printing", json!({})),
        json!({ "virtual_sdcard": { "progress": 0.31, "is_active": true, "file_position": 3100 }, "display_status": { "progress": 0.0, "message": null } }),
    ]);
    let job = job(&shown);
    assert_eq!((job.progress_permille, job.layer, job.layers), (Some(310), None, None));
    assert_eq!((job.minutes_printed, job.filament_mm), (Some(10), Some(1235)));
    assert_eq!(job.title.as_deref(), Some("hook.gcode"));
}

#[test]
fn layers_that_the_slicer_tells_go_before_everything() {
    let shown = ready(&[
        stats("printing", json!({ "info": { "total_layer": 120, "current_layer": 17 } })),
        json!({ "display_status": { "progress": 0.14, "message": "Layer 17/120" } }),
    ]);
    assert_eq!(
        (job(&shown).layer, job(&shown).layers, job(&shown).progress_permille),
        (Some(17), Some(120), Some(140))
    );
    assert_eq!(shown.stage.as_deref(), Some("Layer 17/120"));
}

#[test]
fn layers_that_are_not_told_yet_are_null() {
    let shown =
        ready(&[stats("printing", json!({ "info": { "total_layer": null, "current_layer": null } }))]);
    assert_eq!((job(&shown).layer, job(&shown).layers), (None, None));
}

#[test]
fn a_sensor_without_filament_is_a_runout_and_one_that_is_switched_off_is_not() {
    for (sensor, reason) in [
        (
            json!({ "filament_switch_sensor runout": { "enabled": true, "filament_detected": false } }),
            PauseReason::Runout,
        ),
        (
            json!({ "filament_motion_sensor encoder": { "enabled": true, "filament_detected": false } }),
            PauseReason::Runout,
        ),
        (
            json!({ "filament_switch_sensor runout": { "enabled": false, "filament_detected": false } }),
            PauseReason::Unknown,
        ),
        (
            json!({ "filament_switch_sensor runout": { "enabled": true, "filament_detected": true } }),
            PauseReason::Unknown,
        ),
    ] {
        assert_eq!(ready(&[stats("paused", json!({})), sensor.clone()]).state, paused(reason), "{sensor}");
    }
}

#[test]
fn homing_and_macros_without_a_print_are_busy() {
    let shown = ready(&[
        stats("standby", json!({ "filename": "" })),
        json!({ "idle_timeout": { "state": "Printing", "printing_time": 3.1 } }),
    ]);
    assert_eq!(shown.state, PrinterState::Busy);
    let shown =
        ready(&[stats("standby", json!({ "filename": "" })), json!({ "idle_timeout": { "state": "Idle" } })]);
    assert_eq!((shown.state, shown.job), (PrinterState::Idle, None));
}

#[test]
fn a_machine_with_four_heads_and_a_heated_chamber() {
    let shown = ready(&[
        stats("printing", json!({})),
        json!({ "extruder": { "temperature": 220.04, "target": 220.0 }, "extruder1": { "temperature": 150.0, "target": 0.0 }, "extruder2": { "temperature": 26.1, "target": 0.0 }, "extruder3": { "temperature": 26.0, "target": 0.0 } }),
        json!({ "heater_bed": { "temperature": 65.0, "target": 65.0 }, "heater_generic chamber": { "temperature": 44.96, "target": 45.0 }, "temperature_sensor chamber_temp": { "temperature": 41.0 } }),
    ]);
    let parts: Vec<_> = shown.temperatures.iter().map(|t| t.part).collect();
    let nozzles = (0..4).map(HeatedPart::Nozzle);
    assert_eq!(parts, nozzles.chain([HeatedPart::Bed, HeatedPart::Chamber]).collect::<Vec<_>>());
    assert_eq!(shown.temperatures[5].target_tenths_c, Some(450), "the heater tells more than a sensor");
}

#[test]
fn klipper_that_stops_needs_somebody_and_says_why() {
    for (state, message) in [
        ("shutdown", "MCU 'mcu' shutdown: Timer too close"),
        ("error", "mcu 'EBBCan': Unable to connect"),
        ("disconnected", ""),
    ] {
        let mut merge = Merge::default();
        merge.server_info(&json!({ "klippy_connected": state != "disconnected", "klippy_state": state }));
        merge.printer_info(&json!({ "state_message": message, "hostname": "voron", "software_version": "v0.12.0-85-gd785b396" }));
        let shown = merge.snapshot();
        assert_eq!(shown.state, PrinterState::Maintenance);
        assert!(
            shown.alerts[0].sentence == message && !shown.alerts[0].remedy.is_empty(),
            "{:?}",
            shown.alerts
        );
    }
    let mut merge = Merge::default();
    merge.server_info(&json!({ "klippy_connected": true, "klippy_state": "startup" }));
    assert_eq!(merge.snapshot().state, PrinterState::Busy);
}

#[test]
fn a_stop_in_mid_print_is_told_by_the_status_alone() {
    let shown = ready(&[
        stats("printing", json!({})),
        json!({ "webhooks": { "state": "shutdown", "state_message": "Heater extruder not heating at expected rate" } }),
    ]);
    assert_eq!(shown.state, PrinterState::Maintenance);
    assert_eq!(shown.alerts[0].sentence, "Heater extruder not heating at expected rate");
}

#[test]
fn a_k1_that_has_no_file_yet_sends_nothing_as_its_name() {
    for name in [json!(""), json!(null)] {
        let shown = ready(&[
            json!({ "print_stats": { "state": "standby", "filename": name, "print_duration": 0.0 } }),
        ]);
        assert_eq!((shown.state, shown.job), (PrinterState::Idle, None));
    }
}

#[test]
fn one_spool_behind_one_sensor_is_one_slot() {
    let shown = ready(&[
        stats("printing", json!({})),
        json!({ "filament_switch_sensor filament_sensor": { "enabled": true, "filament_detected": true } }),
    ]);
    assert_eq!(
        shown.slots.iter().map(|slot| (slot.id, slot.is_loaded)).collect::<Vec<_>>(),
        [(SlotId::external(0), Some(true))]
    );
}
