//! The company's logo: read once, checked against limits, and brought to the size that print can show.

use std::io::Cursor;

use image::{DynamicImage, ImageError, ImageFormat, ImageReader, Limits, imageops::FilterType};

use crate::DocumentError;

/// The heaviest logo file that is accepted, in bytes.
pub const LOGO_MAX_BYTES: usize = 4 * 1024 * 1024;
/// The longest side of a logo that is accepted, in pixels.
pub const LOGO_MAX_PIXELS: u32 = 6000;
/// The longest side that is embedded: above it no printer shows a difference at the size of a letterhead.
const PRINTED_PIXELS: u32 = 900;

/// A decoded logo: pixels row by row, three bytes of colour each, and how opaque each is when not all are.
#[derive(Debug)]
pub(crate) struct Logo {
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
    pub(crate) rgb: Vec<u8>,
    pub(crate) opacity: Option<Vec<u8>>,
}

/// Tells whether these bytes can be a letterhead's logo, so that a bad one is refused when it is uploaded
/// and not when the first order is printed.
///
/// # Errors
/// The `Logo…` errors of [`DocumentError`].
pub fn check_logo(bytes: &[u8]) -> Result<(), DocumentError> {
    decode(bytes).map(|_| ())
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Logo, DocumentError> {
    if bytes.len() > LOGO_MAX_BYTES {
        return Err(DocumentError::LogoTooHeavy { size_bytes: bytes.len(), limit_bytes: LOGO_MAX_BYTES });
    }
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => format,
        Ok(_) | Err(_) => return Err(DocumentError::LogoFormat),
    };
    let (width_px, height_px) =
        ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(|e| damaged(&e))?;
    if width_px.max(height_px) > LOGO_MAX_PIXELS {
        return Err(DocumentError::LogoTooLarge { width_px, height_px, limit_px: LOGO_MAX_PIXELS });
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LOGO_MAX_PIXELS);
    limits.max_image_height = Some(LOGO_MAX_PIXELS);
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| damaged(&e))?;
    Ok(flatten(&to_print_size(picture)))
}

fn damaged(error: &ImageError) -> DocumentError {
    DocumentError::LogoDamaged { reason: error.to_string() }
}

fn to_print_size(picture: DynamicImage) -> DynamicImage {
    if picture.width().max(picture.height()) <= PRINTED_PIXELS {
        return picture;
    }
    picture.resize(PRINTED_PIXELS, PRINTED_PIXELS, FilterType::Triangle)
}

fn flatten(picture: &DynamicImage) -> Logo {
    let pixels = picture.to_rgba8();
    let opaque = pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let opacity = (!opaque).then(|| pixels.pixels().map(|pixel| pixel.0[3]).collect());
    let rgb = pixels.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
    Logo { width_px: pixels.width(), height_px: pixels.height(), rgb, opacity }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(width_px: u32, height_px: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width_px, height_px).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn png_and_jpeg_are_accepted_and_brought_to_print_size() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let logo = decode(&encoded(1800, 600, format)).unwrap();
            assert_eq!((logo.width_px, logo.height_px), (900, 300));
            assert_eq!(logo.rgb.len(), 900 * 300 * 3);
            assert!(logo.opacity.is_none());
        }
    }

    #[test]
    fn transparency_survives() {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(4, 4).write_to(&mut bytes, ImageFormat::Png).unwrap();
        assert_eq!(decode(&bytes.into_inner()).unwrap().opacity, Some(vec![0; 16]));
    }

    #[test]
    fn each_limit_has_its_own_refusal() {
        assert_eq!(check_logo(b"GIF89a and more"), Err(DocumentError::LogoFormat));
        assert_eq!(check_logo(b""), Err(DocumentError::LogoFormat));
        let heavy = vec![0; LOGO_MAX_BYTES + 1];
        assert!(matches!(check_logo(&heavy), Err(DocumentError::LogoTooHeavy { .. })));
        let wide = encoded(LOGO_MAX_PIXELS + 1, 2, ImageFormat::Png);
        assert!(matches!(check_logo(&wide), Err(DocumentError::LogoTooLarge { width_px: 6001, .. })));
        let mut cut = encoded(60, 60, ImageFormat::Png);
        cut.truncate(50);
        let refusal = check_logo(&cut).unwrap_err();
        assert!(matches!(refusal, DocumentError::LogoDamaged { .. }), "{refusal}");
    }
}
