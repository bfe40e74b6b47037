//! OctoPrint 1.9 to 1.11, with plugins and without.

use serde_json::{Value, json};
use spoolyard_printers::{HeatedPart, PauseReason, PrinterState, Protocol, Snapshot};

use super::{failed, heard, job, paused};

fn flags(set: &[&str]) -> Value {
    let mut flags = json!({ "cancelling": false, "closedOrError": false, "error": false, "finishing": false, "operational": false, "paused": false, "pausing": false, "printing": false, "ready": false, "resuming": false, "sdReady": false });
    for name in set {
        flags[name] = json!(true);
    }
    flags
}

fn current(text: &str, set: &[&str], completion: Value) -> Value {
    json!({ "current": {
        "state": { "text": text, "flags": flags(set), "error": "" },
        "job": { "file": { "name": "hook.gcode", "path": "racks/hook.gcode", "display": "Hook", "origin": "local", "size": 52_000, "date": 1_700_000_000 }, "estimatedPrintTime": 3600.5, "averagePrintTime": null, "lastPrintTime": null, "filament": { "tool0": { "length": 3500.0, "volume": 8.4 } }, "user": "maker" },
        "progress": { "completion": completion, "filepos": 26_000, "printTime": 1800, "printTimeLeft": 1750, "printTimeLeftOrigin": "mixed-analysis" },
        "currentZ": 4.2, "offsets": {}, "resends": { "count": 0, "transmitted": 100, "ratio": 0 },
        "temps": [{ "time": 1, "tool0": { "actual": 214.9, "target": 215.0 }, "bed": { "actual": 60.0, "target": 60.0 } }], "logs": [], "messages": [], "busyFiles": [],
    } })
}

fn pushed(frames: &[Value]) -> Snapshot {
    let frames: Vec<_> = frames.iter().map(|frame| ("", frame.clone())).collect();
    heard(Protocol::Octoprint, &frames)
}

#[test]
fn each_flag_means_what_it_says_whatever_the_text() {
    for (text, set, want) in [
        ("Operational", &["operational", "ready"][..], PrinterState::Idle),
        ("Betriebsbereit", &["operational", "ready", "sdReady"], PrinterState::Idle),
        ("Printing", &["operational", "printing"], PrinterState::Printing),
        ("Printing from SD", &["operational", "printing", "sdReady"], PrinterState::Printing),
        ("Pausing", &["operational", "printing", "pausing"], PrinterState::Printing),
        ("Paused", &["operational", "paused"], paused(PauseReason::Unknown)),
        ("Resuming", &["operational", "printing", "resuming"], paused(PauseReason::Unknown)),
        ("Cancelling", &["operational", "printing", "cancelling"], PrinterState::Printing),
        ("Finishing", &["operational", "printing", "finishing"], PrinterState::Printing),
        ("Offline", &["closedOrError"], PrinterState::Attention),
        ("Offline after error", &["closedOrError", "error"], PrinterState::Attention),
        ("Detecting serial connection", &[], PrinterState::Busy),
        ("Starting to transfer file to SD", &["operational"], PrinterState::Idle),
    ] {
        assert_eq!(pushed(&[current(text, set, json!(50.0))]).state, want, "{text}");
    }
}

#[test]
fn a_print_tells_how_far_it_is() {
    let shown = pushed(&[current("Printing", &["operational", "printing"], json!(50.123_456))]);
    let job = job(&shown);
    assert_eq!(
        (job.progress_permille, job.minutes_left, job.minutes_printed),
        (Some(501), Some(30), Some(30))
    );
    assert_eq!((job.title.as_deref(), job.file_name.as_deref()), (Some("Hook"), Some("racks/hook.gcode")));
}

#[test]
fn a_print_that_ended_is_told_by_its_event_whichever_comes_first() {
    let printing = current("Printing", &["operational", "printing"], json!(99.2));
    let done = json!({ "event": { "type": "PrintDone", "payload": { "name": "hook.gcode", "path": "racks/hook.gcode", "origin": "local", "time": 3601.2 } } });
    let rest = current("Operational", &["operational", "ready"], json!(100.0));
    assert_eq!(pushed(&[printing.clone(), done.clone(), rest.clone()]).state, PrinterState::Finished);
    assert_eq!(pushed(&[printing, rest, done]).state, PrinterState::Finished);
}

#[test]
fn a_person_who_cancels_is_no_failure_in_any_version() {
    let printing = current("Printing", &["operational", "printing"], json!(20.0));
    let rest = current("Operational", &["operational", "ready"], json!(null));
    for event in [
        json!({ "event": { "type": "PrintCancelled", "payload": { "name": "hook.gcode", "reason": "user" } } }),
        json!({ "event": { "type": "PrintFailed", "payload": { "name": "hook.gcode", "reason": "cancelled" } } }),
    ] {
        assert_eq!(
            pushed(&[printing.clone(), event.clone(), rest.clone()]).state,
            PrinterState::Cancelled,
            "{event}"
        );
    }
}

