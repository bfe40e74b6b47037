//! How answers and refusals are shown.

use std::io::Write as _;

use serde_json::Value;
use spoolyard_api::Refusal;

/// Prints one line. A reader that has gone away (`| head`) is not an error of ours.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{text}").is_err() {
        std::process::exit(0);
    }
}

/// Prints an answer.
pub(crate) fn value(value: &Value) {
    line(&serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string()));
}

/// Prints a refusal.
pub(crate) fn refusal(refusal: &Refusal, json: bool) {
    if json {
        let text = serde_json::json!({ "error": refusal });
        eprintln!("{text}");
    } else {
        eprintln!("{refusal}");
    }
}
