//! Elegoo: Centauri Carbon and Saturn over SDCP, and the Centauri Carbon 2.

use serde_json::{Value, json};
use spoolyard_printers::{HeatedPart, PauseReason, PrinterState, Protocol, Snapshot};

use super::{heard, job, paused};

fn sdcp(frames: &[Value]) -> Snapshot {
    let frames: Vec<_> = frames.iter().map(|frame| ("", frame.clone())).collect();
    heard(Protocol::Sdcp, &frames)
}

fn carbon(doing: &[i64], print: Value) -> Value {
    json!({ "Status": {
        "CurrentStatus": doing, "TimeLapseStatus": 0, "PlatFormType": 0, "AmsConnectStatus": 1,
        "TempOfHotbed": 80.016_049_2, "TempOfNozzle": 255.065_183_2, "TempOfBox": 31.202_685_6,
        "TempTargetHotbed": 80, "TempTargetNozzle": 255, "TempTargetBox": 0, "CurrenCoord": "191.58,212.08,15.04",
        "CurrentFanSpeed": { "ModelFan": 32, "AuxiliaryFan": 0, "BoxFan": 68 }, "ZOffset": 0.000_000_000_000_01,
        "LightStatus": { "SecondLight": 1, "RgbLight": [0, 0, 0] }, "PrintInfo": print },
        "MainboardID": "b0a4d0001", "TimeStamp": 1_758_000_000, "Topic": "sdcp/status/b0a4d0001" })
}

#[test]
fn a_centauri_carbon_counts_seconds_with_fractions() {
    let shown = sdcp(&[carbon(
        &[1],
        json!({ "Status": 13, "CurrentLayer": 78, "TotalLayer": 820, "CurrentTicks": 3_617.011_9, "TotalTicks": 32_265, "Filename": "ECC_0.4_Riser_PETG_0.2_8h58m.gcode", "TaskId": "fe12dfd1-a906-47ce-ae45-e636290a0e1f", "PrintSpeedPct": 100, "Progress": 10 }),
    )]);
    let job = job(&shown);
    assert_eq!(
        (&shown.state, job.layer, job.layers, job.progress_permille),
        (&PrinterState::Printing, Some(78), Some(820), Some(100))
    );
    assert_eq!((job.minutes_printed, job.minutes_left), (Some(60), Some(478)));
    assert_eq!(
        shown.temperatures.iter().map(|t| (t.part, t.actual_tenths_c)).collect::<Vec<_>>(),
        [(HeatedPart::Nozzle(0), 2551), (HeatedPart::Bed, 800), (HeatedPart::Chamber, 312)]
    );
    assert_eq!(shown.light_on, Some(true));
}

#[test]
fn each_step_of_a_centauri_carbon() {
    for (doing, step, want) in [
        (vec![0], 0, PrinterState::Idle),
        (vec![1], 1, PrinterState::Preparing),
        (vec![1], 16, PrinterState::Preparing),
        (vec![1], 15, PrinterState::Preparing),
        (vec![1], 13, PrinterState::Printing),
        (vec![1], 5, PrinterState::Printing),
        (vec![1], 6, paused(PauseReason::Unknown)),
        (vec![1], 26, paused(PauseReason::Feeding)),
        (vec![0], 8, PrinterState::Cancelled),
        (vec![0], 9, PrinterState::Finished),
        (vec![9], 9, PrinterState::Busy),
        (vec![10], 0, PrinterState::Busy),
        (vec![2], 0, PrinterState::Busy),
        (vec![0, 8], 0, PrinterState::Idle),
        (vec![77], 0, PrinterState::Busy),
    ] {
        let shown = sdcp(&[carbon(&doing, json!({ "Status": step, "Filename": "a.gcode", "TaskId": "t" }))]);
        assert_eq!(shown.state, want, "{doing:?}, {step}");
    }
}

#[test]
fn a_saturn_counts_milliseconds_and_knows_no_nozzle() {
    let status = json!({ "Status": {
        "CurrentStatus": [1], "PreviousStatus": 0, "PrintScreen": 154_200.0, "ReleaseFilm": 9_012, "TempOfUVLED": 45.5, "TempOfBox": 28.0, "TempTargetBox": 0,
        "PrintInfo": { "Status": 3, "CurrentLayer": 500, "TotalLayer": 2000, "CurrentTicks": 3_600_000, "TotalTicks": 14_400_000, "Filename": "/local/mini.ctb", "ErrorNumber": 0, "TaskId": "6a1f" } },
        "MainboardID": "0a69ee780fbd40d7bfb95b312250bf46", "TimeStamp": 1, "Topic": "sdcp/status/0a69" });
    let attributes = json!({ "Attributes": { "Name": "Saturn", "MachineName": "ELEGOO Saturn 4 Ultra", "BrandName": "ELEGOO", "ProtocolVersion": "V3.0.0", "FirmwareVersion": "V1.2.3", "Resolution": "11520x5120", "MainboardID": "0a69ee780fbd40d7bfb95b312250bf46" }, "Topic": "sdcp/attributes/0a69" });
    let shown = sdcp(&[attributes, status]);
    let job = job(&shown);
    assert_eq!(
        (&shown.state, job.progress_permille, job.minutes_printed, job.minutes_left),
        (&PrinterState::Printing, Some(250), Some(60), Some(180))
    );
    assert_eq!(job.title.as_deref(), Some("mini.ctb"));
    assert_eq!(shown.temperatures.iter().map(|t| t.part).collect::<Vec<_>>(), [HeatedPart::Chamber]);
    assert!(!shown.capabilities.speed);
}

