//! Printers that send what no printer should: each gets a sentence, and its neighbour goes on as if nothing was.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use spoolyard_printers::bambu::{BambuDriver, BambuSettings};
use spoolyard_printers::{
    Command, CommandStatus, Connection, ConnectionSetup, Diagnosis, LastKnown, PrinterState, RefusalKind,
    Snapshot,
};
use spoolyard_types::SystemClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;

use crate::broker::{CODE, Certificate};
use crate::storage::acceptor;

const SERIAL: &str = "01P00A123456789";
const DEADLINE: Duration = Duration::from_secs(30);

/// What a machine does once it has let us in.
#[derive(Clone)]
enum Manner {
    /// Reports that it is idle, and answers pings.
    Sound,
    /// Sends these bytes as they are, and then reports that it is idle.
    First(Vec<u8>),
    /// Begins a report and sends a byte of it now and then, for ever.
    Drips,
    /// Sends one report after the other as fast as the line takes them.
    Floods,
}

/// A machine behind TLS that speaks as much MQTT as it needs, on a port of its own.
async fn machine(certificate: &Certificate, manner: Manner) -> u16 {
    let acceptor = acceptor(certificate);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let (acceptor, manner) = (acceptor.clone(), manner.clone());
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(tcp).await {
                    // A client that hangs up on such a machine is right.
                    let _ = converse(stream, manner).await;
                }
            });
        }
    });
    port
}

