//! Pictures of the window, kept in `tests/desktop/shots` (not in the repository).

use std::collections::HashSet;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

/// Keeps a picture and says where.
pub(crate) fn keep(name: &str, png: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("desktop/shots");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.png"));
    fs::write(&path, png).unwrap();
    path
}

/// How many colours a picture has; a blank page has one, a loader on it nine.
pub(crate) fn colours(png: &[u8]) -> usize {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let bytes_a_pixel = frame.line_size / frame.width as usize;
    pixels[..frame.buffer_size()].chunks_exact(bytes_a_pixel).collect::<HashSet<_>>().len()
}