#[test]
fn each_step_of_a_resin_printer() {
    for (step, want) in [
        (1, PrinterState::Preparing),
        (2, PrinterState::Printing),
        (3, PrinterState::Printing),
        (4, PrinterState::Printing),
        (5, PrinterState::Printing),
        (6, paused(PauseReason::Unknown)),
        (7, PrinterState::Printing),
        (8, PrinterState::Cancelled),
        (9, PrinterState::Finished),
        (10, PrinterState::Preparing),
        (16, PrinterState::Finished),
    ] {
        let status = json!({ "Status": { "CurrentStatus": [1], "PrintInfo": { "Status": step, "Filename": "a.ctb", "TaskId": "t" } } });
        assert_eq!(sdcp(&[status]).state, want, "{step}");
    }
}

#[test]
fn a_resin_printer_of_the_first_firmware_says_a_number_instead_of_a_list() {
    let status = json!({ "Status": { "CurrentStatus": 0, "PrintInfo": { "Status": 0, "CurrentLayer": 0, "TotalLayer": 0, "Filename": "", "TaskId": "" } } });
    let shown = sdcp(&[status]);
    assert_eq!((shown.state, shown.job), (PrinterState::Idle, None));
}

#[test]
fn a_status_without_its_wrapping_and_one_inside_an_answer_read_the_same() {
    let inner = carbon(&[1], json!({ "Status": 13, "Progress": 4, "Filename": "a.gcode" }))["Status"].clone();
    for frame in [
        inner.clone(),
        json!({ "Id": "1", "Data": { "Status": inner.clone(), "MainboardID": "b", "TimeStamp": 1 } }),
        json!({ "Data": { "Cmd": 0, "Data": { "Status": inner }, "RequestID": "1" } }),
    ] {
        let shown = sdcp(std::slice::from_ref(&frame));
        assert_eq!(
            (&shown.state, job(&shown).progress_permille),
            (&PrinterState::Printing, Some(40)),
            "{frame}"
        );
    }
}

#[test]
fn an_error_of_a_file_is_told_in_words() {
    let shown = sdcp(&[carbon(&[0], json!({ "Status": 14, "ErrorNumber": 2, "Filename": "a.gcode" }))]);
    assert!(matches!(&shown.state, PrinterState::Failed { codes } if codes == &["2"]), "{:?}", shown.state);
    assert!(!shown.alerts[0].sentence.is_empty() && !shown.alerts[0].remedy.is_empty());
}

fn two(frames: &[Value]) -> Snapshot {
    let frames: Vec<_> = frames.iter().map(|frame| ("", frame.clone())).collect();
    heard(Protocol::ElegooMqtt, &frames)
}

fn whole(status: i64, step: i64) -> Value {
    json!({ "id": 2, "method": 1002, "result": {
        "error_code": 0, "machine_status": { "status": status, "sub_status": step, "exception_status": [], "progress": 45 },
        "print_status": { "filename": "benchy.gcode", "uuid": "b52af24c-764e-4092-8a50-00e5f8f02b46", "current_layer": 225, "total_layer": 500, "print_duration": 3600, "total_duration": 8000, "remaining_time_sec": 4400, "progress": 45 },
        "extruder": { "temperature": 215.0, "target": 220, "filament_detect_enable": 1, "filament_detected": 1 },
        "heater_bed": { "temperature": 58.5, "target": 60 }, "ztemperature_sensor": { "temperature": 33.0, "measured_max_temperature": 0, "measured_min_temperature": 0 },
    } })
}

#[test]
fn each_step_of_a_centauri_carbon_2() {
    for (status, step, want) in [
        (0, 0, PrinterState::Busy),
        (1, 0, PrinterState::Idle),
        (2, 1045, PrinterState::Preparing),
        (2, 1405, PrinterState::Preparing),
        (2, 2901, PrinterState::Preparing),
        (2, 2075, PrinterState::Printing),
        (2, 2501, PrinterState::Printing),
        (2, 2502, paused(PauseReason::Unknown)),
        (2, 2505, paused(PauseReason::Unknown)),
        (2, 2503, PrinterState::Printing),
        (2, 2504, PrinterState::Cancelled),
        (1, 2077, PrinterState::Finished),
        (3, 1133, PrinterState::Busy),
        (5, 2901, PrinterState::Busy),
        (9, 2071, PrinterState::Busy),
        (10, 2801, PrinterState::Busy),
        (11, 3000, PrinterState::Busy),
        (14, 0, PrinterState::Maintenance),
        (15, 0, PrinterState::Preparing),
        (42, 0, PrinterState::Busy),
    ] {
        assert_eq!(two(&[whole(status, step)]).state, want, "{status}, {step}");
    }
}

#[test]
fn a_centauri_carbon_2_tells_what_changed() {
    let delta = json!({ "id": 1, "method": 6000, "result": { "print_status": { "progress": 46, "current_layer": 230 }, "extruder": { "filament_detected": 0 }, "machine_status": { "sub_status": 2502 } } });
    let shown = two(&[whole(2, 2075), delta]);
    assert_eq!(shown.state, paused(PauseReason::Runout));
    assert_eq!(
        (job(&shown).progress_permille, job(&shown).layer, job(&shown).key.as_deref()),
        (Some(460), Some(230), Some("b52af24c-764e-4092-8a50-00e5f8f02b46"))
    );
}
