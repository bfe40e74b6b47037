//! The last raw frames, for a support bundle: bounded, and free of secrets before they are kept.

use std::collections::VecDeque;

use serde::Serialize;
use spoolyard_types::Timestamp;

/// Which way a frame went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the printer.
    In,
    /// To the printer.
    Out,
    /// What this program noticed: a connection made, lost, refused.
    Note,
}

/// One frame as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordedFrame {
    /// When.
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// Topic, path or method.
    pub subject: String,
    /// The text, cut and without secrets.
    pub text: String,
}

/// Characters of a secret shorter than this are not looked for: they would match everywhere.
const SECRET_CHARS: usize = 4;
/// Keys whose values are never kept, whatever they hold.
const SECRET_KEYS: &[&str] = &[
    "password",
    "passwd",
    "access_code",
    "api_key",
    "apikey",
    "token",
    "access_token",
    "refresh_token",
    "ssid",
    "sessionkey",
    "session",
    "secret",
    "authkey",
    "auth",
];

/// A bounded recording of raw frames.
#[derive(Debug, Clone)]
pub struct FrameRing {
    frames: VecDeque<RecordedFrame>,
    held_bytes: usize,
    most_frames: usize,
    most_bytes: usize,
    frame_chars: usize,
    secrets: Vec<String>,
}

impl FrameRing {
    /// Keeps the last 200 frames and at most 256 KiB of them, none longer than 32 768 characters; wherever one of
    /// `secrets` (access code, key, serial) occurs, asterisks stand instead.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        Self::bounded(200, 256 * 1024, 32 * 1024, secrets)
    }

    /// With bounds of one's own.
    #[must_use]
    pub fn bounded(
        most_frames: usize,
        most_bytes: usize,
        frame_chars: usize,
        secrets: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut secrets: Vec<String> =
            secrets.into_iter().filter(|secret| secret.chars().count() >= SECRET_CHARS).collect();
        // A secret that contains another must go first.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { frames: VecDeque::new(), held_bytes: 0, most_frames, most_bytes, frame_chars, secrets }
    }

    /// Keeps a frame; the oldest make room.
    pub fn record(&mut self, at: Timestamp, direction: Direction, subject: &str, bytes: &[u8]) {
        let text = self.redacted(&String::from_utf8_lossy(bytes));
        let subject = self.redacted(subject);
        self.held_bytes += text.len() + subject.len();
        self.frames.push_back(RecordedFrame { at, direction, subject, text });
        while self.frames.len() > self.most_frames || self.held_bytes > self.most_bytes {
            let Some(oldest) = self.frames.pop_front() else { break };
            self.held_bytes = self.held_bytes.saturating_sub(oldest.text.len() + oldest.subject.len());
        }
    }

    /// What is kept, oldest first.
    pub fn frames(&self) -> impl Iterator<Item = &RecordedFrame> {
        self.frames.iter()
    }

    /// How many bytes are kept.
    #[must_use]
    pub const fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    fn redacted(&self, text: &str) -> String {
        let mut clean = blank_values(text);
        for secret in &self.secrets {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), "***");
            }
        }
        if clean.chars().count() > self.frame_chars {
            let mut cut: String = clean.chars().take(self.frame_chars).collect();
            cut.push('…');
            return cut;
        }
        clean
    }
}

/// Blanks `"key":"value"` for every key of [`SECRET_KEYS`], without reading the JSON: a frame may be broken.
fn blank_values(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for key in SECRET_KEYS {
        let quoted = format!("\"{key}\"");
        for (start, _) in lower.match_indices(&quoted) {
            let after = start + quoted.len();
            let rest = lower[after..].trim_start();
            let Some(value) =
                rest.strip_prefix(':').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'))
            else {
                continue;
            };
            let from = lower.len() - value.len();
            spans.push((from, from + end_of_text(value)));
        }
    }
    spans.sort_unstable();
    let mut clean = String::with_capacity(text.len());
    let mut done = 0;
    for (from, to) in spans {
        if from >= done {
            clean.push_str(&text[done..from]);
            clean.push_str("***");
            done = to;
        }
    }
    clean.push_str(&text[done..]);
    clean
}

/// Where a JSON text ends, its escapes observed.
fn end_of_text(value: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in value.bytes().enumerate() {
        match (escaped, byte) {
            (true, _) => escaped = false,
            (false, b'\\') => escaped = true,
            (false, b'"') => return index,
            (false, _) => {}
        }
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use spoolyard_types::{Clock, SystemClock};

    use super::*;

    fn kept(ring: &FrameRing) -> Vec<&str> {
        ring.frames().map(|frame| frame.text.as_str()).collect()
    }

    #[test]
    fn secrets_never_enter_the_ring() {
        let mut ring = FrameRing::new(["12345678".to_owned(), "abc".to_owned()]);
        let now = SystemClock.now();
        ring.record(
            now,
            Direction::Out,
            "login/12345678",
            br#"{"code":"12345678","Password" : "x\"y","n":1}"#,
        );
        ring.record(now, Direction::In, "s", br#"{"access_code":"zz","ssid":"home"#);
        assert_eq!(
            kept(&ring),
            [r#"{"code":"***","Password" : "***","n":1}"#, r#"{"access_code":"***","ssid":"***"#]
        );
        assert_eq!(ring.frames().next().map(|frame| frame.subject.as_str()), Some("login/***"));
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let mut ring = FrameRing::bounded(5, 100, 30, []);
        for n in 0..50 {
            ring.record(SystemClock.now(), Direction::In, "", format!("{n}{}", "x".repeat(200)).as_bytes());
            assert!(ring.held_bytes() <= 100 && ring.frames().count() <= 5);
        }
        assert!(kept(&ring).last().is_some_and(|last| last.starts_with("49")));
    }
}
