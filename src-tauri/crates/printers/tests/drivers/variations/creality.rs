//! Creality: K1, K2, Hi and Ender-3 V3.

use serde_json::{Value, json};
use spoolyard_printers::{HeatedPart, PauseReason, PrinterState, Protocol, SlotId, Snapshot};

use super::{heard, job, paused};

fn shown(frames: &[Value]) -> Snapshot {
    let frames: Vec<_> = frames.iter().map(|frame| ("", frame.clone())).collect();
    heard(Protocol::Creality, &frames)
}

fn first(model: &str, more: Value) -> Value {
    let mut frame = json!({
        "model": model, "hostname": format!("{model}-1B2C"), "modelVersion": "printer hw ver:;printer sw ver:;DWIN hw ver:CR4CU220812S11;DWIN sw ver:1.3.3.46;",
        "state": 0, "deviceState": 0, "printProgress": 0, "printFileName": "", "printStartTime": 0, "printLeftTime": 0, "printJobTime": 0, "layer": 0, "TotalLayer": 0,
        "nozzleTemp": "24.150000", "targetNozzleTemp": 0, "bedTemp0": "23.000000", "targetBedTemp0": 0, "boxTemp": 26, "lightSw": 1, "curFeedratePct": 100, "withSelfTest": 0,
        "err": { "errcode": 0, "key": 0, "value": "" }, "materialStatus": 0,
    });
    for (name, value) in more.as_object().unwrap() {
        frame[name] = value.clone();
    }
    frame
}

fn running(more: Value) -> Value {
    let mut frame = first(
        "K1C",
        json!({ "state": 1, "deviceState": 1, "printProgress": 40, "printFileName": "/usr/data/printer_data/gcodes/racks/hook.gcode", "printStartTime": 1_784_086_071, "printLeftTime": 3599, "printJobTime": 2400, "layer": 52, "TotalLayer": 130, "nozzleTemp": "219.870000", "targetNozzleTemp": 220, "usedMaterialLength": 4100 }),
    );
    for (name, value) in more.as_object().unwrap() {
        frame[name] = value.clone();
    }
    frame
}

#[test]
fn a_k1c_in_the_middle_of_a_print() {
    let shown = shown(&[running(json!({}))]);
    let job = job(&shown);
    assert_eq!(
        (&shown.state, job.progress_permille, job.layer, job.layers),
        (&PrinterState::Printing, Some(400), Some(52), Some(130))
    );
    assert_eq!((job.minutes_left, job.minutes_printed, job.filament_mm), (Some(60), Some(40), Some(4100)));
    assert_eq!(
        (job.key.as_deref(), job.title.as_deref()),
        (Some("hook.gcode@1784086071"), Some("hook.gcode"))
    );
    assert_eq!(shown.device.firmware.as_deref(), Some("1.3.3.46"));
}

#[test]
fn models_are_told_by_codes() {
    for (code, name) in [
        ("F008", "K2 Plus"),
        ("F012", "K2 Pro"),
        ("F021", "K2"),
        ("F018", "Hi"),
        ("F001", "Ender-3 V3"),
        ("F005", "Ender-3 V3 KE"),
        ("K1 SE", "K1 SE"),
        ("F099", "F099"),
    ] {
        assert_eq!(shown(&[first(code, json!({}))]).device.model.as_deref(), Some(name));
    }
}

#[test]
fn numbers_are_texts_or_numbers() {
    let shown = shown(&[running(
        json!({ "state": "1", "printProgress": "41", "layer": "53", "printLeftTime": "61.5", "curFeedratePct": "100.000000", "bedTemp0": 59.94 }),
    )]);
    assert_eq!(
        (&shown.state, job(&shown).progress_permille, job(&shown).layer, job(&shown).minutes_left),
        (&PrinterState::Printing, Some(410), Some(53), Some(2))
    );
    assert_eq!(shown.speed_percent, Some(100));
    let bed = shown.temperatures.iter().find(|t| t.part == HeatedPart::Bed).unwrap();
    assert_eq!(bed.actual_tenths_c, 599);
}

#[test]
fn what_changed_is_all_that_comes() {
    let shown = shown(&[
        running(json!({})),
        json!({ "printProgress": 41 }),
        json!({ "ModeCode": "heart_beat", "msg": "2026-01-01 00:00:00" }),
        json!({ "layer": 53, "nozzleTemp": "220.010000" }),
    ]);
    assert_eq!((job(&shown).progress_permille, job(&shown).layer), (Some(410), Some(53)));
    assert_eq!(job(&shown).layers, Some(130));
}