#[test]
fn a_firmware_error_is_a_failure_with_its_word() {
    let shown = pushed(&[
        current("Printing", &["operational", "printing"], json!(20.0)),
        json!({ "event": { "type": "PrintFailed", "payload": { "name": "hook.gcode", "reason": "error", "error": "Thermal Runaway" } } }),
        current("Offline after error", &["closedOrError", "error"], json!(20.0)),
    ]);
    assert_eq!(shown.state, failed(&["error"]));
    assert!(shown.alerts[0].sentence.contains("Offline after error"), "{:?}", shown.alerts);
}

#[test]
fn with_nothing_loaded_everything_is_null() {
    let shown = pushed(&[json!({ "current": {
        "state": { "text": "Operational", "flags": flags(&["operational", "ready"]) },
        "job": { "file": { "name": null, "path": null, "size": null, "origin": null, "date": null }, "estimatedPrintTime": null, "filament": null, "user": null },
        "progress": { "completion": null, "filepos": null, "printTime": null, "printTimeLeft": null, "printTimeLeftOrigin": null }, "temps": [] } })]);
    assert_eq!((shown.state, shown.job), (PrinterState::Idle, None));
}

#[test]
fn a_printer_with_two_heads_a_chamber_and_parts_that_nobody_knows() {
    let mut push = current("Printing", &["operational", "printing"], json!(1.0));
    push["current"]["temps"] = json!([{ "time": 2, "tool0": { "actual": 215.0, "target": 215.0 }, "tool1": { "actual": 150.2, "target": 0 }, "bed": { "actual": 60.1, "target": 60 }, "chamber": { "actual": null, "target": null }, "A": { "actual": 31.0, "target": 0 }, "P": { "actual": 0, "target": 0 } }]);
    let parts: Vec<_> = pushed(&[push]).temperatures.iter().map(|t| t.part).collect();
    assert_eq!(parts, [HeatedPart::Nozzle(0), HeatedPart::Nozzle(1), HeatedPart::Bed]);
}

#[test]
fn pushes_of_plugins_and_of_the_server_change_nothing() {
    let shown = pushed(&[
        json!({ "connected": { "version": "1.11.4", "display_version": "1.11.4", "branch": "HEAD", "plugin_hash": "a", "config_hash": "b", "permissions": [] } }),
        current("Printing", &["operational", "printing"], json!(10.0)),
        json!({ "plugin": { "plugin": "DisplayLayerProgress-websocket-payload", "data": { "currentLayer": "3", "totalLayer": "90" } } }),
        json!({ "event": { "type": "ZChange", "payload": { "old": 0.2, "new": 0.4 } } }),
        json!({ "event": { "type": "plugin_octoapp_foo", "payload": null } }),
        json!({ "reauthRequired": { "reason": "stale" } }),
    ]);
    assert_eq!((&shown.state, job(&shown).progress_permille), (&PrinterState::Printing, Some(100)));
}

#[test]
fn asked_instead_of_pushed_it_says_the_same() {
    let shown = heard(
        Protocol::Octoprint,
        &[
            ("version", json!({ "api": "0.1", "server": "1.9.3", "text": "OctoPrint 1.9.3" })),
            (
                "profiles",
                json!({ "profiles": { "_default": { "id": "_default", "name": "Ender", "model": "Ender-3 V2", "current": true, "default": true, "extruder": { "count": 1, "nozzleDiameter": 0.4 } } } }),
            ),
            (
                "printer",
                json!({ "state": { "text": "Printing", "flags": flags(&["operational", "printing"]) }, "temperature": { "tool0": { "actual": 200.0, "target": 200, "offset": 0 } } }),
            ),
            (
                "job",
                json!({ "job": { "file": { "name": "a.gcode", "path": "a.gcode" } }, "progress": { "completion": 12.5, "printTime": 59, "printTimeLeft": 61 }, "state": "Printing" }),
            ),
        ],
    );
    assert_eq!(shown.state, PrinterState::Printing);
    assert_eq!((job(&shown).progress_permille, job(&shown).minutes_left), (Some(125), Some(2)));
    assert_eq!(
        (shown.device.model.as_deref(), shown.device.firmware.as_deref()),
        (Some("Ender-3 V2"), Some("OctoPrint 1.9.3"))
    );
    assert_eq!(shown.device.nozzles_um, [400]);
}

#[test]
fn a_print_that_was_over_before_we_came_is_shown_as_such() {
    let shown = pushed(&[
        json!({ "history": current("Operational", &["operational", "ready"], json!(100.0))["current"] }),
    ]);
    assert_eq!(shown.state, PrinterState::Finished);
}
