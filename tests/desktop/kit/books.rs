//! The farm's file while no window has it open: prepared before, held against itself afterwards.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::stage::program;

/// How long the window may take to let go of the file once it was closed.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the owner signs in with.
pub(crate) const OWNER: (&str, &str) = ("ana@example.com", "a spool a day keeps");

/// A farm's file in the hands of `spoolyard-cli`. Only for when the window is closed: a farm has one writer.
#[derive(Debug)]
pub(crate) struct Books {
    cli: PathBuf,
    farm: PathBuf,
}

impl Books {
    /// Makes the farm, with Ana Ferreira as its owner.
    pub(crate) fn of_a_new_farm(farm: &Path) -> Self {
        let books = Self { cli: program("SPOOLYARD_CLI"), farm: farm.to_owned() };
        books.run(&["db", "init"]);
        let (email, password) = OWNER;
        books.call(
            "setup.start",
            json!({
                "company_name": "Layer Works", "currency_code": "EUR", "timezone": "UTC", "farm": "own", "locale": "en-GB",
                "owner": { "first_name": "Ana", "last_name": "Ferreira", "email": email, "password": password },
            }),
        );
        books
    }

    /// Carries out one command and gives its answer.
    pub(crate) fn call(&self, name: &str, request: Value) -> Value {
        let text = self.run(&["call", name, &request.to_string()]);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} answered {text}: {error}"))
    }

    /// Holds that the books agree with themselves.
    pub(crate) fn verify(&self) {
        self.run(&["db", "verify"]);
    }

    /// What the command answers, once the window has let go of the file.
    fn run(&self, words: &[&str]) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let output = self.output(words);
            if output.status.success() {
                return String::from_utf8(output.stdout).unwrap();
            }
            let said = said(&output);
            assert!(said.contains("file_in_use") && Instant::now() < deadline, "{words:?}: {said}");
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn output(&self, words: &[&str]) -> Output {
        Command::new(&self.cli).arg("--db").arg(&self.farm).arg("--json").args(words).output().unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
