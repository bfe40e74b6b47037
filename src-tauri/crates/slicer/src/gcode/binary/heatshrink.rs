//! Heatshrink: a small LZSS that printers with little memory can undo.

/// Undoes heatshrink with a window of `2^window_bits` and copies of up to `2^length_bits` bytes. `None` where
/// the bits end early or give more than `size` bytes; a copy from before the first byte reads zeros.
pub(super) fn expand(packed: &[u8], window_bits: u32, length_bits: u32, size: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { bytes: packed, at: 0 };
    // Never believe a stated size before the bytes are there: one packed bit gives at most one copy.
    let mut out = Vec::with_capacity(size.min(packed.len().saturating_mul(8)));
    while out.len() < size {
        if bits.take(1)? == 1 {
            out.push(u8::try_from(bits.take(8)?).ok()?);
            continue;
        }
        let back = bits.take(window_bits)? + 1;
        let count = bits.take(length_bits)? + 1;
        if count > size - out.len() {
            return None;
        }
        for _ in 0..count {
            let byte = out.len().checked_sub(back).and_then(|at| out.get(at).copied()).unwrap_or(0);
            out.push(byte);
        }
    }
    Some(out)
}

/// Bits, the highest of each byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<usize> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.bytes.get(self.at / 8)?;
            value = value << 1 | usize::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packs by hand: `L` a literal, `C` a copy.
    fn pack(parts: &[(char, usize, usize)], window_bits: u32, length_bits: u32) -> Vec<u8> {
        let mut bits = String::new();
        for (kind, a, b) in parts {
            match kind {
                'L' => bits += &format!("1{a:08b}"),
                _ => {
                    bits += &format!(
                        "0{:0w$b}{:0l$b}",
                        a - 1,
                        b - 1,
                        w = window_bits as usize,
                        l = length_bits as usize
                    );
                }
            }
        }
        while !bits.len().is_multiple_of(8) {
            bits.push('0');
        }
        bits.as_bytes().chunks(8).map(|c| c.iter().fold(0, |v, b| v << 1 | (b - b'0'))).collect()
    }

    #[test]
    fn copies_run_into_themselves() {
        let parts = [('L', usize::from(b'a'), 0), ('L', usize::from(b'b'), 0), ('C', 2, 6)];
        assert_eq!(expand(&pack(&parts, 11, 4), 11, 4, 8).as_deref(), Some(&b"abababab"[..]));
        assert_eq!(expand(&pack(&parts, 12, 4), 12, 4, 8).as_deref(), Some(&b"abababab"[..]));
    }

    #[test]
    fn what_does_not_add_up_is_refused() {
        let parts = [('L', 65, 0), ('C', 1, 16)];
        assert_eq!(expand(&pack(&parts, 11, 4), 11, 4, 4), None, "more than was stated");
        assert_eq!(expand(b"\xFF", 11, 4, 2), None, "the bits end");
        assert_eq!(expand(b"", 11, 4, usize::MAX), None);
        assert_eq!(expand(&pack(&[('C', 9, 2)], 11, 4), 11, 4, 2).as_deref(), Some(&b"\0\0"[..]));
    }
}
