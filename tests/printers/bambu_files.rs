//! Files onto a printer: against a strict storage with the quirks of real ones. Against vsftpd itself: `vsftpd.rs`.

use std::sync::Mutex;
use std::time::Duration;

use spoolyard_printers::bambu::ftps::{Account, FtpsError, put};
use spoolyard_printers::bambu::tls::PrinterVerifier;
use spoolyard_printers::simulate::{Hall, HallPlan, Make, storage};

use crate::broker::{CODE, Certificate};
use crate::storage::{Quirk, serve};

pub(crate) const SERIAL: &str = "01P00A123456789";
const NAME: &str = "bracket.gcode.3mf";

pub(crate) fn account(port: u16, user: &str, password: &str) -> Account {
    Account {
        host: "127.0.0.1".into(),
        port,
        server_name: SERIAL.into(),
        user: user.into(),
        password: password.into(),
        verifier: PrinterVerifier::new(SERIAL, None),
        within: Duration::from_secs(10),
    }
}

/// A file of 300 kB that compresses badly.
fn file() -> (tempfile::NamedTempFile, Vec<u8>) {
    let mut seed = 9_u32;
    let bytes: Vec<u8> = (0..300_000)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24).to_le_bytes()[0]
        })
        .collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    (file, bytes)
}

#[tokio::test]
async fn a_file_arrives_whole_over_a_resumed_session() {
    let certificate = Certificate::version_1(SERIAL);
    let (local, bytes) = file();
    for quirk in [Quirk::Strict, Quirk::Stumbles] {
        let (port, card) = serve(&certificate, quirk).await;
        let seen = Mutex::new(Vec::new());
        let progress = |sent, total| seen.lock().unwrap().push((sent, total));
        put(&account(port, "bblp", CODE), local.path(), NAME, true, progress).await.unwrap();
        assert_eq!(card.file(NAME).unwrap(), bytes, "{quirk:?}");
        let seen = seen.into_inner().unwrap();
        assert_eq!((seen.first(), seen.last()), (Some(&(0, 300_000)), Some(&(300_000, 300_000))));
    }
}

#[tokio::test]
async fn what_does_not_arrive_is_said() {
    let certificate = Certificate::version_1(SERIAL);
    let (local, _) = file();
    for (quirk, password, expected) in [
        (Quirk::Truncates, CODE, "150000 of 300000 bytes"),
        (Quirk::NoCard, CODE, "FAT32"),
        (Quirk::Strict, "00000000", "access code"),
        (Quirk::PlainOnly, CODE, "Check"),
    ] {
        let (port, _) = serve(&certificate, quirk).await;
        let account = account(port, "bblp", password);
        let error = put(&account, local.path(), NAME, true, |_, _| {}).await.unwrap_err();
        assert!(error.sentence().contains(expected), "{quirk:?}: {}", error.sentence());
    }
    let (port, _) = serve(&certificate, Quirk::Strict).await;
    let gone = std::path::Path::new("no/such/file.gcode.3mf");
    let error = put(&account(port, "bblp", CODE), gone, NAME, true, |_, _| {}).await.unwrap_err();
    assert!(matches!(error, FtpsError::File { .. }));
}

/// Where this user may not listen at the port of a storage, the printer stands without one.
#[tokio::test]
async fn a_simulated_printer_takes_files_where_they_are_looked_for() {
    let plan =
        HallPlan { make: Make::Bambu, printers: 1, speed_up: 60, seed: 77, set_back: None, again: false };
    let hall = Hall::open_to_be_found(&plan).await.unwrap();
    let stand = &hall.stands()[0];
    if std::net::TcpListener::bind(("127.0.0.1", storage::PORT)).is_err() || stand.port != 8883 {
        eprintln!("skipped: port {} or the printer's own is not to be had here", storage::PORT);
        return;
    }
    let serial = stand.serial.as_deref().unwrap();
    let account = Account {
        host: stand.host.clone(),
        port: storage::PORT,
        server_name: serial.into(),
        user: "bblp".into(),
        password: stand.secret.clone().unwrap(),
        verifier: PrinterVerifier::new(serial, None),
        within: Duration::from_secs(10),
    };
    let (local, _) = file();
    put(&account, local.path(), NAME, true, |_, _| {}).await.unwrap();
    let wrong = Account { password: "00000000".into(), ..account };
    let refused = put(&wrong, local.path(), NAME, true, |_, _| {}).await.unwrap_err();
    assert!(refused.sentence().contains("access code"), "{}", refused.sentence());
}

#[tokio::test]
async fn another_certificate_gets_neither_code_nor_file() {
    let (port, card) = serve(&Certificate::version_1("01P00A000000000"), Quirk::Strict).await;
    let (local, _) = file();
    let account = account(port, "bblp", CODE);
    assert!(put(&account, local.path(), NAME, true, |_, _| {}).await.is_err());
    assert_eq!(account.verifier.other_printer().as_deref(), Some("01P00A000000000"));
    assert!(card.is_empty());
}
