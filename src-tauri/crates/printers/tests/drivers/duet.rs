//! Duet.

use proptest::prelude::*;
use serde_json::{Value, json};
use spoolyard_printers::duet::merge::Merge;
use spoolyard_printers::simulate::{Plan, Simulator, duet::Duet as Simulated};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Diagnosis, Duet, HeatedPart, JobEvent, JobOutcome, PauseReason, PrinterState,
};
use spoolyard_types::Secret;

use crate::kit::*;

const ALONE: Simulated = Simulated { with_computer: false };
const BESIDE: Simulated = Simulated { with_computer: true };

fn driver(simulator: &Simulator, password: Option<&str>) -> Duet {
    Duet::new(address(simulator), password.map(Secret::new)).with_pace(Pace::brisk())
}

#[tokio::test]
async fn a_print_from_upload_to_end_in_both_dialects() {
    for kind in [ALONE, BESIDE] {
        let plan = Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() };
        let simulator = kind.start(plan).await.unwrap();
        let mut connection = connect(driver(&simulator, Some("right-key-1234")));
        print_to_the_end(&mut connection, &simulator).await;
        let last = connection.snapshot();
        assert_eq!(last.state, PrinterState::Finished);
        assert_eq!(last.device.firmware.as_deref(), Some("3.5.2"));
        let parts: Vec<_> = last.temperatures.iter().map(|t| t.part).collect();
        assert_eq!(parts, [HeatedPart::Nozzle(0), HeatedPart::Bed]);
        assert_no_secret(&connection);
        connection.close().await;
    }
}

#[tokio::test]
async fn pause_resume_and_stop_are_seen_in_both_dialects() {
    for kind in [ALONE, BESIDE] {
        let simulator = kind.start(Plan::endless()).await.unwrap();
        let mut connection = connect(driver(&simulator, None));
        pause_resume_stop(&mut connection, &simulator).await;
        assert_eq!(connection.snapshot().state, PrinterState::Cancelled);
        assert_eq!(tell(&connection, Command::Refresh).await, CommandStatus::confirmed());
    }
}

