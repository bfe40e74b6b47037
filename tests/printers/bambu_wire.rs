//! Driver ↔ mosquitto with TLS ↔ simulated machine.

use std::sync::Arc;
use std::time::Duration;

use spoolyard_printers::bambu::tls::PrinterVerifier;
use spoolyard_printers::bambu::{BambuDriver, BambuSettings};
use spoolyard_printers::mqtt::{Login, MqttLink, Packet};
use spoolyard_printers::simulate::bambu::{Machine, Mishap, Script, Tell, serve};
use spoolyard_printers::{
    Access, Command, CommandStatus, Connection, ConnectionSetup, Diagnosis, JobEvent, JobOutcome, Lamp,
    LastKnown, PauseReason, PrinterState, RefusalKind, Severity, SlotChoice, SlotId, Snapshot, SpeedMode,
    StartPrint, Upload,
};
use spoolyard_types::SystemClock;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::broker::{Broker, CODE, Certificate, MACHINE};
use crate::storage::{Quirk, serve as serve_storage};

const SERIAL: &str = "01P00A123456789";
const DEADLINE: Duration = Duration::from_secs(30);

/// A broker, a machine behind it, and how to talk to it.
struct Bench {
    broker: Broker,
    tell: mpsc::Sender<Tell>,
    machine: JoinHandle<Machine>,
}

impl Bench {
    async fn new(certificate: &Certificate, layers: u32, script: Script) -> Option<Self> {
        let broker = Broker::start(certificate)?;
        let (tell, told) = mpsc::channel(8);
        let machine = plug(broker.port, Machine::new(SERIAL, layers, script, 7), told).await;
        Some(Self { broker, tell, machine })
    }

    fn settings(&self) -> BambuSettings {
        let mut settings = BambuSettings::new("127.0.0.1", SERIAL, CODE, 11);
        settings.mqtt_port = self.broker.port;
        let timing = &mut settings.timing;
        timing.tick = Duration::from_millis(10);
        timing.first_wait = Duration::from_millis(20);
        timing.longest_wait = Duration::from_millis(100);
        timing.cooldown = Duration::from_millis(20);
        timing.patience.settle = Duration::from_millis(150);
        timing.patience.start = DEADLINE;
        settings
    }

    /// Unplugs the machine and looks at what it went through.
    async fn machine(self) -> Machine {
        self.tell.send(Tell::Unplug).await.unwrap();
        self.machine.await.unwrap()
    }
}

async fn plug(port: u16, machine: Machine, mut told: mpsc::Receiver<Tell>) -> JoinHandle<Machine> {
    let verifier = PrinterVerifier::new(SERIAL, None);
    let tcp = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let name = rustls_name(SERIAL);
    let stream = TlsConnector::from(verifier.config().unwrap()).connect(name, tcp).await.unwrap();
    let login = Login {
        client_id: "the-machine".into(),
        user: MACHINE.into(),
        password: CODE.into(),
        keep_alive_s: 60,
    };
    tokio::spawn(async move {
        serve(stream, &login, machine, Duration::from_millis(15), &mut told).await.unwrap()
    })
}

fn rustls_name(name: &str) -> tokio_rustls::rustls::pki_types::ServerName<'static> {
    name.to_owned().try_into().unwrap()
}

fn open(settings: BambuSettings) -> Connection {
    let secrets = settings.secrets();
    let setup = ConnectionSetup { clock: Arc::new(SystemClock), secrets, last_known: LastKnown::default() };
    Connection::open(Box::new(BambuDriver::new(settings)), setup)
}

async fn until(connection: &Connection, what: &str, is_there: impl Fn(&Snapshot) -> bool) -> Snapshot {
    let mut watch = connection.watch();
    let seen = tokio::time::timeout(DEADLINE, watch.wait_for(|snapshot| is_there(snapshot))).await;
    match seen {
        Ok(snapshot) => (**snapshot.unwrap()).clone(),
        Err(_) => panic!("never {what}: {:#?}", connection.snapshot()),
    }
}

async fn done(connection: &Connection, command: Command) -> CommandStatus {
    let mut ticket = connection.send(command);
    tokio::time::timeout(DEADLINE, ticket.outcome()).await.expect("every command ends")
}

