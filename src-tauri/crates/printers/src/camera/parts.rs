//! Pictures out of a stream of parts (`multipart/x-mixed-replace`), as MJPEG cameras send them.

use bytes::Bytes;

use super::PICTURE_BYTES;

/// The longest head of a part.
const HEAD_BYTES: usize = 8 * 1024;

/// What has come of a stream and not been taken out yet.
#[derive(Debug)]
pub struct Parts {
    border: Vec<u8>,
    held: Vec<u8>,
}

/// A part is larger than any picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl Parts {
    /// For a stream of this type; none where the type names no border.
    #[must_use]
    pub fn of(content_type: &str) -> Option<Self> {
        let (_, border) = content_type.split_once("boundary=")?;
        let border = border.split(';').next().unwrap_or(border).trim().trim_matches('"');
        // Some cameras count the dashes to the border's name, some do not.
        let border = border.trim_start_matches('-');
        (!border.is_empty()).then(|| Self { border: border.as_bytes().to_vec(), held: Vec::new() })
    }

    /// Takes bytes in; the pictures that are whole now.
    ///
    /// # Errors
    /// When a part or its head does not end within the bounds.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Bytes>, TooLarge> {
        self.held.extend_from_slice(bytes);
        let mut whole = Vec::new();
        while let Some((from, to)) = self.next_part()? {
            whole.push(Bytes::copy_from_slice(&self.held[from..to]));
            self.held.drain(..to);
        }
        Ok(whole)
    }

    /// Where the body of the first part lies, once it is whole.
    fn next_part(&self) -> Result<Option<(usize, usize)>, TooLarge> {
        let within = |most: usize| if self.held.len() > most { Err(TooLarge) } else { Ok(None) };
        let Some(border) = find(&self.held, 0, &self.border) else { return within(HEAD_BYTES) };
        let after = border + self.border.len();
        let Some(head_end) = find(&self.held, after, b"\r\n\r\n") else {
            return if self.held.len() - after > HEAD_BYTES { Err(TooLarge) } else { Ok(None) };
        };
        let body = head_end + 4;
        match told_length(&self.held[after..head_end]) {
            Some(length) if length > PICTURE_BYTES => Err(TooLarge),
            Some(length) => Ok((self.held.len() >= body + length).then_some((body, body + length))),
            None => match find(&self.held, body, &self.border) {
                Some(next) => Ok(Some((body, without_line_end(&self.held, body, next)))),
                None => within(body + PICTURE_BYTES),
            },
        }
    }
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| from + at)
}

fn told_length(head: &[u8]) -> Option<usize> {
    let head = String::from_utf8_lossy(head);
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    })
}

/// Where a body ends that only the next border ends: before its dashes and the line end.
fn without_line_end(bytes: &[u8], from: usize, border: usize) -> usize {
    let mut end = border;
    for sign in [b'-', b'-', b'\n', b'\r'] {
        if end > from && bytes[end - 1] == sign {
            end -= 1;
        }
    }
    end
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stream(with_length: bool, pictures: &[&[u8]]) -> Vec<u8> {
        let mut bytes = b"\r\n".to_vec();
        for picture in pictures {
            bytes.extend(b"--frame\r\nContent-Type: image/jpeg\r\n");
            if with_length {
                bytes.extend(format!("Content-length: {}\r\n", picture.len()).as_bytes());
            }
            bytes.extend(b"\r\n");
            bytes.extend(*picture);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"--frame\r\n");
        bytes
    }

    #[test]
    fn pictures_come_out_however_they_are_cut() {
        let pictures: [&[u8]; 3] = [b"one", b"", b"\xFF\xD8three--\r\n"];
        for with_length in [true, false] {
            for named in ["frame", "--frame", "\"frame\""] {
                for size in [1, 7, 1000] {
                    let kind = format!("multipart/x-mixed-replace; boundary={named}");
                    let mut parts = Parts::of(&kind).unwrap();
                    let bytes = stream(with_length, &pictures[..if with_length { 3 } else { 1 }]);
                    let found: Vec<Bytes> =
                        bytes.chunks(size).flat_map(|piece| parts.push(piece).unwrap()).collect();
                    let wanted: Vec<&[u8]> = pictures[..found.len()].to_vec();
                    assert_eq!(found, wanted);
                    assert_eq!(found.len(), if with_length { 3 } else { 1 });
                }
            }
        }
    }

    #[test]
    fn what_does_not_end_is_not_kept() {
        let mut parts = Parts::of("multipart/x-mixed-replace;boundary=b").unwrap();
        assert_eq!(parts.push(b"--b\r\nContent-Length: 99999999\r\n\r\n"), Err(TooLarge));
        let mut parts = Parts::of("x; boundary=border").unwrap();
        assert_eq!(parts.push(&vec![b'x'; HEAD_BYTES + 1]), Err(TooLarge));
        let mut parts = Parts::of("x; boundary=border").unwrap();
        assert_eq!(parts.push(b"--border\r\n\r\n"), Ok(Vec::new()));
        assert_eq!(parts.push(&vec![0; PICTURE_BYTES + 1]), Err(TooLarge));
        assert!(Parts::of("image/jpeg").is_none() && Parts::of("x; boundary=--").is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_survived(pieces in proptest::collection::vec(
            prop_oneof![Just(b"--b\r\n".to_vec()), Just(b"\r\n\r\n".to_vec()), Just(b"Content-Length: 3".to_vec()), proptest::collection::vec(any::<u8>(), 0..40)], 0..30,
        )) {
            let mut parts = Parts::of("x; boundary=b").unwrap();
            for piece in pieces {
                let _ = parts.push(&piece);
            }
        }
    }
}