#[tokio::test]
async fn a_failure_and_a_wrong_password_are_named() {
    let plan =
        Plan { fails_at_permille: Some(500), key: Some("right-key-1234".to_owned()), ..Plan::default() };
    for kind in [ALONE, BESIDE] {
        let simulator = kind.start(plan.clone()).await.unwrap();
        let wrong = connect(driver(&simulator, Some("wrong-key-9999")));
        let offline = until(&wrong, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
        assert!(
            matches!(offline.diagnosis, Some(Diagnosis::AccessRefused { .. })),
            "{:?}",
            offline.diagnosis
        );
        assert_no_secret(&wrong);
        simulator.machine(|machine| machine.store("a.gcode", 1));
        let mut connection = connect(driver(&simulator, Some("right-key-1234")));
        until_state(&connection, PrinterState::Idle).await;
        tell(&connection, start("0:/gcodes/a.gcode")).await;
        assert_eq!(ended(&mut connection).await.0, JobOutcome::Failed { codes: vec!["aborted".to_owned()] });
    }
}

#[tokio::test]
async fn hostile_answers_and_a_plug_pulled_do_no_harm() {
    let mut simulator = ALONE.start(Plan::default()).await.unwrap();
    let connection = connect(driver(&simulator, None));
    until_state(&connection, PrinterState::Idle).await;
    for bytes in [
        b"{".to_vec(),
        b"[[]]".to_vec(),
        br#"{"result":{"state":7,"heat":{"heaters":[1,{}]}}}"#.to_vec(),
        vec![b'x'; 3 << 20],
    ] {
        simulator.answer_instead(Some(bytes));
        until(&connection, "doubt", |snapshot| snapshot.state != PrinterState::Idle).await;
        simulator.answer_instead(None);
        until_state(&connection, PrinterState::Idle).await;
    }
    simulator.switch_off();
    until_state(&connection, PrinterState::Offline).await;
}

#[tokio::test]
async fn a_session_that_lapsed_is_opened_again() {
    for kind in [ALONE, BESIDE] {
        let simulator = kind.start(Plan::default()).await.unwrap();
        let patient = Pace { refused_wait: DEADLINE * 10, ..Pace::brisk() };
        let connection = connect(driver(&simulator, None).with_pace(patient));
        until_state(&connection, PrinterState::Idle).await;
        simulator.machine(|machine| machine.plan.seed += 1);
        let gone = until(&connection, "ended", |snapshot| snapshot.diagnosis.is_some()).await;
        assert!(matches!(gone.diagnosis, Some(Diagnosis::Unreachable { .. })), "{:?}", gone.diagnosis);
        until_state(&connection, PrinterState::Idle).await;
    }
}

#[tokio::test]
async fn a_restart_in_mid_print_knows_the_print_again_and_the_next_one_of_the_same_file_is_another() {
    for kind in [ALONE, BESIDE] {
        let simulator = kind.start(Plan::endless()).await.unwrap();
        let first = connect(driver(&simulator, None));
        until_state(&first, PrinterState::Idle).await;
        let (_file, put) = upload(1000);
        let put = tell(&first, put).await;
        let CommandStatus::Confirmed { path: Some(path), .. } = put else { panic!("{put:?}") };
        assert_eq!(tell(&first, start(&path)).await, CommandStatus::confirmed());
        let shown =
            until(&first, "a key", |snapshot| snapshot.job.as_ref().is_some_and(|job| job.key.is_some()))
                .await;
        let key = shown.job.clone().unwrap().key;
        let remembered = first.last_known();
        first.close().await;

        let mut second = connect_remembering(driver(&simulator, None), remembered);
        let shown = until(&second, "printing", |snapshot| snapshot.state.is_in_job()).await;
        assert_eq!(shown.job.clone().unwrap().key, key, "the same print");
        assert_eq!(tell(&second, Command::Pause).await, CommandStatus::confirmed());
        let event = second.next_event().await.unwrap();
        assert!(matches!(event, JobEvent::Paused { .. }), "a restart begins no print: {event:?}");
        let remembered = second.last_known();
        second.close().await;

        // It ends while nobody watches, and the same file is printed again.
        simulator.machine(|machine| {
            machine.cancel();
            assert!(machine.start(&path));
        });
        let mut third = connect_remembering(driver(&simulator, None), remembered);
        let shown = until(&third, "printing", |snapshot| snapshot.state.is_in_job()).await;
        assert_ne!(shown.job.clone().unwrap().key, key, "another print");
        let (outcome, ended_key, while_away) = ended(&mut third).await;
        assert_eq!((outcome, ended_key, while_away), (JobOutcome::Unknown, key, true));
        let event = third.next_event().await.unwrap();
        assert!(matches!(event, JobEvent::FoundRunning { .. }), "{event:?}");
    }
}

#[test]
fn every_state_is_told() {
    for (model, want) in [
        (json!({}), PrinterState::Connecting),
        (json!({ "state": { "status": "idle" } }), PrinterState::Idle),
        (json!({ "state": { "status": "idle" }, "job": { "lastFileName": "a" } }), PrinterState::Finished),
        (
            json!({ "state": { "status": "idle" }, "job": { "lastFileName": "a", "lastFileSimulated": true } }),
            PrinterState::Idle,
        ),
        (json!({ "state": { "status": "processing" }, "job": { "layer": null } }), PrinterState::Preparing),
        (json!({ "state": { "status": "processing" }, "job": { "layer": 3 } }), PrinterState::Printing),
        (
            json!({ "state": { "status": "changingTool" }, "job": { "file": { "fileName": "a" } } }),
            PrinterState::Printing,
        ),
        (json!({ "state": { "status": "busy" } }), PrinterState::Busy),
        (json!({ "state": { "status": "paused" } }), PrinterState::Paused { reason: PauseReason::Unknown }),
        (json!({ "state": { "status": "halted" } }), PrinterState::Maintenance),
        (json!({ "state": { "status": "dreaming" } }), PrinterState::Busy),
    ] {
        let mut merge = Merge::default();
        merge.take("", &model);
        assert_eq!(merge.snapshot().state, want, "{model}");
    }
}

#[test]
fn pieces_add_up() {
    let mut merge = Merge::default();
    merge.take("job", &json!({ "file": { "fileName": "0:/gcodes/a.gcode", "size": 2000, "numLayers": 40 } }));
    merge.take("", &json!({ "state": { "status": "processing" }, "job": { "filePosition": 500, "layer": 10, "duration": 600, "pauseDuration": 60, "rawExtrusion": 12.4, "timesLeft": { "slicer": 61 } } }));
    let job = merge.snapshot().job.unwrap();
    assert_eq!((job.progress_permille, job.layer, job.layers), (Some(250), Some(10), Some(40)));
    assert_eq!(
        (job.minutes_left, job.minutes_printed, job.filament_mm),
        (Some(2), Some(10), Some(12)),
        "the time of a print is told without the time that it stood"
    );
}

fn piece() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z]{0,8}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let names = proptest::sample::select(vec![
            "state",
            "status",
            "job",
            "heat",
            "heaters",
            "tools",
            "file",
            "size",
            "boards",
            "current",
            "timesLeft",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names, inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_model_is_survived(a in piece(), b in piece()) {
        let mut merge = Merge::default();
        merge.take("", &a);
        merge.take("job", &b);
        let _ = merge.snapshot();
        merge.take("", &b);
        let _ = merge.snapshot();
    }
}