#[test]
fn a_pause_a_runout_and_an_end() {
    assert_eq!(shown(&[running(json!({})), json!({ "state": 5 })]).state, paused(PauseReason::Unknown));
    assert_eq!(
        shown(&[running(json!({})), json!({ "state": 5, "materialStatus": 1 })]).state,
        paused(PauseReason::Runout)
    );
    let ended = shown(&[
        running(json!({})),
        json!({ "printProgress": 100 }),
        json!({ "state": 0, "deviceState": 0 }),
    ]);
    assert_eq!((&ended.state, job(&ended).progress_permille), (&PrinterState::Finished, Some(1000)));
    let stopped = shown(&[running(json!({})), json!({ "state": 4, "deviceState": 0, "printProgress": 0 })]);
    assert_eq!((&stopped.state, job(&stopped).progress_permille), (&PrinterState::Cancelled, Some(400)));
}

#[test]
fn an_error_that_ends_a_print_has_its_code() {
    let shown = shown(&[
        running(json!({})),
        json!({ "err": { "errcode": 2564, "key": 0, "value": "" } }),
        json!({ "state": 0, "deviceState": 0 }),
    ]);
    assert!(
        matches!(&shown.state, PrinterState::Failed { codes } if codes == &["2564"]),
        "{:?}",
        shown.state
    );
    assert!(!shown.alerts[0].remedy.is_empty());
}

#[test]
fn homing_and_self_tests_are_no_rest() {
    assert_eq!(shown(&[first("K1C", json!({ "deviceState": 7 }))]).state, PrinterState::Busy);
    let testing = first(
        "K1C",
        json!({ "state": 1, "deviceState": 1, "withSelfTest": 35, "printFileName": "/usr/data/printer_data/gcodes/a.gcode" }),
    );
    assert_eq!(shown(&[testing]).state, PrinterState::Preparing);
}

#[test]
fn the_slots_of_a_feeding_unit_have_numbers_and_some_are_left_out() {
    let boxes = json!({ "boxsInfo": { "enable": 1, "same_material": [["000002", "09ea7ae", [{ "boxId": 1, "materialId": 2 }], "PLA"]], "colorMatch": [{ "id": "T1C", "boxId": 1, "materialId": 2 }], "materialBoxs": [
        { "id": 0, "type": 1, "state": 0, "materials": [{ "id": 0, "state": 0 }] },
        { "id": 1, "type": 0, "state": 1, "materials": [{ "id": 2, "vendor": "Generic", "type": "PLA", "name": "Generic PLA", "color": "#09ea7ae", "percent": 54, "state": 1, "selected": 1 }] },
    ] } });
    let slots = shown(&[first("F012", json!({})), boxes]).slots;
    let told: Vec<_> = slots.iter().map(|slot| (slot.id, slot.label.as_str(), slot.is_feeding)).collect();
    assert_eq!(
        told,
        [(SlotId::external(0), "External spool", false), (SlotId { unit: 1, slot: 2 }, "CFS 1 slot 3", true)]
    );
    assert_eq!(
        (slots[1].colours.as_slice(), slots[1].left_percent),
        (&["9EA7AEFF".to_owned()][..], Some(54))
    );
}

#[test]
fn a_k2_keeps_its_files_elsewhere() {
    let k2 = shown(&[first(
        "F021",
        json!({ "state": 1, "deviceState": 1, "printProgress": 3, "layer": 1, "printFileName": "/mnt/UDISK/printer_data/gcodes/lid.gcode", "boxTemp": "38.1", "targetBoxTemp": 45 }),
    )]);
    assert_eq!(job(&k2).title.as_deref(), Some("lid.gcode"));
    let chamber = k2.temperatures.iter().find(|t| t.part == HeatedPart::Chamber).unwrap();
    assert_eq!((chamber.actual_tenths_c, chamber.target_tenths_c), (381, Some(450)));
}

#[test]
fn lists_of_files_and_histories_change_nothing() {
    let lists = [
        json!({ "retGcodeFileInfo2": [{ "name": "a.gcode", "path": "/mnt/UDISK/printer_data/gcodes/a.gcode", "file_size": 2_740_121, "material": "PLA" }] }),
        json!({ "historyList": [{ "id": 1, "filename": "/a.gcode", "printfinish": 1, "usagetime": 100 }] }),
        json!({ "reqGcodeFile": 1 }),
    ];
    let mut frames = vec![running(json!({}))];
    frames.extend(lists);
    let shown = shown(&frames);
    assert_eq!((&shown.state, job(&shown).title.as_deref()), (&PrinterState::Printing, Some("hook.gcode")));
}
