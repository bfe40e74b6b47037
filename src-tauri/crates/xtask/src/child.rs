//! Programs that run beside this one. Each is ended, by its own process id, when its guard goes away.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::program;

/// How long a program may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running program that this one started.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts it with whatever `command` says about its output.
    pub(crate) fn start(command: &mut Command) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child =
            command.spawn().map_err(|error| Failure::new(format!("could not start `{name}`: {error}")))?;
        Ok(Self { child, name })
    }

    /// Starts it and waits for the first line that it writes on standard output.
    pub(crate) fn start_and_hear(command: &mut Command, deadline: Duration) -> Outcome<(Self, String)> {
        let mut running = Self::start(command.stdout(Stdio::piped()))?;
        let Some(stdout) = running.child.stdout.take() else {
            return Err(Failure::new(format!("`{}` has no output to read", running.name)));
        };
        match first_line(stdout).recv_timeout(deadline) {
            Ok(line) if !line.is_empty() => Ok((running, line)),
            _ => Err(Failure::new(format!("`{}` did not say that it is ready", running.name))),
        }
    }

    /// Its end, if it has come.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for it as long as it takes (the person closes the window).
    pub(crate) fn wait(&mut self) -> Outcome<ExitStatus> {
        self.child.wait().map_err(|error| Failure::new(format!("lost `{}`: {error}", self.name)))
    }

    /// Asks it to end, and after [`PATIENCE`] ends it. Says how it ended.
    pub(crate) fn end(&mut self) -> Outcome<ExitStatus> {
        if let Some(status) = self.ended() {
            return Ok(status);
        }
        self.ask_to_end();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.ended() {
                return Ok(status);
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        Err(Failure::new(format!(
            "`{}` did not end within {} s of being asked",
            self.name,
            PATIENCE.as_secs()
        )))
    }

    #[cfg(unix)]
    fn ask_to_end(&self) {
        let id = self.child.id().to_string();
        let _ = program::command("kill", std::path::Path::new("/")).args(["-TERM", &id]).status();
    }

    #[cfg(not(unix))]
    fn ask_to_end(&self) {
        let id = self.child.id().to_string();
        let _ = program::command("taskkill", std::path::Path::new(".")).args(["/PID", &id]).status();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Reads one line, then keeps reading to the end, so that the program never writes into a closed pipe.
fn first_line(stdout: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let _ = sender.send(lines.next().unwrap_or_default());
        lines.for_each(drop);
    });
    receiver
}
