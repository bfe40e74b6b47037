//! Programs beside the test. Each is asked to end, by its own process id, when its guard goes away.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to say that it is ready, or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that this test started.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    name: String,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {name}: {error}"));
        Self { child, name }
    }

    /// Starts it and waits for its first line on standard output.
    pub(crate) fn start_and_hear(command: &mut Command) -> (Self, String) {
        let mut running = Self::start(command.stdout(Stdio::piped()));
        let stdout = running.child.stdout.take().unwrap();
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
            let _ = sender.send(lines.next().unwrap_or_default());
            // Read on, so that it never writes into a closed pipe.
            lines.for_each(drop);
        });
        let line = receiver.recv_timeout(PATIENCE).unwrap_or_default();
        assert!(!line.trim().is_empty(), "{} did not say that it is ready", running.name);
        (running, line.trim().to_owned())
    }

    /// Waits until it has ended by itself.
    pub(crate) fn wait_for_its_end(&mut self) -> ExitStatus {
        match self.ended_within(PATIENCE) {
            Some(status) => status,
            None => panic!("{} was still running after {} s", self.name, PATIENCE.as_secs()),
        }
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    fn ended_within(&mut self, patience: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + patience;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(20)),
                Ok(None) | Err(_) => return None,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        if self.ended_within(Duration::from_secs(5)).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
