//! A refusal: the one form in which every error reaches a person.

use serde::{Deserialize, Serialize};

use crate::code::Code;

/// Why something was not done. The store is untouched; the message names the thing and the remedy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Refusal {
    /// Stable and closed: what programs branch on.
    pub code: Code,
    /// One or two sentences for the person, in the words of the shop floor.
    pub message: String,
    /// The request's field that is at fault, as a path: `lines[2].quantity`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// Facts for the window: the document, the path of a cycle, what is short and until when.
    #[serde(skip_serializing_if = "serde_json::Value::is_null", default)]
    #[ts(type = "unknown")]
    pub details: serde_json::Value,
}

impl Refusal {
    /// A refusal with a code and a sentence.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, details: serde_json::Value::Null }
    }

    /// Names the field at fault.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Says in which part of the request the field stands: `lines[2].quantity` within `order`.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        self.field = self.field.map(|field| format!("{part}.{field}"));
        self
    }

    /// Adds facts.
    #[must_use]
    pub fn with(mut self, details: serde_json::Value) -> Self {
        self.details = details;
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{} ({field}): {}", self.code.as_str(), self.message),
            None => write!(f, "{}: {}", self.code.as_str(), self.message),
        }
    }
}

impl std::error::Error for Refusal {}
