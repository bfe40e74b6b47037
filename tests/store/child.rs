//! A child process that writes, so that the parent can kill it, starve it of disk or compete with it.
//!
//! The child is this test binary itself, asked by an environment variable to run one test: the writer below.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use spoolyard_core::bind;
use spoolyard_core::db::{Db, Intent};
use spoolyard_types::{Actor, Role, SystemClock};

/// Names the file that the child writes to.
const FILE: &str = "SPOOLYARD_TEST_CHILD_FILE";
/// What stands before each line that the child says: the test runner says lines of its own.
const SAID: &str = "child: ";

/// A writer at work in another process.
pub(crate) struct Writer {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Writer {
    /// Starts one on `file`, through `wrapper` when there is one (`unshare …`).
    pub(crate) fn start(file: &Path, wrapper: &[&str]) -> Self {
        let own = std::env::current_exe().unwrap();
        let mut words: Vec<std::ffi::OsString> = wrapper.iter().map(Into::into).collect();
        words.push(own.into());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(["--exact", "child::the_child_writes_until_it_cannot", "--nocapture"]);
        let mut child = command.env(FILE, file).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next thing the child says; none when it has ended.
    pub(crate) fn hear(&mut self) -> Option<String> {
        for line in self.lines.by_ref() {
            if let Some((_, said)) = line.unwrap().split_once(SAID) {
                return Some(said.to_owned());
            }
        }
        None
    }

    /// Ends it at once, as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub(crate) fn join(mut self) {
        while self.hear().is_some() {}
        self.child.wait().unwrap();
    }
}

fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{SAID}{text}").unwrap();
    out.flush().unwrap();
}

/// In the parent this test has nothing to do.
#[test]
fn the_child_writes_until_it_cannot() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let db = match Db::open(Path::new(&file), Arc::new(SystemClock)) {
        Ok(db) => db,
        Err(err) => return say(&format!("refused {}", err.code().as_str())),
    };
    say("open");
    let filler = "x".repeat(20_000);
    for number in 0..200_000_u32 {
        let intent = Intent::new(Actor::spoolyard(), Role::Admin, "test.write");
        // Two rows that only make sense together: a category and its child.
        let done = db.write(&intent, |w| {
            let parent = w.insert(
                "INSERT INTO item_categories (code, name, description) VALUES (?1, ?1, ?2)",
                bind![format!("P{number}"), filler],
            )?;
            w.insert(
                "INSERT INTO item_categories (code, name, parent_id) VALUES (?1, ?1, ?2)",
                bind![format!("C{number}"), parent],
            )
        });
        match done {
            Ok(_) => say(&format!("wrote {number}")),
            Err(err) => {
                // What was there can still be read, and the file is whole.
                let kept = db.read(&Actor::spoolyard(), Role::Admin, |r| {
                    r.value::<i64>("SELECT count(*) FROM item_categories WHERE code LIKE 'P%'", [])
                });
                return say(&format!("failed {} {}", err.code().as_str(), kept.unwrap().unwrap_or(-1)));
            }
        }
    }
}
