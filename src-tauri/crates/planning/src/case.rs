//! The file form: a case as JSON in, a result as JSON out.
//!
//! Numbers may be written as numbers or as strings and are read as exact decimals, never through a float. Keys that the
//! form does not know are passed over. In this form alone late receipts are left where they are unless
//! `options.use_late_receipts` says otherwise.

mod form;
mod output;
mod parse;
mod scalars;
#[cfg(test)]
mod tests;
mod unit;

pub use output::{CaseResult, solve};
pub use parse::{Case, CaseError};

/// Reads a case, plans it, and answers the result as indented JSON.
///
/// # Errors
/// When the text is not a case: not JSON, a key of the wrong kind, or too large. The message names the place in the case.
pub fn solve_json(text: &str) -> Result<String, CaseError> {
    let case = Case::parse(text)?;
    serde_json::to_string_pretty(&solve(&case)).map_err(CaseError::from)
}
