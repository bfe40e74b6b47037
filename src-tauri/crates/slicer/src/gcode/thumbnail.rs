//! Pictures between `thumbnail begin` and `thumbnail end`.

use super::base64::{Base64, Base64Fault};
use super::tally::Warnings;
use super::value::count;
use crate::{Limits, Thumbnail, ThumbnailFormat};

/// Largest side that is believed.
const MAX_SIDE_PX: u32 = 8192;

/// The pictures found so far, and the one that is being read.
#[derive(Debug)]
pub(super) struct Pictures {
    open: Option<Open>,
    done: Vec<Thumbnail>,
    max_count: usize,
    max_bytes: usize,
    pub(super) warnings: Warnings,
}

#[derive(Debug)]
struct Open {
    line: u64,
    size_px: Option<(u32, u32)>,
    base64: Base64,
    fault: Option<Base64Fault>,
}

impl Pictures {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            open: None,
            done: Vec::new(),
            max_count: limits.max_thumbnails,
            max_bytes: limits.max_thumbnail_bytes,
            warnings: Warnings::default(),
        }
    }

    /// Opens a picture if `text` begins one: `thumbnail begin 220x124 5432`, `thumbnail_QOI begin 16x16 92`.
    pub(super) fn begin(&mut self, line: u64, text: &str) -> bool {
        let mut words = text.split_ascii_whitespace();
        let starts = words.next().is_some_and(is_thumbnail) && words.next() == Some("begin");
        if starts {
            let first = words.next().unwrap_or_default();
            let size = match first.split_once('x') {
                Some((width, height)) => side(width).zip(side(height)),
                None => side(first).zip(words.next().and_then(side)),
            };
            let base64 = Base64::new(self.max_bytes);
            self.open = Some(Open { line, size_px: size, base64, fault: None });
        }
        starts
    }

    /// Adds a picture that came whole.
    pub(super) fn add(&mut self, bytes: Vec<u8>, width_px: u32, height_px: u32) {
        let problem = match format_of(&bytes) {
            _ if self.done.len() >= self.max_count => {
                format!("is one more than the {} that are kept", self.max_count)
            }
            _ if bytes.len() > self.max_bytes => format!("is larger than {} bytes", self.max_bytes),
            Some(format) => return self.done.push(Thumbnail { format, width_px, height_px, bytes }),
            None => "is neither PNG nor QOI nor JPEG".to_owned(),
        };
        self.warnings.add(0, format!("the picture {problem}; it is left out"));
    }

    /// Takes a line of the open picture; false when none is open.
    pub(super) fn take_line(&mut self, line: u64, rest: &[u8]) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        let rest = rest.trim_ascii();
        let mut words = rest.split(u8::is_ascii_whitespace);
        let thumbnail =
            words.next().and_then(|word| std::str::from_utf8(word).ok()).is_some_and(is_thumbnail);
        if thumbnail && words.next() == Some(b"end") {
            self.close();
        } else if thumbnail {
            self.interrupt(line);
            return false;
        } else if open.fault.is_none() {
            open.fault = open.base64.push(rest).err();
        }
        true
    }

    /// A command, or the end of the bytes, inside a picture: it is lost.
    pub(super) fn interrupt(&mut self, line: u64) {
        if let Some(open) = self.open.take() {
            self.warnings.add(line, format!("the picture of line {} breaks off", open.line));
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let bytes = match open.fault {
            None => open.base64.finish(),
            Some(fault) => Err(fault),
        };
        let problem = match (bytes, open.size_px) {
            (Ok(_), None) => "states no size that can be read".to_owned(),
            (Ok(_), Some(_)) if self.done.len() >= self.max_count => {
                format!("is one more than the {} that are kept", self.max_count)
            }
            (Ok(bytes), Some((width_px, height_px))) => match format_of(&bytes) {
                Some(format) => return self.done.push(Thumbnail { format, width_px, height_px, bytes }),
                None => "is neither PNG nor QOI nor JPEG".to_owned(),
            },
            (Err(Base64Fault::Character), _) => "holds characters that are not base64".to_owned(),
            (Err(Base64Fault::Length), _) => "has lost some of its characters".to_owned(),
            (Err(Base64Fault::TooLong), _) => format!("is larger than {} bytes", self.max_bytes),
        };
        self.warnings.add(open.line, format!("the picture {problem}; it is left out"));
    }

    pub(super) fn finish(self) -> (Vec<Thumbnail>, Warnings) {
        (self.done, self.warnings)
    }
}

fn is_thumbnail(word: &str) -> bool {
    ["thumbnail", "thumbnail_PNG", "thumbnail_QOI", "thumbnail_JPG"]
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name))
}

fn side(text: &str) -> Option<u32> {
    count(text).filter(|side| (1..=MAX_SIDE_PX).contains(side))
}

/// The coding by the first bytes: labels have been wrong before.
pub(crate) fn format_of(bytes: &[u8]) -> Option<ThumbnailFormat> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(ThumbnailFormat::Png),
        [b'q', b'o', b'i', b'f', ..] => Some(ThumbnailFormat::Qoi),
        [0xFF, 0xD8, 0xFF, ..] => Some(ThumbnailFormat::Jpg),
        _ => None,
    }
}
