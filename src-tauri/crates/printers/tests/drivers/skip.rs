//! A file that lies on the printer already need not travel again, whatever the printer speaks.

use spoolyard_printers::simulate::creality::Creality as SimulatedCreality;
use spoolyard_printers::simulate::duet::Duet as SimulatedDuet;
use spoolyard_printers::simulate::elegoo_mqtt::CentauriCarbon2;
use spoolyard_printers::simulate::moonraker::Moonraker as SimulatedMoonraker;
use spoolyard_printers::simulate::octoprint::OctoPrint as SimulatedOctoPrint;
use spoolyard_printers::simulate::prusalink::PrusaLink as SimulatedPrusaLink;
use spoolyard_printers::simulate::sdcp::Sdcp as SimulatedSdcp;
use spoolyard_printers::simulate::{Plan, Simulator};
use spoolyard_printers::wire::Pace;
use spoolyard_printers::{
    Command, CommandStatus, Connection, Creality, Duet, ElegooMqtt, Moonraker, OctoPrint, PrusaLink,
    PrusaLinkAccess, Sdcp,
};

use crate::kit::*;

/// An upload that need not travel; the path of it, and whether it was there.
async fn put(connection: &Connection, bytes: usize) -> (String, bool) {
    let (_file, mut command) = upload(bytes);
    if let Command::Upload(upload) = &mut command {
        upload.skip_if_there = true;
    }
    match tell(connection, command).await {
        CommandStatus::Confirmed { path: Some(path), was_there } => (path, was_there),
        other => panic!("{other:?}"),
    }
}

/// The same file is sent once, another one of the same name again, and one that was deleted again.
async fn sends_once(connection: &Connection, simulator: &Simulator) {
    until(connection, "idle", |snapshot| snapshot.state.takes_a_job()).await;
    let (path, was_there) = put(connection, 40_000).await;
    assert!(!was_there, "{path}");
    assert_eq!(put(connection, 40_000).await, (path.clone(), true));
    assert_eq!(put(connection, 40_001).await, (path.clone(), false), "another size is another file");
    assert_eq!(put(connection, 40_001).await, (path.clone(), true));
    // What is said to lie there can be printed.
    assert_eq!(tell(connection, start(&path)).await, CommandStatus::confirmed());
    until(connection, "at rest again", |snapshot| snapshot.state.takes_a_job()).await;
    simulator.machine(|machine| machine.files.clear());
    assert_eq!(put(connection, 40_001).await, (path, false), "somebody has deleted it");
}

#[tokio::test]
async fn an_sdcp_machine_is_asked_for_its_files() {
    let simulator = SimulatedSdcp::start(Plan::default()).await.unwrap();
    let connection = connect(Sdcp::new(address(&simulator)).with_pace(Pace::brisk()));
    sends_once(&connection, &simulator).await;
}

#[tokio::test]
async fn a_centauri_carbon_2_is_asked_about_the_file() {
    let printer = CentauriCarbon2::default();
    let simulator = printer.start(Plan::default()).await.unwrap();
    let connection = connect(ElegooMqtt::new(address(&simulator), None, None).with_pace(Pace::brisk()));
    sends_once(&connection, &simulator).await;
    assert_eq!(printer.clients(), 1, "none of its few places more than our own was taken");
}

#[tokio::test]
async fn a_creality_is_asked_for_its_files_on_a_line_of_its_own_in_both_ways_that_it_lists_them() {
    for seed in [2, 3] {
        let simulator = SimulatedCreality::start(Plan { seed, ..Plan::default() }).await.unwrap();
        let port = simulator.address().port();
        let driver = Creality::new(address(&simulator)).with_upload_port(port).with_pace(Pace::brisk());
        let connection = connect(driver);
        sends_once(&connection, &simulator).await;
        let lost = connection.recording().into_iter().filter(|frame| frame.subject == "connection").count();
        assert_eq!(lost, 0, "the other line disturbed nothing");
    }
}

#[tokio::test]
async fn a_duet_is_asked_about_the_file_in_both_dialects() {
    for with_computer in [false, true] {
        let simulator = SimulatedDuet { with_computer }.start(Plan::default()).await.unwrap();
        let connection = connect(Duet::new(address(&simulator), None).with_pace(Pace::brisk()));
        sends_once(&connection, &simulator).await;
    }
}

#[tokio::test]
async fn web_servers_are_asked_about_the_file() {
    let key = || Plan { key: Some("right-key-1234".to_owned()), ..Plan::default() };
    let secret = || spoolyard_types::Secret::new("right-key-1234");
    let simulator = SimulatedMoonraker::start(Plan::default()).await.unwrap();
    let connection = connect(Moonraker::new(address(&simulator), None).with_pace(Pace::brisk()));
    sends_once(&connection, &simulator).await;
    let simulator = SimulatedOctoPrint::default().start(key()).await.unwrap();
    let connection = connect(OctoPrint::new(address(&simulator), secret()).with_pace(Pace::brisk()));
    sends_once(&connection, &simulator).await;
    let simulator = SimulatedPrusaLink::start(key()).await.unwrap();
    let access = PrusaLinkAccess::Password { user: "maker".to_owned(), password: secret() };
    let connection = connect(PrusaLink::new(address(&simulator), access).with_pace(Pace::brisk()));
    sends_once(&connection, &simulator).await;
}
