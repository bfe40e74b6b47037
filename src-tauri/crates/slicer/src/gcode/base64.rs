//! Base64 with the standard alphabet, decoded as its lines come in.

/// Collects characters and gives bytes; the memory it takes is bounded by `max_bytes`.
#[derive(Debug)]
pub(super) struct Base64 {
    bytes: Vec<u8>,
    bits: u32,
    pending: u8,
    padding: u8,
    max_bytes: usize,
}

/// Why characters are not base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base64Fault {
    /// A character outside the alphabet, or one after the padding.
    Character,
    /// The text ends inside a group.
    Length,
    /// More bytes than allowed.
    TooLong,
}

impl Base64 {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self { bytes: Vec::new(), bits: 0, pending: 0, padding: 0, max_bytes }
    }

    /// Takes the characters of one line.
    pub(super) fn push(&mut self, line: &[u8]) -> Result<(), Base64Fault> {
        for &character in line {
            let six_bits = match character {
                b'A'..=b'Z' => character - b'A',
                b'a'..=b'z' => character - b'a' + 26,
                b'0'..=b'9' => character - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                b'=' => {
                    self.padding = self.padding.saturating_add(1);
                    continue;
                }
                _ => return Err(Base64Fault::Character),
            };
            if self.padding > 0 {
                return Err(Base64Fault::Character);
            }
            self.bits = (self.bits << 6) | u32::from(six_bits);
            self.pending += 1;
            if self.pending == 4 {
                self.give(3)?;
            }
        }
        Ok(())
    }

    /// Gives the first `count` of the three bytes that four characters stand for.
    fn give(&mut self, count: usize) -> Result<(), Base64Fault> {
        if self.bytes.len() + count > self.max_bytes {
            return Err(Base64Fault::TooLong);
        }
        self.bytes.extend_from_slice(&self.bits.to_be_bytes()[1..=count]);
        (self.bits, self.pending) = (0, 0);
        Ok(())
    }

    /// The bytes, once all lines are in. Missing padding is forgiven, wrong padding is not.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Base64Fault> {
        match (self.pending, self.padding) {
            (0, 0) => {}
            (2, 0 | 2) => {
                self.bits <<= 12;
                self.give(1)?;
            }
            (3, 0 | 1) => {
                self.bits <<= 6;
                self.give(2)?;
            }
            _ => return Err(Base64Fault::Length),
        }
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &str) -> Result<Vec<u8>, Base64Fault> {
        let mut base64 = Base64::new(64);
        base64.push(text.as_bytes())?;
        base64.finish()
    }

    #[test]
    fn decodes_every_length_with_and_without_padding() {
        for (text, want) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob")] {
            assert_eq!(decode(text).unwrap(), want.as_bytes(), "{text}");
        }
        assert_eq!(decode("+/+/").unwrap(), [0xFB, 0xFF, 0xBF]);
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(decode("Zm9*"), Err(Base64Fault::Character));
        assert_eq!(decode("Zg==Zg=="), Err(Base64Fault::Character));
        assert_eq!(decode("Z"), Err(Base64Fault::Length));
        assert_eq!(decode("Zm9v="), Err(Base64Fault::Length));
        assert_eq!(decode(&"A".repeat(100)), Err(Base64Fault::TooLong));
    }
}
