//! The broker inside a simulated Bambu printer: mosquitto with TLS on loopback, from a folder that goes with it.
//!
//! A real printer's certificate carries its serial number, so each simulated one has a broker of its own.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::storage;

/// The user under which the machine itself joins.
pub(super) const MACHINE: &str = "machine";
/// Its settings, in its folder.
const CONFIG: &str = "mosquitto.conf";
const CERTIFICATE: &str = "certificate.pem";
const KEY: &str = "key.pem";
/// The user under which everybody else joins.
const GUEST: &str = "bblp";

/// A running broker. It ends when dropped.
pub(super) struct Broker {
    mosquitto: PathBuf,
    child: Child,
    pub(super) address: SocketAddr,
    folder: tempfile::TempDir,
}

/// Where a program is, also where only root has it on its path.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(usual).map(|folder| folder.join(name)).find(|place| place.is_file())
}

fn needed(name: &str) -> io::Result<PathBuf> {
    program(name).ok_or_else(|| {
        let text = format!(
            "a simulated Bambu printer needs the broker mosquitto, and {name} is not installed: install the \
             package mosquitto, or simulate another brand"
        );
        io::Error::new(io::ErrorKind::NotFound, text)
    })
}

impl Broker {
    /// Starts the broker of one printer at this place, or at a free port, and waits until it runs. It blocks for a
    /// moment.
    ///
    /// # Errors
    /// A sentence: mosquitto is not installed, or what it said instead of running.
    pub(super) fn start(serial: &str, access_code: &str, place: Option<SocketAddr>) -> io::Result<Self> {
        let (mosquitto, passwords) = (needed("mosquitto")?, needed("mosquitto_passwd")?);
        let folder = tempfile::tempdir()?;
        write_certificate(folder.path(), serial)?;
        let list = folder.path().join("passwords");
        for (user, create) in [(GUEST, true), (MACHINE, false)] {
            let flags: &[&str] = if create { &["-c", "-b"] } else { &["-b"] };
            let done = Command::new(&passwords)
                .args(flags)
                .arg(&list)
                .args([user, access_code])
                .stderr(Stdio::null())
                .status()?;
            if !done.success() {
                return Err(io::Error::other("mosquitto_passwd took no password"));
            }
        }
        // A port that was free a moment ago; the broker says so if somebody was faster.
        let wanted = place.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let address = TcpListener::bind(wanted)?.local_addr()?;
        let config = folder.path().join(CONFIG);
        write_config(&config, folder.path(), address)?;
        let child = run(&mosquitto, &config)?;
        Ok(Self { mosquitto, child, address, folder })
    }

    /// Ends it at once, as a power cut does.
    pub(super) fn stop(&mut self) {
        // One that has ended already, as with Ctrl+C in the same terminal, is what was wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// TLS with the certificate of this printer, for its other servers.
    ///
    /// # Errors
    /// When its folder cannot be read.
    pub(super) fn acceptor(&self) -> io::Result<TlsAcceptor> {
        let certificate = std::fs::read(self.folder.path().join(CERTIFICATE))?;
        let certificate = CertificateDer::from_pem_slice(&certificate).map_err(io::Error::other)?;
        let key = std::fs::read(self.folder.path().join(KEY))?;
        let key = PrivateKeyDer::from_pem_slice(&key).map_err(io::Error::other)?;
        storage::acceptor(certificate, &key).map_err(io::Error::other)
    }

    /// Starts it again after it was stopped: at the same address, with the same certificate.
    ///
    /// # Errors
    /// What it said instead of running.
    pub(super) fn start_again(&mut self) -> io::Result<()> {
        self.child = run(&self.mosquitto, &self.folder.path().join(CONFIG))?;
        Ok(())
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.stop();
    }
}

fn write_config(config: &Path, folder: &Path, address: SocketAddr) -> io::Result<()> {
    let mut file = std::fs::File::create(config)?;
    if is_root() {
        // It would become another user, who may not read this folder.
        writeln!(file, "user root")?;
    }
    writeln!(file, "per_listener_settings false\nallow_anonymous false")?;
    writeln!(file, "password_file {}", folder.join("passwords").display())?;
    writeln!(file, "listener {} {}", address.port(), address.ip())?;
    writeln!(file, "certfile {}", folder.join(CERTIFICATE).display())?;
    writeln!(file, "keyfile {}", folder.join(KEY).display())?;
    // Enough to hear that it runs, or why not.
    writeln!(file, "log_dest stderr\nlog_type error\nlog_type warning\nlog_type information")
}

fn is_root() -> bool {
    program("id").is_some_and(|id| {
        Command::new(id).arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
    })
}

/// A certificate that names the serial number, as a printer's does.
fn write_certificate(folder: &Path, serial: &str) -> io::Result<()> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, serial);
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    let certificate = params.self_signed(&key).map_err(io::Error::other)?;
    std::fs::write(folder.join(CERTIFICATE), certificate.pem())?;
    std::fs::write(folder.join(KEY), key.serialize_pem())
}

/// Starts mosquitto and waits until it says that it runs.
fn run(mosquitto: &Path, config: &Path) -> io::Result<Child> {
    let mut child =
        Command::new(mosquitto).arg("-c").arg(config).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let Some(stderr) = child.stderr.take() else {
        return Err(io::Error::other("mosquitto says nothing"));
    };
    let mut lines = BufReader::new(stderr).lines();
    let mut last = String::new();
    for line in lines.by_ref() {
        last = line?;
        if last.ends_with("running") {
            // Whoever does not read makes it stand still.
            std::thread::spawn(move || lines.for_each(drop));
            return Ok(child);
        }
    }
    let _ = child.wait();
    Err(io::Error::other(format!("mosquitto did not start: {last}")))
}
