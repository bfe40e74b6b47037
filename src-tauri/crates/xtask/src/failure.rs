//! The one error of this program: a sentence for a person, with the remedy in it.

use std::fmt;
use std::path::Path;

/// What went wrong and what to do about it, as text for a terminal.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// The result of every step.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// For files: `could not read ui/package.json: permission denied`.
    pub(crate) fn file(verb: &str, path: &Path, error: &std::io::Error) -> Self {
        Self(format!("could not {verb} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
