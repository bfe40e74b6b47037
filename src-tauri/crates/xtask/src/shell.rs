//! Building the window's program, and opening it until its first page is usable.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::child::Running;
use crate::display::Display;
use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::{node, program};

/// Everything up to a program that can be started: packages of the window, its files, the program.
pub(crate) fn build(place: &Place, release: bool) -> Outcome<PathBuf> {
    node::ensure(place)?;
    node::install(place)?;
    node::build(place)?;
    println!("Building the program (the first time takes some minutes)");
    // The whole workspace decides the features, so that `run` and `test` share what they compile.
    let mut command = program::cargo(&place.root);
    command.args(["build", "--locked", "--workspace", "--bin", "spoolyard"]);
    if release {
        command.arg("--release");
    }
    program::run(&mut command)?;
    Ok(place.built("spoolyard", release))
}

/// A window whose first page is usable.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) running: Running,
    /// From the start of the process to the first usable page.
    pub(crate) ready_ms: u128,
    /// The address of that page: `/` for Today, which a person sees who stays signed in.
    pub(crate) page: String,
}

/// Starts `app` on `display` and waits until the window reports its first usable page.
pub(crate) fn open(
    place: &Place,
    app: &Path,
    args: &[String],
    display: &Display,
    deadline: Duration,
) -> Outcome<Opened> {
    let ready = place.own()?.join(format!("ready-{}.json", std::process::id()));
    forget(&ready)?;
    let mut command = Command::new(app);
    command.args(args).stdin(Stdio::null()).env("SPOOLYARD_READY_FILE", &ready);
    display.apply(&mut command);
    let started = unix_ms();
    let began = Instant::now();
    let mut running = Running::start(&mut command)?;
    let (reported, page) = loop {
        let report = fs::read_to_string(&ready).unwrap_or_default();
        if let Some(at) = ready_unix_ms(&report) {
            break (at, page(&report).unwrap_or("unnamed").to_owned());
        }
        if let Some(status) = running.ended() {
            return Err(Failure::new(format!("the program ended before its first page ({status})")));
        }
        if began.elapsed() > deadline {
            let picture = place.own()?.join("no-first-page.png");
            let shown = display.screenshot(&picture).map(|()| place.shown(&picture));
            return Err(Failure::new(format!(
                "no usable page within {} s; what the display shows: {}",
                deadline.as_secs(),
                shown.unwrap_or_else(|failure| failure.to_string())
            )));
        }
        thread::sleep(Duration::from_millis(5));
    };
    forget(&ready)?;
    Ok(Opened { running, ready_ms: reported.saturating_sub(started), page })
}

fn forget(file: &Path) -> Outcome {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::file("remove", file, &error))
        }
        _ => Ok(()),
    }
}

fn unix_ms() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_millis()).unwrap_or_default()
}

/// The moment in a report such as `{"ready_unix_ms":1767225600123}`; none while it is half written.
fn ready_unix_ms(report: &str) -> Option<u128> {
    let (_, rest) = report.split_once("\"ready_unix_ms\":")?;
    let end = rest.find([',', '}'])?;
    rest[..end].trim().parse().ok()
}

/// The page in the same report.
fn page(report: &str) -> Option<&str> {
    let (_, rest) = report.split_once("\"page\":\"")?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_once_it_is_whole() {
        assert_eq!(ready_unix_ms("{\"ready_unix_ms\":1767225600123}"), Some(1_767_225_600_123));
        assert_eq!(ready_unix_ms("{\"ready_unix_ms\": 5 ,\"page\":\"/today\"}"), Some(5));
        assert_eq!(ready_unix_ms("{\"ready_unix_ms\":17672"), None);
        assert_eq!(ready_unix_ms(""), None);
    }
}
