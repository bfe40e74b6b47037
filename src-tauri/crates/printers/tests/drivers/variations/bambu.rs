//! Bambu Lab: reports of H2D, P2S, X1E, P1S, A1 mini and their firmware.

use serde_json::{Value, json};
use spoolyard_printers::{HeatedPart, PauseReason, PrinterState, Protocol, Severity, SlotId, Snapshot};

use super::{heard, job, paused};

/// A full report with these fields.
fn full(fields: Value) -> Snapshot {
    after(&[fields])
}

/// A full report, and differences after it.
fn after(reports: &[Value]) -> Snapshot {
    let mut frames = Vec::new();
    for (number, fields) in reports.iter().enumerate() {
        let mut print = json!({ "command": "push_status", "msg": i32::from(number > 0), "sequence_id": "1" });
        for (name, value) in fields.as_object().unwrap() {
            print[name] = value.clone();
        }
        frames.push(("report", json!({ "print": print })));
    }
    heard(Protocol::Bambu, &frames)
}

fn packed(actual: u32, target: u32) -> u32 {
    target << 16 | actual
}

#[test]
fn an_a1_mini_that_sends_whole_numbers_and_no_chamber() {
    let shown = full(json!({
        "gcode_state": "RUNNING", "stg_cur": 14, "mc_percent": 80, "layer_num": 192, "total_layer_num": 240,
        "mc_remaining_time": 12, "bed_temper": 60, "bed_target_temper": 60, "nozzle_temper": 210,
        "nozzle_target_temper": 210, "chamber_temper": 5, "gcode_file": "/sdcard/benchy.gcode", "subtask_id": "0",
        "print_error": 0, "wifi_signal": "-55dBm", "spd_lvl": 2, "spd_mag": 100,
        "ams": { "ams": [], "ams_exist_bits": "0", "tray_exist_bits": "0", "tray_now": "254" },
        "vt_tray": { "id": "254", "tray_type": "PLA", "tray_color": "FFFFFFFF", "remain": 0 },
    }));
    assert_eq!(
        (&shown.state, shown.stage.as_deref()),
        (&PrinterState::Printing, Some("Cleaning the nozzle"))
    );
    let job = job(&shown);
    assert_eq!(
        (job.progress_permille, job.layer, job.layers, job.minutes_left),
        (Some(800), Some(192), Some(240), Some(12))
    );
    assert_eq!(job.key, None, "a print that nobody numbered");
    let parts: Vec<_> =
        shown.temperatures.iter().map(|t| (t.part, t.actual_tenths_c, t.target_tenths_c)).collect();
    assert_eq!(
        parts,
        [(HeatedPart::Nozzle(0), 2100, Some(2100)), (HeatedPart::Bed, 600, Some(600))],
        "5 is no chamber"
    );
    assert_eq!(
        shown.slots.iter().map(|slot| (slot.id, slot.is_feeding)).collect::<Vec<_>>(),
        [(SlotId::external(0), true)]
    );
}

#[test]
fn a_p1s_that_prepares_a_print_still_shows_the_numbers_of_the_last_one() {
    let shown = after(&[
        json!({ "gcode_state": "FINISH", "mc_percent": 100, "layer_num": 30, "total_layer_num": 30, "mc_remaining_time": 0, "subtask_id": "7001", "subtask_name": "old part", "gcode_file": "old.gcode.3mf" }),
        json!({ "gcode_state": "PREPARE", "subtask_id": "7002", "subtask_name": "next part", "gcode_file": "next.gcode.3mf", "gcode_file_prepare_percent": "40" }),
    ]);
    assert_eq!(
        (&shown.state, shown.stage.as_deref()),
        (&PrinterState::Preparing, Some("Fetching the file, 40 %"))
    );
    let next = job(&shown);
    assert_eq!((next.key.as_deref(), next.title.as_deref()), (Some("7002"), Some("next part")));
    assert_eq!(
        (next.progress_permille, next.layer, next.layers, next.minutes_left),
        (Some(0), None, None, None)
    );
}

#[test]
fn an_error_number_beside_a_print_that_ended_well_is_a_remark() {
    let shown = full(
        json!({ "gcode_state": "FINISH", "mc_percent": 100, "print_error": 83_935_249, "hms": [], "print_type": "cloud", "subtask_name": "lid" }),
    );
    assert_eq!(shown.state, PrinterState::Finished);
    assert!(shown.alerts.iter().all(|alert| alert.severity == Severity::Info), "{:?}", shown.alerts);
}

