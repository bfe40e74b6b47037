//! The moment the window can be used, told once to whoever asked for it.
//!
//! `SPOOLYARD_READY_FILE=FILE` has the shell write that moment to FILE: this is how `cargo xtask run`
//! knows when to take a picture, and how the time to the first page is measured.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// What the window says about its first usable page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct FirstPage {
    /// Its address, such as `/today`.
    #[serde(default)]
    page: Option<String>,
    /// When the web view first painted something, in milliseconds after it began to load.
    #[serde(default)]
    first_paint_ms: Option<u32>,
}

/// The report, as it lies in the file.
#[derive(Debug, Serialize)]
struct Report<'a> {
    ready_unix_ms: u128,
    since_start_ms: u128,
    page: Option<&'a str>,
    first_paint_ms: Option<u32>,
}

/// Writes the report when the first page is there.
#[derive(Debug)]
pub(crate) struct Ready {
    began: Instant,
    /// Taken by the first report; later ones have nowhere to go.
    file: Mutex<Option<PathBuf>>,
}

impl Ready {
    /// Starts the clock; `file` is where somebody waits for the report, if anybody does.
    pub(crate) fn start() -> Self {
        let file = env::var_os("SPOOLYARD_READY_FILE").filter(|file| !file.is_empty()).map(PathBuf::from);
        Self { began: Instant::now(), file: Mutex::new(file) }
    }

    /// The window's first page is usable. Only the first call writes.
    pub(crate) fn report(&self, first: &FirstPage) -> Result<(), String> {
        let taken = self.file.lock().ok().and_then(|mut file| file.take());
        let Some(file) = taken else { return Ok(()) };
        let now =
            SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_millis()).unwrap_or_default();
        let report = Report {
            ready_unix_ms: now,
            since_start_ms: self.began.elapsed().as_millis(),
            page: first.page.as_deref(),
            first_paint_ms: first.first_paint_ms,
        };
        let text = serde_json::to_string(&report).map_err(|error| error.to_string())?;
        fs::write(&file, text).map_err(|error| format!("could not write {}: {error}", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_is_reported_once() {
        let file = env::temp_dir().join(format!("spoolyard-ready-{}.json", std::process::id()));
        let ready = Ready { began: Instant::now(), file: Mutex::new(Some(file.clone())) };
        let first = FirstPage { page: Some("/today".into()), first_paint_ms: Some(480) };
        ready.report(&first).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("\"ready_unix_ms\":") && text.contains("\"page\":\"/today\""), "{text}");
        fs::remove_file(&file).unwrap();
        ready.report(&first).unwrap();
        assert!(!file.exists(), "a second report was written");
    }
}
