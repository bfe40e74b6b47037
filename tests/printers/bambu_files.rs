//! Files onto a printer: against a strict storage with the quirks of real ones, and against vsftpd itself.

use std::io::{BufRead, BufReader};
use std::process::{Command as Program, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use spoolyard_printers::bambu::ftps::{Account, FtpsError, put};
use spoolyard_printers::bambu::tls::PrinterVerifier;

use crate::broker::{CODE, Certificate, free_port, program};
use crate::storage::{Quirk, serve};

const SERIAL: &str = "01P00A123456789";
const NAME: &str = "bracket.gcode.3mf";

fn account(port: u16, user: &str, password: &str) -> Account {
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
        let (port, files) = serve(&certificate, quirk).await;
        let seen = Mutex::new(Vec::new());
        let progress = |sent, total| seen.lock().unwrap().push((sent, total));
        put(&account(port, "bblp", CODE), local.path(), NAME, true, progress).await.unwrap();
        assert_eq!(files.lock().unwrap()[NAME], bytes, "{quirk:?}");
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

#[tokio::test]
async fn another_certificate_gets_neither_code_nor_file() {
    let (port, files) = serve(&Certificate::version_1("01P00A000000000"), Quirk::Strict).await;
    let (local, _) = file();
    let account = account(port, "bblp", CODE);
    assert!(put(&account, local.path(), NAME, true, |_, _| {}).await.is_err());
    assert_eq!(account.verifier.other_printer().as_deref(), Some("01P00A000000000"));
    assert!(files.lock().unwrap().is_empty());
}

/// The server that several models run, as strict as it can be set.
#[tokio::test]
async fn vsftpd_takes_the_file() {
    let Some(vsftpd) = program("vsftpd") else {
        eprintln!("skipped: vsftpd is not installed");
        return;
    };
    let certificate = Certificate::version_1(SERIAL);
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    std::fs::create_dir(&cache).unwrap();
    std::fs::write(folder.path().join("c.pem"), &certificate.certificate_pem).unwrap();
    std::fs::write(folder.path().join("k.pem"), &certificate.key_pem).unwrap();
    let port = free_port();
    let place = folder.path().display();
    let config = format!(
        "listen=YES\nlisten_ipv6=NO\nlisten_address=127.0.0.1\nlisten_port={port}\nrun_as_launching_user=YES\n\
         background=NO\nanonymous_enable=YES\nlocal_enable=NO\nwrite_enable=YES\nanon_upload_enable=YES\n\
         anon_root={place}\nanon_umask=022\nno_anon_password=YES\nseccomp_sandbox=NO\nimplicit_ssl=YES\nssl_enable=YES\n\
         allow_anon_ssl=YES\nforce_anon_data_ssl=YES\nforce_anon_logins_ssl=YES\nrequire_ssl_reuse=YES\n\
         ssl_ciphers=HIGH\nrsa_cert_file={place}/c.pem\nrsa_private_key_file={place}/k.pem\npasv_enable=YES\n\
         allow_writeable_chroot=YES\n"
    );
    std::fs::write(folder.path().join("vsftpd.conf"), config).unwrap();
    let mut child = Program::new(vsftpd)
        .arg(folder.path().join("vsftpd.conf"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    let stands = loop {
        match tokio::net::TcpStream::connect(("127.0.0.1", port)).await {
            Ok(_) => break true,
            Err(_) if child.try_wait().unwrap().is_some() || std::time::Instant::now() > deadline => {
                break false;
            }
            Err(_) => tokio::task::yield_now().await,
        }
    };
    let (local, bytes) = file();
    let told = Arc::new(Mutex::new(0));
    let heard = Arc::clone(&told);
    let progress = move |sent, _| *heard.lock().unwrap() = sent;
    let result = if stands {
        put(&account(port, "anonymous", "x"), local.path(), "cache/part.gcode.3mf", true, progress).await
    } else {
        Err(FtpsError::Protocol)
    };
    let _ = child.kill();
    let _ = child.wait();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).collect::<Vec<_>>();
    assert!(stands, "vsftpd did not start: {}", said.join("\n"));
    result.unwrap();
    assert_eq!(std::fs::read(cache.join("part.gcode.3mf")).unwrap(), bytes);
    assert_eq!(*told.lock().unwrap(), 300_000);
}
