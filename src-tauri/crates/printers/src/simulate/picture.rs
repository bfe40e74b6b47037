//! What a simulated camera sees: a bed, a nozzle that moves over it, and a part that grows.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use super::machine::{Machine, Phase};

const WIDTH: u32 = 160;
const HEIGHT: u32 = 120;
/// How far above the lower edge the bed lies.
const BED: u32 = 100;

/// The picture of this moment, as JPEG.
#[must_use]
pub fn jpeg(machine: &Machine) -> Vec<u8> {
    let height = u32::from(machine.permille()) * 70 / 1000;
    let sweep = u32::try_from(machine.ticks * 7 % 120).unwrap_or(0);
    let nozzle = if machine.phase == Phase::Printing { 20 + sweep } else { 20 };
    let mut pixels = Vec::with_capacity((WIDTH * HEIGHT * 3) as usize);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            pixels.extend(colour(machine, x, y, height, nozzle));
        }
    }
    let mut bytes = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut bytes, 70).write_image(
        &pixels,
        WIDTH,
        HEIGHT,
        ExtendedColorType::Rgb8,
    );
    // A picture of these measures can always be written.
    if written.is_err() {
        bytes.clear();
    }
    bytes
}

const fn colour(machine: &Machine, x: u32, y: u32, height: u32, nozzle: u32) -> [u8; 3] {
    let is_part = x > 55 && x < 105 && y < BED && y >= BED - height;
    let is_nozzle = x.abs_diff(nozzle) < 4 && y < BED - height && y + 12 > BED - height;
    match (is_part, is_nozzle, machine.phase) {
        (true, _, Phase::Failed) => [190, 60, 50],
        (true, ..) => [40, 120, 220],
        (_, true, _) => [200, 170, 60],
        _ if y >= BED => [70, 70, 76],
        _ if machine.light_on => [214, 214, 206],
        _ => [34, 36, 42],
    }
}