async fn event(connection: &mut Connection) -> JobEvent {
    tokio::time::timeout(DEADLINE, connection.next_event()).await.expect("an event in time").unwrap()
}

fn start(job_number: u32) -> Command {
    Command::Start(StartPrint {
        path: "/bracket.gcode.3mf".into(),
        title: "bracket".into(),
        plate: 1,
        job_number,
        slots: vec![SlotChoice { filament: 0, slot: SlotId { unit: 0, slot: 2 } }],
        level_bed: true,
        calibrate_flow: false,
        timelapse: false,
    })
}

fn is_refused(status: &CommandStatus, wanted: RefusalKind) -> bool {
    matches!(status, CommandStatus::Refused { kind, .. } if *kind == wanted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_print_from_its_start_to_its_end() {
    let certificate = Certificate::version_1(SERIAL);
    let Some(bench) = Bench::new(&certificate, 12, Script::default()).await else { return };
    let mut connection = open(bench.settings());
    let idle =
        until(&connection, "idle", |shown| shown.state == PrinterState::Idle && shown.device.model.is_some())
            .await;
    assert_eq!(idle.device.model.as_deref(), Some("Bambu Lab P1S"));
    assert_eq!(idle.slots[2].material.as_deref(), Some("PETG"));
    assert_eq!((idle.slots[2].left_g(), idle.slots[3].is_loaded), (Some(500), Some(false)));
    assert!(idle.device.certificate_sha256.is_some() && idle.heard_at.is_some());

    assert_eq!(done(&connection, start(4711)).await, CommandStatus::confirmed());
    assert!(
        matches!(event(&mut connection).await, JobEvent::Started { job } if job.key.as_deref() == Some("4711"))
    );
    let busy = done(&connection, start(4712)).await;
    assert!(is_refused(&busy, RefusalKind::WrongState), "{busy:?}");
    assert_eq!(done(&connection, Command::Light { lamp: Lamp::Off }).await, CommandStatus::confirmed());
    let fast = Command::Speed { mode: SpeedMode::Ludicrous };
    assert_eq!(done(&connection, fast).await, CommandStatus::confirmed());
    assert_eq!(done(&connection, Command::Refresh).await, CommandStatus::confirmed());
    until(&connection, "fed from the slot", |shown| shown.slots.iter().any(|slot| slot.is_feeding)).await;
    let JobEvent::Ended { job, outcome, while_away } = event(&mut connection).await else {
        panic!("not the end")
    };
    assert_eq!((outcome, while_away), (JobOutcome::Finished, false));
    assert_eq!((job.layer, job.layers, job.progress_permille), (Some(12), Some(12), Some(1000)));
    assert_eq!(connection.snapshot().state, PrinterState::Finished);
    assert!(is_refused(&done(&connection, Command::Pause).await, RefusalKind::WrongState));

    let recording = connection.recording();
    assert!(recording.len() > 5);
    assert!(recording.iter().all(|frame| !frame.text.contains(CODE) && !frame.text.contains(SERIAL)));
    connection.close().await;
    let machine = bench.machine().await;
    assert_eq!(machine.begun, 1);
    assert_eq!(machine.heard.iter().filter(|heard| *heard == "project_file").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pause_resume_stop_and_what_goes_wrong_between() {
    let certificate = Certificate::version_1(SERIAL);
    let mishaps = vec![(4, Mishap::Runout), (8, Mishap::ChangeTo(1)), (12, Mishap::Flicker(3))];
    let script = Script { mishaps, ..Script::default() };
    let Some(bench) = Bench::new(&certificate, 4000, script).await else { return };
    let mut connection = open(bench.settings());
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    assert_eq!(done(&connection, start(1)).await, CommandStatus::confirmed());
    let stands = until(&connection, "out of filament", |shown| {
        shown.state == PrinterState::Paused { reason: PauseReason::Runout }
    })
    .await;
    assert_eq!((stands.alerts[0].code.as_str(), stands.alerts[0].severity), ("0300_8015", Severity::Error));
    assert_eq!(done(&connection, Command::Resume).await, CommandStatus::confirmed());
    until(&connection, "another slot", |shown| shown.slots[1].is_feeding).await;
    until(&connection, "past the flicker", |shown| {
        shown.job.as_ref().and_then(|job| job.layer).is_some_and(|layer| layer > 40)
    })
    .await;
    assert_eq!(done(&connection, Command::Pause).await, CommandStatus::confirmed());
    assert_eq!(connection.snapshot().state, PrinterState::Paused { reason: PauseReason::Person });
    assert_eq!(done(&connection, Command::Stop).await, CommandStatus::confirmed());
    until(&connection, "cancelled", |shown| shown.state == PrinterState::Cancelled).await;
    let mut names = Vec::new();
    loop {
        match event(&mut connection).await {
            JobEvent::Started { .. } => names.push("started"),
            JobEvent::Paused { .. } => names.push("paused"),
            JobEvent::Resumed { .. } => names.push("resumed"),
            JobEvent::FoundRunning { .. } => names.push("found"),
            JobEvent::Ended { outcome, job, .. } => {
                assert_eq!(outcome, JobOutcome::Cancelled);
                assert!(
                    job.layer.is_some_and(|layer| layer > 40),
                    "the last layer counts, not the nothing at the end"
                );
                break;
            }
        }
    }
    assert_eq!(names, ["started", "paused", "resumed", "paused"], "a flicker is no end");
    connection.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_the_printer_cannot_read_and_a_print_that_fails() {
    let certificate = Certificate::version_1(SERIAL);
    let script = Script { mishaps: vec![(3, Mishap::Fail(0x0300_800C))], ..Script::default() };
    let Some(bench) = Bench::new(&certificate, 50, script).await else { return };
    let mut connection = open(bench.settings());
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    assert_eq!(done(&connection, start(9)).await, CommandStatus::confirmed());
    until(&connection, "failed", |shown| matches!(shown.state, PrinterState::Failed { .. })).await;
    assert!(matches!(event(&mut connection).await, JobEvent::Started { .. }));
    let JobEvent::Ended { outcome, .. } = event(&mut connection).await else { panic!("not the end") };
    assert_eq!(outcome, JobOutcome::Failed { codes: vec!["0300_800C".into()] });
    connection.close().await;

    let script = Script { refuses_files: Some(0x0500_4003), ..Script::default() };
    let Some(bench) = Bench::new(&certificate, 50, script).await else { return };
    let connection = open(bench.settings());
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    let refused = done(&connection, start(9)).await;
    assert!(
        matches!(&refused, CommandStatus::Refused { kind: RefusalKind::Printer, why } if why.contains("0500_4003"))
    );
    connection.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_developer_mode_the_printer_is_watched_only() {
    let certificate = Certificate::version_1(SERIAL);
    let script = Script { refuses_commands: true, ..Script::default() };
    let Some(bench) = Bench::new(&certificate, 5, script).await else { return };
    let connection = open(bench.settings());
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    let refused = done(&connection, start(1)).await;
    assert!(is_refused(&refused, RefusalKind::NotPermitted), "{refused:?}");
    until(&connection, "monitor only", |shown| shown.capabilities.access == Access::MonitorOnly).await;
    assert!(!connection.snapshot().is_ready_for_a_job());
    assert_eq!(done(&connection, Command::Light { lamp: Lamp::Off }).await, CommandStatus::confirmed());
    connection.close().await;
    assert_eq!(bench.machine().await.begun, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_code_and_another_printer_are_told_apart() {
    let certificate = Certificate::version_1(SERIAL);
    let Some(bench) = Bench::new(&certificate, 5, Script::default()).await else { return };
    let mut wrong = bench.settings();
    wrong.access_code = "00000000".into();
    let connection = open(wrong);
    until(&connection, "refused", |shown| {
        shown.state == PrinterState::Offline
            && matches!(shown.diagnosis, Some(Diagnosis::AccessRefused { .. }))
    })
    .await;
    let offline = done(&connection, Command::Pause).await;
    assert!(is_refused(&offline, RefusalKind::Offline), "{offline:?}");
    connection.close().await;

    let mut other = bench.settings();
    other.serial = "01P00A000000000".into();
    let connection = open(other);
    let shown = until(&connection, "another printer", |shown| shown.diagnosis.is_some()).await;
    assert!(matches!(shown.diagnosis, Some(Diagnosis::OtherPrinter { found, .. }) if found == SERIAL));
    connection.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_restarts_and_a_certificate_that_changes() {
    let certificate = Certificate::version_1(SERIAL);
    let Some(mut bench) = Bench::new(&certificate, 4000, Script::default()).await else { return };
    let mut connection = open(bench.settings());
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    assert_eq!(done(&connection, start(77)).await, CommandStatus::confirmed());
    until(&connection, "printing", |shown| shown.state == PrinterState::Printing).await;

    bench.broker.restart(&certificate);
    let machine = bench.machine.await.unwrap();
    let heard_before = machine.heard.len();
    let (tell, told) = mpsc::channel(8);
    bench.machine = plug(bench.broker.port, machine, told).await;
    bench.tell = tell;
    let mut watch = connection.watch();
    let back = watch.wait_for(|shown| shown.state == PrinterState::Printing && !shown.is_stale);
    tokio::time::timeout(DEADLINE, back).await.unwrap().unwrap();
    assert_eq!(done(&connection, Command::Refresh).await, CommandStatus::confirmed());
    assert!(matches!(event(&mut connection).await, JobEvent::Started { .. }));
    assert_eq!(connection.waiting_event(), None, "the same job goes on");

    // The same name, another key: nobody is let in until a person says so.
    let other = Certificate::version_1(SERIAL);
    bench.broker.restart(&other);
    let shown = until(&connection, "a changed certificate", |shown| {
        matches!(shown.diagnosis, Some(Diagnosis::CertificateChanged { .. }))
    })
    .await;
    assert_eq!(shown.state, PrinterState::Offline);
    connection.close().await;
    let machine = bench.machine.await.unwrap();
    assert_eq!(machine.begun, 1, "nothing was sent again");
    assert!(machine.heard[heard_before..].iter().all(|heard| heard != "project_file"));
}

/// A broker throws out the older of two clients with one name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_program_that_takes_our_name_does_not_keep_us_away() {
    let certificate = Certificate::version_1(SERIAL);
    let Some(bench) = Bench::new(&certificate, 4000, Script::default()).await else { return };
    let mut connection = open(bench.settings());
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    assert_eq!(done(&connection, start(78)).await, CommandStatus::confirmed());
    assert!(matches!(event(&mut connection).await, JobEvent::Started { .. }));

    let tcp = TcpStream::connect(("127.0.0.1", bench.broker.port)).await.unwrap();
    let verifier = PrinterVerifier::new(SERIAL, None);
    let stream =
        TlsConnector::from(verifier.config().unwrap()).connect(rustls_name(SERIAL), tcp).await.unwrap();
    let login = Login {
        client_id: "spoolyard-0000000b-1".into(),
        user: "bblp".into(),
        password: CODE.into(),
        keep_alive_s: 60,
    };
    let mut watch = connection.watch();
    let mut other = MqttLink::log_in(stream, &login, 100_000, DEADLINE).await.unwrap();
    let thrown_out = async {
        while !connection.recording().iter().any(|frame| frame.subject == "lost") {
            watch.changed().await.unwrap();
        }
    };
    tokio::time::timeout(DEADLINE, thrown_out).await.expect("it was our name");
    until(&connection, "printing again", |shown| shown.state == PrinterState::Printing).await;
    assert_eq!(done(&connection, Command::Refresh).await, CommandStatus::confirmed());
    assert_eq!(connection.waiting_event(), None, "the same job goes on");

    // Both stay: the other one hears what it asks for.
    other.subscribe(&format!("device/{SERIAL}/report")).await.unwrap();
    let heard = async { while !matches!(other.next().await.unwrap(), Packet::Publish { .. }) {} };
    tokio::time::timeout(DEADLINE, heard).await.expect("the other one was not thrown out");
    connection.close().await;
    assert_eq!(bench.machine().await.begun, 1, "nothing was sent again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_swallows_commands_or_falls_silent_is_made_anew() {
    let certificate = Certificate::version_1(SERIAL);
    let Some(bench) = Bench::new(&certificate, 5, Script::default()).await else { return };
    let mut settings = bench.settings();
    settings.timing.patience.answer = Duration::from_millis(200);
    settings.timing.patience.command = Some(Duration::from_millis(1500));
    settings.timing.patience.silence = Duration::from_millis(1500);
    settings.timing.patience.nudge = Duration::from_millis(200);
    let connection = open(settings);
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    bench.tell.send(Tell::Deaf(true)).await.unwrap();
    let mut ticket = connection.send(Command::Light { lamp: Lamp::Off });
    until(&connection, "found deaf", |shown| shown.diagnosis == Some(Diagnosis::NotListening)).await;
    let outcome = tokio::time::timeout(DEADLINE, ticket.outcome()).await.unwrap();
    assert!(matches!(outcome, CommandStatus::TimedOut { .. }), "{outcome:?}");
    bench.tell.send(Tell::Deaf(false)).await.unwrap();
    until(&connection, "well again", |shown| shown.state == PrinterState::Idle && shown.diagnosis.is_none())
        .await;
    assert_eq!(connection.snapshot().light_on, Some(true), "the light was not sent again");

    bench.tell.send(Tell::Mute(true)).await.unwrap();
    until(&connection, "silent", |shown| {
        shown.is_stale && matches!(shown.diagnosis, Some(Diagnosis::Silent { .. }))
    })
    .await;
    let silent = done(&connection, start(5)).await;
    assert!(matches!(silent, CommandStatus::Refused { .. }), "{silent:?}");
    bench.tell.send(Tell::Mute(false)).await.unwrap();
    until(&connection, "heard again", |shown| shown.state == PrinterState::Idle && !shown.is_stale).await;
    connection.close().await;
    assert_eq!(bench.machine().await.begun, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_travels_beside_the_reports() {
    let certificate = Certificate::version_1(SERIAL);
    let Some(bench) = Bench::new(&certificate, 5, Script::default()).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let local = folder.path().join("part.3mf");
    std::fs::write(&local, vec![7; 200_000]).unwrap();
    let upload = |name: &str| {
        Command::Upload(Upload { local: local.clone(), name: name.into(), skip_if_there: false })
    };

    let (port, card) = serve_storage(&certificate, Quirk::PlainOnly).await;
    let mut settings = bench.settings();
    settings.ftps_port = port;
    let connection = open(settings);
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    for name in ["Größe 5.gcode.3mf", "again.gcode.3mf"] {
        let CommandStatus::Confirmed { path: Some(path), .. } = done(&connection, upload(name)).await else {
            panic!("{name} did not arrive")
        };
        assert_eq!(card.file(path.trim_start_matches('/')).unwrap().len(), 200_000);
    }
    let missing = Command::Upload(Upload {
        local: folder.path().join("gone"),
        name: "gone.3mf".into(),
        skip_if_there: false,
    });
    assert!(is_refused(&done(&connection, missing).await, RefusalKind::File));
    connection.close().await;

    let (port, card) = serve_storage(&certificate, Quirk::Stuck).await;
    let mut settings = bench.settings();
    settings.ftps_port = port;
    let connection = open(settings);
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    let mut first = connection.send(upload("first.3mf"));
    let all = CommandStatus::Uploading { sent_bytes: 200_000, total_bytes: 200_000 };
    let mut watch = first.watch();
    tokio::time::timeout(DEADLINE, watch.wait_for(|status| *status == all)).await.unwrap().unwrap();
    assert!(is_refused(&done(&connection, upload("second.3mf")).await, RefusalKind::WrongState));
    first.cancel();
    let cancelled = tokio::time::timeout(DEADLINE, first.outcome()).await.unwrap();
    assert!(is_refused(&cancelled, RefusalKind::Cancelled), "{cancelled:?}");
    assert!(card.is_empty());
    connection.close().await;

    // The same name and another key: neither the code nor the file goes there.
    let (port, card) = serve_storage(&Certificate::version_1(SERIAL), Quirk::Strict).await;
    let mut settings = bench.settings();
    settings.ftps_port = port;
    let connection = open(settings);
    until(&connection, "idle", |shown| shown.state == PrinterState::Idle).await;
    let distrusted = done(&connection, upload("secret.3mf")).await;
    assert!(matches!(&distrusted, CommandStatus::Refused { kind: RefusalKind::NotPermitted, why }
        if why.contains("certificate")));
    assert!(card.is_empty());
    connection.close().await;
}
