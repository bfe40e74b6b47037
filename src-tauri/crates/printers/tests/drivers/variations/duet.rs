//! Duet 2 and 3 with RepRapFirmware 3.3 to 3.6, alone and with a computer beside.

use serde_json::{Value, json};
use spoolyard_printers::{HeatedPart, PauseReason, PrinterState, Protocol, Severity, Snapshot};

use super::{failed, heard, job, paused};

fn shown(pieces: &[(&str, Value)]) -> Snapshot {
    let frames: Vec<_> = pieces
        .iter()
        .map(|(key, result)| (*key, json!({ "key": key, "flags": "", "result": result })))
        .collect();
    heard(Protocol::Duet, &frames)
}

fn file() -> (&'static str, Value) {
    (
        "job",
        json!({ "file": { "fileName": "0:/gcodes/racks/hook.gcode", "size": 52_000, "height": 20.0, "numLayers": 100, "layerHeight": 0.2, "printTime": 3600, "simulatedTime": null, "filament": [3500.0], "generatedBy": "PrusaSlicer 2.8.1", "lastModified": "2026-01-02T10:00:00", "thumbnails": [] }, "lastFileName": null }),
    )
}

fn live(status: &str, job: Value) -> (&'static str, Value) {
    (
        "model",
        json!({ "state": { "status": status, "upTime": 9000 }, "job": job, "seqs": { "job": 4, "tools": 1 } }),
    )
}

fn under_way() -> Value {
    json!({ "duration": 1800, "pauseDuration": 600, "warmUpDuration": 95, "filePosition": 26_000, "layer": 50, "layerTime": 31.2, "rawExtrusion": 1750.2, "timesLeft": { "file": 1790, "filament": 1785, "layer": 1700, "slicer": 1771 } })
}

#[test]
fn a_print_alone_and_beside_a_computer() {
    let alone = shown(&[file(), live("processing", under_way())]);
    let mut model = live("processing", under_way()).1;
    for (name, value) in file().1.as_object().unwrap() {
        model["job"][name] = value.clone();
    }
    let beside = heard(Protocol::Duet, &[("model", model)]);
    for shown in [alone, beside] {
        let job = job(&shown);
        assert_eq!(
            (&shown.state, job.progress_permille, job.layer, job.layers),
            (&PrinterState::Printing, Some(500), Some(50), Some(100))
        );
        assert_eq!(
            (job.minutes_left, job.minutes_printed),
            (Some(30), Some(30)),
            "the pause is no printing, and is not taken away twice"
        );
        assert_eq!((job.key.as_deref(), job.title.as_deref()), (Some("hook.gcode@6600"), Some("hook.gcode")));
    }
}

#[test]
fn each_status_of_each_version() {
    for (status, want) in [
        ("starting", PrinterState::Busy),
        ("updating", PrinterState::Busy),
        ("halted", PrinterState::Maintenance),
        ("off", PrinterState::Maintenance),
        ("pausing", PrinterState::Printing),
        ("paused", paused(PauseReason::Unknown)),
        ("resuming", paused(PauseReason::Unknown)),
        ("cancelling", PrinterState::Printing),
        ("simulating", PrinterState::Busy),
        ("processing", PrinterState::Printing),
        ("changingTool", PrinterState::Printing),
        ("busy", PrinterState::Printing),
        ("disconnected", PrinterState::Maintenance),
        ("hatching", PrinterState::Busy),
    ] {
        assert_eq!(shown(&[file(), live(status, under_way())]).state, want, "{status}");
    }
    for (status, want) in
        [("busy", PrinterState::Busy), ("changingTool", PrinterState::Busy), ("idle", PrinterState::Idle)]
    {
        assert_eq!(shown(&[live(status, json!({}))]).state, want, "{status} without a job");
    }
}

#[test]
fn how_the_last_file_ended_is_remembered_by_the_board() {
    let after = |more: Value| {
        let mut job = json!({ "file": { "fileName": null, "size": 0 }, "lastFileName": "0:/gcodes/racks/hook.gcode", "lastDuration": 3605, "duration": null, "lastFileAborted": false, "lastFileCancelled": false, "lastFileSimulated": false });
        for (name, value) in more.as_object().unwrap() {
            job[name] = value.clone();
        }
        shown(&[("job", job), live("idle", json!({}))])
    };
    let finished = after(json!({}));
    assert_eq!(
        (&finished.state, job(&finished).progress_permille, job(&finished).minutes_printed),
        (&PrinterState::Finished, Some(1000), Some(60))
    );
    assert_eq!(after(json!({ "lastFileCancelled": true })).state, PrinterState::Cancelled);
    assert_eq!(after(json!({ "lastFileAborted": true })).state, failed(&["aborted"]));
    assert_eq!(after(json!({ "lastFileSimulated": true })).state, PrinterState::Idle);
}

#[test]
fn a_monitor_that_sees_no_filament_is_a_runout() {
    for (monitor, reason) in [
        (json!({ "enableMode": 1, "status": "noFilament", "type": "simple" }), PauseReason::Runout),
        (json!({ "enabled": true, "status": "noFilament", "type": "simple" }), PauseReason::Runout),
        (
            json!({ "enableMode": 2, "status": "tooLittleMovement", "type": "rotatingMagnet" }),
            PauseReason::Feeding,
        ),
        (json!({ "enabled": true, "status": "sensorError", "type": "laser" }), PauseReason::Unknown),
        (json!({ "enableMode": 0, "status": "noFilament", "type": "simple" }), PauseReason::Unknown),
        (json!({ "enabled": false, "status": "noFilament", "type": "simple" }), PauseReason::Unknown),
        (json!({ "enableMode": 1, "status": "ok", "type": "simple" }), PauseReason::Unknown),
        (json!(null), PauseReason::Unknown),
    ] {
        let shown = shown(&[
            file(),
            ("sensors", json!({ "filamentMonitors": [null, monitor] })),
            live("paused", under_way()),
        ]);
        assert_eq!(shown.state, paused(reason), "{monitor}");
    }
}

