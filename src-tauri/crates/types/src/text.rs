//! Text as a person typed it: kept unchanged, bounded in length, never blank, without control characters.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A text of 1 to `MAX` characters. It is stored as it was typed, quotes and angle brackets included;
/// only what cannot be shown at all (control characters other than line break and tab) is refused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Takes a text that fits.
    ///
    /// # Errors
    /// A sentence for the person: blank, too long, or with control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, String> {
        let text = text.into();
        let length = text.chars().count();
        if length > MAX {
            return Err(format!("{length} characters are too many; at most {MAX} fit here"));
        }
        if text.trim().is_empty() {
            return Err(String::from("may not be blank"));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(String::from("holds a control character; remove it"));
        }
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> std::ops::Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<const MAX: usize> Serialize for Text<MAX> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(d)?).map_err(de::Error::custom)
    }
}

impl<const MAX: usize> ts_rs::TS for Text<MAX> {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(_: &ts_rs::Config) -> String {
        String::from("string")
    }
    fn inline(_: &ts_rs::Config) -> String {
        String::from("string")
    }
}

impl<const MAX: usize> schemars::JsonSchema for Text<MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_as_typed_or_refused_with_a_reason() {
        let html = "<b onclick='x'>\"O'Brien\" & Söhne</b>";
        assert_eq!(Text::<100>::new(html).unwrap().as_str(), html);
        assert!(Text::<255>::new("x".repeat(300)).unwrap_err().contains("300 characters"));
        assert!(Text::<5>::new("  ").is_err());
        assert!(Text::<5>::new("a\0b").is_err());
        assert!(Text::<5>::new("żółwi").is_ok());
    }
}