#[test]
fn an_x1e_with_a_heated_chamber_and_a_cable() {
    let frames = [
        (
            "report",
            json!({ "info": { "command": "get_version", "sequence_id": "2", "module": [
            { "name": "ota", "sw_ver": "01.01.02.00", "sn": "03W00X000000001", "product_name": "Bambu Lab X1E" },
            { "name": "mc", "sw_ver": "00.00.27.19" }] } }),
        ),
        (
            "report",
            json!({ "print": { "command": "push_status", "msg": 0, "gcode_state": "RUNNING", "stg_cur": 49,
            "chamber_temper": 45.0, "nozzle_temper": 290.25, "nozzle_target_temper": 290.0, "bed_temper": 100, "bed_target_temper": 100,
            "wifi_signal": "-90dBm", "home_flag": 262_144, "mc_percent": 2, "layer_num": 0, "total_layer_num": 310, "print_type": "local", "subtask_id": "8123" } }),
        ),
    ];
    let shown = heard(Protocol::Bambu, &frames);
    assert_eq!(shown.state, PrinterState::Printing);
    assert_eq!(
        (shown.device.model.as_deref(), shown.device.firmware.as_deref()),
        (Some("Bambu Lab X1E"), Some("01.01.02.00"))
    );
    let chamber = shown.temperatures.iter().find(|t| t.part == HeatedPart::Chamber).unwrap();
    assert_eq!(chamber.actual_tenths_c, 450);
}

#[test]
fn an_h2d_with_warnings_that_goes_on_printing_with_its_left_nozzle() {
    let shown = full(json!({
        "gcode_state": "RUNNING", "stg_cur": 0, "mc_percent": 45, "layer_num": 27, "total_layer_num": 54, "mc_remaining_time": 65,
        "subtask_id": "4821", "subtask_name": "two colours",
        "hms": [{ "attr": 83_886_592, "code": 196_618 }, { "attr": 201_326_848, "code": 131_095 }],
        "device": {
            "bed": { "info": { "temp": packed(60, 60) } }, "ctc": { "info": { "temp": 35 } },
            "extruder": { "state": 0x112, "info": [
                { "id": 0, "temp": packed(140, 0), "snow": 0x00FF }, { "id": 1, "temp": packed(220, 220), "snow": 0x0102 }] },
            "nozzle": { "info": [{ "id": 0, "diameter": 0.4, "type": "HS01" }, { "id": 1, "diameter": 0.6, "type": "HH01" }] },
        },
        "ams": { "ams_exist_bits": "3", "tray_exist_bits": "40", "tray_now": "2", "ams": [
            { "id": "0", "info": "1003", "humidity": "5", "tray": [{ "id": "0" }] },
            { "id": "1", "info": "1103", "humidity": "4", "tray": [{ "id": "2", "tray_type": "PETG", "tray_color": "00AE42FF", "remain": 55, "tray_uuid": "0123456789ABCDEF0123456789ABCDEF" }] }] },
    }));
    assert_eq!(shown.state, PrinterState::Printing);
    // The common one has no words that would help anybody.
    let told: Vec<_> = shown.alerts.iter().map(|alert| (alert.code.as_str(), alert.severity)).collect();
    assert_eq!(told, [("0C00_0100_0002_0017", Severity::Error)]);
    assert_eq!(shown.device.nozzles_um, [400, 600]);
    let feeding: Vec<_> = shown.slots.iter().filter(|slot| slot.is_feeding).collect();
    let [slot] = feeding.as_slice() else { panic!("{feeding:?}") };
    assert_eq!((slot.id, slot.nozzle, slot.left_percent), (SlotId { unit: 1, slot: 2 }, Some(1), Some(55)));
    let right = shown.temperatures.iter().find(|t| t.part == HeatedPart::Nozzle(0)).unwrap();
    assert_eq!((right.actual_tenths_c, right.target_tenths_c), (1400, Some(0)));
}

