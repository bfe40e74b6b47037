//! Packs files for the tests.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A block as it stands in the file, without its checksum.
pub(crate) fn block(
    kind: u16,
    compression: u16,
    parameters: &[u16],
    payload: Vec<u8>,
    size: Option<usize>,
) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(kind.to_le_bytes());
    out.extend(compression.to_le_bytes());
    out.extend((size.unwrap_or(payload.len()) as u32).to_le_bytes());
    if compression != 0 {
        out.extend((payload.len() as u32).to_le_bytes());
    }
    parameters.iter().for_each(|parameter| out.extend(parameter.to_le_bytes()));
    out.extend(payload);
    out
}

/// A block of `key=value` lines.
pub(crate) fn figures(kind: u16, compression: u16, text: &str) -> Vec<u8> {
    match compression {
        0 => block(kind, 0, &[0], text.as_bytes().to_vec(), None),
        _ => block(kind, 1, &[0], zlib(text.as_bytes()), Some(text.len())),
    }
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A binary G-code file of the blocks.
pub(crate) fn bgcode(with_checksums: bool, blocks: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"GCDE\x01\0\0\0".to_vec();
    out.extend(u16::from(with_checksums).to_le_bytes());
    for block in blocks {
        out.extend(block);
        if with_checksums {
            let mut crc = flate2::Crc::new();
            crc.update(block);
            out.extend(crc.sum().to_le_bytes());
        }
    }
    out
}

/// A packed archive of the entries.
pub(crate) fn project(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The beginning of a PNG of that size: enough to be told from other files.
pub(crate) fn png(width_px: u32, height_px: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
    out.extend(width_px.to_be_bytes());
    out.extend(height_px.to_be_bytes());
    out
}
