//! The archive itself: entries by name, each unpacked within bounds whatever its header promises.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::{Limits, SlicerError};

/// Bytes kept of each end of a plate's G-code: slicers write all figures there.
const END_BYTES: usize = 1 << 20;

/// An open archive.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    places: HashMap<String, usize>,
    limits: &'a Limits,
    /// Bytes unpacked so far, of all entries.
    unpacked_bytes: usize,
}

/// The first and the last piece of an entry.
#[derive(Debug, Default)]
pub(super) struct Ends {
    pub(super) head: Vec<u8>,
    pub(super) tail: Vec<u8>,
    /// Whether something between the two was left out.
    cut: bool,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, SlicerError> {
        if bytes.len() > limits.max_bytes {
            return Err(SlicerError::TooLarge { bytes: bytes.len(), limit: limits.max_bytes });
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error.to_string()))?;
        if zip.len() > limits.max_entries {
            let limit = limits.max_entries as u64;
            return Err(SlicerError::TooMany { what: "entries", line: 0, limit });
        }
        let mut places = HashMap::new();
        for place in 0..zip.len() {
            if let Some(Ok(name)) = zip.name_for_index(place) {
                // Some writers begin names with a slash or use the other kind of it.
                places.insert(name.replace('\\', "/").trim_start_matches('/').to_owned(), place);
            }
        }
        Ok(Self { zip, places, limits, unpacked_bytes: 0 })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// A file of settings as text; `None` where there is no such entry.
    pub(super) fn settings(&mut self, name: &str) -> Result<Option<String>, SlicerError> {
        let limit = self.limits.max_settings_bytes;
        match self.whole(name, limit)? {
            Some(bytes) if bytes.len() > limit => Err(SlicerError::TooLarge { bytes: bytes.len(), limit }),
            Some(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            None => Ok(None),
        }
    }

    /// A picture; `None` where there is none or where it is larger than a picture may be.
    pub(super) fn picture(&mut self, name: &str) -> Result<Option<Vec<u8>>, SlicerError> {
        let limit = self.limits.max_thumbnail_bytes;
        Ok(self.whole(name, limit)?.filter(|bytes| bytes.len() <= limit))
    }

    /// At most `limit` bytes of an entry and one more, by which the caller sees that there were more.
    fn whole(&mut self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, SlicerError> {
        let Some(place) = self.places.get(name).copied() else {
            return Ok(None);
        };
        let entry = self.zip.by_index(place).map_err(|error| broken(&error.to_string()))?;
        let mut bytes = Vec::new();
        let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        entry.take(bound).read_to_end(&mut bytes).map_err(|error| broken(&error.to_string()))?;
        self.count(bytes.len())?;
        Ok(Some(bytes))
    }

    /// Both ends of an entry, which is unpacked piece by piece: a bomb is stopped by the sum of bytes.
    pub(super) fn ends(
        &mut self,
        name: &str,
        keep_going: &mut dyn FnMut() -> bool,
    ) -> Result<Ends, SlicerError> {
        let Some(place) = self.places.get(name).copied() else {
            return Ok(Ends::default());
        };
        let mut ends = Ends::default();
        let allowed = self.limits.max_bytes.saturating_sub(self.unpacked_bytes);
        let mut read_bytes = 0_usize;
        {
            let mut entry = self.zip.by_index(place).map_err(|error| broken(&error.to_string()))?;
            let mut piece = vec![0; 1 << 16];
            loop {
                let count = entry.read(&mut piece).map_err(|error| broken(&error.to_string()))?;
                if count == 0 {
                    break;
                }
                read_bytes = read_bytes.saturating_add(count);
                if read_bytes > allowed {
                    return Err(SlicerError::TooLarge { bytes: read_bytes, limit: self.limits.max_bytes });
                }
                if !keep_going() {
                    return Err(SlicerError::Cancelled);
                }
                ends.push(&piece[..count]);
            }
        }
        self.count(read_bytes)?;
        ends.finish();
        Ok(ends)
    }

    fn count(&mut self, bytes: usize) -> Result<(), SlicerError> {
        self.unpacked_bytes = self.unpacked_bytes.saturating_add(bytes);
        if self.unpacked_bytes > self.limits.max_bytes {
            let limit = self.limits.max_bytes;
            return Err(SlicerError::TooLarge { bytes: self.unpacked_bytes, limit });
        }
        Ok(())
    }
}

impl Ends {
    fn push(&mut self, piece: &[u8]) {
        let room = END_BYTES - self.head.len().min(END_BYTES);
        let (first, rest) = piece.split_at(room.min(piece.len()));
        self.head.extend_from_slice(first);
        self.tail.extend_from_slice(rest);
        if self.tail.len() > 2 * END_BYTES {
            self.tail.drain(..self.tail.len() - END_BYTES);
            self.cut = true;
        }
    }

    /// Mends the line at which the two pieces part where nothing lies between them.
    fn finish(&mut self) {
        if self.tail.is_empty() {
            self.head.push(b'\n');
        } else if !self.cut {
            let start = self.head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let mut tail = vec![b'\n'];
            tail.extend_from_slice(&self.head[start..]);
            tail.append(&mut self.tail);
            self.tail = tail;
        }
    }
}

pub(super) fn broken(what: &str) -> SlicerError {
    SlicerError::BrokenArchive { what: what.chars().take(80).collect() }
}
