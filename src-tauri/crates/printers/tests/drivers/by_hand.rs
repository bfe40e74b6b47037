//! A printer that is kept by hand.

use spoolyard_printers::by_hand::{ByHand, Report};
use spoolyard_printers::{
    Command, CommandStatus, JobOutcome, JobReport, LastKnown, PauseReason, PrinterState, RefusalKind,
};

use crate::kit::*;

#[tokio::test]
async fn what_people_tell_is_what_is_known() {
    let (driver, reporter) = ByHand::new();
    let mut connection = connect(driver);
    until_state(&connection, PrinterState::Idle).await;
    assert!(reporter.tell(Report::Finished), "heard, and of no effect");
    assert_eq!(tell(&connection, start("shelf/a.gcode")).await, CommandStatus::confirmed());
    assert_eq!(refusal(&tell(&connection, start("b.gcode")).await), Some(RefusalKind::WrongState));
    assert!(reporter.tell(Report::Progress(400)) && reporter.tell(Report::RanOut));
    let paused = until_state(&connection, PrinterState::Paused { reason: PauseReason::Runout }).await;
    assert_eq!(paused.job.as_ref().and_then(|job| job.progress_permille), Some(400));
    assert_eq!(tell(&connection, Command::Resume).await, CommandStatus::confirmed());
    assert!(reporter.tell(Report::Finished));
    assert_eq!(ended(&mut connection).await, (JobOutcome::Finished, Some("7".to_owned()), false));
    let (_file, put) = upload(10);
    assert_eq!(refusal(&tell(&connection, put).await), Some(RefusalKind::Unsupported));
    assert!(reporter.tell(Report::OutOfService));
    until_state(&connection, PrinterState::Maintenance).await;
    connection.close().await;
    assert!(!reporter.tell(Report::Free));
}

#[tokio::test]
async fn a_job_goes_on_over_a_restart_of_the_program() {
    let running = JobReport { key: Some("9".into()), ..JobReport::default() };
    let (driver, reporter) = ByHand::new();
    let mut connection = connect_remembering(driver, LastKnown { running: Some(running) });
    until_state(&connection, PrinterState::Printing).await;
    assert!(reporter.tell(Report::Failed("spaghetti".to_owned())));
    let codes = vec!["spaghetti".to_owned()];
    assert_eq!(ended(&mut connection).await.0, JobOutcome::Failed { codes });
}
