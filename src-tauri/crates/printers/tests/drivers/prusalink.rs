//! PrusaLink.

use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_printers::prusalink::merge::Merge;
use spoolyard_printers::simulate::{Plan, Simulator, prusalink::PrusaLink as Simulated};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Diagnosis, JobOutcome, PauseReason, PrinterState, PrusaLink, PrusaLinkAccess,
    RefusalKind,
};
use spoolyard_types::Secret;

use crate::captures;
use crate::kit::*;

fn driver(simulator: &Simulator, password: &str) -> PrusaLink {
    let access = PrusaLinkAccess::Password { user: "maker".to_owned(), password: Secret::new(password) };
    PrusaLink::new(address(simulator), access).with_pace(Pace::brisk())
}

fn locked() -> Plan {
    Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() }
}

#[tokio::test]
async fn a_print_from_upload_to_end_behind_a_digest_that_changes() {
    let simulator = Simulated::start(Plan { printing_ticks: 120, ..locked() }).await.unwrap();
    let mut connection = connect(driver(&simulator, "right-key-1234"));
    print_to_the_end(&mut connection, &simulator).await;
    let last = until_state(&connection, PrinterState::Finished).await;
    assert_eq!(last.device.serial.as_deref(), Some("SIM-0001"));
    assert_eq!(last.device.nozzles_um, [400]);
    assert_eq!(last.slots[0].material.as_deref(), Some("PETG"));
    assert_eq!(last.job.as_ref().and_then(|job| job.file_name.as_deref()), Some("part_one.gcode"));
    assert_no_secret(&connection);
    connection.close().await;
}

#[tokio::test]
async fn pause_resume_and_stop_are_seen() {
    let simulator = Simulated::start(Plan::endless()).await.unwrap();
    let mut connection = connect(driver(&simulator, "any"));
    pause_resume_stop(&mut connection, &simulator).await;
    assert_eq!(refusal(&tell(&connection, Command::ClearError).await), Some(RefusalKind::Unsupported));
    assert_eq!(tell(&connection, Command::Refresh).await, CommandStatus::confirmed());
    let gone = tell(&connection, start("usb/nowhere.gcode")).await;
    assert_eq!(refusal(&gone), Some(RefusalKind::File));
}

#[tokio::test]
async fn a_wrong_password_is_named() {
    let simulator = Simulated::start(locked()).await.unwrap();
    let connection = connect(driver(&simulator, "wrong-key-9999"));
    let offline = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
    assert!(
        matches!(&offline.diagnosis, Some(Diagnosis::AccessRefused { remedy }) if remedy.contains("PrusaLink"))
    );
    assert_no_secret(&connection);
    assert!(!format!("{:?}", driver(&simulator, "wrong-key-9999")).contains("wrong-key"));
}

#[tokio::test]
async fn a_runout_asks_for_a_person_and_a_failure_ends_the_job() {
    let plan = Plan { runout_at_permille: Some(300), fails_at_permille: Some(700), ..Plan::default() };
    let simulator = Simulated::start(plan).await.unwrap();
    simulator.machine(|machine| machine.store("a.gcode", 1));
    let mut connection = connect(driver(&simulator, "any"));
    until_state(&connection, PrinterState::Idle).await;
    tell(&connection, start("usb/a.gcode")).await;
    until_state(&connection, PrinterState::Attention).await;
    assert_eq!(tell(&connection, Command::Resume).await, CommandStatus::confirmed());
    assert!(matches!(ended(&mut connection).await.0, JobOutcome::Failed { .. }));
}

#[tokio::test]
async fn an_upload_can_be_taken_back_and_a_missing_file_is_named() {
    let mut simulator = Simulated::start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, "any"));
    until_state(&connection, PrinterState::Idle).await;
    let (file, put) = upload(1000);
    file.close().unwrap();
    assert_eq!(refusal(&tell(&connection, put).await), Some(RefusalKind::File));
    let (_file, put) = upload(30_000_000);
    let mut ticket = connection.send(put);
    let mut watch = ticket.watch();
    watch.wait_for(|status| matches!(status, CommandStatus::Uploading { .. })).await.unwrap();
    ticket.cancel();
    assert_eq!(refusal(&ticket.outcome().await), Some(RefusalKind::Cancelled));
    simulator.switch_off();
    until_state(&connection, PrinterState::Offline).await;
    simulator.switch_on().await.unwrap();
    until_state(&connection, PrinterState::Idle).await;
}

