//! The blocks of a binary G-code file: header, parameters, payload, checksum.

use std::io::Read;

use flate2::Crc;
use flate2::read::ZlibDecoder;

use super::heatshrink;
use crate::{Limits, SlicerError};

/// What a block holds. Kinds that are not known are stepped over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Lines of `key=value`.
    Figures,
    /// Moves.
    Gcode,
    /// A picture.
    Thumbnail,
    /// Something newer.
    Unknown,
}

/// One block, still packed.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub(super) kind: Kind,
    compression: u16,
    /// Encoding of figures and moves; format, width and height of a picture.
    pub(super) parameters: [u16; 3],
    size: usize,
    payload: &'a [u8],
    /// Where it begins in the file.
    at: usize,
}

/// Steps from block to block.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    bytes: &'a [u8],
    at: usize,
    with_checksums: bool,
}

impl<'a> Blocks<'a> {
    /// Reads the head of the file, ten bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, SlicerError> {
        let mut blocks = Self { bytes, at: 4, with_checksums: false };
        let _version = blocks.u32()?;
        blocks.with_checksums = match blocks.u16()? {
            0 => false,
            1 => true,
            _ => return Err(broken(8, "a kind of checksum that is not known")),
        };
        Ok(blocks)
    }

    /// The next block; `None` at the end of the file.
    pub(super) fn next(&mut self, limits: &Limits) -> Result<Option<Block<'a>>, SlicerError> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let start = self.at;
        let kind_number = self.u16()?;
        let compression = self.u16()?;
        let size = self.u32()? as usize;
        let packed_size = if compression == 0 { size } else { self.u32()? as usize };
        if size > limits.max_block_bytes {
            return Err(broken(start, "a block that is too large"));
        }
        let kind = match kind_number {
            0 | 2 | 3 | 4 => Kind::Figures,
            1 => Kind::Gcode,
            5 => Kind::Thumbnail,
            _ => Kind::Unknown,
        };
        let mut parameters = [0; 3];
        let count = if kind == Kind::Thumbnail { 3 } else { 1 };
        for place in parameters.iter_mut().take(count) {
            *place = self.u16()?;
        }
        let payload = self.take(packed_size)?;
        if self.with_checksums {
            let mut crc = Crc::new();
            crc.update(&self.bytes[start..self.at]);
            if self.u32()? != crc.sum() {
                return Err(broken(start, "a block whose checksum does not match"));
            }
        }
        Ok(Some(Block { kind, compression, parameters, size, payload, at: start }))
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], SlicerError> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| broken(self.at, "an end inside a block"))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn u16(&mut self) -> Result<u16, SlicerError> {
        let taken = self.take(2)?;
        Ok(u16::from_le_bytes([taken[0], taken[1]]))
    }

    fn u32(&mut self) -> Result<u32, SlicerError> {
        let taken = self.take(4)?;
        Ok(u32::from_le_bytes([taken[0], taken[1], taken[2], taken[3]]))
    }
}

impl Block<'_> {
    /// The payload without its compression.
    pub(super) fn unpack(&self) -> Result<Vec<u8>, SlicerError> {
        let unpacked = match self.compression {
            0 => Some(self.payload.to_vec()),
            1 => self.inflate(),
            2 => heatshrink::expand(self.payload, 11, 4, self.size),
            3 => heatshrink::expand(self.payload, 12, 4, self.size),
            _ => return Err(broken(self.at, "a compression that is not known")),
        };
        unpacked.ok_or_else(|| broken(self.at, "a block that does not unpack"))
    }

    fn inflate(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let bound = u64::try_from(self.size).ok()?.checked_add(1)?;
        ZlibDecoder::new(self.payload).take(bound).read_to_end(&mut out).ok()?;
        (out.len() == self.size).then_some(out)
    }
}

pub(super) fn broken(at: usize, what: &'static str) -> SlicerError {
    SlicerError::BrokenBinary { at: u64::try_from(at).unwrap_or(u64::MAX), what }
}