async fn converse(mut stream: TlsStream<TcpStream>, manner: Manner) -> std::io::Result<()> {
    let mut heard = vec![0; 4096];
    if stream.read(&mut heard).await? == 0 {
        return Ok(());
    }
    stream.write_all(&[0x20, 2, 0, 0]).await?;
    match manner {
        Manner::Sound => {}
        Manner::First(bytes) => stream.write_all(&bytes).await?,
        Manner::Drips => {
            stream.write_all(&[0x30, 100]).await?;
            loop {
                stream.write_all(b"x").await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Manner::Floods => loop {
            stream.write_all(&idle()).await?;
        },
    }
    stream.write_all(&idle()).await?;
    // Whatever is asked: a sign of life.
    while stream.read(&mut heard).await? > 0 {
        stream.write_all(&[0xD0, 0]).await?;
    }
    Ok(())
}

fn publish(payload: &[u8]) -> Vec<u8> {
    let topic = format!("device/{SERIAL}/report");
    let mut body = u16::try_from(topic.len()).unwrap().to_be_bytes().to_vec();
    body.extend(topic.bytes());
    body.extend(payload);
    let mut packet = vec![0x30];
    let mut length = body.len();
    while length >= 0x80 {
        packet.push(u8::try_from(length & 0x7F).unwrap() | 0x80);
        length >>= 7;
    }
    packet.push(u8::try_from(length).unwrap());
    packet.extend(body);
    packet
}

fn idle() -> Vec<u8> {
    publish(
        json!({"print": {"command": "push_status", "msg": 0, "gcode_state": "IDLE"}}).to_string().as_bytes(),
    )
}

fn settings(port: u16) -> BambuSettings {
    let mut settings = BambuSettings::new("127.0.0.1", SERIAL, CODE, 5);
    settings.mqtt_port = port;
    let timing = &mut settings.timing;
    timing.tick = Duration::from_millis(10);
    timing.first_wait = Duration::from_millis(20);
    timing.longest_wait = Duration::from_millis(50);
    timing.cooldown = Duration::from_millis(20);
    // These machines say what they have to say once.
    timing.patience.silence = DEADLINE;
    timing.keep_alive = Duration::from_millis(100);
    settings
}

fn open(settings: BambuSettings) -> Connection {
    let setup = ConnectionSetup {
        clock: Arc::new(SystemClock),
        secrets: settings.secrets(),
        last_known: LastKnown::default(),
    };
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

async fn until_idle(connection: &Connection) {
    until(connection, "idle", |snapshot| snapshot.state == PrinterState::Idle && !snapshot.is_stale).await;
}

/// A sound machine, and what its connection must look like at the end: it never lost its printer.
async fn neighbour(certificate: &Certificate) -> Connection {
    let connection = open(settings(machine(certificate, Manner::Sound).await));
    until_idle(&connection).await;
    connection
}

fn assert_undisturbed(neighbour: &Connection) {
    let shown = neighbour.snapshot();
    assert_eq!((&shown.state, &shown.diagnosis), (&PrinterState::Idle, &None));
    let notes: Vec<_> = neighbour.recording().into_iter().filter(|frame| frame.subject == "lost").collect();
    assert!(notes.is_empty(), "{notes:?}");
}

#[tokio::test]
async fn a_packet_that_is_announced_as_a_quarter_of_a_gigabyte_is_not_waited_for() {
    let certificate = Certificate::version_1(SERIAL);
    let neighbour = neighbour(&certificate).await;
    // The longest that MQTT can say.
    let huge = vec![0x30, 0xFF, 0xFF, 0xFF, 0x7F, b'x'];
    let connection = open(settings(machine(&certificate, Manner::First(huge)).await));
    let shown = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
    let Some(Diagnosis::Protocol { detail }) = &shown.diagnosis else { panic!("{shown:?}") };
    assert!(detail.contains("268435455 bytes is longer than is read"), "{detail}");
    assert_eq!(shown.state, PrinterState::Offline);
    connection.close().await;
    assert_undisturbed(&neighbour);
}

#[tokio::test]
async fn a_report_without_sense_leaves_everything_as_it_was() {
    let certificate = Certificate::version_1(SERIAL);
    let neighbour = neighbour(&certificate).await;
    let mut bytes = idle();
    let many = format!(r#"{{"print":{{"msg":1,"hms":[{}{{}}]}}}}"#, "{},".repeat(200_000));
    for nonsense in [
        "[".repeat(1_000_000).into_bytes(),
        many.into_bytes(),
        b"{\"print\":{\"msg\":0,\"gcode_state\":\"RUNNING\"".to_vec(),
        b"\xFF\xFE\x00{".to_vec(),
        br#"{"print":7}"#.to_vec(),
        br#"{"print":{"command":"push_status","msg":1,"ams":[1],"device":"x","hms":{"a":1},"lights_report":3}}"#.to_vec(),
        Vec::new(),
    ] {
        bytes.extend(publish(&nonsense));
    }
    let connection = open(settings(machine(&certificate, Manner::First(bytes)).await));
    until_idle(&connection).await;
    // A command still has an end, and the printer is still seen idle.
    let mut ticket = connection.send(Command::Pause);
    let refused = tokio::time::timeout(DEADLINE, ticket.outcome()).await.unwrap();
    assert!(matches!(refused, CommandStatus::Refused { kind: RefusalKind::WrongState, .. }), "{refused:?}");
    assert_undisturbed(&neighbour);
}

#[tokio::test]
async fn a_report_that_comes_byte_by_byte_is_no_sign_of_life() {
    let certificate = Certificate::version_1(SERIAL);
    let neighbour = neighbour(&certificate).await;
    let mut settings = settings(machine(&certificate, Manner::Drips).await);
    settings.timing.patience.silence = Duration::from_millis(400);
    settings.timing.patience.nudge = Duration::from_millis(100);
    let connection = open(settings);
    let shown = until(&connection, "silent", |snapshot| {
        matches!(&snapshot.diagnosis, Some(Diagnosis::Silent { .. }))
            && snapshot.state == PrinterState::Offline
    })
    .await;
    let Some(Diagnosis::Silent { remedy }) = &shown.diagnosis else { panic!("{shown:?}") };
    assert!(remedy.contains("Check the serial number"), "{remedy}");
    assert_undisturbed(&neighbour);
}

#[tokio::test]
async fn a_flood_of_reports_stops_neither_commands_nor_the_neighbour() {
    let certificate = Certificate::version_1(SERIAL);
    let neighbour = neighbour(&certificate).await;
    let connection = open(settings(machine(&certificate, Manner::Floods).await));
    until_idle(&connection).await;
    let mut ticket = connection.send(Command::Resume);
    let refused = tokio::time::timeout(DEADLINE, ticket.outcome()).await.unwrap();
    assert!(matches!(refused, CommandStatus::Refused { kind: RefusalKind::WrongState, .. }), "{refused:?}");
    let kept: usize = connection.recording().iter().map(|frame| frame.text.len()).sum();
    assert!(kept <= 512 * 1024, "{kept} bytes are kept of the flood");
    connection.close().await;
    assert_undisturbed(&neighbour);
}

#[tokio::test]
async fn a_serial_number_that_would_name_other_printers_is_never_subscribed_to() {
    let certificate = Certificate::version_1(SERIAL);
    let port = machine(&certificate, Manner::Sound).await;
    for serial in ["#", "+/report", "01P00A/../../#", "", "01P 00A"] {
        let settings = BambuSettings { serial: serial.to_owned(), ..settings(port) };
        let connection = open(settings);
        let shown = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
        let Some(Diagnosis::Settings { sentence }) = &shown.diagnosis else { panic!("{shown:?}") };
        assert!(sentence.contains("Copy it from the printer's display"), "{sentence}");
        assert!(connection.recording().iter().all(|frame| frame.subject != "connected"));
        connection.close().await;
    }
}

#[tokio::test]
async fn a_printer_whose_clock_was_off_is_as_good_as_any() {
    let certificate = Certificate::expired(SERIAL);
    let connection = open(settings(machine(&certificate, Manner::Sound).await));
    until_idle(&connection).await;
    assert!(connection.snapshot().device.certificate_sha256.is_some());
}

#[tokio::test]
async fn a_machine_that_shows_another_certificate_gets_no_access_code() {
    let first = Certificate::version_1(SERIAL);
    let neighbour = neighbour(&first).await;
    let pinned = neighbour.snapshot().device.certificate_sha256.clone();
    let other = Certificate::version_1(SERIAL);
    let settings =
        BambuSettings { pinned_sha256: pinned.clone(), ..settings(machine(&other, Manner::Sound).await) };
    let connection = open(settings);
    let shown = until(&connection, "refused", |snapshot| snapshot.diagnosis.is_some()).await;
    let Some(Diagnosis::CertificateChanged { pinned: was, shown: now }) = &shown.diagnosis else {
        panic!("{shown:?}")
    };
    assert!(Some(was) == pinned.as_ref() && now != was);
    assert!(connection.recording().iter().all(|frame| frame.subject != "connected"));
    assert_undisturbed(&neighbour);
}
