//! Files onto vsftpd, which several models run as their storage: TLS from the first byte, the data connection must
//! resume the session, and nobody comes in without the code.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use spoolyard_printers::bambu::ftps::{FtpsError, put};

use crate::bambu_files::{SERIAL, account};
use crate::broker::{CODE, Certificate, free_port, program};

/// More than the buffers of a line hold.
const LARGE: usize = 8 * 1024 * 1024;

/// A running vsftpd over a folder of its own. It ends with the test.
struct Vsftpd {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

/// Where the tests' set-up unpacked it, or where the system has it.
fn vsftpd() -> Option<PathBuf> {
    let unpacked = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?.join("tools/vsftpd/usr/sbin/vsftpd");
    let found = Some(unpacked).filter(|place| place.is_file()).or_else(|| program("vsftpd"));
    if found.is_none() {
        eprintln!("skipped: vsftpd is not set up; `cargo xtask test servers` does it on Debian");
    }
    found
}

impl Vsftpd {
    async fn start() -> Option<Self> {
        Self::start_with("").await
    }

    /// After these words of a shell, which hold for it too.
    async fn start_with(words: &str) -> Option<Self> {
        let program = vsftpd()?;
        let certificate = Certificate::version_1(SERIAL);
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let place = folder.path();
        std::fs::create_dir_all(place.join("root/cache")).unwrap();
        for (name, text) in [
            ("certificate.pem", certificate.certificate_pem.as_str()),
            ("key.pem", &certificate.key_pem),
            ("codes", CODE),
        ] {
            std::fs::write(place.join(name), format!("{text}\n")).unwrap();
        }
        std::fs::write(place.join("vsftpd.conf"), config(place, port)).unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("{words} exec \"$0\" \"$1\"")])
            .arg(program)
            .arg(place.join("vsftpd.conf"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Self { child: command.spawn().unwrap(), folder, port };
        let deadline = Instant::now() + Duration::from_secs(20);
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            let has_ended = server.child.try_wait().unwrap().is_some();
            assert!(!has_ended && Instant::now() < deadline, "vsftpd did not start: {}", server.said());
            tokio::task::yield_now().await;
        }
        Some(server)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("root").join(name)
    }

    async fn put(
        &self,
        code: &str,
        bytes: &[u8],
        name: &str,
        told: &Mutex<Vec<u64>>,
    ) -> Result<(), FtpsError> {
        let mut local = tempfile::NamedTempFile::new().unwrap();
        local.write_all(bytes).unwrap();
        // Without accounts of the system it knows one user, whose passwords are in a list.
        let account = account(self.port, "anonymous", code);
        put(&account, local.path(), name, true, |sent, _| told.lock().unwrap().push(sent)).await
    }

    fn said(&mut self) -> String {
        let _ = self.child.kill();
        let mut said = String::new();
        let _ = self.child.stdout.take().map(|mut out| out.read_to_string(&mut said));
        said
    }
}

impl Drop for Vsftpd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn config(place: &Path, port: u16) -> String {
    let place = place.display();
    format!(
        "listen=YES\nlisten_ipv6=NO\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\n\
         run_as_launching_user=YES\nseccomp_sandbox=NO\nallow_writeable_chroot=YES\n\
         local_enable=NO\nanonymous_enable=YES\nanon_root={place}/root\nanon_umask=022\nwrite_enable=YES\n\
         anon_upload_enable=YES\nanon_other_write_enable=YES\n\
         secure_email_list_enable=YES\nemail_password_file={place}/codes\n\
         implicit_ssl=YES\nssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_data_ssl=YES\n\
         force_anon_logins_ssl=YES\nrequire_ssl_reuse=YES\nssl_ciphers=HIGH\n\
         rsa_cert_file={place}/certificate.pem\nrsa_private_key_file={place}/key.pem\npasv_enable=YES\n"
    )
}

/// Bytes that compress badly.
fn bytes(length: usize) -> Vec<u8> {
    let mut seed = 9_u32;
    let next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24).to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[tokio::test]
async fn a_large_file_arrives_whole_and_another_one_over_it() {
    let Some(server) = Vsftpd::start().await else { return };
    let told = Mutex::default();
    let large = bytes(LARGE);
    server.put(CODE, &large, "cache/part.gcode.3mf", &told).await.unwrap();
    assert_eq!(std::fs::read(server.file("cache/part.gcode.3mf")).unwrap(), large);
    let told = told.into_inner().unwrap();
    assert!(told.is_sorted() && told.len() > 100, "{} words", told.len());
    assert_eq!((told.first(), told.last()), (Some(&0), Some(&u64::try_from(LARGE).unwrap())));

    // What is sent under the same name stands in its place: shorter, and nothing of the old one behind it.
    let small = bytes(1000);
    server.put(CODE, &small, "cache/part.gcode.3mf", &Mutex::default()).await.unwrap();
    assert_eq!(std::fs::read(server.file("cache/part.gcode.3mf")).unwrap(), small);
}

#[tokio::test]
async fn what_vsftpd_refuses_is_said_in_words() {
    let Some(server) = Vsftpd::start().await else { return };
    let wrong = server.put("00000000", &bytes(10), "cache/part.3mf", &Mutex::default()).await.unwrap_err();
    assert!(matches!(wrong, FtpsError::Refused { code: 530, .. }), "{wrong}");
    assert!(wrong.sentence().contains("access code"), "{}", wrong.sentence());
    assert!(!server.file("cache/part.3mf").exists());

    // No card is in: the folder is not there.
    let no_card = server.put(CODE, &bytes(10), "card/part.3mf", &Mutex::default()).await.unwrap_err();
    assert!(matches!(no_card, FtpsError::Refused { code: 553, .. }), "{no_card}");
    assert!(no_card.sentence().contains("FAT32"), "{}", no_card.sentence());
}

/// A limit on the size of its files stands for a full card.
#[tokio::test]
async fn a_card_that_runs_full_is_told_from_a_line_that_breaks() {
    let limit = "trap '' XFSZ; ulimit -f 2000;";
    let Some(server) = Vsftpd::start_with(limit).await else { return };
    let full = server.put(CODE, &bytes(LARGE), "cache/part.3mf", &Mutex::default()).await.unwrap_err();
    assert!(matches!(full, FtpsError::Refused { code: 451, .. }), "{full}");
    assert!(full.sentence().contains("delete files"), "{}", full.sentence());
}
