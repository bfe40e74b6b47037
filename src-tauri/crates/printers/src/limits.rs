//! How much a printer may send: everything that comes from a socket passes here first.

use serde_json::Value;
use thiserror::Error;

/// Largest single message that is read (1 MiB); real ones stay below 64 KiB.
pub const FRAME_BYTES: usize = 1024 * 1024;
/// Deepest nesting that is read; real messages stay below 12.
pub const JSON_DEPTH: usize = 32;
/// Most values (numbers, texts, lists, objects) that one message may hold.
pub const JSON_VALUES: usize = 100_000;
/// Most slots, alerts or temperatures that one snapshot carries.
pub const LIST_ENTRIES: usize = 64;
/// Most characters of a text that a printer chose (file names, models).
pub const TEXT_CHARS: usize = 256;

/// Why a message was not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameError {
    /// Longer than [`FRAME_BYTES`].
    #[error("a message of {bytes} bytes is longer than the {FRAME_BYTES} that are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Nested deeper than [`JSON_DEPTH`].
    #[error("a message is nested deeper than {JSON_DEPTH} levels")]
    TooDeep,
    /// More than [`JSON_VALUES`] values.
    #[error("a message holds more than {JSON_VALUES} values")]
    TooMany,
    /// Not JSON.
    #[error("a message is not JSON: {0}")]
    NotJson(String),
}

/// Reads JSON of a size, depth and number of values that cannot harm. Bytes that are no UTF-8 (older firmware sends
/// such) become replacement characters instead of failing the whole message.
///
/// # Errors
/// What is wrong with the message.
pub fn read_json(bytes: &[u8]) -> Result<Value, FrameError> {
    if bytes.len() > FRAME_BYTES {
        return Err(FrameError::TooLong { bytes: bytes.len() });
    }
    let text = String::from_utf8_lossy(bytes);
    check_shape(&text)?;
    serde_json::from_str(&text).map_err(|error| FrameError::NotJson(error.to_string()))
}

/// Counts brackets and values before anything is built, so that a hostile message costs no memory.
fn check_shape(text: &str) -> Result<(), FrameError> {
    let (mut depth, mut values) = (0_usize, 0_usize);
    let (mut in_text, mut escaped) = (false, false);
    for byte in text.bytes() {
        if in_text {
            match (escaped, byte) {
                (true, _) => escaped = false,
                (false, b'\\') => escaped = true,
                (false, b'"') => in_text = false,
                (false, _) => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => {
                depth += 1;
                values += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > JSON_DEPTH {
            return Err(FrameError::TooDeep);
        }
        if values > JSON_VALUES {
            return Err(FrameError::TooMany);
        }
    }
    Ok(())
}

/// A text that a printer chose, without control characters and no longer than [`TEXT_CHARS`].
#[must_use]
pub fn tame(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(TEXT_CHARS).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_bounded_in_length_depth_and_number() {
        assert!(read_json(br#"{"a":[1,2,{"b":"]]]]"}]}"#).is_ok());
        assert!(matches!(read_json(&vec![b' '; FRAME_BYTES + 1]), Err(FrameError::TooLong { .. })));
        assert_eq!(read_json("[".repeat(JSON_DEPTH + 1).as_bytes()), Err(FrameError::TooDeep));
        assert_eq!(
            read_json(format!("[{}1]", "1,".repeat(JSON_VALUES)).as_bytes()),
            Err(FrameError::TooMany)
        );
        assert!(matches!(read_json(b"{"), Err(FrameError::NotJson(_))));
    }

    #[test]
    fn bytes_that_are_no_text_do_not_lose_the_message() {
        let read = read_json(b"{\"name\":\"a\xff\xfeb\",\"n\":1}").unwrap();
        assert_eq!(read["n"], 1);
    }

    #[test]
    fn a_chosen_text_is_cut_and_clean() {
        assert_eq!(tame("a\u{7}b\nc"), "abc");
        assert_eq!(tame(&"x".repeat(1000)).len(), TEXT_CHARS);
    }
}
