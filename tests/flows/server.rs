//! Real servers beside a test: where `cargo xtask test` has put them, started on loopback, ended by their own id.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A plate as PrusaSlicer wrote it: half a minute on the virtual printer, most of it heating.
pub(crate) const PLATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/flows/foot.gcode");
/// How long a server may take until it answers.
const START: Duration = Duration::from_secs(90);

/// A server's program; none, and said so, where it is not set up.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    let found = target.join("tools").join(name).join("bin").join(name);
    if found.is_file() {
        return Some(found);
    }
    eprintln!("skipped: {name} is not set up; `cargo xtask test servers` does it on Linux");
    None
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A running server. It ends with the test.
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
    port: u16,
}

impl Server {
    /// Starts it, with what it says in a file, and waits until it answers this path, be it that it wants a key.
    pub(crate) fn start(command: &mut Command, log: &Path, port: u16, path: &str, key: &str) -> Self {
        let said = File::options().create(true).append(true).open(log).unwrap();
        command.stdin(Stdio::null()).stdout(said.try_clone().unwrap()).stderr(said);
        let child = command.spawn().unwrap();
        let mut server = Self { child, log: log.to_owned(), port };
        let deadline = Instant::now() + START;
        while server.ask("GET", path, key, "").is_none_or(|(status, _)| !matches!(status, 200 | 401)) {
            let ended = server.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "it does not answer:\n{}", server.said());
            // Another program's readiness cannot be waited for, only asked again.
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Asks it something; the status and the body, or none when nobody answers.
    pub(crate) fn ask(&self, method: &str, path: &str, key: &str, body: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nX-Api-Key: {key}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split_whitespace().nth(1)?.parse().ok()?;
        Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
    }

    /// Ends it at once, as a power cut does.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// The last of what it said.
    fn said(&self) -> String {
        let all = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&all[all.len().saturating_sub(4000)..]).into_owned()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("the server said last:\n{}", self.said());
        }
    }
}