#[test]
fn a_question_on_its_display_waits_for_somebody() {
    let asking = |mode: i64| {
        (
            "model",
            json!({ "state": { "status": "processing", "messageBox": { "axisControls": 0, "message": "Insert the nuts, then press OK", "mode": mode, "seq": 2, "timeout": 0, "title": "Hook" } }, "job": under_way() }),
        )
    };
    let question = shown(&[file(), asking(3)]);
    assert_eq!(question.state, PrinterState::Attention);
    assert_eq!(
        (question.alerts[0].sentence.as_str(), question.alerts[0].severity),
        ("Insert the nuts, then press OK", Severity::Warning)
    );
    assert!(!question.alerts[0].remedy.is_empty());
    // What only tells something, stops nothing; and an answered one is gone.
    assert_eq!(shown(&[file(), asking(1)]).state, PrinterState::Printing);
    let answered = ("model", json!({ "state": { "status": "processing", "messageBox": null } }));
    let shown = shown(&[file(), asking(3), answered]);
    assert_eq!((shown.state, shown.alerts.len()), (PrinterState::Printing, 0));
}

#[test]
fn a_board_with_three_heads_of_which_one_is_missing() {
    let shown = shown(&[
        ("tools", json!([{ "number": 0, "heaters": [1] }, null, { "number": 2, "heaters": [2] }])),
        (
            "heat",
            json!({ "bedHeaters": [0, -1, -1, -1], "chamberHeaters": [3, -1], "heaters": [
            { "current": 60.1, "active": 60, "standby": 0, "state": "active" }, { "current": 214.8, "active": 215, "standby": 150, "state": "active" },
            { "current": 150.0, "active": 215, "standby": 150, "state": "standby" }, { "current": 45.2, "active": 45, "standby": 0, "state": "active" }] }),
        ),
        live("idle", json!({})),
    ]);
    let parts: Vec<_> =
        shown.temperatures.iter().map(|t| (t.part, t.actual_tenths_c, t.target_tenths_c)).collect();
    assert_eq!(
        parts,
        [
            (HeatedPart::Nozzle(0), 2148, Some(2150)),
            (HeatedPart::Nozzle(2), 1500, Some(1500)),
            (HeatedPart::Bed, 601, Some(600)),
            (HeatedPart::Chamber, 452, Some(450))
        ]
    );
}

#[test]
fn a_heater_that_fails_and_a_firmware_that_stops_are_told() {
    let fault = shown(&[
        ("heat", json!({ "heaters": [{ "current": 2000.0, "state": "fault" }] })),
        live("paused", under_way()),
    ]);
    assert_eq!(fault.alerts[0].code, "heater_0_fault");
    let halted = shown(&[live("halted", json!({}))]);
    assert_eq!((&halted.state, halted.alerts[0].severity), (&PrinterState::Maintenance, Severity::Fatal));
}

#[test]
fn an_older_board_without_layers_or_a_slicers_time() {
    let shown = shown(&[
        (
            "job",
            json!({ "file": { "fileName": "0:/gcodes/a.gcode", "size": 1000, "numLayers": 0, "printTime": null } }),
        ),
        live(
            "processing",
            json!({ "duration": 60, "filePosition": 100, "layer": 1, "rawExtrusion": 12.0, "timesLeft": { "file": 540.4, "filament": null, "slicer": null } }),
        ),
    ]);
    assert_eq!(
        (job(&shown).layers, job(&shown).layer, job(&shown).minutes_left, job(&shown).progress_permille),
        (None, Some(1), Some(10), Some(100))
    );
}

#[test]
fn heating_before_the_first_layer_is_no_printing() {
    let shown = shown(&[
        file(),
        live(
            "processing",
            json!({ "duration": 20, "filePosition": 900, "layer": 0, "rawExtrusion": 0, "timesLeft": { "slicer": null } }),
        ),
    ]);
    assert_eq!(shown.state, PrinterState::Preparing);
}

#[test]
fn the_board_tells_who_it_is() {
    let shown = shown(&[
        (
            "boards",
            json!([{ "name": "Duet 2 WiFi", "shortName": "2WiFi", "uniqueId": "08DGM-917NK-F2MS4-7JKDL-3SN6Q-TS8YH", "firmwareVersion": "3.3.0", "firmwareName": "RepRapFirmware for Duet 2 WiFi/Ethernet" }]),
        ),
        ("network", json!({ "name": "Bench", "hostname": "bench", "interfaces": [] })),
        live("idle", json!({})),
    ]);
    let device = &shown.device;
    assert_eq!(
        (device.model.as_deref(), device.firmware.as_deref(), device.name.as_deref()),
        (None, Some("3.3.0"), Some("Bench")),
        "a board is not the machine that was built around it"
    );
    assert_eq!(device.serial.as_deref(), Some("08DGM-917NK-F2MS4-7JKDL-3SN6Q-TS8YH"));
}
