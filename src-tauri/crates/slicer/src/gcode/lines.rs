//! Lines of a file, counted and measured.

use crate::{Limits, SlicerError};

/// Yields the number (from 1) and the bytes of each line, blanks at both ends taken off.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    number: u64,
    limits: &'a Limits,
    failed: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn whole(bytes: &'a [u8], limits: &'a Limits) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        Self { rest: bytes, number: 0, limits, failed: false }
    }

    /// The beginning of a file: what follows the last line end is left out.
    pub(super) fn cut_at_end(bytes: &'a [u8], limits: &'a Limits) -> Self {
        let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        Self::whole(&bytes[..end], limits)
    }

    /// The end of a file: what stands before the first line end is left out.
    pub(super) fn cut_at_start(bytes: &'a [u8], limits: &'a Limits) -> Self {
        let start = bytes.iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| at + 1);
        Self { rest: &bytes[start..], number: 1, limits, failed: false }
    }

    /// More lines of a file, of which `number` were read before.
    pub(super) fn from_line(bytes: &'a [u8], number: u64, limits: &'a Limits) -> Self {
        Self { rest: bytes, number, limits, failed: false }
    }

    fn check(&self, line: &[u8]) -> Result<(), SlicerError> {
        if self.number > self.limits.max_lines {
            let limit = self.limits.max_lines;
            return Err(SlicerError::TooMany { what: "lines", line: self.number, limit });
        }
        if line.len() > self.limits.max_line_bytes {
            return Err(SlicerError::LineTooLong { line: self.number, limit: self.limits.max_line_bytes });
        }
        if line.contains(&0) {
            return Err(SlicerError::NotText { line: self.number });
        }
        Ok(())
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Result<(u64, &'a [u8]), SlicerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() || self.failed {
            return None;
        }
        let (line, rest) = match self.rest.iter().position(|&byte| byte == b'\n') {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &[][..]),
        };
        self.rest = rest;
        self.number += 1;
        let checked = self.check(line);
        self.failed = checked.is_err();
        Some(checked.map(|()| (self.number, line.trim_ascii())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: Lines<'_>) -> Vec<(u64, String)> {
        lines
            .map(|line| line.unwrap())
            .map(|(n, bytes)| (n, String::from_utf8_lossy(bytes).into_owned()))
            .collect()
    }

    #[test]
    fn counts_lines_of_every_line_end() {
        let limits = Limits::default();
        let lines = texts(Lines::whole(b"\xEF\xBB\xBFG28\r\n\n  ; a \nM84", &limits));
        assert_eq!(lines, [(1, "G28".into()), (2, String::new()), (3, "; a".into()), (4, "M84".into())]);
    }

    #[test]
    fn leaves_out_lines_that_a_cut_broke() {
        let limits = Limits::default();
        assert_eq!(texts(Lines::cut_at_end(b"G28\nG1 X", &limits)), [(1, "G28".into())]);
        assert_eq!(texts(Lines::cut_at_start(b" Y7\nM84\n", &limits)), [(2, "M84".into())]);
        assert_eq!(texts(Lines::cut_at_end(b"no line end", &limits)), []);
        assert_eq!(texts(Lines::cut_at_start(b"no line end", &limits)), []);
    }

    #[test]
    fn stops_at_the_first_line_beyond_a_limit() {
        let limits = Limits { max_line_bytes: 4, max_lines: 2, ..Limits::default() };
        let long: Vec<_> = Lines::whole(b"G28\nG1 X1\nM84\n", &limits).collect();
        assert_eq!(long[1], Err(SlicerError::LineTooLong { line: 2, limit: 4 }));
        assert_eq!(long.len(), 2);
        let many: Vec<_> = Lines::whole(b"a\nb\nc\nd\n", &limits).collect();
        assert_eq!(many[2], Err(SlicerError::TooMany { what: "lines", line: 3, limit: 2 }));
        assert_eq!(many.len(), 3);
    }
}
