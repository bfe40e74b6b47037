//! A real broker for a test: mosquitto with TLS on loopback, with a certificate like a printer's own.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use base64::Engine;
use rcgen::{KeyPair, PublicKeyData, SigningKey};

/// What the printer's display shows.
pub(crate) const CODE: &str = "13579246";
/// The user under which the simulated machine joins.
pub(crate) const MACHINE: &str = "machine";

/// A certificate as older printers have it: X.509 version 1, the serial number as its name.
pub(crate) struct Certificate {
    pub(crate) certificate_pem: String,
    pub(crate) key_pem: String,
    pub(crate) certificate_der: Vec<u8>,
}

impl Certificate {
    pub(crate) fn version_1(common_name: &str) -> Self {
        Self::valid(common_name, b"200101000000Z", b"490101000000Z")
    }

    /// Of a printer whose clock was off when it made it: it is over since 2001.
    pub(crate) fn expired(common_name: &str) -> Self {
        Self::valid(common_name, b"000101000000Z", b"010101000000Z")
    }

    fn valid(common_name: &str, from: &[u8], until: &[u8]) -> Self {
        let key = KeyPair::generate().unwrap();
        let algorithm = der(0x30, &der(0x06, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]));
        let name = |name: &str| {
            let pair = [der(0x06, &[0x55, 0x04, 0x03]), der(0x0C, name.as_bytes())].concat();
            der(0x30, &der(0x31, &der(0x30, &pair)))
        };
        let validity = der(0x30, &[der(0x17, from), der(0x17, until)].concat());
        // A version that is not named is version 1.
        let body = [
            der(0x02, &[1]),
            algorithm.clone(),
            name("BBL CA"),
            validity,
            name(common_name),
            key.subject_public_key_info(),
        ]
        .concat();
        let body = der(0x30, &body);
        let signature = [vec![0], key.sign(&body).unwrap()].concat();
        let certificate_der = der(0x30, &[body, algorithm, der(0x03, &signature)].concat());
        let text = base64::engine::general_purpose::STANDARD.encode(&certificate_der);
        let certificate_pem = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let certificate_pem = certificate_pem.replace(&text, &lines.join("\n"));
        Self { certificate_pem, key_pem: key.serialize_pem(), certificate_der }
    }
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match content.len() {
        short @ 0..=127 => bytes.push(u8::try_from(short).unwrap()),
        long => bytes.extend([vec![0x82], u16::try_from(long).unwrap().to_be_bytes().to_vec()].concat()),
    }
    bytes.extend(content);
    bytes
}

/// A running broker; it ends with the test.
pub(crate) struct Broker {
    folder: tempfile::TempDir,
    child: Child,
    pub(crate) port: u16,
}

/// Where a program is, also where only root has it on its path.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join(name)).find(|place| place.is_file())
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

impl Broker {
    /// Starts it; none, and said so, where mosquitto is not installed.
    pub(crate) fn start(certificate: &Certificate) -> Option<Self> {
        let (Some(_), Some(passwords)) = (program("mosquitto"), program("mosquitto_passwd")) else {
            eprintln!("skipped: mosquitto is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for (index, (user, password)) in [("bblp", CODE), (MACHINE, CODE)].into_iter().enumerate() {
            let create: &[&str] = if index == 0 { &["-c", "-b"] } else { &["-b"] };
            let done =
                Command::new(&passwords).args(create).arg(place("passwords")).args([user, password]).status();
            assert!(done.unwrap().success());
        }
        let port = free_port();
        let root = if program("id").is_some_and(is_root) { "user root\n" } else { "" };
        let config = format!(
            "{root}per_listener_settings false\nallow_anonymous false\npassword_file {}\nlistener {port} 127.0.0.1\n\
             certfile {}\nkeyfile {}\nlog_dest stderr\nlog_type all\n",
            place("passwords").display(),
            place("certificate.pem").display(),
            place("key.pem").display()
        );
        std::fs::write(place("mosquitto.conf"), config).unwrap();
        write_certificate(folder.path(), certificate);
        let child = run(&folder.path().join("mosquitto.conf"));
        Some(Self { folder, child, port })
    }

    /// Ends it and starts it anew on the same port, with this certificate.
    pub(crate) fn restart(&mut self, certificate: &Certificate) {
        self.stop();
        write_certificate(self.folder.path(), certificate);
        self.child = run(&self.folder.path().join("mosquitto.conf"));
    }

    /// Ends it.
    pub(crate) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.stop();
    }
}

fn is_root(id: PathBuf) -> bool {
    Command::new(id).arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

fn write_certificate(folder: &Path, certificate: &Certificate) {
    std::fs::write(folder.join("certificate.pem"), &certificate.certificate_pem).unwrap();
    std::fs::write(folder.join("key.pem"), &certificate.key_pem).unwrap();
}

/// Starts mosquitto and waits until it says that it runs.
fn run(config: &Path) -> Child {
    let mut child = Command::new(program("mosquitto").unwrap())
        .arg("-c")
        .arg(config)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    loop {
        match lines.next() {
            Some(Ok(line)) if line.ends_with("running") => break,
            Some(Ok(line)) => said.push(line),
            _ => panic!("mosquitto did not start:\n{}", said.join("\n")),
        }
    }
    // Whoever does not read makes it stand still.
    std::thread::spawn(move || lines.for_each(drop));
    child
}