#[tokio::test]
async fn hostile_answers_do_no_harm() {
    let simulator = Simulated::start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, "any"));
    until_state(&connection, PrinterState::Idle).await;
    for bytes in [b"{".to_vec(), b"[[]]".to_vec(), b"null".to_vec(), vec![b'x'; 3 << 20]] {
        simulator.answer_instead(Some(bytes));
        until(&connection, "doubt", |snapshot| snapshot.state != PrinterState::Idle).await;
        simulator.answer_instead(None);
        until_state(&connection, PrinterState::Idle).await;
    }
}

#[test]
fn real_answers_are_understood() {
    let Some(status) = captures::one("prusalink", "get_status.json") else { return };
    let of = |name: &str| captures::one("prusalink", name).unwrap();
    let mut merge = Merge::default();
    assert_eq!(merge.snapshot().state, PrinterState::Connecting);
    merge.version(of("get_version.json"));
    merge.info(of("get_info.json"));
    merge.storage(&of("get_storage.json"));
    merge.old_printer(&of("get_legacy_printer.json"));
    merge.status(status);
    assert!(merge.wants_job());
    merge.job(of("get_job.json"));
    let snapshot = merge.snapshot();
    assert_eq!(snapshot.state, PrinterState::Printing);
    let job = snapshot.job.unwrap();
    assert_eq!((job.key.as_deref(), job.progress_permille), (Some("42"), Some(550)));
    assert_eq!((job.minutes_left, job.minutes_printed), (Some(17), Some(20)));
    assert_eq!(job.file_name.as_deref(), Some("test_print.gcode"));
    assert_eq!(snapshot.temperatures[0].actual_tenths_c, 2149);
    assert_eq!(snapshot.device.name.as_deref(), Some("MuadDib"));
    assert_eq!(snapshot.device.firmware.as_deref(), Some("6.5.3+12780"));
    assert_eq!(snapshot.slots[0].material.as_deref(), Some("PLA"));
    assert_eq!(merge.storage_name(), "usb");
    merge.status(of("get_status_idle.json"));
    assert_eq!((merge.snapshot().state, merge.snapshot().job), (PrinterState::Idle, None));
    let mut minimal = Merge::default();
    minimal.version(of("get_version_legacy_firmware.json"));
    minimal.info(of("get_info_minimal_firmware.json"));
    assert_eq!(minimal.snapshot().device.name.as_deref(), Some("prusa-mk3"));
}

#[test]
fn every_state_is_told_and_an_unknown_one_is_not_free() {
    for (state, want) in [
        ("IDLE", PrinterState::Idle),
        ("READY", PrinterState::Idle),
        ("BUSY", PrinterState::Busy),
        ("PRINTING", PrinterState::Printing),
        ("PAUSED", PrinterState::Paused { reason: PauseReason::Unknown }),
        ("FINISHED", PrinterState::Finished),
        ("STOPPED", PrinterState::Cancelled),
        ("ERROR", PrinterState::Failed { codes: vec![] }),
        ("ATTENTION", PrinterState::Attention),
        ("DREAMING", PrinterState::Busy),
    ] {
        let mut merge = Merge::default();
        merge.status(json!({ "printer": { "state": state } }));
        assert_eq!(merge.snapshot().state, want);
    }
}

fn answer() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[A-Z]{0,8}".prop_map(Value::from),
    ];
    let names = || {
        proptest::sample::select(vec![
            "printer",
            "job",
            "state",
            "id",
            "progress",
            "time_remaining",
            "temp_nozzle",
            "file",
            "storage_list",
            "path",
        ])
    };
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answer_is_survived(a in answer(), b in answer()) {
        let mut merge = Merge::default();
        merge.storage(&a);
        merge.old_printer(&b);
        merge.status(a);
        merge.job(b);
        let _ = merge.snapshot();
    }
}