#[test]
fn a_runout_a_feeder_that_jams_and_a_person_are_told_apart() {
    for (error, stage, reason) in [
        (0x0300_8015_u32, 6, PauseReason::Runout),
        (0, 6, PauseReason::Runout),
        (0x0700_8006, 24, PauseReason::Feeding),
        (0, 16, PauseReason::Person),
        (0, 30, PauseReason::File),
        (0, 17, PauseReason::Cover),
        (0, 34, PauseReason::Inspection),
    ] {
        let shown = full(
            json!({ "gcode_state": "PAUSE", "stg_cur": stage, "print_error": error, "mc_percent": 57, "subtask_id": "9" }),
        );
        assert_eq!(shown.state, paused(reason), "error {error:08X}, stage {stage}");
    }
}

#[test]
fn what_keeps_a_machine_busy_without_a_job_takes_no_job() {
    for (fields, stage) in [
        (json!({ "gcode_state": "RUNNING", "print_type": "system", "stg_cur": 1 }), "Levelling the bed"),
        (
            json!({ "gcode_state": "IDLE", "upgrade_state": { "status": "DOWNLOADING", "progress": "12" } }),
            "Updating its firmware",
        ),
        (json!({ "gcode_state": "IDLE", "ams_status": 0x0105 }), "Changing filament"),
        (json!({ "gcode_state": "INIT" }), "Starting up"),
        (json!({ "gcode_state": "OFFLINE" }), "Waiting for its motion controller"),
    ] {
        let shown = full(fields.clone());
        assert_eq!(shown.state, PrinterState::Busy, "{fields}");
        assert_eq!(shown.stage.as_deref(), Some(stage), "{fields}");
    }
}

#[test]
fn an_older_p1p_writes_its_numbers_as_texts() {
    let shown = full(json!({
        "gcode_state": "RUNNING", "mc_percent": "45", "layer_num": "3", "total_layer_num": "60", "mc_remaining_time": "74",
        "nozzle_temper": "219.5", "bed_temper": "54.9", "stg_cur": "0", "print_error": "0", "sdcard": "HAS_SDCARD_NORMAL",
        "nozzle_diameter": "0.4", "spd_mag": "124", "subtask_id": 4711,
    }));
    let job = job(&shown);
    assert_eq!(
        (&shown.state, job.progress_permille, job.layer, job.minutes_left),
        (&PrinterState::Printing, Some(450), Some(3), Some(74))
    );
    assert_eq!((job.key.as_deref(), shown.speed_percent), (Some("4711"), Some(124)));
    assert!(shown.capabilities.upload);
}

#[test]
fn no_card_means_no_upload() {
    for word in [json!(false), json!("NO_SDCARD")] {
        assert!(!full(json!({ "gcode_state": "IDLE", "sdcard": word })).capabilities.upload);
    }
}

#[test]
fn an_end_of_a_p1s_that_forgets_its_layers_is_still_an_end() {
    let end = json!({ "gcode_state": "FINISH", "mc_percent": 100, "mc_remaining_time": 0, "total_layer_num": 0, "layer_num": 60 });
    let running = json!({ "gcode_state": "RUNNING", "mc_percent": 99, "layer_num": 60, "total_layer_num": 60, "subtask_id": "12", "print_type": "local" });
    // An end is believed when it has stood for some seconds.
    let shown = after(&[running, end.clone(), end.clone(), end.clone(), end.clone(), end]);
    assert_eq!((&shown.state, job(&shown).progress_permille), (&PrinterState::Finished, Some(1000)));
}

#[test]
fn a_p2s_with_one_holder_in_the_newer_list_and_nothing_loaded() {
    let shown = full(json!({
        "gcode_state": "IDLE", "chamber_temper": 28,
        "device": { "extruder": { "state": 1, "info": [{ "id": 0, "temp": 27, "snow": 65_535, "star": 65_535 }] } },
        "vir_slot": [{ "id": "255", "tray_type": "PLA", "tray_color": "161616FF", "remain": 0 }],
        "vt_tray": { "id": "254", "tray_type": "ABS" },
        "ams": { "ams": [], "ams_exist_bits": "0", "tray_now": "255" },
    }));
    assert_eq!(shown.state, PrinterState::Idle);
    let [holder] = shown.slots.as_slice() else { panic!("{:?}", shown.slots) };
    assert_eq!(
        (holder.id, holder.material.as_deref(), holder.is_feeding),
        (SlotId::external(0), Some("PLA"), false)
    );
    assert_eq!(shown.temperatures[0].actual_tenths_c, 270);
}
