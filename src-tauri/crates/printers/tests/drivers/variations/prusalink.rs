//! PrusaLink of MINI, MK4, XL, CORE One, and of the box beside an MK3.

use serde_json::{Value, json};
use spoolyard_printers::{HeatedPart, PauseReason, PrinterState, Protocol, Severity, Snapshot};

use super::{heard, job, paused};

fn buddy(printer: &str, firmware: &str) -> (&'static str, Value) {
    (
        "version",
        json!({ "api": "2.0.0", "server": "2.1.2", "nozzle_diameter": 0.40, "text": "PrusaLink", "hostname": "prusa-one", "firmware": firmware, "printer": printer, "capabilities": { "upload-by-put": true } }),
    )
}

fn status(state: &str, job: Option<Value>) -> (&'static str, Value) {
    let mut status = json!({
        "storage": { "path": "/usb/", "name": "usb", "read_only": false },
        "printer": { "state": state, "temp_bed": 60.0, "target_bed": 60.0, "temp_nozzle": 215.0, "target_nozzle": 215.0, "axis_z": 4.2, "flow": 100, "speed": 100, "fan_hotend": 5000, "fan_print": 3000 },
    });
    if let Some(job) = job {
        status["job"] = job;
    }
    ("status", status)
}

fn running() -> Option<Value> {
    Some(json!({ "id": 420, "progress": 42.0, "time_remaining": 520, "time_printing": 100 }))
}

fn shown(frames: &[(&str, Value)]) -> Snapshot {
    heard(Protocol::Prusalink, frames)
}

#[test]
fn each_state_with_its_job() {
    for (state, want) in [
        ("PRINTING", PrinterState::Printing),
        ("PAUSED", paused(PauseReason::Unknown)),
        ("BUSY", PrinterState::Busy),
        ("ATTENTION", PrinterState::Attention),
        ("FINISHED", PrinterState::Finished),
        ("STOPPED", PrinterState::Cancelled),
    ] {
        let shown = shown(&[status(state, running())]);
        assert_eq!((&shown.state, job(&shown).key.as_deref()), (&want, Some("420")), "{state}");
    }
}

#[test]
fn the_model_is_told_as_a_code_by_newer_firmware() {
    for (code, model) in [
        ("2.1.0", Some("MINI")),
        ("1.3.5", Some("MK3.5")),
        ("1.3.9", Some("MK3.9")),
        ("1.4.0", Some("MK4")),
        ("3.1.0", Some("XL")),
        ("7.1.0", Some("CORE One")),
        // A code that is not known is no name; a name is one.
        ("9.9.9", None),
        ("XL", Some("XL")),
    ] {
        let shown = shown(&[buddy(code, "6.5.3+12780"), status("IDLE", None)]);
        assert_eq!(shown.device.model.as_deref(), model, "{code}");
        assert_eq!(shown.device.firmware.as_deref(), Some("6.5.3+12780"));
    }
}

#[test]
fn the_box_beside_an_mk3_tells_its_model_in_words() {
    let shown = shown(&[
        (
            "version",
            json!({ "api": "0.9.0-legacy", "server": "0.7.2", "original": "PrusaLink I3MK3S", "text": "PrusaLink 0.7.2", "capabilities": { "upload-by-put": true } }),
        ),
        (
            "info",
            json!({ "nozzle_diameter": 0.4, "mmu": false, "serial": "CZPX4720X004XC34242", "hostname": "prusa-mk3", "min_extrusion_temp": 170, "name": null }),
        ),
        status(
            "PRINTING",
            Some(json!({ "id": 3, "progress": 0.5, "time_remaining": -1, "time_printing": 30 })),
        ),
    ]);
    assert_eq!((&shown.state, shown.device.model.as_deref()), (&PrinterState::Printing, Some("I3MK3S")));
    assert_eq!(
        (shown.device.name.as_deref(), shown.device.serial.as_deref()),
        (Some("prusa-mk3"), Some("CZPX4720X004XC34242"))
    );
    assert_eq!(
        (job(&shown).minutes_left, job(&shown).progress_permille),
        (None, Some(5)),
        "it does not know yet how long"
    );
}

