//! MeatPack: two characters of a move in one byte.

/// What a nibble stands for; 15 says that the character follows as a whole byte.
const CHARACTERS: &[u8; 15] = b"0123456789. \nGX";
const WHOLE: u8 = 15;
const SIGNAL: u8 = 0xFF;

/// Undoes MeatPack. Whatever the bytes are, at most two characters come of each.
pub(super) fn expand(packed: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(packed.len().saturating_mul(2));
    let mut reader = Reader::default();
    let mut bytes = packed.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == SIGNAL && bytes.peek() == Some(&SIGNAL) {
            bytes.next();
            reader.command(bytes.next());
        } else if !reader.packing {
            out.push(byte);
        } else {
            for nibble in [byte & 0x0F, byte >> 4] {
                match (nibble, bytes.peek()) {
                    // Both characters whole: they follow in order, after this byte.
                    (WHOLE, _) => out.extend(bytes.next()),
                    (nibble, _) => out.push(reader.character(nibble)),
                }
            }
        }
    }
    out
}

#[derive(Default)]
struct Reader {
    packing: bool,
    /// Spaces are left out, and their nibble stands for `E`.
    without_spaces: bool,
}

impl Reader {
    fn command(&mut self, command: Option<u8>) {
        match command {
            Some(251) => self.packing = true,
            Some(250) => self.packing = false,
            Some(249) => *self = Self::default(),
            Some(247) => self.without_spaces = true,
            Some(246) => self.without_spaces = false,
            Some(_) | None => {}
        }
    }

    fn character(&self, nibble: u8) -> u8 {
        if nibble == 11 && self.without_spaces {
            return b'E';
        }
        CHARACTERS.get(usize::from(nibble)).copied().unwrap_or(b' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_and_remarks_come_back() {
        // "G1 X1.5\n" as pairs: G1 | ' 'X | 1. | 5\n, then ";A\n" with whole bytes.
        let mut bytes = vec![0xFF, 0xFF, 251];
        bytes.extend([0x1D, 0xEB, 0xA1, 0xC5]);
        bytes.extend([0xFF, b';', b'A', 0xCC]);
        assert_eq!(expand(&bytes), b"G1 X1.5\n;A\n\n");
    }

    #[test]
    fn a_space_may_stand_for_the_extruder() {
        assert_eq!(expand(&[0xFF, 0xFF, 251, 0xFF, 0xFF, 247, 0x1B]), b"E1");
        assert_eq!(expand(b"G28\n"), b"G28\n", "nothing is packed before it is said");
        assert_eq!(expand(&[0xFF, 0xFF]), b"");
    }
}
