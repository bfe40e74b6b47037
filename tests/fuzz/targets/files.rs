//! What slicers write: G-code, binary G-code, sliced projects.

use spoolyard_slicer::{Limits, SlicedFile, SlicerError, read_gcode_ends, read_sliced_within};

fn limits() -> Limits {
    Limits {
        max_bytes: 1 << 18,
        max_line_bytes: 4096,
        max_lines: 20_000,
        max_slots: 16,
        max_objects: 64,
        max_thumbnails: 4,
        max_thumbnail_bytes: 1 << 14,
        max_block_bytes: 1 << 16,
        max_entries: 64,
        max_plates: 8,
        max_settings_bytes: 1 << 16,
    }
}

fn check(answer: &Result<SlicedFile, SlicerError>) {
    let file = match answer {
        Ok(file) => file,
        Err(error) => {
            let said = error.to_string();
            assert!(!said.is_empty() && said.chars().count() < 600, "{said}");
            return;
        }
    };
    let limits = limits();
    assert!(!file.plates.is_empty() && file.plates.len() <= limits.max_plates);
    for plate in file.plates.iter().map(|plate| &plate.plate) {
        assert!(plate.slots.len() <= limits.max_slots && plate.objects.len() <= limits.max_objects);
        assert!(plate.slots.iter().all(|slot| usize::from(slot.slot) < limits.max_slots));
        assert!(plate.slots.iter().all(|slot| slot.mass_g.is_none_or(|g| !g.is_sign_negative())));
        assert!(plate.print_minutes.is_none_or(|minutes| !minutes.is_sign_negative()));
        assert!(plate.warnings.len() <= 200 && plate.thumbnails.len() <= limits.max_thumbnails + 2);
        if let Ok(estimate) = plate.estimate() {
            assert!(!estimate.minutes.is_zero() && !estimate.mass_g.is_zero());
        }
        if let Some(space) = plate.bounding_box {
            assert!(space.size_mm().iter().all(|side| !side.is_sign_negative()));
        }
    }
}

fn read(bytes: &[u8]) -> Result<SlicedFile, SlicerError> {
    read_sliced_within(bytes, &limits(), &mut || true)
}

/// The text as a whole, and as its two ends.
pub(super) fn gcode(input: &[u8]) {
    check(&read(input));
    let (head, tail) = input.split_at(input.len() / 2);
    if let Ok(plate) = read_gcode_ends(head, tail, &limits()) {
        assert!(plate.slots.len() <= limits().max_slots);
    }
}

/// A binary file as it stands, and once more with checksums that fit: a wrong one would hide what lies behind it.
pub(super) fn bgcode(input: &[u8]) {
    check(&read(input));
    let mut bytes = b"GCDE\x01\0\0\0\0\0".to_vec();
    bytes.extend(input.get(10..).unwrap_or(input));
    check(&read(&bytes));
}

pub(super) fn project(input: &[u8]) {
    check(&read(input));
}

/// The parts of a project, divided by lines of `%%% name`, packed into a sound archive.
pub(super) fn project_parts(input: &[u8]) {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(b"%%% ") {
            let name = String::from_utf8_lossy(name).trim().chars().take(60).collect();
            if parts.len() < 12 {
                parts.push((name, Vec::new()));
            }
        } else if let Some((_, bytes)) = parts.last_mut() {
            bytes.extend_from_slice(line);
        }
    }
    check(&read(&stored(&parts)));
}

/// A ZIP archive of entries that are not packed.
fn stored(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    for (name, bytes) in parts {
        let place = out.len();
        let sum = crc32fast::hash(bytes).to_le_bytes();
        let mut common = Vec::new();
        common.extend([20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0x5C]);
        common.extend(sum);
        common.extend(long(bytes.len()));
        common.extend(long(bytes.len()));
        common.extend(short(name.len()));
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(bytes);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(long(place));
        directory.extend(name.as_bytes());
    }
    let (start, length) = (out.len(), directory.len());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(short(parts.len()));
    out.extend(short(parts.len()));
    out.extend(long(length));
    out.extend(long(start));
    out.extend([0, 0]);
    out
}