#[test]
fn idle_there_is_no_job() {
    for state in ["IDLE", "READY"] {
        let shown = shown(&[status(state, None)]);
        assert_eq!((shown.state, shown.job), (PrinterState::Idle, None));
    }
}

#[test]
fn what_it_waits_for_is_said_in_its_own_words() {
    let (subject, mut told) = status("ATTENTION", running());
    told["printer"]["status_printer"] = json!({ "ok": false, "message": "Filament runout detected" });
    told["printer"]["status_connect"] = json!({ "ok": true, "message": "OK" });
    let shown = shown(&[(subject, told)]);
    assert_eq!(
        (shown.alerts[0].sentence.as_str(), shown.alerts[0].severity),
        ("Filament runout detected", Severity::Warning)
    );
    assert!(!shown.alerts[0].remedy.is_empty());
}

#[test]
fn heating_before_the_first_move_is_no_printing() {
    let (subject, mut told) = status(
        "PRINTING",
        Some(json!({ "id": 8, "progress": 0.0, "time_remaining": 5400, "time_printing": 12 })),
    );
    told["printer"]["temp_nozzle"] = json!(82.5);
    assert_eq!(shown(&[(subject, told)]).state, PrinterState::Preparing);
}

#[test]
fn the_name_of_the_file_is_the_long_one() {
    let file = json!({ "id": 420, "state": "PRINTING", "progress": 42.0, "time_remaining": 520, "time_printing": 100, "file": { "refs": { "icon": "/thumb/s/usb/HOOK~1.BGC" }, "name": "HOOK~1.BGC", "display_name": "Hook for the rack 0.4n PLA.bgcode", "path": "/usb", "size": 1_540_000, "m_timestamp": 1_700_000_000 } });
    let shown = shown(&[status("PRINTING", running()), ("job", file)]);
    assert_eq!(job(&shown).file_name.as_deref(), Some("Hook for the rack 0.4n PLA.bgcode"));
}

#[test]
fn the_next_job_has_another_name() {
    let file = json!({ "id": 420, "file": { "name": "A.GCO", "display_name": "a.gcode" } });
    let next = Some(json!({ "id": 421, "progress": 0.0, "time_remaining": 60, "time_printing": 0 }));
    let shown = shown(&[status("PRINTING", running()), ("job", file), status("PRINTING", next)]);
    assert_eq!((job(&shown).key.as_deref(), job(&shown).file_name), (Some("421"), None));
}

#[test]
fn material_that_is_a_row_of_dashes_is_none() {
    for (material, slots) in [("PETG", 1), ("---", 0), ("", 0)] {
        let shown = shown(&[
            status("IDLE", None),
            (
                "printer",
                json!({ "telemetry": { "temp-bed": 23.5, "material": material }, "state": { "text": "Operational" } }),
            ),
        ]);
        assert_eq!(shown.slots.len(), slots, "{material}");
    }
}

#[test]
fn a_core_one_tells_its_chamber_and_a_resin_printer_no_nozzle() {
    let (subject, mut told) = status("PRINTING", running());
    told["printer"]["temp_chamber"] = json!(38.2);
    told["printer"]["target_chamber"] = json!(45.0);
    let chamber =
        shown(&[(subject, told)]).temperatures.into_iter().find(|t| t.part == HeatedPart::Chamber).unwrap();
    assert_eq!((chamber.actual_tenths_c, chamber.target_tenths_c), (382, Some(450)));
    let resin = json!({ "printer": { "state": "PRINTING", "temp_uv_led": 41.0, "temp_ambient": 26.0, "cover_closed": true, "fan_uv_led": 1800 }, "job": { "id": 5, "progress": 12.0, "time_remaining": 600, "time_printing": 60 } });
    let shown = shown(&[("status", resin)]);
    assert_eq!((&shown.state, shown.temperatures.len()), (&PrinterState::Printing, 0));
}
