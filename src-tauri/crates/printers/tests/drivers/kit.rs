//! What every test of a driver needs: a connection, waits with a deadline, a file.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use spoolyard_printers::simulate::Simulator;
use spoolyard_printers::wire::Address;
use spoolyard_printers::{
    Command, CommandStatus, Connection, ConnectionSetup, Driver, JobEvent, JobOutcome, LastKnown,
    PrinterState, RefusalKind, Snapshot, StartPrint, Upload,
};
use spoolyard_types::SystemClock;

/// Longest wait for anything.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) fn address(simulator: &Simulator) -> Address {
    Address::parse(&simulator.address().to_string(), 1).unwrap()
}

pub(crate) fn connect(driver: impl Driver) -> Connection {
    connect_remembering(driver, LastKnown::default())
}

pub(crate) fn connect_remembering(driver: impl Driver, last_known: LastKnown) -> Connection {
    open(Box::new(driver), last_known)
}

pub(crate) fn connect_boxed(driver: Box<dyn Driver>) -> Connection {
    open(driver, LastKnown::default())
}

fn open(driver: Box<dyn Driver>, last_known: LastKnown) -> Connection {
    let secrets = vec!["right-key-1234".to_owned(), "wrong-key-9999".to_owned()];
    Connection::open(driver, ConnectionSetup { clock: Arc::new(SystemClock), secrets, last_known })
}

/// Waits for a snapshot.
pub(crate) async fn until(
    connection: &Connection,
    what: &str,
    is_so: impl Fn(&Snapshot) -> bool,
) -> Arc<Snapshot> {
    let mut watch = connection.watch();
    let found = tokio::time::timeout(DEADLINE, async {
        loop {
            let now = Arc::clone(&watch.borrow_and_update());
            if is_so(&now) {
                return now;
            }
            watch.changed().await.expect("the driver ended");
        }
    });
    found.await.unwrap_or_else(|_| panic!("never seen: {what}; last: {:?}", connection.snapshot()))
}

pub(crate) async fn until_state(connection: &Connection, state: PrinterState) -> Arc<Snapshot> {
    until(connection, &format!("{state:?}"), |snapshot| snapshot.state == state).await
}

/// Gives a command and waits for its end.
pub(crate) async fn tell(connection: &Connection, command: Command) -> CommandStatus {
    let name = command.name();
    let mut ticket = connection.send(command);
    tokio::time::timeout(DEADLINE, ticket.outcome()).await.unwrap_or_else(|_| panic!("no end of {name}"))
}

pub(crate) fn refusal(status: &CommandStatus) -> Option<RefusalKind> {
    match status {
        CommandStatus::Refused { kind, .. } => Some(*kind),
        _ => None,
    }
}

pub(crate) fn start(path: &str) -> Command {
    Command::Start(StartPrint {
        path: path.to_owned(),
        title: "a part".to_owned(),
        plate: 1,
        job_number: 7,
        slots: vec![],
        level_bed: false,
        calibrate_flow: false,
        timelapse: false,
    })
}

/// A file of so many bytes and an upload of it.
pub(crate) fn upload(bytes: usize) -> (tempfile::NamedTempFile, Command) {
    let mut file = tempfile::Builder::new().suffix(".gcode").tempfile().unwrap();
    let line = b"G1 X10 Y10 E0.1 ; a move\n";
    file.write_all(&line.repeat(bytes / line.len() + 1)[..bytes]).unwrap();
    let upload =
        Upload { local: file.path().to_owned(), name: "part one.gcode".to_owned(), skip_if_there: false };
    (file, Command::Upload(upload))
}

/// Waits for the end of a job among the events.
pub(crate) async fn ended(connection: &mut Connection) -> (JobOutcome, Option<String>, bool) {
    tokio::time::timeout(DEADLINE, async {
        loop {
            if let JobEvent::Ended { job, outcome, while_away } =
                connection.next_event().await.expect("the driver ended")
            {
                return (outcome, job.key, while_away);
            }
        }
    })
    .await
    .expect("no end of a job")
}

/// A print from upload to end, as every driver must be able to do.
pub(crate) async fn print_to_the_end(connection: &mut Connection, simulator: &Simulator) {
    until(connection, "idle", |snapshot| snapshot.state.takes_a_job()).await;
    let (_file, put) = upload(300_000);
    let put = tell(connection, put).await;
    let CommandStatus::Confirmed { path: Some(path), .. } = put else { panic!("{put:?}") };
    assert_eq!(simulator.machine(|machine| machine.files.last().map(|file| file.1)), Some(300_000));
    assert_eq!(tell(connection, start(&path)).await, CommandStatus::confirmed());
    let (outcome, _, while_away) = ended(connection).await;
    assert_eq!((outcome, while_away), (JobOutcome::Finished, false));
}

/// Pause, resume, stop, each seen; and what the state forbids, refused before it is sent.
pub(crate) async fn pause_resume_stop(connection: &mut Connection, simulator: &Simulator) {
    until(connection, "idle", |snapshot| snapshot.state.takes_a_job()).await;
    assert_eq!(refusal(&tell(connection, Command::Pause).await), Some(RefusalKind::WrongState));
    let (_file, put) = upload(1000);
    let put = tell(connection, put).await;
    let CommandStatus::Confirmed { path: Some(path), .. } = put else { panic!("{put:?}") };
    assert_eq!(tell(connection, start(&path)).await, CommandStatus::confirmed());
    until_state(connection, PrinterState::Printing).await;
    assert_eq!(refusal(&tell(connection, start(&path)).await), Some(RefusalKind::WrongState));
    assert_eq!(tell(connection, Command::Pause).await, CommandStatus::confirmed());
    assert!(matches!(connection.snapshot().state, PrinterState::Paused { .. }));
    assert_eq!(tell(connection, Command::Resume).await, CommandStatus::confirmed());
    assert_eq!(tell(connection, Command::Stop).await, CommandStatus::confirmed());
    assert!(!simulator.machine(|machine| machine.is_in_job()));
    let (outcome, ..) = ended(connection).await;
    assert!(matches!(outcome, JobOutcome::Cancelled | JobOutcome::Unknown), "{outcome:?}");
}

/// The recording holds no secret.
pub(crate) fn assert_no_secret(connection: &Connection) {
    let kept = format!("{:?}", connection.recording());
    assert!(!kept.contains("right-key-1234") && !kept.contains("wrong-key-9999"), "{kept}");
}
