//! Why a document could not be printed, in words that name the remedy.

use thiserror::Error;

/// What stands between a view model and its PDF. Text never does: every character prints in some way.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// The logo file is heavier than [`crate::LOGO_MAX_BYTES`].
    #[error(
        "The company logo is {size_bytes} bytes; at most {limit_bytes} are accepted. Save it smaller and upload it again."
    )]
    LogoTooHeavy {
        /// Size of the file given.
        size_bytes: usize,
        /// The most that is accepted.
        limit_bytes: usize,
    },
    /// The logo is wider or taller than [`crate::LOGO_MAX_PIXELS`].
    #[error(
        "The company logo measures {width_px} × {height_px} pixels; at most {limit_px} a side are accepted. Scale it down and upload it again."
    )]
    LogoTooLarge {
        /// Its width in pixels.
        width_px: u32,
        /// Its height in pixels.
        height_px: u32,
        /// The longest side that is accepted, in pixels.
        limit_px: u32,
    },
    /// The logo is neither a PNG nor a JPEG.
    #[error(
        "The company logo is neither a PNG nor a JPEG picture. Save it as one of the two and upload it again."
    )]
    LogoFormat,
    /// The logo starts like a picture and cannot be read to its end.
    #[error("The company logo cannot be read ({reason}). Save it again as PNG or JPEG and upload it.")]
    LogoDamaged {
        /// What the decoder met.
        reason: String,
    },
    /// A font of the program cannot be read: the program itself is damaged.
    #[error("The embedded font {font} cannot be read. Install Spoolyard again.")]
    Font {
        /// The name of the font.
        font: &'static str,
    },
    /// The document holds something that no PDF can express.
    #[error("The PDF could not be written ({reason}).")]
    Write {
        /// What the writer met.
        reason: String,
    },
}
