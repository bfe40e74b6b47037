//! How much a reader is ready to look at.

/// Bounds on the input. Beyond one of them the reader stops with an error that names it; pictures beyond
/// their bounds are left out with a warning, for no figure depends on them.
///
/// The defaults let through every plate a desktop printer can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in all, unpacked where the file is packed.
    pub max_bytes: usize,
    /// Bytes of one line. Slicers put whole start scripts on one line, so this is generous.
    pub max_line_bytes: usize,
    /// Lines in all.
    pub max_lines: u64,
    /// Filament slots a setting or a result may list.
    pub max_slots: usize,
    /// Objects and copies on the plate.
    pub max_objects: usize,
    /// Pictures in the file.
    pub max_thumbnails: usize,
    /// Bytes of one decoded picture.
    pub max_thumbnail_bytes: usize,
    /// Bytes of one unpacked block of binary G-code. Slicers write 64 KiB.
    pub max_block_bytes: usize,
    /// Entries of a 3MF archive.
    pub max_entries: usize,
    /// Sliced plates of a 3MF archive.
    pub max_plates: usize,
    /// Bytes of one unpacked settings file of a 3MF archive.
    pub max_settings_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 1 << 30,
            max_line_bytes: 1 << 20,
            max_lines: 100_000_000,
            max_slots: 64,
            max_objects: 4096,
            max_thumbnails: 16,
            max_thumbnail_bytes: 4 << 20,
            max_block_bytes: 16 << 20,
            max_entries: 4096,
            max_plates: 64,
            max_settings_bytes: 8 << 20,
        }
    }
}
